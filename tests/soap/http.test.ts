import http from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Emulator } from '../../src/server/emulator';
import { NAMESPACE, start } from '../support/emulator';
import { basic, envelope } from '../support/soap';
import { LOGINS } from '../support/emulator';
import { expectFault, expectVersion, postXml, send, talk, textOf, VERSION_CALL } from '../support/wire';

const MAX_BODY = 20_000;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await start({ maxBody: MAX_BODY });
});
afterAll(() => emulator.close());

const path = (): string => new URL(emulator.url).pathname;

describe('methods', () => {
  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s on the endpoint is 405 and names what is allowed',
    async (method) => {
      const answer = await send(emulator.url, { method });
      expect(answer).toMatchObject({
        status: 405,
        reason: 'Method Not Allowed',
        headers: { allow: 'GET, HEAD, POST', 'content-type': 'text/plain; charset=utf-8' },
        body: 'Method Not Allowed. The endpoint takes POST; GET shows its help page.\n',
      });
    },
  );

  test('GET shows the help page, HEAD its headers alone', async () => {
    const page = await send(emulator.url, { method: 'GET', login: null });
    const head = await send(emulator.url, { method: 'HEAD', login: null });
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(page.headers['content-length']);
  });

  test('POST is read at the endpoint in any case of its path, with or without a query', async () => {
    for (const form of [path().toLowerCase(), path().toUpperCase(), `${path()}?op=GetWsdlVersion`]) {
      expectVersion(await postXml(emulator.url, VERSION_CALL, { path: form }));
    }
  });

  test.each(['/', '/ATServices/1.5/atws.asmx', '/ATServices/1.6/other.asmx', '/ATServices/1.6/atws.wsdl'])(
    'POST to %s is 404 and tells where the endpoint is',
    async (elsewhere) => {
      const answer = await send(emulator.url, { path: elsewhere, body: VERSION_CALL });
      expect(answer.status).toBe(404);
      expect(answer.body).toBe('Not Found. The SOAP endpoint is /ATServices/1.6/atws.asmx.\n');
    },
  );

  test('GET of the root leads to the help page', async () => {
    const answer = await fetch(new URL('/', emulator.url), { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(path());
  });

  test('a path that cannot be decoded is an answer without a stack', async () => {
    const answer = await send(emulator.url, { method: 'GET', path: '/%E0%A4%A' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });
});

describe('content types', () => {
  const refused: readonly (readonly [title: string, type: string | undefined])[] = [
    ['none', undefined],
    ['an empty one', ''],
    ['text/html', 'text/html'],
    ['text/plain', 'text/plain; charset=utf-8'],
    ['JSON', 'application/json'],
    ['application/xml', 'application/xml'],
    ['one of SOAP that is packed', 'application/soap+xop; charset=utf-8'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['one that only starts alike', 'text/xmlx'],
    ['an unknown charset', 'text/xml; charset=klingon'],
    ['an unknown charset in single quotes', "text/xml; charset='klingon'"],
  ];

  test.each(refused)('%s is 415 without a fault', async (_title, type) => {
    const answer = await postXml(emulator.url, VERSION_CALL, { headers: { 'Content-Type': type } });
    expect(answer).toMatchObject({
      status: 415,
      reason: 'Unsupported Media Type',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: 'Unsupported Media Type. The request must be text/xml or application/soap+xml in a known charset, plain or gzip.',
    });
  });

  test.each([
    'text/xml',
    'text/xml;charset=UTF-8',
    'TEXT/XML; Charset="utf-8"',
    `text/xml; charset=utf-8; action="${NAMESPACE}GetWsdlVersion"`,
    'text/xml; action="x"; charset=utf-8',
    'text/xml ; charset = utf-8',
    "text/xml; charset='utf-8'",
    `text/xml; charset="utf-8'`,
    'text/xml; charset=" utf-8 "',
    'text/xml;',
    'text/xml;;charset=utf-8;',
    'text/xml; charset=',
    'text/xml; charset=""',
    "text/xml; charset=''",
    'text/xml; charset',
    'text/xml; =utf-16; charset=utf-8',
    'text/xml; charset=utf-8; charset=utf-16',
    'text/xml; action="a=b"; CHARSET=utf-8',
    'text/xml;\tcharset=utf-8',
  ])('%s is read', async (type) => {
    expectVersion(await postXml(emulator.url, VERSION_CALL, { headers: { 'Content-Type': type } }));
  });

  test('the answer never echoes the type of the request', async () => {
    const answer = await postXml(emulator.url, VERSION_CALL, {
      headers: { 'Content-Type': 'text/xml; charset=utf-8; x=<script>' },
    });
    expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
  });
});

describe('charsets', () => {
  // An unknown entity is echoed in lower case, which shows how its name was read.
  const call = envelope(
    `<IntegrationCodeCheck xmlns="${NAMESPACE}"><userName>api.admin@example.com</userName></IntegrationCodeCheck>`,
  );
  const unknown = envelope(
    `<query xmlns="${NAMESPACE}"><sXML>&lt;queryxml>&lt;entity>Größe&lt;/entity>&lt;query/>&lt;/queryxml></sXML></query>`,
  );

  const declared = (text: string, name: string, encoding: BufferEncoding, quote = '"'): Buffer => {
    expect(text).toContain('encoding="utf-8"');
    return Buffer.from(text.replace('encoding="utf-8"', `encoding=${quote}${name}${quote}`), encoding);
  };

  const utf16 = (text: string, order: 'le' | 'be', mark: boolean): Buffer => {
    const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
    return order === 'le' ? bytes : bytes.swap16();
  };

  const readable: readonly (readonly [title: string, type: string, encode: (text: string) => Buffer])[] = [
    ['UTF-8', 'text/xml; charset=utf-8', (text) => Buffer.from(text)],
    ['UTF-8 that is not announced', 'text/xml', (text) => Buffer.from(text)],
    ['UTF-8 with a byte order mark', 'text/xml; charset=utf-8', (text) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE with a mark', 'text/xml; charset=utf-16', (text) => utf16(text, 'le', true)],
    ['UTF-16 BE with a mark', 'text/xml; charset=utf-16', (text) => utf16(text, 'be', true)],
    ['UTF-16 LE with a mark, not announced', 'text/xml', (text) => utf16(text, 'le', true)],
    [
      'UTF-16 BE with a mark, announced as UTF-8',
      'text/xml; charset=utf-8',
      (text) => utf16(text, 'be', true),
    ],
    ['UTF-16 LE without a mark', 'text/xml; charset=utf-16le', (text) => utf16(text, 'le', false)],
    ['UTF-16 BE without a mark', 'text/xml; charset=utf-16be', (text) => utf16(text, 'be', false)],
    ['ISO 8859-1', 'text/xml; charset=iso-8859-1', (text) => Buffer.from(text, 'latin1')],
    ['Windows 1252', 'text/xml; charset=windows-1252', (text) => Buffer.from(text, 'latin1')],
    ['ISO 8859-1 in single quotes', "text/xml; charset='ISO-8859-1'", (text) => Buffer.from(text, 'latin1')],
    [
      'UTF-8 with a byte order mark, announced as ISO 8859-1',
      'text/xml; charset=iso-8859-1',
      (text) => Buffer.from(`\ufeff${text}`),
    ],
    [
      'UTF-8 with a byte order mark, announced as UTF-16',
      'text/xml; charset=utf-16',
      (text) => Buffer.from(`\ufeff${text}`),
    ],
    ['UTF-16 LE without a mark, not announced', 'text/xml', (text) => utf16(text, 'le', false)],
    ['UTF-16 BE without a mark, not announced', 'text/xml', (text) => utf16(text, 'be', false)],
    ['ISO 8859-1 by its declaration', 'text/xml', (text) => declared(text, 'iso-8859-1', 'latin1')],
    [
      'Windows 1252 by its declaration in single quotes, behind an empty charset',
      'text/xml; charset=""',
      (text) => declared(text, 'Windows-1252', 'latin1', "'"),
    ],
    ['UTF-8 by its declaration', 'text/xml', (text) => declared(text, 'UTF-8', 'utf8')],
    [
      'UTF-16 by its mark and its declaration',
      'text/xml',
      (text) => declared(`\ufeff${text}`, 'utf-16', 'utf16le'),
    ],
    [
      'UTF-8 that is announced, and declared as ISO 8859-1',
      'text/xml; charset=utf-8',
      (text) => declared(text, 'iso-8859-1', 'utf8'),
    ],
    [
      'UTF-8 that is announced, and declared as UTF-16',
      'text/xml; charset=utf-8',
      (text) => declared(text, 'utf-16', 'utf8'),
    ],
    [
      'UTF-8 with a mark, declared as ISO 8859-1',
      'text/xml',
      (text) => declared(`\ufeff${text}`, 'iso-8859-1', 'utf8'),
    ],
    ['UTF-8 without a declaration', 'text/xml', (text) => Buffer.from(text.replace(/^<\?.*?\?>/, ''))],
  ];

  test.each(readable)('%s is read', async (_title, type, encode) => {
    const check = await postXml(emulator.url, encode(call), { headers: { 'Content-Type': type } });
    const echo = await postXml(emulator.url, encode(unknown), { headers: { 'Content-Type': type } });
    expect(textOf(check.body, 'IsApiUser')).toBe('true');
    expect(textOf(echo.body, 'EntityResultType')).toBe('größe');
  });

  const windows1252 = (text: string): Buffer => Buffer.from(text.replace('€', '\x80'), 'latin1');

  test.each<[string, string, (text: string) => Buffer]>([
    ['its charset', 'text/xml; charset=windows-1252', windows1252],
    [
      'its declaration',
      'text/xml',
      (text) => windows1252(text.replace('encoding="utf-8"', 'encoding="windows-1252"')),
    ],
  ])('the euro sign of windows-1252 is read as one, by %s', async (_title, type, encode) => {
    const euro = encode(unknown.replace('Größe', 'Größe€'));
    const echo = await postXml(emulator.url, euro, { headers: { 'Content-Type': type } });
    expect(textOf(echo.body, 'EntityResultType')).toBe('größe€');
  });

  const unreadable: readonly (readonly [title: string, type: string, bytes: Buffer])[] = [
    ['ISO 8859-1 that claims to be UTF-8', 'text/xml; charset=utf-8', Buffer.from(unknown, 'latin1')],
    [
      'an odd number of bytes of UTF-16',
      'text/xml; charset=utf-16',
      Buffer.concat([utf16(call, 'le', true), Buffer.from('x')]),
    ],
    ['half a surrogate pair', 'text/xml', Buffer.from([0xfe, 0xff, 0xd8, 0x00, 0x00, 0x20])],
    ['ISO 8859-1 that says nothing', 'text/xml', Buffer.from(unknown.replace(/^<\?.*?\?>/, ''), 'latin1')],
  ];

  test.each(unreadable)('%s is 400 without a fault', async (_title, type, bytes) => {
    const answer = await postXml(emulator.url, bytes, { headers: { 'Content-Type': type } });
    expect(answer).toMatchObject({
      status: 400,
      reason: 'Bad Request',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: 'Bad Request. The body is not text in the charset that it comes in, by its byte order mark, Content-Type or XML declaration.',
    });
  });

  test('a NUL before a document in UTF-8 is a fault, not taken for half a character of UTF-16', async () => {
    const answer = await postXml(emulator.url, `\0${call.slice(0, -1)}`, {
      headers: { 'Content-Type': 'text/xml' },
    });
    expect(answer.status).toBe(500);
    expect(answer.body).toContain('<faultcode>soap:Client</faultcode>');
  });

  test.each([
    ['nobody knows', 'klingon', "System does not support 'klingon' encoding."],
    ['it is not in', 'UTF-16', 'There is no Unicode byte order mark. Cannot switch to Unicode.'],
  ])('a document that declares an encoding %s is a fault, as for .NET', async (_title, name, problem) => {
    const headers = { 'Content-Type': 'text/xml' };
    expectFault(
      await postXml(emulator.url, declared(unknown, name, 'utf8'), { headers }),
      'Client',
      `Server was unable to read request. ---> There is an error in XML document (1, 31). ---> ${problem}`,
    );
    expect((await postXml(emulator.url, declared(call, name, 'utf8'), { headers, login: null })).status).toBe(
      401,
    );
  });
});

describe('sizes', () => {
  const padded = (size: number): string => {
    const comment = '<!---->';
    return VERSION_CALL.replace(
      '<soap:Body>',
      `<!--${'x'.repeat(size - VERSION_CALL.length - comment.length)}--><soap:Body>`,
    );
  };
  const TOO_LARGE = {
    status: 413,
    body: `Content Too Large. A request may have ${MAX_BODY} bytes, unpacked.`,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  };

  test('a body of the limit is read', async () => {
    expect(Buffer.byteLength(padded(MAX_BODY))).toBe(MAX_BODY);
    expectVersion(await postXml(emulator.url, padded(MAX_BODY)));
    expectVersion(
      await postXml(emulator.url, gzipSync(padded(MAX_BODY)), { headers: { 'Content-Encoding': 'gzip' } }),
    );
  });

  const oversize: readonly (readonly [
    title: string,
    body: () => string | Buffer,
    headers: Record<string, string>,
  ])[] = [
    ['a byte more', () => padded(MAX_BODY + 1), {}],
    ['a megabyte more', () => padded(MAX_BODY + 1_000_000), {}],
    ['a byte more in chunks', () => padded(MAX_BODY + 1), { 'Transfer-Encoding': 'chunked' }],
    ['a byte more, unpacked', () => gzipSync(padded(MAX_BODY + 1)), { 'Content-Encoding': 'gzip' }],
    [
      'a gzip bomb of 200 MB',
      () => gzipSync(Buffer.alloc(200_000_000, ' ')).subarray(0, MAX_BODY),
      { 'Content-Encoding': 'gzip' },
    ],
    [
      'a gzip file that is too large packed',
      () => Buffer.concat([gzipSync(padded(5000)), Buffer.alloc(MAX_BODY)]),
      { 'Content-Encoding': 'gzip' },
    ],
  ];

  test.each(oversize)('%s is 413 without a fault', async (_title, body, headers) => {
    expect(await postXml(emulator.url, body(), { headers })).toMatchObject(TOO_LARGE);
  });

  test('a connection goes on after a body that was too large', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    try {
      expect(await postXml(emulator.url, padded(MAX_BODY + 1), { agent })).toMatchObject(TOO_LARGE);
      expectVersion(await postXml(emulator.url, VERSION_CALL, { agent }));
    } finally {
      agent.destroy();
    }
  });
});

describe('content encodings', () => {
  test.each(['gzip', 'GZIP', 'x-gzip', ' gzip ', 'identity, gzip'])('%s is unpacked', async (encoding) => {
    expectVersion(
      await postXml(emulator.url, gzipSync(VERSION_CALL), { headers: { 'Content-Encoding': encoding } }),
    );
  });

  test.each(['identity', '', 'utf-8', 'UTF-8, identity'])('"%s" is read as it is', async (encoding) => {
    expectVersion(await postXml(emulator.url, VERSION_CALL, { headers: { 'Content-Encoding': encoding } }));
  });

  test.each(['deflate', 'br', 'gzip, gzip', 'nonsense'])('%s is 415', async (encoding) => {
    const answer = await postXml(emulator.url, VERSION_CALL, { headers: { 'Content-Encoding': encoding } });
    expect(answer.status).toBe(415);
  });

  const broken: readonly (readonly [title: string, bytes: Buffer])[] = [
    ['plain XML', Buffer.from(VERSION_CALL)],
    ['nothing', Buffer.alloc(0)],
    ['half a file', gzipSync(VERSION_CALL).subarray(0, 100)],
    [
      'a file with a wrong checksum',
      Buffer.concat([gzipSync(VERSION_CALL).subarray(0, -8), Buffer.alloc(8)]),
    ],
  ];

  test.each(broken)('%s as gzip is 400', async (_title, bytes) => {
    const answer = await postXml(emulator.url, bytes, { headers: { 'Content-Encoding': 'gzip' } });
    expect(answer).toMatchObject({
      status: 400,
      body: 'Bad Request. The body is not the gzip data that Content-Encoding announces.',
    });
  });
});

describe('connections', () => {
  test('Expect: 100-continue is answered before the body is sent', async () => {
    const answer = await postXml(emulator.url, VERSION_CALL, { headers: { Expect: '100-continue' } });
    expectVersion(answer);
  });

  test('a connection is kept for the next call', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const first = await postXml(emulator.url, VERSION_CALL, { agent });
      expect(first.headers.connection).toBe('keep-alive');
      expectVersion(first);
      expectVersion(await postXml(emulator.url, VERSION_CALL, { agent }));
      expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
    } finally {
      agent.destroy();
    }
  });

  const raw = (version: string, ...headers: string[]): string =>
    [
      `POST ${path()} HTTP/${version}`,
      `Authorization: ${basic(LOGINS.admin)}`,
      'Content-Type: text/xml',
      `Content-Length: ${Buffer.byteLength(VERSION_CALL)}`,
      ...headers,
      '',
      VERSION_CALL,
    ].join('\r\n');

  test('Connection: close is honoured', async () => {
    const heard = await talk(emulator.url, raw('1.1', 'Host: localhost', 'Connection: close'));
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(heard).toMatch(/\r\nConnection: close\r\n/);
    expect(heard).toContain('<GetWsdlVersionResult>1.6.8<');
  });

  test('HTTP 1.0 without a Host is served', async () => {
    const heard = await talk(emulator.url, raw('1.0'));
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(heard).toContain('<GetWsdlVersionResult>1.6.8<');
  });

  test('two calls in one go are answered in order', async () => {
    const heard = await talk(
      emulator.url,
      raw('1.1', 'Host: a') + raw('1.1', 'Host: a', 'Connection: close'),
    );
    expect(heard.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });

  test('a client that goes away in the middle of its request harms nobody', async () => {
    const gone = http.request(emulator.url, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml', 'Content-Length': 1000, Expect: '100-continue' },
    });
    const closed = new Promise((resolve) => {
      gone.on('error', resolve);
      gone.on('close', resolve);
    });
    gone.on('continue', () => gone.write('<soap:', () => gone.destroy()));
    gone.flushHeaders();
    await closed;
    expectVersion(await postXml(emulator.url, VERSION_CALL));
  });

  test('every answer tells its length and keeps browsers from guessing its type', async () => {
    const answer = await postXml(emulator.url, VERSION_CALL);
    expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(answer.body));
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers).not.toHaveProperty('x-powered-by');
  });

  test('an empty POST is answered at once', async () => {
    expectFault(await postXml(emulator.url, ''), 'Client', /Root element is missing\.$/);
  });
});
