import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';
import { startEmulator } from '../../src/emulator';
import { run, serve, type Served } from '../cli/support';
import { temporaryFolder } from '../support/emulator';
import { eventually } from '../updates/support';
import { childrenOf, connect, type Client } from './support';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const file = path.join(folder.path, 'atws.db');
const TWO = ['--workers', '2', '--port', '0', '--data', file];

/** Starts a server with two workers for one test, and clients that both of them answer. */
async function serving(
  more: readonly string[],
  test: (server: Served, clients: readonly Client[]) => Promise<void>,
): Promise<void> {
  const server = await serve([...TWO, ...more]);
  const clients = await connect(new URL(server.url).origin, 4);
  try {
    await test(server, clients);
  } finally {
    for (const client of clients) client.close();
    await server.end('SIGTERM');
  }
}

const isAnswered = (client: Client): Promise<boolean> =>
  client.send('GET', '/readyz').then(
    ({ status }) => status === 200,
    () => false,
  );

/** Whether anything listens where a server did. */
function isOpen(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), hostname);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

test('a worker that is killed is replaced, and the others answer meanwhile', async () => {
  await serving([], async ({ pid, url }, clients) => {
    const origin = new URL(url).origin;
    const before = childrenOf(pid);
    expect(before).toHaveLength(2);
    await clients[0]!.api('PUT', '/clock', { now: '2031-05-06T07:08:09Z', frozen: true });
    await clients[0]!.api('POST', '/faults', {
      operation: 'getZoneInfo',
      effect: { kind: 'httpStatus', status: 503 },
    });
    process.kill(before[0]!, 'SIGKILL');
    await eventually(() => !childrenOf(pid).includes(before[0]!), 'the worker has ended');
    // A client whose connection is gone may see that only when it calls again; then it comes by another one.
    await Promise.all(clients.map(isAnswered));
    expect(await Promise.all(clients.map(isAnswered))).toEqual([true, true, true, true]);
    expect(clients.map(({ connections }) => connections).toSorted()).toEqual([1, 1, 2, 2]);
    await eventually(() => childrenOf(pid).length === 2, 'another worker has started');
    // What all know, the new one knows, too.
    for (const client of await connect(origin, 4)) {
      expect(await client.api('GET', '/clock')).toMatchObject({
        now: '2031-05-06T07:08:09.000Z',
        frozen: true,
      });
      expect(await client.call('getZoneInfo')).toMatchObject({ status: 503 });
      client.close();
    }
  });
});

test('when all workers are killed, the address stays the same', async () => {
  const server = await serve(TWO);
  const before = childrenOf(server.pid);
  for (const pid of before) process.kill(pid, 'SIGKILL');
  const isReplaced = (): boolean => {
    const now = childrenOf(server.pid);
    return now.length === 2 && !now.some((pid) => before.includes(pid));
  };
  await eventually(isReplaced, 'other workers have started');
  while (!(await isOpen(server.url)));
  const [client] = await connect(new URL(server.url).origin, 1);
  expect(await isAnswered(client!)).toBe(true);
  client!.close();
  const { code, stderr } = await server.end('SIGTERM');
  expect(code).toBe(0);
  expect(stderr.match(/"A worker ended, and is replaced"/g)).toHaveLength(2);
});

// Who has ended the command has seen the end of all that writes to its output: of all its workers, too.
describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('ends all processes when they have answered what is under way', async () => {
    const server = await serve(TWO);
    const clients = await connect(new URL(server.url).origin, 4);
    await clients[0]!.api('POST', '/faults', { delayMs: 500 });
    const underWay = clients.slice(1).map((client) => client.call('GetWsdlVersion'));
    let met = 0;
    while (met < 3) [{ met }] = (await clients[0]!.api('GET', '/faults')) as [{ met: number }];
    const ended = server.end(signal);
    for (const answer of await Promise.all(underWay)) expect(answer.status).toBe(200);
    for (const client of clients) client.close();
    expect(await ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(await isOpen(server.url)).toBe(false);
  });
});

test('workers end with the process that started them, also when that is killed', async () => {
  const server = await serve(TWO);
  expect(await server.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
  expect(await isOpen(server.url)).toBe(false);
});

test('a message is sent once, whoever made it', async () => {
  const received: string[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, done) => {
      received.push(...envelope.rcptTo.map(({ address }) => address));
      stream.resume().on('end', done);
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.server.address() as net.AddressInfo;
  await serving(['--smtp-url', `smtp://127.0.0.1:${port}`], async (_server, clients) => {
    const addresses = clients.map((_client, index) => `new.${index}@example.com`);
    for (const [index, client] of clients.entries()) {
      const fields = {
        ...{ FirstName: 'New', LastName: 'Person', UserName: `new.${index}`, Email: addresses[index] },
        ...{
          EmailTypeCode: 'PRIMARY',
          Active: true,
          LocationID: 90682,
          ResourceType: 'Employee',
          UserType: 37,
        },
        ...{ PayrollType: 1, NumberFormat: 'X,XXX.XX', HireDate: '2024-01-02', LicenseType: 4 },
      };
      await client.api('POST', '/resources', { by: 'ada.admin', fields, invite: true });
    }
    await eventually(() => received.length >= 4, 'all messages have arrived');
    const sent = (await clients[0]!.api('GET', '/outbox')) as { attempts: number }[];
    expect(sent.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1]);
    expect(received.toSorted()).toEqual(addresses);
  });
  await new Promise((resolve) => {
    smtp.close(() => {
      resolve(undefined);
    });
  });
});

test('all show the same certificate', async () => {
  const certificate = path.join(folder.path, 'ca.pem');
  const server = await serve([...TWO, '--tls-self-signed', certificate]);
  const shown = async (): Promise<string> => {
    const { connect: open } = await import('node:tls');
    const { port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      const socket = open({ port: Number(port), host: '127.0.0.1', ca: readFileSync(certificate) }, () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      });
      socket.on('error', reject);
    });
  };
  const fingerprints = [await shown(), await shown(), await shown(), await shown()];
  expect(new Set(fingerprints).size).toBe(1);
  await server.end('SIGTERM');
});

describe('is refused in one line', () => {
  const taken = net.createServer();
  beforeAll(() => new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => taken.close(resolve)));
  const portOf = (): string => String((taken.address() as net.AddressInfo).port);

  test.each([
    [
      'data in memory',
      () => ['--memory'],
      /^--workers needs a data file for its processes to share: leave out --memory, or --workers\.$/,
    ],
    [
      'a limit that counts within one process',
      () => ['--thread-limit', '3'],
      /^--thread-limit counts within one process: leave it out, or --workers\.$/,
    ],
    ['a port that is taken', () => ['--port', portOf()], /^bind EADDRINUSE 127\.0\.0\.1:\d+$/],
    [
      'a WSDL that is not there',
      () => ['--wsdl', 'nowhere.wsdl'],
      /^The WSDL nowhere\.wsdl cannot be read: ENOENT/,
    ],
    [
      'a certificate without its key',
      () => ['--tls-cert', 'x.pem'],
      /^--tls-cert and --tls-key go together\.$/,
    ],
  ])('%s', async (_what, more, sentence) => {
    const { code, stdout, stderr } = await run(['serve', ...TWO, ...more()]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^atws: [^\n]+\n$/);
    expect(stderr.slice('atws: '.length, -1)).toMatch(sentence);
  });
});

test('a program is told that its emulator is one process', async () => {
  await expect(startEmulator({ workers: 2, data: file })).rejects.toThrow(
    'workers is for atws serve: an emulator in a program is one process.',
  );
});
