// Thorough: npm run test:quick leaves it out.
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { PAGES } from '../../src/console/pages';
import { ROUTES } from '../../src/api/routes';
import type { Emulator } from '../../src/server/emulator';
import { visitor, type Visitor } from '../support/visitor';
import { LOGINS, start } from '../support/emulator';
import { numbered, share } from '../support/share';
import { basic } from '../support/soap';
import { IDS } from '../support/updates';
import { VERSION_CALL } from '../support/wire';
import { exchange, expectSound, head } from './raw';

/** Whatever is sent, it is answered: with what was asked for or a refusal in words, never by a failure. */

const RUNS = 200;

const log: string[] = [];
let emulator: Emulator;
let ada: Visitor;
beforeAll(async () => {
  emulator = await start({
    logger: (await import('pino')).default({ level: 'error' }, { write: (line: string) => log.push(line) }),
  });
  ada = await visitor(emulator, LOGINS.ada);
});
afterAll(() => emulator.close());

const ENDPOINT = '/ATServices/1.6/atws.asmx';

interface Place {
  readonly method: string;
  readonly path: string;
}

/** Everything that can be asked for, the variable parts of its path filled with `part`. */
function places(part: string): readonly Place[] {
  const others = ['/admin', '/admin/log-in', '/admin/assets/console.css', '/set-password', '/confirm-email'];
  const watched = ['/healthz', '/readyz', '/metrics', '/', ENDPOINT, '/ATServices/1.6/atws.wsdl'];
  return [
    // A test that resets has nobody logged in after it.
    ...ROUTES.filter(({ path }) => path !== '/reset').map(({ method, path }) => ({
      method: method.toUpperCase(),
      path: `/_emulator${path.replace(/\{\w+\}/g, part)}`,
    })),
    ...PAGES.map(({ method, path }) => ({
      method: method.toUpperCase(),
      path: `/admin${path.replace(/:\w+/g, part)}`,
    })),
    ...[...others, ...watched, '/_emulator/openapi.json'].map((path) => ({ method: 'GET', path })),
  ];
}

/** Parts of paths that are none, or hardly. */
const ODD_PARTS: Readonly<Record<string, string>> = {
  'a percent sign alone': '%',
  'half an escape': '%4',
  'an escape that is none': '%zz',
  'bytes that are no UTF-8': '%E0%A4%A',
  'a NUL': '%00',
  'a new line': '%0d%0aSet-Cookie:%20x=y',
  'a slash that is escaped': '..%2f..%2fetc%2fpasswd',
  'a backslash': '..%5c..%5cwindows',
  dots: '..',
  'many dots': '../../../../etc/passwd',
  'two slashes': '/',
  'a slash at the end': 'x/',
  'a number that is too large': '99999999999999999999999',
  'a number below zero': '-1',
  'no number': 'NaN',
  'a name of JavaScript': '__proto__',
  'another name of JavaScript': 'constructor',
  SQL: "'%20OR%201=1--",
  markup: '%3Cscript%3E',
  'a character of another plane': '%F0%9F%98%80',
  'half a surrogate pair': '%ED%A0%80',
  'a very long text': 'x'.repeat(8000),
  'many parts': '/a'.repeat(1000),
  'many escapes': '%25'.repeat(2000),
  'a semicolon': ';jsessionid=1',
  'bytes beyond ASCII': '\xfc\xff',
};

/** Cases with their titles and numbers. */
const titled = <T>(cases: Readonly<Record<string, T>>): readonly (readonly [string, T, number])[] =>
  numbered(Object.entries(cases)).map(([[title, one], number]) => [title, one, number]);

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'] as const;

/** Expects something else than a failure, in the answer and in the log. */
async function expectAnswer(method: string, target: string, headers = {}, body = ''): Promise<void> {
  const length =
    body === '' && method === 'GET' ? {} : { 'Content-Length': Buffer.byteLength(body, 'latin1') };
  const request = head(method, target, { ...length, Connection: 'close', ...headers }) + body;
  expectSound(await exchange(emulator.origin, Buffer.from(request, 'latin1')));
  expect(log.splice(0)).toEqual([]);
}

describe('odd paths', () => {
  test.each(titled(ODD_PARTS))('with %s', async (_title, part, number) => {
    const there = places(part).filter((place) => place.path.includes(part));
    for (const { method, path } of share(there, number)) {
      await expectAnswer(method, path, { 'Content-Type': 'application/json', Cookie: ada.cookie });
    }
    for (const start of [
      '/',
      '/admin/',
      '/admin/assets/',
      '/_emulator/',
      '/_emulator/snapshots/',
      `${ENDPOINT}/`,
    ]) {
      await expectAnswer('GET', start + part, { Cookie: ada.cookie });
    }
  });

  test.each(titled(ODD_PARTS))('with a query of %s', async (_title, part, number) => {
    const read = places('1').filter((place) => place.method === 'GET');
    for (const { method, path } of share(read, number)) {
      await expectAnswer(method, `${path}?${part}&a=${part}&id=${part}&${part}=1&wsdl`, {
        Cookie: ada.cookie,
      });
    }
  });

  test.each([
    'http://localhost/admin/resources',
    'http://localhost/_emulator/state',
    'http://localhost',
    'http://',
    'http://[/admin',
    'http://[::1/_emulator/state',
    'http://user:password@localhost:99999/admin',
    'https://evil.test/admin/log-in',
    'ftp://localhost/admin',
    'javascript:alert(1)',
    '//',
    '///admin//resources',
    '//evil.test/admin',
    '//[',
    '//admin/log-in?next=//evil.test',
    '/admin//resources',
    '/admin/../_emulator/state',
    '/_emulator/../admin',
    '/_emulator/%2e%2e/admin',
    '/admin/%2e%2e%2f',
    '/./admin',
    '*',
    'admin',
    '?',
    '#',
    '/admin#fragment',
    '/admin?#',
    '/?wsdl',
    `${ENDPOINT}?wsdl&wsdl`,
    `${ENDPOINT}?${'&'.repeat(5000)}`,
    `http://localhost${ENDPOINT}?wsdl`,
    `http://localhost:x${ENDPOINT}`,
  ])('%s', async (target) => {
    for (const method of METHODS) await expectAnswer(method, target, { Cookie: ada.cookie });
  });

  test('made at random', async () => {
    const piece = fc.oneof(
      fc.constantFrom(...Object.values(ODD_PARTS).filter(({ length }) => length < 100)),
      fc.constantFrom(...places('1').map(({ path }) => path)),
      fc.constantFrom('?', '&', '=', '/', '//', '%2f', ':', '@', '[', ']', '#', '\\', '|', '^', '{id}'),
      fc
        .string({ unit: 'binary-ascii', maxLength: 8 })
        .map((text) => encodeURI(text).replace(/%/g, () => '%')),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...METHODS),
        fc.constantFrom('', 'http:', 'http://localhost', '/'),
        fc.array(piece, { maxLength: 6 }),
        async (method, start, pieces) => {
          const target = (start + pieces.join('')).replace(/[\s\0]/g, '') || '/';
          await expectAnswer(method, target, { Cookie: ada.cookie });
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('odd headers', () => {
  const odd: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a cookie that is none': { Cookie: 'atws_session=%zz; =; ;;; a' },
    'a cookie of another server': { Cookie: 'atws_session=s%3Aabc.def' },
    'a long cookie': { Cookie: `atws_session=${'x'.repeat(12_000)}` },
    'bytes beyond ASCII': { Cookie: '\xff\xfe', Origin: '\xff', Referer: '\xff', 'Accept-Language': '\xff' },
    'an origin that is none': { Origin: ':::' },
    'credentials that are none': { Authorization: 'Basic' },
    'credentials that are no Base64': { Authorization: 'Basic \xff\xff==' },
    'credentials without a colon': { Authorization: 'Basic YWRh' },
    'credentials with NULs': { Authorization: `Basic ${Buffer.from('a\0:b\0').toString('base64')}` },
    'another scheme': { Authorization: 'Digest username="a"' },
    'a bearer without a token': { Authorization: 'Bearer' },
    'a port that is none': { Host: 'localhost:99999', Origin: 'http://localhost' },
    'a port in words': { Host: 'localhost:x' },
    'a host that is none': { Host: '[' },
    'no host': { Host: '' },
    hosts: { Host: 'localhost, evil.test' },
    'a range': { Range: 'bytes=9-1,0-,-5' },
    'a condition': { 'If-None-Match': '\xff"', 'If-Modified-Since': 'never' },
    'types nobody has': { Accept: '*/*;q=x', 'Accept-Encoding': 'x;q=2', 'Accept-Charset': '*' },
    'another method': { 'X-HTTP-Method-Override': 'DELETE' },
    'an address that is none': { 'X-Forwarded-For': '999.1.1.1, \xff', 'X-Forwarded-Host': '[' },
    'an upgrade': { Connection: 'Upgrade', Upgrade: 'websocket' },
    'an upgrade to HTTP/2': {
      Connection: 'Upgrade, HTTP2-Settings',
      Upgrade: 'h2c',
      'HTTP2-Settings': 'AAMA',
    },
    'many headers': Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`X-${n}`, 'y'])),
    'a content type that is none': { 'Content-Type': ';;;' },
    'a content type of bytes': { 'Content-Type': '\xff/\xff; charset=\xff' },
    'a form without a boundary': { 'Content-Type': 'multipart/form-data' },
    'a packing that is not known': { 'Content-Encoding': 'zstd, br, x' },
    'a packing that it is not in': { 'Content-Encoding': 'gzip' },
    'a charset that is not known': { 'Content-Type': 'application/json; charset=klingon' },
  };

  test.each(titled(odd))('%s', async (_title, headers, number) => {
    for (const { method, path } of share(places('1'), number)) {
      const type = path.startsWith('/admin') ? 'application/x-www-form-urlencoded' : 'application/json';
      await expectAnswer(method, path, { Cookie: ada.cookie, 'Content-Type': type, ...headers }, '{}');
    }
  });
});

describe('odd bodies of the JSON API', () => {
  const JSON_ROUTES = ROUTES.filter(
    ({ body, rawBody, path }) => body && rawBody === undefined && path !== '/reset',
  );
  const odd: Readonly<Record<string, string | Buffer>> = {
    nothing: '',
    'half of it': '{"by":',
    'a NUL': '{"by":"\0"}',
    'an escaped NUL': '{"by":"\\u0000"}',
    'half a surrogate pair': '{"by":"\\ud800"}',
    'names of JavaScript': '{"__proto__":{"by":1},"constructor":{"prototype":{}}}',
    'a name twice': '{"by":1,"by":2}',
    'a huge number': '{"by":1e999,"id":123456789012345678901234567890}',
    null: 'null',
    'a list': '[[]]',
    'a deep list': '['.repeat(400_000),
    'a deep object': `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    'many members': `{${Array.from({ length: 50_000 }, (_, n) => `"a${n}":1`).join(',')}}`,
    'a mark of byte order': '\xef\xbb\xbf{}',
    'UTF-16': Buffer.from('{"by":1}', 'utf16le'),
  };

  test.each(titled(odd))('%s', async (_title, body, number) => {
    for (const { method, path } of share(JSON_ROUTES, number)) {
      const target = `/_emulator${path.replace(/\{\w+\}/, '1')}`;
      await expectAnswer(
        method.toUpperCase(),
        target,
        { 'Content-Type': 'application/json' },
        body.toString('latin1'),
      );
    }
  });

  test('a small body that unpacks to a large one is too large', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, ' '));
    for (const { method, path } of JSON_ROUTES) {
      const target = `/_emulator${path.replace(/\{\w+\}/, '1')}`;
      const headers = {
        'Content-Type': 'application/json',
        'Content-Encoding': 'gzip',
        'Content-Length': bomb.length,
      };
      const request = Buffer.concat([Buffer.from(head(method.toUpperCase(), target, headers)), bomb]);
      const answer = await exchange(emulator.origin, request);
      expect(answer.status).toBe(413);
      expect(answer.body).toContain('The body is too large.');
    }
  }, 60_000);
});

describe('malformed multipart', () => {
  const photo = (): string => `/admin/resources/${IDS.tom}/photo?_csrf=${ada.token}`;
  const part = (disposition: string, content = 'x', more = ''): string =>
    `--b\r\nContent-Disposition: ${disposition}\r\n${more}\r\n${content}\r\n`;
  const file = part('form-data; name="photo"; filename="a.png"', 'x', 'Content-Type: image/png\r\n');

  const odd: Readonly<Record<string, string>> = {
    nothing: '',
    'no boundary in it': 'x',
    'an end alone': '--b--\r\n',
    'no end': file,
    'half a header': '--b\r\nContent-Disp',
    'a header that is none': '--b\r\n:::\r\n\r\nx\r\n--b--\r\n',
    'no disposition': '--b\r\n\r\nx\r\n--b--\r\n',
    'no name': `${part('form-data')}--b--\r\n`,
    'a name of bytes': `${part('form-data; name="\xff\0"; filename="\xff\0"')}--b--\r\n`,
    'a name of JavaScript': `${part('form-data; name="__proto__"')}--b--\r\n`,
    'a field of another name': `${part('form-data; name="other"; filename="a"')}--b--\r\n`,
    'a path for a name': `${part('form-data; name="photo"; filename="../../etc/passwd"')}--b--\r\n`,
    'two files': `${file}${file}--b--\r\n`,
    'a field beside the file': `${part('form-data; name="a"')}${file}--b--\r\n`,
    'ten thousand fields': `${part('form-data; name="a"').repeat(10_000)}--b--\r\n`,
    'a header of 100 KB': `--b\r\nX: ${'x'.repeat(100_000)}\r\n\r\nx\r\n--b--\r\n`,
    'ten thousand headers': `--b\r\n${'X: y\r\n'.repeat(10_000)}\r\nx\r\n--b--\r\n`,
    'a very long name': `${part(`form-data; name="${'x'.repeat(50_000)}"`)}--b--\r\n`,
    'another type of parts': `${part('attachment; name="photo"')}--b--\r\n`,
    'an encoding of a part': `${part('form-data; name="photo"; filename="a"', '=FF', 'Content-Transfer-Encoding: quoted-printable\r\n')}--b--\r\n`,
    'something behind the end': `${file}--b--\r\n${'x'.repeat(1000)}`,
    'line feeds alone': file.replaceAll('\r\n', '\n'),
  };

  async function expectUpload(body: string, type = 'multipart/form-data; boundary=b'): Promise<void> {
    await expectAnswer('POST', photo(), { 'Content-Type': type, Cookie: ada.cookie }, body);
  }

  test.each(Object.entries(odd))('%s', async (_title, body) => {
    await expectUpload(body);
  });

  test.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=""',
    'multipart/form-data; boundary="\xff"',
    `multipart/form-data; boundary=${'b'.repeat(5000)}`,
    'multipart/form-data; boundary=b; charset=klingon',
    'multipart/mixed; boundary=b',
    'multipart/',
    'application/octet-stream',
  ])('as %s', async (type) => {
    await expectUpload(`${file}--b--\r\n`, type);
  });

  test('that is cut off leaves nothing', async () => {
    const before = await ada.get(`/resources/${IDS.tom}/photo`);
    expect(before.status).toBe(404);
    const body = head('POST', photo(), {
      'Content-Type': 'multipart/form-data; boundary=b',
      'Content-Length': 10_000,
      Cookie: ada.cookie,
    });
    expect(
      (await exchange(emulator.origin, `${body}${file}--b--\r\n${'x'.repeat(10_000)}`)).status,
    ).toBeLessThan(500);
    expect((await ada.get(`/resources/${IDS.tom}/photo`)).status).toBe(404);
  });

  test('made at random', async () => {
    const piece = fc.oneof(
      fc.constantFrom('--b', '--b--', '\r\n', '\r\n\r\n', '\n', ':', ';', '"', '=', 'form-data', file),
      fc.constantFrom(
        'Content-Disposition: form-data; name="photo"; filename="a"',
        'Content-Type: image/png',
      ),
      fc.string({ unit: 'binary-ascii', maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
        await expectUpload(pieces.join(''));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('what is no HTTP', () => {
  const call = `POST ${ENDPOINT} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nAuthorization: ${basic(LOGINS.admin)}\r\n`;
  const chunked = `${call}Transfer-Encoding: chunked\r\n\r\n`;

  test.each<[string, string, number, string]>([
    ['words', 'hello\r\n\r\n', 400, 'Bad Request.'],
    ['bytes', '\x16\x03\x01\x02\x00\x01\x00', 400, 'Bad Request.'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'Bad Request.'],
    ['a version that is none', 'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n', 400, 'Bad Request.'],
    ['a method nobody knows', 'FLY / HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'Bad Request.'],
    ['a target with a blank', 'GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'Bad Request.'],
    ['a target with a NUL', 'GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'Bad Request.'],
    ['no Host header', 'GET / HTTP/1.1\r\n\r\n', 400, 'The Host header is missing.'],
    [
      'two hosts',
      'GET / HTTP/1.1\r\nHost: localhost\r\nhost: evil.test\r\n\r\n',
      400,
      'The Host header stands',
    ],
    [
      'a host twice',
      'GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n',
      400,
      'Host header stands',
    ],
    [
      'two log-ins',
      `${call}AUTHORIZATION: ${basic(LOGINS.reader)}\r\nContent-Length: 0\r\n\r\n`,
      400,
      'The Authorization header stands more than once.',
    ],
    [
      'two tokens',
      'GET /_emulator/clock HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n',
      400,
      'The Authorization header stands more than once.',
    ],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost localhost\r\n\r\n', 400, 'Bad Request.'],
    ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: \0\r\n\r\n', 400, 'Bad Request.'],
    ['a length that is none', `${call}Content-Length: x\r\n\r\n`, 400, 'Bad Request.'],
    ['a length below zero', `${call}Content-Length: -1\r\n\r\n`, 400, 'Bad Request.'],
    ['two lengths', `${call}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400, 'Bad Request.'],
    [
      'a length and chunks',
      `${call}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
      'Bad Request.',
    ],
    ['a transfer encoding that is none', `${call}Transfer-Encoding: rot13\r\n\r\n`, 400, 'Bad Request.'],
    ['a size of a chunk that is none', `${chunked}zz\r\n`, 400, 'Bad Request.'],
    ['a size of a chunk below zero', `${chunked}-1\r\n`, 400, 'Bad Request.'],
    ['a chunk that is longer than it says', `${chunked}1\r\nxyz\r\n`, 400, 'Bad Request.'],
    ['a chunk of more than there is', `${chunked}ffffffffffffffffff\r\n`, 400, 'Bad Request.'],
    ['chunks with long extensions', `${chunked}1;${'x'.repeat(20_000)}\r\n`, 413, 'Content Too Large.'],
    ['long headers', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, '16 KB'],
    ['a long target', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431, '16 KB'],
    ['long headers of a call', `${call}X: ${'x'.repeat(200_000)}\r\n\r\n`, 431, '16 KB'],
    ['a proxy', 'CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\n\r\n', 405, 'no proxy'],
    ['another expectation', `${call}Expect: wonders\r\nContent-Length: 0\r\n\r\n`, 417, '100-continue'],
  ])('%s', async (_title, bytes, status, words) => {
    const answer = await exchange(emulator.origin, Buffer.from(bytes, 'latin1'));
    expectSound(answer);
    expect(log.splice(0)).toEqual([]);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(words);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test('a call in chunks of one byte is one', async () => {
    const chunks = [...Buffer.from(VERSION_CALL)]
      .map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`)
      .join('');
    const answer = await exchange(emulator.origin, Buffer.from(`${chunked}${chunks}0\r\n\r\n`, 'latin1'));
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toContain('1.6.8');
  });

  test('a call of HTTP/1.0 without a Host header is answered', async () => {
    const old = call.replace('HTTP/1.1\r\nHost: localhost', 'HTTP/1.0');
    const answer = await exchange(
      emulator.origin,
      `${old}Content-Length: ${Buffer.byteLength(VERSION_CALL)}\r\n\r\n${VERSION_CALL}`,
    );
    expect(answer.status).toBe(200);
  });
});
