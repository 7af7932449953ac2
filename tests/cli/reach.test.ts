import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { startEmulator } from '../../src/index';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { start, temporaryFolder } from '../support/emulator';
import { CLI, runBuilt } from '../support/built';
import { run } from '../support/command';

/** Commands that ask a server say what is wrong with the one that they find, in one line and without a stack. */

const folder = temporaryFolder();
const servers: Server[] = [];
const sockets = new Set<Socket>();
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  folder.remove();
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const http = (status: number, type: string, body: string): Promise<number> =>
  portOf(
    createHttpServer((_request, response) => response.writeHead(status, { 'Content-Type': type }).end(body)),
  );

async function https(answer: RequestListener): Promise<number> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'x' }], { keySize: 2048 });
  return portOf(createHttpsServer({ cert, key }, answer));
}

async function closedPort(): Promise<number> {
  const emulator = await start();
  await emulator.close();
  return Number(new URL(emulator.origin).port);
}

/** A capture to replay. */
const captures = path.join(folder.path);
const ENVELOPE =
  '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><GetWsdlVersion xmlns="http://autotask.net/ATWS/v1_6/"/></soap:Body></soap:Envelope>';
for (const kind of ['request', 'response']) writeFileSync(path.join(captures, `a.${kind}.xml`), ENVELOPE);

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  healthcheck: ['healthcheck'],
  reset: ['reset', '--yes'],
  'snapshot list': ['snapshot', 'list'],
  'snapshot create': ['snapshot', 'create', 'one'],
  requests: ['requests'],
  'resource list': ['resource', 'list'],
  'resource inactivate': ['resource', 'inactivate', '1', '--by', 'ada.admin', '--yes'],
  'privacy-history': ['privacy-history'],
  'faults list': ['faults', 'list'],
  'outbox list': ['outbox', 'list'],
  'outbox clear': ['outbox', 'clear', '--yes'],
  'clock show': ['clock', 'show'],
  'tenant show': ['tenant', 'show'],
  call: ['call', 'GetWsdlVersion'],
  replay: ['replay', captures],
};
const ALL = Object.keys(COMMANDS);

/** Sends captures to any server that speaks HTTP, as the real service is one. */
const ALL_BUT_REPLAY = ALL.filter((name) => name !== 'replay');

const HANGS_UP = 'hung up without an answer: it is not atws-emulator, or it takes https only.';
const NOT_OURS = 'is not atws-emulator: ';

interface Found {
  readonly what: string;
  readonly scheme?: 'https';
  readonly port: () => Promise<number>;
  readonly commands: readonly string[];
  /** Each command waits for ten seconds: they wait at once, in processes of their own. */
  readonly isSilent?: true;
  /** What is said, with `{origin}`. */
  readonly sentence: string;
}

const FOUND: readonly Found[] = [
  {
    what: 'nothing',
    port: closedPort,
    commands: ALL,
    sentence: 'There is no server at {origin}. Start one with atws serve, or name one with --url.',
  },
  {
    what: 'a certificate that is not trusted',
    scheme: 'https',
    port: () => https((_request, response) => response.end()),
    commands: ALL,
    sentence:
      'The server at {origin} has a certificate that this machine does not trust. Name the file of it, or of its authority: NODE_EXTRA_CA_CERTS=ca.pem atws ...',
  },
  {
    what: 'TLS, asked by http',
    port: () => https((_request, response) => response.end()),
    commands: ALL,
    sentence: `The server at {origin} ${HANGS_UP}`,
  },
  {
    what: 'http, asked by https',
    scheme: 'https',
    port: () => http(404, 'text/html', '<html/>'),
    commands: ALL,
    sentence: 'The server at {origin} does not speak TLS: begin its address with http://.',
  },
  {
    what: 'another web server',
    port: () => http(404, 'text/html', '<html>nginx</html>'),
    commands: ALL_BUT_REPLAY,
    sentence: `The server at {origin} ${NOT_OURS}`,
  },
  {
    what: 'a web server that has a page for everything',
    port: () => http(200, 'text/html', '<html/>'),
    commands: ALL_BUT_REPLAY,
    sentence: `The server at {origin} ${NOT_OURS}`,
  },
  {
    what: 'a server that answers ok to everything',
    port: () => http(200, 'text/plain', 'ok\n'),
    commands: ['healthcheck', 'requests', 'snapshot create', 'call'],
    sentence: `The server at {origin} ${NOT_OURS}`,
  },
  {
    what: 'JSON of another kind',
    port: () => http(200, 'application/json', '{"name":"search"}'),
    commands: ALL_BUT_REPLAY,
    sentence: `The server at {origin} ${NOT_OURS}`,
  },
  {
    what: 'a server that speaks another protocol',
    port: () => portOf(createTcpServer((socket) => socket.write('220 mail ready\r\n'))),
    commands: ALL,
    sentence: `The server at {origin} ${NOT_OURS}it does not speak HTTP.`,
  },
  {
    what: 'a server that hangs up',
    port: () => portOf(createTcpServer((socket) => socket.on('data', () => socket.destroy()))),
    commands: ALL,
    sentence: `The server at {origin} ${HANGS_UP}`,
  },
  {
    what: 'a server that never answers',
    port: () => portOf(createTcpServer()),
    commands: ['healthcheck', 'call', 'replay'],
    isSilent: true,
    sentence:
      'The server at {origin} took the request and never answered: it is not atws-emulator, or it hangs.',
  },
];

describe.each(FOUND)('$what', ({ scheme = 'http', port, commands, isSilent, sentence }) => {
  test('is told by every command', async () => {
    const origin = `${scheme}://127.0.0.1:${await port()}`;
    const outcomes = commands.map(async (name) => [
      name,
      await (isSilent ? runBuilt : run)([...(COMMANDS[name] ?? []), '--url', origin]),
    ]);
    for (const [name, outcome] of await Promise.all(outcomes)) {
      expect([name, outcome]).toEqual([
        name,
        { code: 1, stdout: '', stderr: expect.stringMatching(/^atws: [^\n]+\n$/) as string },
      ]);
      expect((outcome as { stderr: string }).stderr).toContain(
        `atws: ${sentence.replace('{origin}', origin)}`,
      );
    }
  }, 120_000);
});

test.each([
  ['127.0.0.1:8016', ', not "127.0.0.1:8016"'],
  ['ftp://127.0.0.1', ', not "ftp://127.0.0.1"'],
  ['', ', not ""'],
  ['http://me:geheim@127.0.0.1', ''],
])(
  'the address %j is refused by every command',
  async (url, value) => {
    const outcomes = await Promise.all(ALL.map((name) => run([...(COMMANDS[name] ?? []), '--url', url])));
    for (const { code, stdout, stderr } of outcomes) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr.split('\n').at(-2)).toBe(
        `atws: --url (ATWS_URL) must be an http or https URL without a user name, such as http://127.0.0.1:8016${value}.`,
      );
    }
  },
  60_000,
);

test('a token that is missing or wrong is told apart from all that', async () => {
  const atws = await startEmulator({ controlToken: 'token-that-is-right' });
  try {
    const ask = async (...args: readonly string[]): Promise<string> =>
      (await run(['requests', '--url', atws.origin, ...args])).stderr;
    expect(await ask()).toBe(
      `atws: The server at ${atws.origin} wants its token: give it with --token or ATWS_CONTROL_TOKEN.\n`,
    );
    expect(await ask('--token', 'token-that-is-wrong')).toBe(
      `atws: The token is not that of the server at ${atws.origin}: give its own with --token or ATWS_CONTROL_TOKEN.\n`,
    );
    expect(await ask('--token', 'token-that-is-right')).toBe('');
  } finally {
    await atws.close();
  }
});

test.each([
  ['generate', ['generate', '--resources', '30']],
  ['import', ['import', 'tenant.json']],
])('%s refuses an empty name of a data file, and makes none', async (_name, args) => {
  writeFileSync(path.join(folder.path, 'tenant.json'), JSON.stringify(demoTenant()));
  const before = readdirSync(folder.path);
  expect(await run([...args, '--data', ''], { cwd: folder.path })).toMatchObject({
    code: 1,
    stdout: '',
    stderr:
      'atws: --data must be the name of a file, or postgres://user@host/database (--memory keeps all data in memory), not "".\n',
  });
  expect(readdirSync(folder.path)).toEqual(before);
});

test('who reads only the start of the output is no fault', async () => {
  const command = `"${process.execPath}" "${CLI}" config --json | true`;
  const { stderr } = await promisify(execFile)('sh', ['-c', command]);
  expect(stderr).toBe('');
});

test('an empty ATWS_URL is an unset one', async () => {
  const { stderr } = await run(['healthcheck'], { env: { ATWS_URL: '' } });
  expect(stderr).not.toContain('must be');
});
