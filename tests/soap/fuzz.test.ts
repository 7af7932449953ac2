// Thorough: npm run test:quick leaves it out.
import http from 'node:http';
import fc from 'fast-check';
import type { Emulator } from '../../src/server/emulator';
import { NAMESPACE, start } from '../support/emulator';
import { envelope, escape, find, parse, queryXml, where } from '../support/soap';
import { postXml, SOAP_1_1, SOAP_1_2, TRACKING_HEADER } from '../support/wire';

/** However a request is spoiled, the answer is an orderly one. `postXml` checks what holds for all answers. */

let emulator: Emulator;
const agent = new http.Agent({ keepAlive: true });
beforeAll(async () => {
  emulator = await start();
});
afterAll(async () => {
  agent.destroy();
  await emulator.close();
});

const SEEDS = [
  envelope(
    `<query xmlns="${NAMESPACE}"><sXML>${escape(queryXml(where('LastName', 'Contains', 'Ü')))}</sXML></query>`,
  ),
  envelope(
    `<query xmlns="${NAMESPACE}"><sXML><![CDATA[<?xml version="1.0"?>${queryXml(where('id', 'Equals', '29682890'))}]]></sXML></query>`,
  ),
  envelope(
    `<create xmlns="${NAMESPACE}"><Entities><Entity xsi:type="Resource"><FirstName xsi:type="xsd:string">A</FirstName><Gender xsi:nil="true"/><id>0</id></Entity></Entities></create>`,
  ),
  envelope(`<GetFieldInfo xmlns="${NAMESPACE}"><psObjectType>Role</psObjectType></GetFieldInfo>`),
  `<a:Envelope xmlns:a="${SOAP_1_1}"><a:Header>${TRACKING_HEADER}</a:Header><a:Body><getZoneInfo xmlns="${NAMESPACE}"><UserName>x@example.com</UserName></getZoneInfo></a:Body></a:Envelope>`,
];

const TOKENS = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '/',
  '=',
  ':',
  ' ',
  '\n',
  '\0',
  '\u0001',
  '\u2028',
  '\ud83d\ude80',
  '\ufffe',
  ']]>',
  '<![CDATA[',
  '<!--',
  '-->',
  '<?',
  '?>',
  '<!DOCTYPE x>',
  '&lt;',
  '&#0;',
  '&#x10FFFF;',
  '&nope;',
  'xmlns=""',
  'xmlns:soap="urn:x"',
  'xsi:type="q:x"',
  'xsi:nil="1"',
  'soap:mustUnderstand="1"',
  'soap:role="urn:x"',
  'soap:actor=""',
  SOAP_1_1,
  SOAP_1_2,
  '__proto__',
  'constructor',
  'soap:Body',
  '</soap:Body>',
  '<soap:Body>',
  '</soap:Envelope>',
  'query',
  '9'.repeat(400),
  '<a>'.repeat(70),
  '%s%n',
  "' OR 1=1 --",
  '\ufeff',
];

/** One spoiling of a text: at a place, cut so much, put this in. Places are parts of a million. */
const mutation = fc.record({
  at: fc.nat(999_999),
  cut: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(80)),
  put: fc.oneof(fc.constantFrom(...TOKENS), fc.string({ maxLength: 5, unit: 'binary' }), fc.constant('')),
});

/** How the two versions of SOAP are sent, and how their answers come. */
const VERSIONS = [
  {
    namespace: SOAP_1_1,
    mediaType: 'text/xml',
    faultStatuses: [500],
    fault: '<soap:Fault><faultcode>soap:',
  },
  {
    namespace: SOAP_1_2,
    mediaType: 'application/soap+xml',
    faultStatuses: [400, 500],
    fault: '<soap:Fault><soap:Code><soap:Value>soap:',
  },
] as const;

const ACTIONS = ['query', 'create', 'GetFieldInfo', 'getZoneInfo', 'GetEntityInfo', 'fly', '__proto__'];

const request = fc.record({
  seed: fc.constantFrom(...SEEDS),
  version: fc.constantFrom(...VERSIONS),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }),
  action: fc.option(fc.constantFrom(...ACTIONS), { nil: undefined }),
  parameters: fc.constantFrom(
    '',
    ';',
    '; charset=utf-8',
    "; charset='UTF-8'",
    '; charset=; x="a;b"',
    ';;=;action',
    `; action="${NAMESPACE}query"`,
    `; action='${NAMESPACE}fly'; charset=utf-8`,
  ),
});

function spoil(text: string, mutations: readonly { at: number; cut: number; put: string }[]): string {
  return mutations.reduce((xml, { at, cut, put }) => {
    const place = Math.floor((at / 1_000_000) * xml.length);
    return xml.slice(0, place) + put + xml.slice(place + cut);
  }, text);
}

test('2000 spoiled envelopes are answered in order, and the next honest one as ever', async () => {
  const statuses = new Set<number>();
  // fast-check prints the seed and the smallest failing request.
  await fc.assert(
    fc.asyncProperty(request, async ({ seed, version, mutations, action, parameters }) => {
      const { namespace, mediaType, faultStatuses, fault } = version;
      const xml = spoil(seed.replaceAll(SOAP_1_1, namespace), mutations);
      const answer = await postXml(emulator.url, xml, {
        agent,
        headers: { 'Content-Type': mediaType + parameters },
        ...(action && { action }),
      });
      statuses.add(answer.status);
      expect([200, ...faultStatuses]).toContain(answer.status);
      expect(answer.headers['content-type']).toBe(`${mediaType}; charset=utf-8`);
      expect(find(parse(answer.body), 'Envelope')?.uri).toBe(namespace);
      expect(answer.body).not.toContain('An internal error occurred');
      expect(answer.body.includes(fault)).toBe(answer.status !== 200);
    }),
    { numRuns: 2000 },
  );
  expect([...statuses].sort()).toEqual([200, 400, 500]);
  const honest = await postXml(emulator.url, SEEDS[1]!);
  expect(parse(honest.body)).toBeDefined();
  expect(honest.body).toContain('>api.admin<');
});

test('random bytes in any charset and encoding are answered in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom('utf-8', 'utf-16', 'utf-16be', 'iso-8859-1', 'shift_jis', 'nonsense', ''),
      fc.constantFrom(
        '',
        '<?xml version="1.0" encoding="shift_jis"?>',
        '<?xml encoding="utf-16"',
        '\xff\xfe',
        '\xef\xbb\xbf',
      ),
      fc.constantFrom('identity', 'gzip', 'br'),
      fc.constantFrom('text/xml', 'application/soap+xml'),
      async (bytes, charset, start, encoding, mediaType) => {
        const { status } = await postXml(emulator.url, Buffer.concat([Buffer.from(start, 'latin1'), bytes]), {
          agent,
          headers: { 'Content-Type': `${mediaType}; charset='${charset}'`, 'Content-Encoding': encoding },
        });
        expect([400, 415, 500]).toContain(status);
      },
    ),
    { numRuns: 300 },
  );
});
