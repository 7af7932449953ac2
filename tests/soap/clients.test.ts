import type { Emulator } from '../../src/server/emulator';
import { NAMESPACE, start } from '../support/emulator';
import { envelope, escape, find, parse, queryXml, where, type Node } from '../support/soap';
import { postXml, send, textOf, VERSION_CALL, type WireAnswer } from '../support/wire';

/** What existing SOAP stacks need of an answer, as measured; each test names who breaks otherwise. */

let emulator: Emulator;
let found: WireAnswer;
beforeAll(async () => {
  emulator = await start();
  found = await ask('query', `<sXML>${escape(queryXml(''))}</sXML>`);
});
afterAll(() => emulator.close());

function ask(operation: string, inner = ''): Promise<WireAnswer> {
  return postXml(emulator.url, envelope(`<${operation} xmlns="${NAMESPACE}">${inner}</${operation}>`), {
    action: operation,
  });
}

/** Every kind of answer in XML. */
async function answers(): Promise<Record<string, WireAnswer>> {
  return {
    query: found,
    refusal: await ask('query'),
    create: await ask('create'),
    entityInfo: await ask('GetEntityInfo'),
    fieldInfo: await ask('GetFieldInfo', '<psObjectType>Resource</psObjectType>'),
    udfInfo: await ask('getUDFInfo', '<psTable>Resource</psTable>'),
    zone: await ask('getZoneInfo', '<UserName>a@example.com</UserName>'),
    unknownZone: await ask('getZoneInfo'),
    threshold: await ask('getThresholdAndUsageInfo'),
    version: await ask('GetWsdlVersion'),
    codeCheck: await ask('IntegrationCodeCheck', '<userName>api.admin@example.com</userName>'),
    fault: await ask('fly'),
  };
}

function fieldsOf(body: string): Node[] {
  return (find(parse(body), 'EntityResults')?.children ?? []).flatMap(({ children }) => children);
}

test('the XML declaration is the very first of every answer (Perl clients that sniff for it)', async () => {
  const wsdl = await send(emulator.wsdlUrl, { method: 'GET' });
  for (const { body } of [...Object.values(await answers()), wsdl]) expect(body.slice(0, 6)).toBe('<?xml ');
});

test('every answer is text/xml; charset=utf-8 (ASMX proxies mangle non-ASCII without charset)', async () => {
  for (const { headers } of Object.values(await answers())) {
    expect(headers['content-type']).toBe('text/xml; charset=utf-8');
  }
});

test('401 with a Basic challenge comes before any fault (ASMX, WCF and SOAP::Lite log in only then)', async () => {
  const answer = await postXml(emulator.url, '<x/>', { login: null, action: 'fly' });
  expect(answer.status).toBe(401);
  expect(answer.headers['www-authenticate']).toMatch(/^Basic realm="127\.0\.0\.1"$/i);
});

test('a 401 has a body (strong-soap takes an empty one as success)', async () => {
  expect((await postXml(emulator.url, VERSION_CALL, { login: null })).body).not.toBe('');
});

test('every status has its reason phrase (it is the faultstring of PHP)', async () => {
  const statuses = [
    found,
    await ask('fly'),
    await postXml(emulator.url, '', { login: null }),
    await send(emulator.url, { method: 'PUT' }),
    await send(emulator.url, { headers: { 'Content-Type': 'x/y' } }),
    await send(emulator.url, { path: '/nowhere' }),
    await postXml(emulator.url, 'x'.repeat(1_048_577)),
  ].map(({ status, reason }) => `${status} ${reason}`);
  expect(statuses).toEqual([
    '200 OK',
    '500 Internal Server Error',
    '401 Unauthorized',
    '405 Method Not Allowed',
    '415 Unsupported Media Type',
    '404 Not Found',
    '413 Payload Too Large',
  ]);
});

test('every field of an entity has its xsi:type, but not id (nearly all stacks; node-soap and strong-soap)', () => {
  const fields = fieldsOf(found.body);
  expect(fields.length).toBeGreaterThan(500);
  for (const { name, attributes } of fields) {
    const typed = name !== 'id' && name !== 'UserDefinedFields';
    expect({ name, typed: 'xsi:type' in attributes }).toEqual({ name, typed });
  }
});

test('types have the literal prefix xsd:, declared on the Envelope (clients that compare strings)', () => {
  expect(found.body).toMatch(
    /^[^>]*\?><soap:Envelope xmlns:soap="http:\/\/schemas\.xmlsoap\.org\/soap\/envelope\/" xmlns:xsi="http:\/\/www\.w3\.org\/2001\/XMLSchema-instance" xmlns:xsd="http:\/\/www\.w3\.org\/2001\/XMLSchema">/,
  );
  const types = new Set(fieldsOf(found.body).flatMap(({ attributes }) => attributes['xsi:type'] ?? []));
  expect([...types].sort()).toEqual([
    'xsd:boolean',
    'xsd:dateTime',
    'xsd:decimal',
    'xsd:double',
    'xsd:int',
    'xsd:string',
  ]);
});

test('an entity is xsi:type="Resource", without prefix, in the default namespace of the response element', () => {
  expect(found.body).toContain(`<soap:Body><queryResponse xmlns="${NAMESPACE}">`);
  expect(found.body).toContain('<Entity xsi:type="Resource"><id>');
  expect(found.body.match(/ xmlns="/g)).toHaveLength(1);
});

test('integers are xsd:int, never xsd:long (seven stacks check)', () => {
  expect(found.body).not.toContain('xsd:long');
  expect(found.body).toContain('<LocationID xsi:type="xsd:int">');
});

test('a null is left out: no xsi:nil, and no empty value but of a string (.NET crashes on an empty int)', async () => {
  for (const { body } of Object.values(await answers())) expect(body).not.toContain('nil');
  const empty = fieldsOf(found.body).filter(({ name, text }) => text === '' && name !== 'UserDefinedFields');
  expect(empty.length).toBeGreaterThan(50);
  expect(new Set(empty.map(({ attributes }) => attributes['xsi:type']))).toEqual(new Set(['xsd:string']));
});

test('DuplicateStatus is there, complete (zeep validates)', () => {
  const infos = find(parse(found.body), 'EntityReturnInfoResults')?.children ?? [];
  expect(infos.length).toBeGreaterThan(20);
  for (const { children } of infos) {
    expect(children.map(({ name }) => name)).toEqual(['EntityId', 'DatabaseAction', 'DuplicateStatus']);
    expect(children[2]?.children.map(({ name }) => name)).toEqual(['Found', 'Ignored']);
  }
});

test('EntityResultType is in every ATWSResponse (the Ruby client)', async () => {
  const { query, refusal, create, threshold } = await answers();
  for (const answer of [query, refusal, create, threshold]) {
    expect(textOf(answer!.body, 'EntityResultType')).toBeDefined();
  }
});

test('there are at least two EntityInfo (two Perl clients die on a list of one)', async () => {
  const { body } = await ask('GetEntityInfo');
  expect(find(parse(body), 'GetEntityInfoResult')?.children.length).toBeGreaterThanOrEqual(2);
});

test('Errors is truly empty on success, and nothing stands between elements (Perl and Python clients)', async () => {
  expect(found.body).toContain('<Errors/>');
  for (const { body } of Object.values(await answers())) {
    expect(body.replace(/^<\?.*?\?>/, '')).not.toMatch(/>\s+</);
    expect(body).not.toMatch(/<(\w+)(?: [^<>]*)?><\/\1>/);
  }
});

test('getZoneInfo and the WSDL need no log-in, and the zone leads back here (discovery in Python, Perl and PHP)', async () => {
  const xml = envelope(
    `<getZoneInfo xmlns="${NAMESPACE}"><UserName>a@example.com</UserName></getZoneInfo>`,
    null,
  );
  const zone = await postXml(emulator.url, xml, { login: null });
  const url = textOf(zone.body, 'URL') ?? '';
  expect(url.split('/')[4]).toBe('1.6');
  for (const wsdl of [`${url}?wsdl`, url.replace('.asmx', '.wsdl')]) {
    expect((await send(wsdl, { method: 'GET', login: null })).status).toBe(200);
  }
});

test('what is sent back as it was received is read: typed, untyped, in any order (suds, SOAP::Lite, Axis, gSOAP)', async () => {
  const { body } = await ask('query', `<sXML>${escape(queryXml(where('id', 'Equals', '29682897')))}</sXML>`);
  const [entity = ''] = /<Entity .*<\/Entity>/s.exec(body) ?? [];
  for (const sent of [
    entity,
    entity.replace(/ xsi:type="xsd:\w+"/g, ''),
    entity.replace(/<id>\d+<\/id>/, '').replace('</Entity>', '<id>29682897</id></Entity>'),
    entity.replace(
      '<UserDefinedFields/>',
      '<UserDefinedFields><UserDefinedField xsi:nil="true"/></UserDefinedFields>',
    ),
    entity.replace('2009-06-15T00:00:00', '2009-06-15T00:00:00.000Z'),
  ]) {
    const answer = await ask('delete', `<Entities>${sent}</Entities>`);
    expect(textOf(answer.body, 'Message')).toBe('This entity type does not support the delete action.');
  }
});
