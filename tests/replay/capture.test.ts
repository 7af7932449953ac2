import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readCaptures, type BrokenCapture, type Capture } from '../../src/replay/capture';
import { withIntegrationCode } from '../../src/replay/integration-code';
import { masker, secretsOfAuthorization } from '../../src/replay/secrets';
import { ACTIONS, soapActionOf } from '../../src/replay/soap-action';
import { CAPTURE } from '../../src/xml/limits';
import { readXml } from '../../src/xml/read';
import { NAMESPACE, temporaryFolder } from '../support/emulator';
import { basic, envelope } from '../support/soap';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  folder.remove();
});

const REQUEST = envelope(`<query xmlns="${NAMESPACE}"><sXML>x</sXML></query>`);
const RESPONSE = envelope(`<queryResponse xmlns="${NAMESPACE}"/>`, null);

/** Writes files and reads the folder. */
function read(files: Readonly<Record<string, string | Buffer>>): readonly (Capture | BrokenCapture)[] {
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder.path, name), content);
  return readCaptures(folder.path);
}

function readPair(request: string | Buffer, response: string | Buffer = RESPONSE): Capture | BrokenCapture {
  const [only, ...others] = read({ 'a.request.xml': request, 'a.response.xml': response });
  expect(others).toEqual([]);
  return only!;
}

function har(...entries: readonly object[]): string {
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, entries } });
}

function entry(request: object = {}, response: object = {}): object {
  return {
    request: { method: 'POST', headers: [], postData: { mimeType: 'text/xml', text: REQUEST }, ...request },
    response: { status: 200, headers: [], content: { mimeType: 'text/xml', text: RESPONSE }, ...response },
  };
}

const HEAD = ['POST /ATServices/1.6/atws.asmx HTTP/1.1', `SOAPAction: "urn:captured"`].join('\r\n');

test.each<[string, (text: string) => Buffer]>([
  ['UTF-8', (text) => Buffer.from(`\ufeff${text}`, 'utf8')],
  ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16, the other way round', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
])('a mark of %s may stand before the envelope, and before a head', (_encoding, encoded) => {
  const expected = { operation: 'query', envelope: REQUEST, answer: readXml(RESPONSE, CAPTURE) };
  expect(readPair(encoded(REQUEST), encoded(RESPONSE))).toMatchObject(expected);
  const answerHead = 'HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8';
  expect(
    readPair(encoded(`${HEAD}\r\n\r\n${REQUEST}`), encoded(`${answerHead}\r\n\r\n${RESPONSE}`)),
  ).toMatchObject({ ...expected, soapAction: '"urn:captured"', status: 200 });
});

test('a pair of envelopes is read with what can be known of it', () => {
  expect(readPair(REQUEST)).toMatchObject({
    name: 'a',
    operation: 'query',
    soapAction: `"${NAMESPACE}query"`,
    envelope: REQUEST,
    status: undefined,
    answer: readXml(RESPONSE, CAPTURE),
  });
});

test.each([
  ['with the line ends of HTTP', `${HEAD}\r\n\r\n${REQUEST}`],
  ['with plain line ends', `${HEAD}\r\n\r\n${REQUEST}`.replaceAll('\r\n', '\n')],
  ['without a request line', `soapaction: "urn:captured"\r\nAccept: */*\r\n\r\n${REQUEST}`],
  ['in UTF-16', Buffer.concat([Buffer.from(`${HEAD}\r\n\r\n`), Buffer.from(`\ufeff${REQUEST}`, 'utf16le')])],
  ['packed', Buffer.concat([Buffer.from(`${HEAD}\r\n\r\n`), gzipSync(REQUEST)])],
  [
    'in chunks',
    `${HEAD}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n${REQUEST.slice(0, 5)}\r\n` +
      `${(REQUEST.length - 5).toString(16)};x=1\r\n${REQUEST.slice(5)}\r\n0\r\n\r\n`,
  ],
  ['whole, although the header says chunks', `${HEAD}\r\nTransfer-Encoding: chunked\r\n\r\n${REQUEST}`],
])('HTTP headers above the request are read %s', (_how, request) => {
  expect(readPair(request)).toMatchObject({ soapAction: '"urn:captured"', envelope: REQUEST });
});

test.each([
  ['UTF-8', Buffer.from(REQUEST.replace('>x<', '>Zoë<'))],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${REQUEST.replace('>x<', '>Zoë<')}`)],
  ['its declaration', Buffer.from(REQUEST.replace('utf-8', 'iso-8859-1').replace('>x<', '>Zoë<'), 'latin1')],
  [
    'its header in single quotes',
    Buffer.from(
      `Content-Type: text/xml; charset='ISO-8859-1'\n\n${REQUEST.replace('>x<', '>Zoë<')}`,
      'latin1',
    ),
  ],
  [
    'its declaration behind an empty charset',
    Buffer.from(
      `Content-Type: text/xml; charset=""\n\n${REQUEST.replace('utf-8', 'iso-8859-1').replace('>x<', '>Zoë<')}`,
      'latin1',
    ),
  ],
  [
    'its header',
    Buffer.from(
      `Content-Type: text/xml; charset="iso-8859-1"\n\n${REQUEST.replace('>x<', '>Zoë<')}`,
      'latin1',
    ),
  ],
])('a request is decoded by %s', (_how, request) => {
  expect(readPair(request)).toMatchObject({ envelope: expect.stringContaining('>Zoë<') as string });
});

test('the euro sign of a capture in windows-1252 is read as one', () => {
  const request = REQUEST.replace('utf-8', 'windows-1252').replace('>x<', '>\x80<');
  expect(readPair(Buffer.from(request, 'latin1'))).toMatchObject({
    envelope: expect.stringContaining('>€<') as string,
  });
});

test('the status of an answer is read, and 100 Continue is none', () => {
  const response = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 Internal Server Error\r\nServer: x\r\n\r\n${RESPONSE}`;
  expect(readPair(REQUEST, response)).toMatchObject({ status: 500, answer: readXml(RESPONSE, CAPTURE) });
});

test('a captured challenge has no answer', () => {
  const response = 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic Realm="x"\r\n\r\n';
  expect(readPair(REQUEST, response)).toMatchObject({ status: 401, answer: undefined });
});

test.each([
  ['no response', { 'a.request.xml': REQUEST }, 'a.response.xml is missing'],
  ['no request', { 'a.response.xml': REQUEST }, 'a.request.xml is missing'],
  ['an empty request', { 'a.request.xml': '', 'a.response.xml': RESPONSE }, 'a.request.xml is empty'],
  ['an empty response', { 'a.request.xml': REQUEST, 'a.response.xml': '\n' }, 'a.response.xml is empty'],
  [
    'a request that is no XML',
    { 'a.request.xml': '<a>', 'a.response.xml': RESPONSE },
    'a.request.xml is not well-formed XML: unclosed tag (line 1, column 4)',
  ],
  [
    'a response that is no XML',
    { 'a.request.xml': REQUEST, 'a.response.xml': '<a>&nbsp;</a>' },
    'a.response.xml is not well-formed XML: undefined entity (line 1, column 10)',
  ],
  [
    'another root',
    { 'a.request.xml': '<a/>', 'a.response.xml': RESPONSE },
    'a.request.xml is not a SOAP envelope',
  ],
  [
    'neither XML nor headers',
    { 'a.request.xml': 'something', 'a.response.xml': RESPONSE },
    'a.request.xml has neither XML at its start nor HTTP headers above an empty line',
  ],
  [
    'a line that is no header',
    { 'a.request.xml': `POST / HTTP/1.1\nA: b\nSecret-1\n\n${REQUEST}`, 'a.response.xml': RESPONSE },
    'a.request.xml has something other than an HTTP header in line 3',
  ],
  [
    'half a chunk',
    {
      'a.request.xml': `Transfer-Encoding: chunked\n\n3\n<a>\nffff\n<b>`,
      'a.response.xml': RESPONSE,
    },
    'a.request.xml ends in the middle of a chunk',
  ],
  [
    'bytes of another encoding',
    { 'a.request.xml': Buffer.from('<a>\xe4</a>', 'latin1'), 'a.response.xml': RESPONSE },
    'a.request.xml is not in its encoding, utf-8',
  ],
  [
    'an unknown encoding',
    { 'a.request.xml': '<?xml version="1.0" encoding="no-such"?><a/>', 'a.response.xml': RESPONSE },
    'a.request.xml names an encoding that is not known here',
  ],
  [
    'half a packed body',
    { 'a.request.xml': gzipSync(REQUEST).subarray(0, 30), 'a.response.xml': RESPONSE },
    'a.request.xml is packed with gzip but cannot be unpacked',
  ],
])(
  '%s is told, and does not stop the others',
  (_what, files: Readonly<Record<string, string | Buffer>>, problem) => {
    const captures = read({ ...files, 'b.request.xml': REQUEST, 'b.response.xml': RESPONSE });

    expect(captures).toEqual([
      { name: 'a', problem },
      expect.objectContaining({ name: 'b', operation: 'query' }),
    ]);
  },
);

test('a file that is a folder is told', () => {
  mkdirSync(path.join(folder.path, 'a.request.xml'));
  expect(read({ 'a.response.xml': RESPONSE })).toEqual([
    { name: 'a', problem: 'a.request.xml cannot be read: it is a folder' },
  ]);
});

test('captures come in the order of their names, and other files do not matter', () => {
  const captures = read({
    '10.request.xml': REQUEST,
    '10.response.xml': RESPONSE,
    '02.har': har(entry()),
    '01.request.xml': REQUEST,
    '01.response.xml': RESPONSE,
    'README.txt': 'x',
    'other.xml': '<a/>',
  });
  expect(captures.map(({ name }) => name)).toEqual(['01', '02.har#1', '10']);
});

describe('an HTTP archive', () => {
  test('gives its POSTs of envelopes, numbered as they stand there', () => {
    const captures = read({
      'a.HAR': `\ufeff${har(
        { ...entry(), request: { method: 'GET', url: 'http://x/', headers: [] } },
        entry({ headers: [{ name: 'soapaction', value: '"urn:captured"' }] }, { status: 500 }),
        entry({ postData: { text: 'a=b' } }),
        entry({ postData: undefined }),
      )}`,
    });
    expect(captures).toEqual([
      expect.objectContaining({
        name: 'a.HAR#2',
        operation: 'query',
        soapAction: '"urn:captured"',
        envelope: REQUEST,
        status: 500,
        answer: readXml(RESPONSE, CAPTURE),
      }),
    ]);
  });

  test('may have its bodies in base64, in any encoding', () => {
    const [text, mimeType] = [
      RESPONSE.replace('utf-8', 'x').replace('</soap:Body>', 'ë</soap:Body>'),
      'text/xml; charset=latin1',
    ];
    const content = { mimeType, encoding: 'base64', text: Buffer.from(text, 'latin1').toString('base64') };
    const postData = { encoding: 'base64', text: Buffer.from(REQUEST).toString('base64') };
    const [capture] = read({ 'a.har': har(entry({ postData }, { content })) });

    expect(capture).toMatchObject({ envelope: REQUEST, answer: readXml(text, CAPTURE) });
  });

  test.each([
    ['no JSON', '{"password": Secret-1}', 'a.har', 'a.har is not JSON'],
    ['another JSON', '{"log": {}}', 'a.har', 'a.har is not an HTTP archive: log.entries is not as expected'],
    ['JSON of a text', '"x"', 'a.har', 'a.har is not an HTTP archive: its content is not as expected'],
    ['no calls', har(), 'a.har', 'a.har has no POST of a SOAP envelope'],
    [
      'a response without its body',
      har(entry({}, { content: { mimeType: 'text/xml' } })),
      'a.har#1',
      'its response is empty',
    ],
    [
      'a response that is no XML',
      har(entry({}, { content: { text: 'Bad Gateway' } })),
      'a.har#1',
      'its response is not well-formed XML: text data outside of root node (line 1, column 12)',
    ],
    [
      'a request that is broken',
      har(entry({ postData: { text: '<s:Envelope>' } })),
      'a.har#1',
      'its request is not well-formed XML: unbound namespace prefix (line 1, column 13)',
    ],
  ])('with %s is told', (_what, content, name, problem) => {
    expect(read({ 'a.har': content })).toEqual([{ name, problem }]);
  });
});

test.each([
  ['that is empty', () => folder.path, 'There are no captures in '],
  ['that is not there', () => path.join(folder.path, 'x'), 'There is no folder '],
  ['that is a file', () => __filename, `${__filename} is not a folder.`],
])('a folder %s is refused', (_what, where, message) => {
  expect(() => readCaptures(where())).toThrow(message);
});

describe('the SOAPAction that was not captured', () => {
  const actionOf = (body: string): string => soapActionOf(readXml(envelope(body), CAPTURE));

  test.each([
    [`<query xmlns="${NAMESPACE}"/>`, `${NAMESPACE}query`],
    [`<GetEntityInfo xmlns="${NAMESPACE}"/>`, `${NAMESPACE}GetEntityInfo`],
    [`<n:getEntityInfo xmlns:n="${NAMESPACE}"/>`, `${NAMESPACE}GetEntityInfo`],
    [`<GetThresholdAndUsageInfo xmlns="${NAMESPACE}"/>`, `${NAMESPACE}getThresholdAndUsageInfo`],
    ['<query xmlns="http://autotask.net/ATWS/v1_5/"/>', 'http://autotask.net/ATWS/v1_5/query'],
    [`<somethingElse xmlns="${NAMESPACE}"/>`, `${NAMESPACE}somethingElse`],
    ['<Query xmlns="urn:other/"/>', 'urn:other/Query'],
    ['', ''],
  ])('of %s is %s', (body, action) => {
    expect(actionOf(body)).toBe(action);
  });

  test('is known for all operations of the contract', () => {
    const wsdl = readFileSync(path.join(__dirname, '..', '..', 'wsdl', 'atws-1.6.wsdl'), 'utf8');
    const declared = [...wsdl.matchAll(/soapAction="([^"]+)"/g)].map(([, action = '']) => action);
    expect(ACTIONS.map((name) => NAMESPACE + name).sort()).toEqual(declared.sort());
  });
});

describe('the tracking identifier', () => {
  test.each([
    ['<IntegrationCode>old</IntegrationCode>', '<IntegrationCode>A&amp;B</IntegrationCode>'],
    [
      '<n:IntegrationCode xmlns:n="urn:n">\n old</n:IntegrationCode >',
      '<n:IntegrationCode xmlns:n="urn:n">A&amp;B</n:IntegrationCode >',
    ],
    ['<IntegrationCode><![CDATA[old]]></IntegrationCode>', '<IntegrationCode>A&amp;B</IntegrationCode>'],
    ['<IntegrationCode/>', '<IntegrationCode/>'],
    ['<IntegrationCode></IntegrationCode>', '<IntegrationCode></IntegrationCode>'],
    [
      '<sXML>&lt;IntegrationCode>old&lt;/IntegrationCode></sXML>',
      '<sXML>&lt;IntegrationCode>old&lt;/IntegrationCode></sXML>',
    ],
    [
      '<sXML><![CDATA[<IntegrationCode>old</IntegrationCode>]]></sXML>',
      '<sXML><![CDATA[<IntegrationCode>old</IntegrationCode>]]></sXML>',
    ],
  ])('in %s is replaced', (before, after) => {
    const around = (inner: string): string => `\r\n<!-- 💡 -->\r\n<a>\r\n💡<b>${inner}</b>\r\n</a>`;
    expect(withIntegrationCode(around(before), 'A&B')).toBe(around(after));
  });
});

describe('secrets', () => {
  test('of an Authorization header are its credentials, as they stand there and decoded', () => {
    const header = basic({ user: 'u@example.com', password: 'a:b' });
    expect(secretsOfAuthorization(header)).toEqual(expect.arrayContaining(['a:b', header.slice(6)]));
    expect(secretsOfAuthorization(`Basic ${Buffer.from('u:ä', 'latin1').toString('base64')}`)).toContain('ä');
    expect(secretsOfAuthorization('Bearer token')).toEqual(['token']);
    expect(masker(secretsOfAuthorization(undefined))('text')).toBe('text');
  });

  test('are replaced wherever they stand, the longest first', () => {
    expect(masker(['pass', 'password', '', ' ', '******'])('password, pass, ******')).toBe(
      '******, ******, ******',
    );
  });
});
