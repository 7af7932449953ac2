import type { Emulator, FaultEffect } from '../../src/index';
import { LOGINS, NAMESPACE, start } from '../support/emulator';
import { atwsResult, envelope, escape, parse, queryXml, where } from '../support/soap';
import {
  expectFault,
  expectFault12,
  expectVersion,
  postXml,
  send,
  SOAP_1_1,
  SOAP_1_2,
  textOf,
  TRACKING_HEADER,
  VERSION_CALL,
  type WireAnswer,
  type WireRequest,
} from '../support/wire';

/** SOAP 1.2, which ASMX speaks beside 1.1 and two published integrations send. */

let emulator: Emulator;
beforeAll(async () => {
  emulator = await start();
});
beforeEach(async () => {
  await emulator.faults.clear();
});
afterAll(() => emulator.close());

const TYPE = 'application/soap+xml';
const ANSWER_TYPE = 'application/soap+xml; charset=utf-8';

function envelope12(body: string, code?: string | null): string {
  return envelope(body, code).replace(SOAP_1_1, SOAP_1_2);
}

function message12(header: string, body = `<GetWsdlVersion xmlns="${NAMESPACE}"/>`): string {
  return `<s:Envelope xmlns:s="${SOAP_1_2}"><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

const VERSION_CALL_12 = VERSION_CALL.replace(SOAP_1_1, SOAP_1_2);

function post12(xml: string, more: WireRequest = {}): Promise<WireAnswer> {
  return postXml(emulator.url, xml, { ...more, headers: { 'Content-Type': TYPE, ...more.headers } });
}

const QUERY = `<query xmlns="${NAMESPACE}"><sXML>${escape(queryXml(where('id', 'Equals', '29682897')))}</sXML></query>`;

describe('is answered in kind', () => {
  test('with its media type and its envelope, and the rest as ever', async () => {
    const answer = await post12(envelope12(QUERY));
    const old = await postXml(emulator.url, envelope(QUERY));
    expect(answer.headers['content-type']).toBe(ANSWER_TYPE);
    expect(parse(answer.body)).toMatchObject({ uri: SOAP_1_2, name: 'Envelope' });
    expect(answer.body).toBe(old.body.replace(SOAP_1_1, SOAP_1_2));
  });

  test('for every operation that can be called', async () => {
    const calls: readonly (readonly [element: string, inner: string])[] = [
      ['GetEntityInfo', ''],
      ['GetFieldInfo', '<psObjectType>Resource</psObjectType>'],
      ['getUDFInfo', '<psTable>Resource</psTable>'],
      ['getThresholdAndUsageInfo', ''],
      ['IntegrationCodeCheck', '<userName>api.admin@example.com</userName>'],
      ['create', ''],
      ['delete', ''],
      ['update', ''],
    ];
    for (const [element, inner] of calls) {
      const xml = envelope(`<${element} xmlns="${NAMESPACE}">${inner}</${element}>`);
      const strip = (text: string): string => text.replace(/numberOfExternalRequest: \d+/, '');
      const old = await postXml(emulator.url, xml);
      // Twice, and the other version between: what is kept of an answer is of its version.
      for (let round = 0; round < 2; round += 1) {
        const answer = await post12(xml.replace(SOAP_1_1, SOAP_1_2));
        expect(answer.status).toBe(200);
        expect(strip(answer.body)).toBe(strip(old.body.replace(SOAP_1_1, SOAP_1_2)));
        expect(strip((await postXml(emulator.url, xml)).body)).toBe(strip(old.body));
      }
    }
  });

  test('also when the call is refused in its result', async () => {
    const answer = await post12(envelope12(QUERY, 'wrong'));
    expect(answer.headers['content-type']).toBe(ANSWER_TYPE);
    expect(atwsResult({ ...answer, headers: new Headers() }).errors).toEqual(['IntegrationCode is invalid.']);
  });

  test('also to whoever asks for a zone without log-in', async () => {
    const xml = envelope12(
      `<getZoneInfo xmlns="${NAMESPACE}"><UserName>a@example.com</UserName></getZoneInfo>`,
      null,
    );
    const answer = await post12(xml, { login: null });
    expect(answer.headers['content-type']).toBe(ANSWER_TYPE);
    expect(textOf(answer.body, 'URL')).toBe(emulator.url);
  });

  test('an update changes what it says, and the journal masks the password in it', async () => {
    const own = await start();
    try {
      const found = await postXml(own.url, envelope12(QUERY.replace('29682897', '29682971')), {
        headers: { 'Content-Type': TYPE },
      });
      const [, entity = ''] = /(<Entity .*<\/Entity>)/.exec(found.body) ?? [];
      const changed = entity
        .replace(/<Title [^>]*>[^<]*<\/Title>/, '<Title xsi:type="xsd:string">By SOAP 1.2</Title>')
        .replace('</Entity>', '<Password xsi:type="xsd:string">Se#cret-Pass-12</Password></Entity>');
      const answer = await postXml(
        own.url,
        envelope12(`<update xmlns="${NAMESPACE}"><Entities>${changed}</Entities></update>`),
        { headers: { 'Content-Type': `${TYPE}; action="${NAMESPACE}update"` } },
      );
      expect(textOf(answer.body, 'Title')).toBe('By SOAP 1.2');
      const [last] = (await own.requests()).slice(-1);
      expect(last).toMatchObject({ operation: 'update', status: 200 });
      expect(last?.request).toContain(SOAP_1_2);
      expect(last?.request).toContain('>******</Password>');
      expect(JSON.stringify(own.requests())).not.toContain('Se#cret-Pass-12');
    } finally {
      await own.close();
    }
  });

  test.each([
    ['no charset', TYPE],
    ['a charset', `${TYPE}; charset=utf-8`],
    ['the media type in capitals', 'Application/SOAP+XML'],
    ['a charset in single quotes and a semicolon at the end', `${TYPE}; charset='UTF-8';`],
  ])('with %s', async (_title, type) => {
    expectVersion(await post12(VERSION_CALL_12, { headers: { 'Content-Type': type } }));
  });

  test('in UTF-16 by its mark', async () => {
    const bytes = Buffer.from(`\ufeff${VERSION_CALL_12}`, 'utf16le');
    expectVersion(await postXml(emulator.url, bytes, { headers: { 'Content-Type': TYPE } }));
  });
});

describe('the operation is called by', () => {
  const ACTION = `${NAMESPACE}GetWsdlVersion`;
  const EMPTY = envelope12('');

  test.each([
    ['the action in double quotes', { 'Content-Type': `${TYPE}; charset=utf-8; action="${ACTION}"` }],
    ['the action in single quotes', { 'Content-Type': `${TYPE}; action='${ACTION}'; charset=utf-8` }],
    ['the action without quotes', { 'Content-Type': `${TYPE};action=${ACTION}` }],
    ['the action, named in capitals', { 'Content-Type': `${TYPE}; ACTION = "${ACTION}"` }],
    ['SOAPAction', { SOAPAction: `"${ACTION}"` }],
    ['SOAPAction beside an empty action', { 'Content-Type': `${TYPE}; action=""`, SOAPAction: ACTION }],
    [
      'the action, whatever SOAPAction says',
      { 'Content-Type': `${TYPE}; action="${ACTION}"`, SOAPAction: `"${NAMESPACE}query"` },
    ],
  ])('%s', async (_title, headers) => {
    expectVersion(await post12(EMPTY, { headers }));
  });

  test('the element in the Body, without either', async () => {
    expectVersion(await post12(VERSION_CALL_12));
  });

  test.each([
    ['action', { 'Content-Type': `${TYPE}; action="${NAMESPACE}fly"` }],
    ['SOAPAction', { SOAPAction: `"${NAMESPACE}fly"` }],
  ])('an %s nobody declares is a Sender fault', async (_title, headers) => {
    expectFault12(
      await post12(VERSION_CALL_12, { headers }),
      'Sender',
      `Unable to handle request. The action '${NAMESPACE}fly' was not recognized.`,
    );
  });

  test('the action of text/xml is none', async () => {
    expectVersion(
      await postXml(emulator.url, VERSION_CALL, {
        headers: { 'Content-Type': `text/xml; action="${NAMESPACE}query"` },
      }),
    );
  });
});

describe('a fault', () => {
  test.each([
    ['XML that is not well-formed', '<a><b></a>', /^Server was unable to read request\. .* ---> ./],
    ['nothing', '', /Root element is missing\.$/],
    ['another root', '<a/>', /The root element is a, not Envelope\.$/],
    ['a DTD', `<!DOCTYPE a>${VERSION_CALL_12}`, /A DTD is not allowed\.$/],
    ['an element nobody knows', message12(TRACKING_HEADER, '<fly/>'), /without a valid action parameter/],
    [
      'an entity of a type nobody knows',
      envelope12(`<create xmlns="${NAMESPACE}"><Entities><Entity xsi:type="Spaceship"/></Entities></create>`),
      /The specified type was not recognized/,
    ],
    [
      'a Body of SOAP 1.1',
      `<s:Envelope xmlns:s="${SOAP_1_2}"><b:Body xmlns:b="${SOAP_1_1}"/></s:Envelope>`,
      /The Envelope must end with a Body\.$/,
    ],
  ])('is a Sender’s for %s, with 400', async (_title, xml, sentence) => {
    expectFault12(await post12(xml), 'Sender', sentence);
  });

  test('is a Receiver’s for a refusal that the result has no place for, with 500', async () => {
    const xml = envelope12(
      `<GetFieldInfo xmlns="${NAMESPACE}"><psObjectType>Widget</psObjectType></GetFieldInfo>`,
    );
    expectFault12(await post12(xml), 'Receiver', /Value cannot be null\.\r\nParameter name: type$/);
  });

  test('is a Receiver’s when it is ordered', async () => {
    await emulator.faults.add({ effect: { kind: 'fault', text: 'Out of <order>' } });
    expectFault12(await post12(VERSION_CALL_12), 'Receiver', 'Out of <order>');
  });

  test.each([
    ['SOAP 1.1', SOAP_1_1],
    ['another version', 'http://www.w3.org/2002/06/soap-envelope'],
    ['no namespace', ''],
  ])('is a VersionMismatch for an Envelope of %s, and says what is spoken', async (_title, namespace) => {
    const answer = await post12(
      VERSION_CALL.replace(` xmlns:soap="${SOAP_1_1}"`, ` xmlns="${namespace}"`).replaceAll('soap:', ''),
    );
    expectFault12(
      answer,
      'VersionMismatch',
      `Possible SOAP version mismatch: Envelope namespace ${namespace} was unexpected. Expecting ${SOAP_1_2}.`,
    );
    const [header] = parse(answer.body).children;
    expect(header).toMatchObject({
      uri: SOAP_1_2,
      name: 'Header',
      children: [
        {
          uri: SOAP_1_2,
          name: 'Upgrade',
          children: [
            { uri: SOAP_1_2, name: 'SupportedEnvelope', attributes: { qname: 'soap:Envelope' } },
            {
              uri: SOAP_1_2,
              name: 'SupportedEnvelope',
              attributes: { qname: 'soap11:Envelope', 'xmlns:soap11': SOAP_1_1 },
            },
          ],
        },
      ],
    });
  });

  test('an envelope of 1.2 under text/xml is the VersionMismatch of 1.1', async () => {
    expectFault(
      await postXml(emulator.url, VERSION_CALL_12),
      'VersionMismatch',
      `Possible SOAP version mismatch: Envelope namespace ${SOAP_1_2} was unexpected. Expecting ${SOAP_1_1}.`,
    );
  });

  test('comes after the challenge to log in', async () => {
    const answer = await post12('<a/>', { login: null });
    expect(answer).toMatchObject({
      status: 401,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    expect(answer.headers['www-authenticate']).toMatch(/^Basic Realm="/);
  });

  test('a person who is not API-only gets the recorded page', async () => {
    const answer = await post12(VERSION_CALL_12, { login: LOGINS.tom });
    expect(answer).toMatchObject({ status: 500, headers: { 'content-type': 'text/html; charset=utf-8' } });
  });

  test.each<[FaultEffect, Partial<WireAnswer>]>([
    [
      { kind: 'httpStatus', status: 503 },
      { status: 503, body: 'Service Unavailable\n' },
    ],
    [{ kind: 'IntegrationCode is invalid.' }, { status: 500 }],
  ])('%j is as ordered', async (effect, expected) => {
    await emulator.faults.add({ effect });
    expect(await post12(VERSION_CALL_12)).toMatchObject(expected);
  });

  test.each(['malformed XML', 'truncated body'] as const)('%s comes in the media type, too', async (kind) => {
    await emulator.faults.add({ effect: { kind } });
    const answer = await fetch(emulator.url, {
      method: 'POST',
      headers: {
        'Content-Type': TYPE,
        Authorization: `Basic ${Buffer.from(`${LOGINS.admin.user}:${LOGINS.admin.password}`).toString('base64')}`,
      },
      body: VERSION_CALL_12,
    });
    expect(answer.headers.get('content-type')).toBe(ANSWER_TYPE);
    await answer.arrayBuffer().catch(() => undefined);
  });
});

test('the journal has calls of SOAP 1.2 like any other', async () => {
  await post12(envelope12(QUERY));
  expect((await emulator.requests({ operation: 'query' })).at(-1)).toMatchObject({
    operation: 'query',
    user: LOGINS.admin.user,
    trackingIdentifier: 'DEMO-TRACKING-IDENTIFIER-01',
    status: 200,
    response: expect.stringContaining(SOAP_1_2) as unknown,
  });
});

test('the WSDL declares SOAP 1.1 alone, as that of the real service', async () => {
  const { body } = await send(emulator.wsdlUrl, { method: 'GET' });
  expect(body).not.toMatch(/soap12|wsdl\/soap12|2003\/05/);
});
