// Thorough: npm run test:quick leaves it out.
import { PAGES } from '../../src/console/pages';
import { ROUTES } from '../../src/api/routes';
import { Visitor, visitor } from '../support/visitor';
import net from 'node:net';
import tls from 'node:tls';
import { LOGINS, NAMESPACE, start, temporaryFolder } from '../support/emulator';
import { basic, call, envelope, post } from '../support/soap';
import { IDS } from '../support/updates';
import type { Emulator } from '../../src/server/emulator';
import { exchange, expectSound, head, type RawAnswer } from './raw';

/**
 * What is refused before its body is read: each request here announces a body and sends none of it, so an answer
 * shows that nobody waited for one.
 */

const HUGE = 4_000_000_000;
const MULTIPART = 'multipart/form-data; boundary=x';
const URLENCODED = 'application/x-www-form-urlencoded';
const TOKEN = 'a-token-of-some-length';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await start({ controlToken: TOKEN });
});
afterAll(() => emulator.close());

function announce(
  method: string,
  target: string,
  headers: Readonly<Record<string, string | number>>,
): Promise<RawAnswer> {
  return exchange(emulator.origin, head(method, target, { 'Content-Length': HUGE, ...headers }));
}

/** Every form of the console for people who are logged in. */
const FORMS = [
  ...PAGES.filter(({ method }) => method === 'post').map(({ path, audience, file }) => ({
    path: `/admin${path.replace(':id', String(IDS.tom))}`,
    audience,
    file,
  })),
  { path: '/admin/log-out', audience: 'everybody' as const, file: undefined },
];

describe.each(FORMS)('a POST to $path', ({ path, audience, file }) => {
  test.each([MULTIPART, URLENCODED])('of a stranger, as %s', async (type) => {
    const answer = await announce('POST', path, { 'Content-Type': type });
    expectSound(answer);
    expect([303, 403]).toContain(answer.status);
    expect(answer.headers.get('location') ?? '/admin/log-in').toMatch(/^\/admin\/log-in/);
  });

  test.each([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'http://evil.test' },
    { Origin: 'null' },
  ])('from another site, with the cookie, %j', async (from) => {
    const { cookie, token } = await visitor(emulator, LOGINS.ada);
    const answer = await announce('POST', `${path}?_csrf=${token}`, {
      'Content-Type': file === undefined ? URLENCODED : MULTIPART,
      Cookie: cookie,
      ...from,
    });
    expectSound(answer);
    expect(answer.status).toBe(403);
  });

  if (audience === 'administrators') {
    test('of a person who is no administrator', async () => {
      const { cookie, token } = await visitor(emulator, LOGINS.tom);
      const answer = await announce('POST', `${path}?_csrf=${token}`, {
        'Content-Type': MULTIPART,
        Cookie: cookie,
      });
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('Only administrators see this page.');
    });
  }

  if (file !== undefined) {
    test.each(['', '?_csrf=', '?_csrf=guessed', '?_csrf=a&_csrf=b'])(
      'with a file and the query %p in place of the token',
      async (query) => {
        const { cookie } = await visitor(emulator, LOGINS.ada);
        const answer = await announce('POST', path + query, { 'Content-Type': MULTIPART, Cookie: cookie });
        expect(answer.status).toBe(403);
        expect(answer.body).toContain('This form is too old');
      },
    );
  }

  test('of more bytes than forms have', async () => {
    const { cookie, token } = await visitor(emulator, LOGINS.ada);
    const answer = await announce('POST', `${path}?_csrf=${token}`, {
      'Content-Type': file === undefined ? URLENCODED : MULTIPART,
      Cookie: cookie,
    });
    // A page with a file says what that may have.
    expect(answer.status).toBe(file === undefined ? 413 : 422);
    expect(answer.body).toMatch(
      file === undefined ? '' : /A photo may have 1 MB at most|A snapshot that is uploaded may have/,
    );
  });
});

describe('forms of those who are not logged in', () => {
  test('a log-in of more bytes than log-ins have', async () => {
    expect((await announce('POST', '/admin/log-in', { 'Content-Type': URLENCODED })).status).toBe(413);
  });

  test('a log-in with a file', async () => {
    expect((await announce('POST', '/admin/log-in', { 'Content-Type': MULTIPART })).status).toBe(413);
  });

  test('a log-in from another site', async () => {
    const headers = { 'Content-Type': URLENCODED, 'Sec-Fetch-Site': 'cross-site' };
    expect((await announce('POST', '/admin/log-in', headers)).status).toBe(403);
  });

  test.each([MULTIPART, URLENCODED])(
    'a password for an invitation that is not there, as %s',
    async (type) => {
      expect((await announce('POST', '/set-password?token=x', { 'Content-Type': type })).status).toBe(404);
    },
  );

  test.each(['/admin/nothing', '/admin/assets/nothing', '/', '/nothing', '/healthz'])(
    'a POST to %s, where there is none',
    async (path) => {
      expect((await announce('POST', path, { 'Content-Type': MULTIPART })).status).toBe(404);
    },
  );

  test('a log-in fits, with a long password', async () => {
    const somebody = new Visitor(emulator);
    expect((await somebody.logIn({ user: 'x'.repeat(200), password: 'y'.repeat(10_000) })).status).toBe(401);
  });
});

describe.each(ROUTES.map(({ method, path }) => [method.toUpperCase(), path] as const))(
  'the JSON API: %s %s',
  (method, path) => {
    const target = `/_emulator${path.replace(/\{\w+\}/, '1')}`;
    const types = ['application/json', 'application/vnd.sqlite3', MULTIPART, 'text/plain'];

    test.each(types)('of a stranger, as %s', async (type) => {
      const answer = await announce(method, target, { 'Content-Type': type });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    });

    test('from a page that points its own name at this machine', async () => {
      const headers = { Host: 'evil.test', Authorization: `Bearer ${TOKEN}` };
      expect((await announce(method, target, headers)).status).toBe(403);
    });

    test('with the token, of more bytes than there may be', async () => {
      for (const type of ['application/json', 'application/vnd.sqlite3']) {
        const answer = await announce(method, target, {
          'Content-Type': type,
          Authorization: `Bearer ${TOKEN}`,
        });
        expectSound(answer);
      }
    });
  },
);

describe('SOAP', () => {
  test.each([
    ['of more bytes than there may be', {}, 413],
    ['of a type that is none', { 'Content-Type': MULTIPART }, 415],
    ['of a packing that is not known', { 'Content-Encoding': 'br' }, 415],
    ['of more bytes than there may be, packed', { 'Content-Encoding': 'gzip' }, 413],
  ])('a call %s', async (_title, headers, status) => {
    const answer = await announce('POST', new URL(emulator.url).pathname, {
      'Content-Type': 'text/xml; charset=utf-8',
      Authorization: basic(LOGINS.admin),
      ...headers,
    });
    expect(answer.status).toBe(status);
  });
});

describe('a call whose action needs a log-in', () => {
  const SOAP = { 'Content-Type': 'text/xml', 'Content-Length': 1000 };
  const target = (): string => new URL(emulator.url).pathname;

  test.each([
    ['without credentials', {}],
    ['with credentials that are none', { Authorization: 'Basic of-nobody' }],
    ['with those of nobody', { Authorization: basic({ user: 'no.body@example.com', password: 'x' }) }],
    ['with a wrong password', { Authorization: basic({ ...LOGINS.admin, password: 'wrong' }) }],
    ['of SOAP 1.2', { 'Content-Type': `application/soap+xml; action="${NAMESPACE}query"`, SOAPAction: '' }],
  ])('%s is refused as it is with its body', async (_title, headers) => {
    const action = { SOAPAction: `"${NAMESPACE}query"` };
    const early = await announce('POST', target(), { ...SOAP, ...action, ...headers });
    const late = await post(emulator.url, '', envelope(''), {
      headers: { SOAPAction: '', Authorization: '' },
    });
    expect(early.status).toBe(401);
    expect(early.body).toBe(late.body);
    expect(early.headers.get('www-authenticate')).toBe('Basic Realm="localhost"');
    expect(early.headers.get('content-type')).toBe(late.headers.get('content-type'));
    const [entry] = (await emulator.requests()).slice(-2);
    expect(entry).toMatchObject({ operation: 'query', status: 401, request: '' });
  });

  test.each(['http', 'https'])(
    'is answered by its whole body over %s, though the caller was looked up before',
    async (scheme) => {
      const folder = temporaryFolder();
      const served = await start(scheme === 'https' ? { tlsSelfSigned: `${folder.path}/ca.pem` } : {});
      const { socket, answer } = opened(served.url, 'query', 400_000, {
        Authorization: basic(LOGINS.reader),
        Expect: '100-continue',
      });
      expect(await answer()).toBe(100);
      socket.write(' '.repeat(200_000));
      await served.resources.inactivate('api.reader', 'ada.admin');
      socket.write(' '.repeat(200_000));
      expect(await answer()).toBe(401);
      socket.destroy();
      await served.close();
      folder.remove();
    },
  );
});

/** A call that sends its head, and the status of its next answer. */
function opened(
  url: string,
  action: string,
  size: number,
  headers: Readonly<Record<string, string>> = {},
): { readonly socket: net.Socket; readonly answer: () => Promise<number> } {
  const { protocol, hostname, port, pathname } = new URL(url);
  const where = { host: hostname, port: Number(port) };
  const socket =
    protocol === 'https:' ? tls.connect({ ...where, rejectUnauthorized: false }) : net.connect(where);
  socket.write(
    head('POST', pathname, {
      'Content-Type': 'text/xml',
      'Content-Length': size,
      ...(action !== '' && { SOAPAction: `"${NAMESPACE}${action}"` }),
      ...headers,
    }),
  );
  socket.on('error', () => undefined);
  const answer = (): Promise<number> =>
    new Promise((resolve) => {
      socket.once('data', (bytes: Buffer) => {
        resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(bytes.toString('latin1'))?.[1]));
      });
    });
  return { socket, answer };
}

test.each(['', 'getZoneInfo'])(
  'bodies of callers that nobody knows yet take 16 MiB together, with the action %p',
  async (action) => {
    const SIZE = 7 * 1_048_576;
    const crowded = await start({ maxBody: 8 * 1_048_576 });
    const greedy = Array.from({ length: 4 }, () => opened(crowded.url, action, SIZE));
    for (const { socket } of greedy) socket.write(Buffer.alloc(SIZE - 1, 'x'));
    const refused = await Promise.race(
      greedy.map(async ({ answer }, index) => ({ status: await answer(), index })),
    );
    expect(refused.status).toBe(503);
    const zone = '<UserName>api.admin@example.com</UserName>';
    expect((await call(crowded.url, 'getZoneInfo', zone)).status).toBe(200);
    const large = `<sXML>${'x'.repeat(SIZE)}</sXML>`;
    expect((await call(crowded.url, 'query', large)).status).toBe(200);
    for (const { socket } of greedy) socket.destroy();
    await crowded.close();
  },
);

describe('a client that asks before it sends a body', () => {
  const EXPECTS = { Expect: '100-continue' };

  test('is told what is wrong, not to go on', async () => {
    const forms = { ...EXPECTS, 'Content-Type': MULTIPART };
    expect((await announce('POST', `/admin/resources/${IDS.tom}/photo`, forms)).status).toBe(303);
    const json = { ...EXPECTS, 'Content-Type': 'application/json' };
    expect((await announce('POST', '/_emulator/reset', json)).status).toBe(401);
    const soap = { ...EXPECTS, 'Content-Type': 'text/xml' };
    expect((await announce('POST', new URL(emulator.url).pathname, soap)).status).toBe(413);
  });

  test('is told to go on when it may', async () => {
    const json = { ...EXPECTS, 'Content-Type': 'application/json', Authorization: `Bearer ${TOKEN}` };
    const clock = head('PUT', '/_emulator/clock', { ...json, 'Content-Length': 20 });
    expect(await exchange(emulator.origin, clock)).toMatchObject({ status: 100 });
    const soap = { ...EXPECTS, 'Content-Type': 'text/xml', 'Content-Length': 20 };
    const call = head('POST', new URL(emulator.url).pathname, soap);
    expect(await exchange(emulator.origin, call)).toMatchObject({ status: 100 });
  });

  test.each(['', ' '.repeat(20)])('keeps its connection when it sends the body %j at once', async (body) => {
    const soap = { ...EXPECTS, 'Content-Type': 'text/xml', SOAPAction: `${NAMESPACE}query` };
    const authenticated = { ...soap, Authorization: basic(LOGINS.reader), 'Content-Length': body.length };
    const call = head('POST', new URL(emulator.url).pathname, authenticated) + body;
    const { status, headers } = await exchange(emulator.origin, call);
    expect(status).toBeGreaterThan(0);
    expect(headers.get('connection')).not.toBe('close');
  });
});
