// Thorough: npm run test:quick leaves it out.
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import tls from 'node:tls';
import pino from 'pino';
import type { Emulator } from '../../src/server/emulator';
import {
  LOGINS,
  NAMESPACE,
  start,
  temporaryFolder,
  TRACKING_IDENTIFIER,
  type Login,
} from '../support/emulator';
import { basic, envelope, escape, queryXml } from '../support/soap';
import { eventually, entity, IDS, read, writableValues } from '../support/updates';
import { expectVersion, postXml, talk, VERSION_CALL } from '../support/wire';

/** Clients that go away, and clients that are slow. */

interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly err?: unknown;
}

let atws: Emulator;
let log: LogLine[];
beforeEach(async () => {
  log = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => log.push(JSON.parse(line) as LogLine) });
  // A check of a password takes some time.
  atws = await start({ logger, bcryptCost: 10, requestSeconds: 1, store: 'file' });
});
afterEach(() => atws.close());

const QUERY = envelope(
  `<query xmlns="${NAMESPACE}"><sXML>${escape(queryXml(''))}</sXML></query>`,
  TRACKING_IDENTIFIER,
);

function head(where: string, type: string, length: number, login: Login = LOGINS.admin): string {
  return (
    `POST ${where} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n` +
    `Authorization: ${basic(login)}\r\n\r\n`
  );
}

async function connected(): Promise<net.Socket> {
  const socket = net.connect(Number(new URL(atws.origin).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Others are answered meanwhile, turn after turn of the server's event loop. */
async function settled(): Promise<void> {
  for (let call = 0; call < 3; call += 1) expectVersion(await postXml(atws.url, VERSION_CALL));
}

const problems = (): readonly LogLine[] => log.filter(({ level, err }) => level >= 40 || err !== undefined);

const statuses = async (): Promise<readonly number[]> => (await atws.requests()).map(({ status }) => status);

const path = (): string => new URL(atws.url).pathname;

test.each<[string, () => string, string]>([
  ['a SOAP call', path, 'text/xml'],
  ['a packed SOAP call', path, 'text/xml\r\nContent-Encoding: gzip'],
  ['a request to the JSON API', () => '/_emulator/clock', 'application/json'],
  ['a snapshot', () => '/_emulator/snapshots/one', 'application/octet-stream'],
  ['a form', () => '/admin/log-in', 'application/x-www-form-urlencoded'],
  ['a form with a file', () => '/admin/profile/photo', 'multipart/form-data; boundary=x'],
  ['what nobody takes', () => '/nowhere', 'text/plain'],
])(
  'who goes away in the middle of %s leaves no error in the log, and no call',
  async (_what, where, type) => {
    const socket = await connected();
    socket.write(`${head(where(), type, 1000)}<soap:`);
    // The server has it when it has answered what came after it on another connection.
    await settled();
    socket.resetAndDestroy();
    await once(socket, 'close');
    await settled();
    expect(problems()).toEqual([]);
    expect((await statuses()).filter((status) => status !== 200)).toEqual([]);
  },
);

test('who goes away in the middle of a call is told of for information', async () => {
  const socket = await connected();
  socket.write(`${head(path(), 'text/xml', 1000)}<soap:`);
  await settled();
  socket.destroy();
  const line = await eventually(
    () => log.find(({ msg }) => msg === 'The client went away in the middle of its request'),
    'the line of the log',
  );
  expect(line.level).toBe(pino.levels.values['info']);
});

test('who goes away while a password is checked leaves no error', async () => {
  for (let call = 0; call < 6; call += 1) {
    const socket = await connected();
    const password = call === 0 ? LOGINS.reader.password : `Wrong-${call}`;
    const sent = head(path(), 'text/xml', Buffer.byteLength(QUERY), { ...LOGINS.reader, password }) + QUERY;
    socket.write(sent, () => socket.resetAndDestroy());
    await once(socket, 'close');
  }
  // Passwords are checked one after the other: this one comes last.
  await settled();
  expect(problems()).toEqual([]);
  expect((await statuses()).filter((status) => status >= 500)).toEqual([]);
});

test('who goes away in the middle of the answer leaves no error', async () => {
  const sent = head(path(), 'text/xml', Buffer.byteLength(QUERY)) + QUERY;
  for (let call = 0; call < 5; call += 1) {
    const socket = await connected();
    socket.write(sent.repeat(20));
    await once(socket, 'readable');
    socket.resetAndDestroy();
    await once(socket, 'close');
  }
  await settled();
  expect(problems()).toEqual([]);
  expect((await statuses()).filter((status) => status !== 200)).toEqual([]);
});

test('an update whose client went away is done as a whole, and is in the journal as what it was', async () => {
  const fields = { ...(await writableValues(atws.url, IDS.tom)), Title: 'Left alone' };
  const body = envelope(
    `<update xmlns="${NAMESPACE}"><Entities>${entity(IDS.tom, fields)}</Entities></update>`,
    TRACKING_IDENTIFIER,
  );
  const socket = await connected();
  socket.write(head(path(), 'text/xml', Buffer.byteLength(body)) + body, () => socket.end());
  socket.resume();
  await once(socket, 'close');
  expect((await read(atws.url, IDS.tom))['Title']).toBe('Left alone');
  expect((await atws.requests({ operation: 'update' })).map(({ status }) => status)).toEqual([200]);
});

describe('a slow client', () => {
  const slow: readonly (readonly [string, () => string])[] = [
    ['headers do not end', () => `POST ${path()} HTTP/1.1\r\nHost: x\r\n`],
    ['body does not end', () => `${head(path(), 'text/xml', 1000)}<soap:`],
    ['form does not end', () => `${head('/admin/log-in', 'application/x-www-form-urlencoded', 1000)}user`],
  ];
  test.each(slow)('whose %s is answered 408 once --request-seconds are over', async (_what, sent) => {
    expect(await talk(atws.url, sent())).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\n/);
    await settled();
    expect(problems()).toEqual([]);
    expect((await statuses()).filter((status) => status !== 200)).toEqual([]);
  });

  test('that takes its time with the answer is not cut', async () => {
    await atws.faults.add({ operation: 'GetWsdlVersion', delayMs: 2500, times: 1 });
    expectVersion(await postXml(atws.url, VERSION_CALL));
  });
});

test('an idle connection is kept for 65 seconds, longer than the 60 of common proxies', async () => {
  const agent = new http.Agent({ keepAlive: true });
  const answer = await postXml(atws.url, VERSION_CALL, { agent });
  expect(answer.headers).toMatchObject({ connection: 'keep-alive', 'keep-alive': 'timeout=65' });
  agent.destroy();
});

describe('a server that closes', () => {
  test('answers what is under way with Connection: close, and takes no other connection', async () => {
    await atws.faults.add({ operation: 'GetWsdlVersion', delayMs: 500, times: 1 });
    const agent = new http.Agent({ keepAlive: true });
    const answer = postXml(atws.url, VERSION_CALL, { agent });
    await eventuallyMet();
    const closed = atws.close();
    await expect(postXml(atws.url, VERSION_CALL)).rejects.toThrow('ECONNREFUSED');
    const { headers, status } = await answer;
    expect({ status, connection: headers.connection }).toEqual({ status: 200, connection: 'close' });
    await closed;
    agent.destroy();
  });

  test('answers a request that is half sent, once it is whole', async () => {
    const socket = await connected();
    const body = VERSION_CALL;
    socket.write(head(path(), 'text/xml', Buffer.byteLength(body)) + body.slice(0, 10));
    await settled();
    const closed = atws.close();
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.write(body.slice(10));
    await once(socket, 'close');
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(heard).toMatch(/\r\nConnection: close\r\n/);
    await closed;
  });

  test('answers a request that comes on a connection which was open before', async () => {
    const socket = await connected();
    await settled();
    const closed = atws.close();
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.write(head(path(), 'text/xml', Buffer.byteLength(VERSION_CALL)) + VERSION_CALL);
    await once(socket, 'close');
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    await closed;
  });

  test('closes a connection without a request sooner than one whose call is under way', async () => {
    const silent = await connected();
    const busy = await connected();
    busy.write(head(path(), 'text/xml', 1000));
    busy.resume();
    silent.resume();
    await settled();
    const sooner = isSooner(silent, busy);
    await atws.close();
    expect(await sooner).toBe(true);
  });

  test('closes a connection without a handshake sooner than one whose call is under way', async () => {
    const folder = temporaryFolder();
    const secure = await start({ tlsSelfSigned: join(folder.path, 'ca.pem') });
    try {
      const port = Number(new URL(secure.origin).port);
      const silent = net.connect(port, '127.0.0.1');
      const busy = tls.connect(port, '127.0.0.1', { rejectUnauthorized: false });
      silent.on('error', () => undefined).resume();
      const sooner = isSooner(silent, busy);
      await once(silent, 'connect');
      await once(busy, 'secureConnect');
      busy.write(head(path(), 'text/xml', 1000).replace('\r\n\r\n', '\r\nExpect: 100-continue\r\n\r\n'));
      await once(busy, 'data');
      await secure.close();
      expect(await sooner).toBe(true);
    } finally {
      await secure.close();
      folder.remove();
    }
  });
});

/** Whether one connection closes while another is open, which then ends. */
async function isSooner(one: net.Socket, other: net.Socket): Promise<boolean> {
  await once(one, 'close');
  const isOpen = !other.closed;
  other.destroy();
  return isOpen;
}

/** Waits until a call meets the fault rule. */
async function eventuallyMet(): Promise<void> {
  while ((await atws.faults.list())[0]?.met !== 1) await new Promise(setImmediate);
}
