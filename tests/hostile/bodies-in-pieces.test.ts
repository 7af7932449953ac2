import type { Emulator } from '../../src/server/emulator';
import { LOGINS, start } from '../support/emulator';
import { basic } from '../support/soap';
import { expectVersion, postXml, VERSION_CALL } from '../support/wire';
import { exchange, head } from './raw';

/** Bodies in pieces of one byte. */

let emulator: Emulator;
beforeAll(async () => {
  emulator = await start();
});
afterAll(() => emulator.close());

const inPieces = (text: string, size = 1): string => {
  const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  return [...pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`), '0\r\n\r\n'].join('');
};

const request = (target: string, type: string, body: string): string =>
  head('POST', target, {
    Host: new URL(emulator.origin).host,
    'Content-Type': type,
    'Transfer-Encoding': 'chunked',
    Authorization: basic(LOGINS.admin),
  }) + body;

const endpoint = (): string => new URL(emulator.url).pathname;

test.each<readonly [string, () => string, string]>([
  ['a SOAP call', endpoint, 'text/xml'],
  ['a change of the clock', () => '/_emulator/clock', 'application/json'],
  ['a snapshot', () => '/_emulator/snapshots/one', 'application/vnd.sqlite3'],
])('%s in very many pieces is refused, and others are answered', async (_what, target, type) => {
  const method = type.endsWith('sqlite3') ? 'PUT' : 'POST';
  const sent = request(target(), type, inPieces(' '.repeat(200_000))).replace('POST', method);
  const { status, headers, body } = await exchange(emulator.origin, sent);
  expect({ status, body, connection: headers.get('connection') }).toEqual({
    status: 400,
    body: 'Bad Request. The body comes in very many pieces of a few bytes.\n',
    connection: 'close',
  });
  expectVersion(await postXml(emulator.url, VERSION_CALL));
});

test.each([
  ['byte by byte', VERSION_CALL, 1],
  ['in lines of a long envelope', VERSION_CALL + ' '.repeat(1_000_000), 60],
])('an envelope that is sent %s is answered', async (_how, xml, size) => {
  expectVersion(await exchange(emulator.origin, request(endpoint(), 'text/xml', inPieces(xml, size))));
});
