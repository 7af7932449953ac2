import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { serve } from '../../src/http/connections';
import type { Emulator } from '../../src/server/emulator';
import { LOGINS, start, temporaryFolder } from '../support/emulator';
import { basic } from '../support/soap';
import { VERSION_CALL } from '../support/wire';
import { exchange, head, soapCall } from './raw';

const MOST = 5;

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

describe.each(['http', 'https'] as const)('as many connections as are served, by %s', (scheme) => {
  let emulator: Emulator;
  const sockets: net.Socket[] = [];
  beforeAll(async () => {
    const certificate = path.join(folder.path, 'certificate.pem');
    emulator = await start({
      maxConnections: MOST,
      ...(scheme === 'https' && { tlsSelfSigned: certificate }),
    });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  afterAll(() => emulator.close());

  function connect(): Promise<net.Socket> {
    const { hostname, port } = new URL(emulator.origin);
    return new Promise((resolve, reject) => {
      const to = { host: hostname, port: Number(port) };
      const connected = (): void => {
        resolve(socket);
      };
      const socket =
        scheme === 'https'
          ? tls.connect({ ...to, rejectUnauthorized: false }, connected)
          : net.connect(to, connected);
      sockets.push(socket);
      socket.once('error', reject);
    });
  }

  /** Asks on a connection, and reads what comes until it has a whole head. */
  function ask(socket: net.Socket, request: string): Promise<string> {
    return new Promise((resolve) => {
      let heard = '';
      socket.on('data', (bytes: Buffer) => {
        heard += bytes.toString();
        if (heard.includes('\r\n\r\n')) resolve(heard);
      });
      socket.once('close', () => {
        resolve(heard);
      });
      socket.write(request);
    });
  }

  const GET = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

  test('the one after them is told so, with SOAP too, and is served once another has gone', async () => {
    const idle: net.Socket[] = [];
    for (let i = 0; i < MOST; i += 1) idle.push(await connect());
    expect(await ask(idle[0]!, GET)).toMatch(/^HTTP\/1\.1 200 /);
    const call = `POST /ATServices/1.6/atws.asmx HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nAuthorization: ${basic(LOGINS.admin)}\r\nContent-Length: ${VERSION_CALL.length}\r\n\r\n${VERSION_CALL}`;
    for (const request of [GET, call]) {
      const refused = await ask(await connect(), request);
      expect(refused).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
      expect(refused).toMatch(/\r\nRetry-After: 1\r\n/);
      expect(refused).toMatch(/\r\nConnection: close\r\n/i);
      expect(refused).toContain('Service Unavailable. Too many connections are open; try again later.');
    }
    const late = await connect();
    const [first, second] = idle;
    await new Promise<void>((resolve) => {
      // A connection is gone when its other end says so.
      first!.once('close', resolve);
      first!.end();
    });
    second!.destroy();
    expect(await ask(late, GET)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

test('a client that does not begin to speak TLS holds no connection', async () => {
  const emulator = await start({
    requestSeconds: 1,
    tlsSelfSigned: path.join(folder.path, 'certificate.pem'),
  });
  const silent = net.connect(Number(new URL(emulator.origin).port), '127.0.0.1');
  await once(silent, 'connect');
  await once(silent.resume(), 'close');
  expect(silent.bytesRead).toBe(0);
  await emulator.close();
});

describe('a client that asks a lot before it is answered', () => {
  const MANY = 1000;
  const order: string[] = [];
  const server = http.createServer();
  let port: number;
  beforeAll(async () => {
    serve(
      server,
      (request, response) => {
        order.push(String(request.url));
        response.end('answered');
      },
      10,
      'connection',
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => server.close());
  beforeEach(() => order.splice(0));

  /** A connection, and how many answers came on it. */
  async function connected(): Promise<{ readonly socket: net.Socket; readonly answers: () => number }> {
    const socket = net.connect(port, '127.0.0.1');
    let heard = '';
    socket.setEncoding('latin1').on('data', (text: string) => (heard += text));
    await once(socket, 'connect');
    return { socket, answers: () => heard.split('answered').length - 1 };
  }

  const asked = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`;

  test('is answered in its order, and keeps nobody else waiting', async () => {
    const [greedy, other] = [await connected(), await connected()];
    greedy.socket.write(Array.from({ length: MANY }, (_, index) => asked(`/${index}`)).join(''));
    other.socket.write(asked('/other'));
    while (greedy.answers() < MANY) await once(greedy.socket, 'data');
    expect(other.answers()).toBe(1);
    expect(order.indexOf('/other')).toBeLessThan(MANY / 10);
    expect(order.filter((target) => target !== '/other')).toEqual(
      Array.from({ length: MANY }, (_, index) => `/${index}`),
    );
    for (const { socket } of [greedy, other]) socket.destroy();
  });

  test('is not worked for any more when it is gone', async () => {
    const { socket } = await connected();
    socket.write(Array.from({ length: MANY }, (_, index) => asked(`/${index}`)).join(''));
    await once(socket, 'data');
    socket.destroy();
    const next = await connected();
    next.socket.write(asked('/next'));
    await once(next.socket, 'data');
    next.socket.destroy();
    expect(order.length).toBeLessThan(MANY);
  });
});

describe('what is asked for before bytes that cannot be read is answered before these are refused', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start();
  });
  afterAll(() => emulator.close());

  const version = (headers?: Readonly<Record<string, string>>): string =>
    soapCall(emulator.url, 'GetWsdlVersion', headers);
  const crumbled = (): string =>
    soapCall(emulator.url, 'GetWsdlVersion', { 'Transfer-Encoding': 'chunked' }, 'no chunk\r\n');

  test.each<[string, () => string, number[]]>([
    ['a call, and garbage', () => `${version()}garbage\r\n\r\n`, [200, 400]],
    ['two calls, and garbage', () => `${version()}${version()}\0`, [200, 200, 400]],
    ['a refused call, and garbage', () => `${soapCall(emulator.url, 'NoOperation')}garbage`, [500, 400]],
    ['the last call, and a byte', () => `${version({ Connection: 'close' })}x`, [200]],
    ['a call, and one whose body is no chunk', () => version() + crumbled(), [200, 400]],
    ['one whose body is no chunk', crumbled, [400]],
    [
      'a call, and a head that is too large',
      () => version() + head('GET', '/', { A: 'a'.repeat(99_999) }),
      [200, 431],
    ],
    ['a call, and one to a proxy', () => version() + head('CONNECT', 'localhost:80'), [200, 405]],
  ])('%s', async (_title, bytes, statuses) => {
    const socket = net.connect(Number(new URL(emulator.origin).port), '127.0.0.1');
    let heard = '';
    socket.setEncoding('latin1').on('data', (text: string) => (heard += text));
    socket.write(bytes());
    await once(socket, 'close');
    expect([...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))).toEqual(statuses);
  });
});

describe('a client that is too slow is told so', () => {
  let server: http.Server;
  let origin: string;
  beforeAll(async () => {
    // The times of a server that is started are longer than a test.
    server = http.createServer({ headersTimeout: 100, requestTimeout: 100, connectionsCheckingInterval: 20 });
    serve(server, (request) => request.resume(), MOST, 'connection');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
  });

  test.each([
    ['with its headers', 'GET / HTTP/1.1\r\nHost: '],
    ['with its body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf'],
  ])('%s', async (_title, bytes) => {
    const answer = await exchange(origin, bytes);
    expect(answer).toMatchObject({
      status: 408,
      body: expect.stringContaining('did not arrive in time') as string,
    });
  });
});
