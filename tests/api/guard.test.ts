import { request } from 'node:http';
import { start } from '../support/emulator';
import type { Emulator, EmulatorOptions } from '../../src/server/emulator';

const TOKEN = 'a-token-of-some-length';

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

/** A request with any Host header, which fetch would not send. */
function ask(
  port: string,
  headers: Record<string, string> = {},
  path = '/_emulator/licenses',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => {
        resolve({ status: response.statusCode, text });
      });
    })
      .on('error', reject)
      .end();
  });
}

/** What a server with these settings answers to each of these headers. */
function describeServer(
  what: string,
  options: EmulatorOptions,
  cases: readonly (readonly [who: string, headers: Record<string, string>, status: number, rule?: string])[],
): void {
  describe(`the JSON API of ${what}`, () => {
    let emulator: Emulator;
    const port = (): string => new URL(emulator.origin).port;

    beforeAll(async () => {
      emulator = await start(options);
    });
    afterAll(() => emulator.close());

    // As objects: jest takes a column that a row leaves out for the callback of an older style.
    const rows = cases.map(([who, headers, status, rule]) => ({ who, headers, status, rule }));

    test.each(rows)('answers a request $who with $status', async ({ headers, status, rule }) => {
      for (const path of ['/_emulator/licenses', '/_emulator/openapi.json', '/_emulator/nothing']) {
        const answer = await ask(port(), headers, path);
        const isMissing = status === 200 && path.endsWith('nothing');
        expect(answer.status).toBe(isMissing ? 404 : status);
        expect(JSON.parse(answer.text)).toMatchObject(rule === undefined ? {} : { status, rule });
      }
    });

    test('lets no browser or proxy keep an answer', async () => {
      const { headers } = await fetch(`http://127.0.0.1:${port()}/_emulator/resources/4`);
      expect(headers.get('Cache-Control')).toBe('no-store');
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    });

    test('never lets a page on the web read an answer', async () => {
      const answer = await fetch(`http://127.0.0.1:${port()}/_emulator/licenses`, {
        headers: { Origin: 'https://evil.example' },
      });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    });
  });
}

describeServer('a server on loopback', {}, [
  ['without a token', {}, 200],
  ['by the name localhost', { Host: 'localhost' }, 200],
  ['by the name LOCALHOST and a port', { Host: 'LOCALHOST:8016' }, 200],
  ['by its address', { Host: '127.0.0.1:8016' }, 200],
  ['by an IPv6 address', { Host: '[::1]:8016' }, 200],
  ['with a token nobody asked for', { Authorization: `Bearer ${TOKEN}` }, 200],
  ['by a name that somebody pointed here', { Host: 'evil.example' }, 403, 'host'],
  ['by a name that starts like localhost', { Host: 'localhost.evil.example' }, 403, 'host'],
  ['by a name that starts like an address', { Host: '127.0.0.1.evil.example:80' }, 403, 'host'],
  ['with a forwarded name', { Host: 'evil.example', 'X-Forwarded-Host': 'localhost' }, 403, 'host'],
  ['through a proxy', { 'X-Forwarded-For': '203.0.113.9' }, 403, 'token'],
  ['through a proxy that says where it was asked', { 'X-Forwarded-Host': 'localhost' }, 403, 'token'],
  ['through a proxy that keeps to the standard', { Forwarded: 'for=203.0.113.9' }, 403, 'token'],
]);

describeServer('a server with --allowed-hosts', { allowedHosts: ['atws.test', 'Other.Test'] }, [
  ['by one of the names', { Host: 'ATWS.test:8016' }, 200],
  ['by another of the names', { Host: 'other.test' }, 200],
  ['by any other name', { Host: 'evil.example' }, 403, 'host'],
]);

describeServer('a server beyond loopback, without a token', { host: '0.0.0.0' }, [
  ['from anybody', {}, 403, 'token'],
  ['with any token', { Authorization: 'Bearer undefined' }, 403, 'token'],
]);

describeServer('a server beyond loopback, with a token', { host: '0.0.0.0', controlToken: TOKEN }, [
  ['with the token', { Authorization: `Bearer ${TOKEN}` }, 200],
  ['with the token and the scheme in any case', { Authorization: `bearer  ${TOKEN}` }, 200],
  ['without a token', {}, 401, 'token'],
  ['with an empty token', { Authorization: 'Bearer ' }, 401, 'token'],
  ['with another token', { Authorization: `Bearer ${TOKEN.toUpperCase()}` }, 401, 'token'],
  ['with the start of the token', { Authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 401, 'token'],
  ['with more than the token', { Authorization: `Bearer ${TOKEN}x` }, 401, 'token'],
  ['with the token as a password', { Authorization: `Basic ${TOKEN}` }, 401, 'token'],
  [
    'with the token and a foreign name',
    { Authorization: `Bearer ${TOKEN}`, Host: 'evil.example' },
    403,
    'host',
  ],
]);

describeServer('a server on loopback, with a token', { controlToken: TOKEN }, [
  ['with the token', { Authorization: `Bearer ${TOKEN}` }, 200],
  ['without a token', {}, 401, 'token'],
  ['with the token, through a proxy', { Authorization: `Bearer ${TOKEN}`, 'X-Forwarded-For': '::1' }, 200],
]);

test('a token that is easily guessed is refused at the start, and not told', async () => {
  await expect(start({ controlToken: 'short' })).rejects.toThrow(
    'controlToken must have 16 characters or more, and no blank, not "******".',
  );
});
