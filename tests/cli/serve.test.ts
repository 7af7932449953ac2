import { request } from 'node:http';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { LOGINS, temporaryFolder } from '../support/emulator';
import { basic, call } from '../support/soap';
import { accept, IDS, read } from '../support/updates';
import { serve, type Served } from '../support/built';
import { run } from '../support/command';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const fileOf = (name: string): string => path.join(folder.path, name);

/** Starts a server for one test. */
async function serving(
  args: readonly string[],
  test: (server: Served) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const server = await serve(args, { env, cwd: folder.path });
  try {
    await test(server);
  } finally {
    await server.end('SIGTERM');
  }
}

function isServed(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

/** A port that is taken until the test is over. */
async function takenPort(test: (port: number) => Promise<void>): Promise<void> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await test((server.address() as AddressInfo).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

async function freePort(): Promise<number> {
  let free = 0;
  await takenPort(async (port) => {
    free = port;
  });
  return free;
}

describe('atws serve', () => {
  test('says where it serves, and how to log in', async () => {
    await serving(['--memory', '--port', '0'], async ({ url, stdout }) => {
      const { port } = new URL(url);
      expect(stdout.replaceAll(port, '{port}').replace(/\d+ ms/, '{n} ms')).toBe(
        [
          'atws-emulator serves the Autotask SOAP API 1.6 (ready in {n} ms)',
          '',
          '  Endpoint  http://127.0.0.1:{port}/ATServices/1.6/atws.asmx',
          '  WSDL      http://127.0.0.1:{port}/ATServices/1.6/atws.wsdl',
          '  Console   http://127.0.0.1:{port}/admin',
          '  JSON API  http://127.0.0.1:{port}/_emulator/openapi.json',
          '  Data      in memory, new, with the demo tenant',
          '',
          '  Log-ins of the demo tenant, with tracking identifier DEMO-TRACKING-IDENTIFIER-01:',
          '    api.admin@example.com   Api-Admin-2024   API-only; may read and update',
          '    api.reader@example.com  Api-Reader-2024  API-only; may read, without internal cost',
          '    ada.admin@example.com   Ada-Admin-2024   a person, administrator; for the console',
          '    tom.tech@example.com    Tom-Tech-2024    a person; for the console',
          '',
          '  Stop with Ctrl-C.',
          '',
        ].join('\n'),
      );
      expect((await call(url, 'GetWsdlVersion')).status).toBe(200);
      expect((await fetch(url.replace('.asmx', '.wsdl'))).status).toBe(200);
    });
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends with 0 on %s, with a client connected',
    async (signal) => {
      const server = await serve(['--memory', '--port', '0']);
      const { hostname, port } = new URL(server.url);
      const socket = net.connect(Number(port), hostname);
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.on('error', () => undefined);
      expect(await server.end(signal)).toMatchObject({ code: 0, signal: null, stderr: '' });
      socket.destroy();
    },
  );

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends at once at a second %s, while a call is under way',
    async (signal) => {
      const server = await serve(['--memory', '--port', '0']);
      const { hostname, port } = new URL(server.url);
      const headers = {
        'Content-Type': 'text/xml',
        Authorization: basic(LOGINS.admin),
        Expect: '100-continue',
        'Content-Length': '1000',
      };
      const sent = request(server.url, { method: 'POST', headers });
      const failure = new Promise<Error>((resolve) => sent.once('error', resolve));
      await new Promise((resolve) => sent.once('continue', resolve));
      process.kill(server.pid, signal);
      // From the first signal on, nobody else is served.
      while (await isServed(Number(port), hostname));
      expect(await server.end(signal)).toMatchObject({ code: null, signal });
      expect((await failure).message).toBe('socket hang up');
    },
  );

  test('closes the data file at SIGHUP: what was stored is in it', async () => {
    const file = fileOf('hang-up.db');
    const server = await serve(['--port', '0', '--data', file]);
    await accept(server.url, IDS.tom, { Title: 'Kept' });
    expect(await server.end('SIGHUP')).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  test('takes the port from ATWS_PORT', async () => {
    const port = await freePort();
    await serving(
      ['--memory'],
      async ({ url }) => {
        expect(new URL(url).port).toBe(String(port));
      },
      { ATWS_PORT: String(port) },
    );
  });

  test('takes the port from --port rather than from ATWS_PORT', async () => {
    await serving(
      ['--memory', '--port', '0'],
      async ({ url }) => {
        expect((await call(url, 'GetWsdlVersion')).status).toBe(200);
      },
      { ATWS_PORT: 'nonsense' },
    );
  });

  test('takes on and off as a flag and as a variable', async () => {
    await serving(
      ['--password-mask', 'off', '--api-only-users=off', '--port', '0'],
      async ({ url, stdout }) => {
        expect(stdout).toContain('  Data      in memory');
        expect(await read(url, IDS.tom)).not.toHaveProperty('Password');
      },
      { ATWS_MEMORY: '1', ATWS_PASSWORD_MASK: 'true' },
    );
  });
});

describe('the data file', () => {
  test('is made in its folder, for its owner only, and keeps what was written over a restart', async () => {
    const file = fileOf('new/folder/atws.db');
    const args = ['--port', '0', '--data', file];
    await serving(args, async ({ url, stdout }) => {
      expect(stdout).toContain(`  Data      ${file}, new, with the demo tenant\n`);
      await accept(url, IDS.tom, { Title: 'Kept' });
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await serving(args, async ({ url, stdout }) => {
      expect(stdout).toContain(`  Data      ${file}\n`);
      expect((await read(url, IDS.tom))['Title']).toBe('Kept');
    });
  });

  test('is ./atws-data/atws.db when nothing else is said', async () => {
    await serving(['--port', '0'], async ({ stdout }) => {
      expect(stdout).toContain('  Data      ./atws-data/atws.db, new');
    });
    expect(existsSync(fileOf('atws-data/atws.db'))).toBe(true);
  });

  test('is not made with --memory', async () => {
    const file = fileOf('unused.db');
    writeFileSync(fileOf('with-data.jsonc'), JSON.stringify({ data: file }));
    const args = ['--port', '0', '--memory', '--config', fileOf('with-data.jsonc')];
    await serving(args, async ({ url }) => {
      expect((await call(url, 'GetWsdlVersion')).status).toBe(200);
    });
    expect(existsSync(file)).toBe(false);
  });

  const foreign: readonly (readonly [string, string, (file: string) => void])[] = [
    ['database of another program', 'other.db', makeForeignDatabase],
    ['text', 'text.db', makeText('This is no database. '.repeat(300))],
    ['text of one line', 'line.db', makeText('mine')],
  ];

  test.each(foreign)('that is a %s is left alone', async (_title, name, make) => {
    make(fileOf(name));
    const before = readFileSync(fileOf(name));
    await expectOneLine(['--data', fileOf(name)], name);
    expect(readFileSync(fileOf(name)).equals(before)).toBe(true);
  });

  test('that is a folder is refused', async () => {
    await expectOneLine(['--data', folder.path], folder.path);
  });
});

function makeText(text: string): (file: string) => void {
  return (file) => {
    writeFileSync(file, text);
  };
}

function makeForeignDatabase(file: string): void {
  const other = new Sqlite(file);
  other.exec('CREATE TABLE mine (x)');
  other.close();
}

/** Expects that a server does not start, and says why in one line that names something. */
async function expectOneLine(args: readonly string[], named: string): Promise<void> {
  const { code, stdout, stderr } = await run(['serve', '--port', '0', ...args]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^atws: [^\n]+\n$/);
  expect(stderr).toContain(named);
}

describe('what cannot be understood is one line, and exit code 1', () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    ['a port that is none', ['--port', 'x'], {}, '--port must be a whole number from 0 to 65535, not "x".'],
    [
      'a port too high',
      ['--port', '65536'],
      {},
      '--port must be a whole number from 0 to 65535, not "65536".',
    ],
    [
      'a variable',
      [],
      { ATWS_PORT: '80.5' },
      'ATWS_PORT must be a whole number from 0 to 65535, not "80.5".',
    ],
    ['neither on nor off', ['--memory', 'maybe'], {}, '--memory must be on or off, not "maybe".'],
    [
      'a URL that is none',
      ['--public-url', 'x'],
      {},
      '--public-url must be an http or https URL without user name, query and fragment, not "x".',
    ],
    [
      'an SMTP URL of another kind',
      ['--smtp-url', 'http://x'],
      {},
      '--smtp-url must be an smtp or smtps URL, not "http://x".',
    ],
    [
      'a zone that is none',
      ['--time-zone', 'Mars'],
      {},
      '--time-zone must be an IANA time zone, not "Mars".',
    ],
    [
      'none of two words',
      ['--empty-elements', 'keep'],
      {},
      '--empty-elements must be error or clear, not "keep".',
    ],
    [
      'hours below one',
      ['--confirmation-hours', '0'],
      {},
      '--confirmation-hours must be a whole number from 1 to 8760, not "0".',
    ],
    [
      'a cost too low',
      ['--bcrypt-cost', '3'],
      {},
      '--bcrypt-cost must be a whole number from 4 to 16, not "3".',
    ],
  ])('%s', async (_title, args, env, sentence) => {
    expect(await run(['serve', ...args], { env, cwd: folder.path })).toEqual({
      code: 1,
      stdout: '',
      stderr: `atws: ${sentence}\n`,
    });
  });

  test('a port that is taken', async () => {
    await takenPort(async (port) => {
      const { code, stdout, stderr } = await run(['serve', '--memory', '--port', String(port)]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toBe(
        `atws: Port ${port} of 127.0.0.1 is in use, perhaps by another atws serve. Stop that, or take another port with --port; 0 takes a free one.\n`,
      );
    });
  });

  test('a WSDL that is not there', async () => {
    const { code, stdout, stderr } = await run(['serve', '--memory', '--wsdl', fileOf('nowhere.wsdl')]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^atws: The WSDL .*nowhere\.wsdl cannot be read: there is no such file or folder\.\n$/,
    );
  });

  test('a WSDL that is none', async () => {
    writeFileSync(fileOf('text.wsdl'), 'no XML');
    const { code, stderr } = await run(['serve', '--memory', '--wsdl', fileOf('text.wsdl')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^atws: .*text\.wsdl: The WSDL cannot be read: line 1 is not well-formed XML\.\n$/,
    );
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test.each([
    [['serve', '--prot', '1'], "atws: unknown option '--prot'\n(Did you mean --port?)\n"],
    [['serve', '--memry'], "atws: unknown option '--memry'\n(Did you mean --memory?)\n"],
    [['serv'], "atws: unknown command 'serv'\n(Did you mean serve?)\n"],
    [['faults', 'remove'], "atws: missing required argument 'id'\nTry atws faults remove --help.\n"],
    [['call'], "atws: missing required argument 'operation'\n"],
    [['import'], "atws: missing required argument 'file'\n"],
    [['generate', '--data', 'x'], "atws: required option '--resources <count>' not specified\n"],
  ])('%j', async (args, sentence) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.startsWith(sentence)).toBe(true);
  });
});
