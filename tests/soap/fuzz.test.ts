import http from 'node:http';
import fc from 'fast-check';
import type { Emulator } from '../../src/emulator';
import { NAMESPACE, start } from '../support/emulator';
import { envelope, escape, parse, queryXml, where } from '../support/soap';
import { postXml, SOAP_1_1, TRACKING_HEADER } from './wire';

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

const request = fc.record({
  seed: fc.constantFrom(...SEEDS),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }),
  action: fc.option(
    fc.constantFrom('query', 'create', 'GetFieldInfo', 'getZoneInfo', 'GetEntityInfo', 'fly', '__proto__'),
    { nil: undefined },
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
    fc.asyncProperty(request, async ({ seed, mutations, action }) => {
      const answer = await postXml(emulator.url, spoil(seed, mutations), {
        agent,
        ...(action && { action }),
      });
      statuses.add(answer.status);
      expect([200, 500]).toContain(answer.status);
      expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
      expect(answer.body).not.toContain('An internal error occurred');
      expect(answer.body.includes('<soap:Fault><faultcode>soap:')).toBe(answer.status === 500);
    }),
    { numRuns: 2000 },
  );
  expect([...statuses].sort()).toEqual([200, 500]);
  const honest = await postXml(emulator.url, SEEDS[1]!);
  expect(parse(honest.body)).toBeDefined();
  expect(honest.body).toContain('>api.admin<');
});

test('random bytes in any charset and encoding are answered in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom('utf-8', 'utf-16', 'utf-16be', 'iso-8859-1', 'shift_jis', 'nonsense'),
      fc.constantFrom('identity', 'gzip', 'br'),
      async (bytes, charset, encoding) => {
        const { status } = await postXml(emulator.url, bytes, {
          agent,
          headers: { 'Content-Type': `text/xml; charset=${charset}`, 'Content-Encoding': encoding },
        });
        expect([400, 415, 500]).toContain(status);
      },
    ),
    { numRuns: 300 },
  );
});
