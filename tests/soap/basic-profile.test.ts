import type { Emulator } from '../../src/server/emulator';
import { NAMESPACE, start } from '../support/emulator';
import { envelope, find, parse } from '../support/soap';
import {
  expectFault,
  expectVersion,
  postXml,
  send,
  SOAP_1_1,
  SOAP_1_2,
  talk,
  textOf,
  TRACKING_HEADER,
  VERSION_CALL,
  type WireAnswer,
} from '../support/wire';

/** What WS-I Basic Profile 1.1 demands of a document/literal service, one test per requirement. */

let emulator: Emulator;
let wsdl: string;
beforeAll(async () => {
  emulator = await start();
  wsdl = await (await fetch(emulator.wsdlUrl)).text();
});
afterAll(() => emulator.close());

const fault = (): Promise<WireAnswer> => postXml(emulator.url, '<x/>');
const broken = (from: string, to: string): string => {
  expect(VERSION_CALL).toContain(from);
  return VERSION_CALL.replace(from, to);
};
const header = (inner: string): string =>
  `<soap:Envelope xmlns:soap="${SOAP_1_1}"><soap:Header>${TRACKING_HEADER}${inner}</soap:Header><soap:Body><GetWsdlVersion xmlns="${NAMESPACE}"/></soap:Body></soap:Envelope>`;

describe('envelopes that come in', () => {
  test('R1008: a message with a DTD is refused', async () => {
    expectFault(
      await postXml(emulator.url, broken('<soap:Envelope', '<!DOCTYPE x><soap:Envelope')),
      'Client',
      /A DTD is not allowed/,
    );
  });

  test.each([
    ['before the Envelope', '<soap:Envelope', '<?php phpinfo() ?><soap:Envelope'],
    ['inside the Body', '<soap:Body>', '<soap:Body><?target data?>'],
    ['behind the Envelope', '</soap:Envelope>', '</soap:Envelope><?xml-stylesheet href="x"?>'],
  ])('R1009: a processing instruction %s is refused', async (_title, from, to) => {
    expectFault(
      await postXml(emulator.url, broken(from, to)),
      'Client',
      /Processing instructions are not allowed\.$/,
    );
  });

  test('R1011: an element behind the Body is refused', async () => {
    expectFault(
      await postXml(emulator.url, broken('</soap:Envelope>', '<x/></soap:Envelope>')),
      'Client',
      /must end with a Body\.$/,
    );
  });

  test.each(['UTF-8', 'UTF-16'])('R1012: a message in %s is read', async (charset) => {
    const bytes =
      charset === 'UTF-8' ? Buffer.from(VERSION_CALL) : Buffer.from(`\ufeff${VERSION_CALL}`, 'utf16le');
    expectVersion(
      await postXml(emulator.url, bytes, { headers: { 'Content-Type': `text/xml; charset=${charset}` } }),
    );
  });

  test('R1013: mustUnderstand is 1 or 0', async () => {
    expectVersion(await postXml(emulator.url, header('<x:y xmlns:x="urn:x" soap:mustUnderstand="0"/>')));
    expectFault(
      await postXml(emulator.url, header('<x:y xmlns:x="urn:x" soap:mustUnderstand="1"/>')),
      'MustUnderstand',
      'SOAP header y was not understood.',
    );
  });

  test('R1014: an unqualified child of the Body names no operation', async () => {
    expectFault(
      await postXml(emulator.url, envelope('<GetWsdlVersion/>')),
      'Client',
      /without a valid action parameter/,
    );
  });

  test('R1015: another root, and an Envelope of another version, are faults', async () => {
    expectFault(await fault(), 'Client', /The root element is x, not Envelope\.$/);
    expectFault(
      await postXml(emulator.url, VERSION_CALL.replaceAll(SOAP_1_1, SOAP_1_2)),
      'VersionMismatch',
      /^Possible SOAP version mismatch/,
    );
  });

  test('R1017: a receiver does not ask for xsi:type', async () => {
    expectVersion(await postXml(emulator.url, header('')));
  });

  test('known-difference R1005 R1006: encodingStyle is ignored, as the real service does (Axis and SOAP::Lite send it)', async () => {
    const style = ' soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"';
    expectVersion(await postXml(emulator.url, broken('<soap:Body>', `<soap:Body${style}>`)));
    expectVersion(await postXml(emulator.url, broken('<GetWsdlVersion', `<GetWsdlVersion${style}`)));
  });

  test('R4001: a byte order mark is accepted', async () => {
    expectVersion(await postXml(emulator.url, `\ufeff${VERSION_CALL}`));
  });
});

describe('envelopes that go out', () => {
  test('R1000: a Fault has faultcode, faultstring and detail, nothing else', async () => {
    const element = find(parse((await fault()).body), 'Fault');
    expect(element?.children.map(({ name }) => name)).toEqual(['faultcode', 'faultstring', 'detail']);
  });

  test('R1001: the children of a Fault are unqualified', async () => {
    const { body } = await fault();
    expect(body).toMatch(
      /<soap:Fault><faultcode>.*<\/faultcode><faultstring>.*<\/faultstring><detail\/><\/soap:Fault>/,
    );
    expect(body).not.toMatch(/ xmlns=/);
  });

  test.each([
    ['R1004', 'Client', '<x/>'],
    ['R1004', 'VersionMismatch', VERSION_CALL.replaceAll(SOAP_1_1, SOAP_1_2)],
    ['R1004', 'MustUnderstand', header('<x:y xmlns:x="urn:x" soap:mustUnderstand="1"/>')],
    ['R1004', 'Server', envelope(`<GetFieldInfo xmlns="${NAMESPACE}"/>`)],
  ])(
    '%s R1031: the fault code %s is one of SOAP 1.1, qualified and without a dot',
    async (_id, code, xml) => {
      expectFault(await postXml(emulator.url, xml), code, /./);
    },
  );

  test('R1016: a faultstring may be read without xml:lang', async () => {
    expect(textOf((await fault()).body, 'faultstring')).not.toBe('');
  });

  test('R1008 R1009: an answer has neither DTD nor processing instruction', async () => {
    for (const { body } of [await fault(), await postXml(emulator.url, VERSION_CALL)]) {
      expect(body).not.toContain('<!DOCTYPE');
      expect(body.match(/<\?/g)).toEqual(['<?']);
    }
  });

  test('R1005 R1013: an answer has neither encodingStyle nor mustUnderstand, and no header', async () => {
    const { body } = await postXml(emulator.url, VERSION_CALL);
    expect(body).not.toMatch(/encodingStyle|mustUnderstand|:Header/);
  });

  test('R1014 R2712: the one child of the Body is the response element of the contract', async () => {
    const body = find(parse((await postXml(emulator.url, VERSION_CALL)).body), 'Body');
    expect(body?.children.map(({ name }) => name)).toEqual(['GetWsdlVersionResponse']);
    expect(body?.children[0]?.attributes).toEqual({ xmlns: NAMESPACE });
  });

  test('R1018 R1012: an answer is UTF-8 and says so', async () => {
    const answer = await postXml(emulator.url, VERSION_CALL);
    expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
    expect(answer.body).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?>/);
  });

  test('R1025 R1027: headers are checked before anything else of the message, and nothing is done', async () => {
    const xml = header('<x:y xmlns:x="urn:x" soap:mustUnderstand="1"/>');
    expectFault(
      await postXml(emulator.url, xml, { action: 'fly' }),
      'MustUnderstand',
      'SOAP header y was not understood.',
    );
  });

  test('R1028 R1029: a fault is the whole answer', async () => {
    const body = find(parse((await fault()).body), 'Body');
    expect(body?.children.map(({ name }) => name)).toEqual(['Fault']);
  });
});

describe('HTTP', () => {
  test('R1109 R2744: the quoted SOAPAction of the contract is understood', async () => {
    const actions = [...wsdl.matchAll(/soapAction="([^"]+)"/g)].map(([, action]) => action!);
    expect(actions).toHaveLength(15);
    for (const action of actions) {
      const answer = await postXml(emulator.url, envelope(''), { headers: { SOAPAction: `"${action}"` } });
      expect(answer.body).not.toContain('did not recognize');
    }
  });

  test('R1111: an answer that is no fault is 200 OK', async () => {
    expect(await postXml(emulator.url, VERSION_CALL)).toMatchObject({ status: 200, reason: 'OK' });
  });

  test('R1113: a malformed HTTP request is 400', async () => {
    expect(await talk(emulator.url, 'POST nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  test('R1114: another method is 405', async () => {
    expect(await send(emulator.url, { method: 'PUT' })).toMatchObject({
      status: 405,
      reason: 'Method Not Allowed',
    });
  });

  test('R1115: another media type is 415', async () => {
    expect(await send(emulator.url, { headers: { 'Content-Type': 'application/json' } })).toMatchObject({
      status: 415,
    });
  });

  test('R1125: a 4xx answer carries no SOAP', async () => {
    const answers = [
      await send(emulator.url, { method: 'PUT' }),
      await send(emulator.url, { headers: { 'Content-Type': 'text/html' } }),
      await postXml(emulator.url, VERSION_CALL, { login: null }),
      await postXml(emulator.url, 'x'.repeat(1_048_577)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([405, 415, 401, 413]);
    for (const { body } of answers) expect(body).not.toContain('<');
  });

  test('R1126: a fault is 500 Internal Server Error', async () => {
    expect(await fault()).toMatchObject({ status: 500, reason: 'Internal Server Error' });
  });

  test('R1132 R1140: POST over HTTP 1.1 is what is spoken', async () => {
    expect(wsdl).toContain('transport="http://schemas.xmlsoap.org/soap/http"');
    expectVersion(await postXml(emulator.url, VERSION_CALL));
  });
});

describe('the WSDL', () => {
  const all = (pattern: RegExp): string[] => [...wsdl.matchAll(pattern)].map(([, group]) => group!);

  test('R2706: every body is literal', () => {
    expect(new Set(all(/<soap:(?:body|header)\b[^>]*use="(\w+)"/g))).toEqual(new Set(['literal']));
  });

  test('R2201 R2204: every message has one part, which is an element', () => {
    const messages = all(/<wsdl:message [^>]*>([\s\S]*?)<\/wsdl:message>/g);
    expect(messages.length).toBeGreaterThan(30);
    for (const message of messages)
      expect(message.trim()).toMatch(/^<wsdl:part name="\w+" element="tns:\w+"\/>$/);
  });

  test('R2702: the transport is HTTP, the style document', () => {
    expect(all(/<soap:binding ([^>]*)\/>/g)).toEqual([
      expect.stringMatching(/http:\/\/schemas\.xmlsoap\.org\/soap\/http/),
    ]);
    expect(wsdl).not.toContain('style="rpc"');
  });

  test('R2304: operation names are unique in the port type', () => {
    const [portType] = all(/<wsdl:portType [^>]*>([\s\S]*?)<\/wsdl:portType>/g);
    const names = [...portType!.matchAll(/<wsdl:operation name="(\w+)"/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(15);
    expect(names).toHaveLength(15);
  });

  test('R2710: no two operations have the same element on the wire', () => {
    const elements = all(/SoapIn">\s*<wsdl:part name="parameters" element="tns:(\w+)"/g);
    expect(elements).toHaveLength(15);
    expect(new Set(elements).size).toBe(15);
  });

  test('R2001 R2005: nothing is imported, everything is in one namespace', () => {
    expect(wsdl).not.toMatch(/<\w+:(?:import|include)\b/);
    expect(new Set(all(/targetNamespace="([^"]+)"/g))).toEqual(new Set([NAMESPACE]));
  });
});
