import { copyFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { startEmulator } from '../../src/index';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { temporaryFolder } from '../support/emulator';
import { makeOld, RELEASED_SCHEMAS } from '../support/released';
import { call } from '../support/soap';
import { change, IDS, typed } from '../support/updates';
import { serve } from '../support/built';
import { run } from '../support/command';

/** What `atws serve` says when it serves is so. */

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const fileOf = (name: string): string => path.join(folder.path, name);

/** What a server says, with its port as {port}. */
async function said(args: readonly string[], test?: (url: string) => Promise<void>): Promise<string> {
  const server = await serve(['--port', '0', ...args], { cwd: folder.path });
  try {
    await test?.(server.url);
    return server.stdout.replaceAll(new URL(server.url).port, '{port}');
  } finally {
    await server.end('SIGTERM');
  }
}

/** The user names of the log-ins. */
const logIns = (banner: string): readonly string[] =>
  [...banner.matchAll(/^ {4}(\S+) +\S+-2024 /gm)].map(([, user = '']) => user);

const warnings = (banner: string): readonly string[] =>
  [...banner.matchAll(/^ {2}Warning {3}(.*)$/gm)].map(([, text = '']) => text);

const NO_TLS =
  'Beyond loopback without TLS: passwords can be read on the way. --tls-cert and --tls-key help.';
const PUBLISHED = 'The passwords above are published: everybody who reaches this server can log in.';

const hasIPv6 = Object.values(os.networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);
const EVERYWHERE: readonly (readonly [host: string, reachedBy: string])[] = [
  ['0.0.0.0', '127.0.0.1'],
  ...(hasIPv6 ? [['::', '[::1]'] as const] : []),
];

test.each(EVERYWHERE)(
  'a server that listens on %s tells an address that reaches it, and warns',
  async (host, by) => {
    const banner = await said(['--memory', '--host', host], async (url) => {
      expect((await call(url, 'GetWsdlVersion')).status).toBe(200);
    });
    expect(banner).toContain(`  Endpoint  http://${by}:{port}/ATServices/1.6/atws.asmx\n`);
    expect(banner).toContain(`  Console   http://${by}:{port}/admin\n`);
    expect(banner).toContain('  JSON API  closed beyond loopback; --control-token opens it\n');
    expect(warnings(banner)).toEqual([NO_TLS, PUBLISHED]);
  },
);

test('with TLS, a token and people of its own there is nothing to warn of', async () => {
  const resources = demoTenant().resources.map((one) => ({ ...one, passwordHash: undefined }));
  writeFileSync(fileOf('no-log-ins.json'), JSON.stringify({ ...demoTenant(), resources }));
  const banner = await said([
    ...['--memory', '--host', '0.0.0.0', '--tls-self-signed', 'ca.pem', '--seed', 'no-log-ins.json'],
    ...['--control-token', 'token-that-nobody-knows'],
  ]);
  expect(warnings(banner)).toEqual([]);
  expect(logIns(banner)).toEqual([]);
  expect(banner).toContain(
    '  JSON API  https://127.0.0.1:{port}/_emulator/openapi.json, with the control token\n',
  );
});

test.each([
  ['a proxy', ['--trust-proxy'], true],
  ['nobody else', [], false],
  ['a name of its own', ['--trust-proxy', '--public-url', 'https://atws.example.com'], false],
])(
  'where messages leave, and the server is reached by %s, the banner tells where links lead: %j, %s',
  async (_title, flags, isTold) => {
    const banner = await said(['--memory', '--smtp-url', 'smtp://127.0.0.1:9', ...flags]);
    expect(warnings(banner)).toEqual(
      isTold
        ? ['Links in messages lead to where this server listens. --public-url says how people reach it.']
        : [],
    );
  },
);

test('startEmulator tells addresses that reach it, too', async () => {
  const atws = await startEmulator({ host: '0.0.0.0' });
  try {
    for (const address of [atws.url, atws.wsdlUrl, atws.origin, atws.adminUrl, atws.consoleUrl]) {
      expect(new URL(address).hostname).toBe('127.0.0.1');
    }
  } finally {
    await atws.close();
  }
});

test('log-ins are those of the tenant’s own domain', async () => {
  const seed = { ...demoTenant(), domain: 'acme.test', trackingIdentifiers: ['ACME'] };
  writeFileSync(fileOf('acme.json'), JSON.stringify(seed));
  const banner = await said(['--memory', '--seed', 'acme.json']);
  expect(banner).toContain('  Log-ins of the demo tenant:\n');
  expect(logIns(banner)).toEqual([
    'api.admin@acme.test',
    'api.reader@acme.test',
    'ada.admin@acme.test',
    'tom.tech@acme.test',
  ]);
});

test('who has another password, is inactive or was redacted is no log-in any more', async () => {
  const data = fileOf('changed.db');
  const atws = await startEmulator({ data, bcryptCost: 4 });
  await change(atws.url, IDS.reader, { Password: typed('Password', 'An-Other-One-2024!') });
  await atws.resources.inactivate(IDS.tom, 'ada.admin');
  await atws.close();
  const args = ['--data', 'changed.db'];
  expect(logIns(await said(args))).toEqual(['api.admin@example.com', 'ada.admin@example.com']);

  const again = await startEmulator({ data, bcryptCost: 4 });
  await again.resources.activate(IDS.tom, 'ada.admin');
  await again.resources.inactivate(IDS.admin, 'ada.admin');
  await again.resources.redact(IDS.admin, 'ada.admin', 'asked for it');
  await again.close();
  expect(logIns(await said(args))).toEqual(['ada.admin@example.com', 'tom.tech@example.com']);
});

test('a log-in is shown with what it is good for now', async () => {
  const securityLevels = demoTenant().securityLevels.map((level) => ({
    ...level,
    systemAdministrator: false,
  }));
  writeFileSync(fileOf('no-administrators.json'), JSON.stringify({ ...demoTenant(), securityLevels }));
  const banner = await said(['--memory', '--seed', 'no-administrators.json']);
  expect(banner).toMatch(/api\.admin@example\.com +Api-Admin-2024 +API-only; may read\n/);
  expect(banner).toMatch(/ada\.admin@example\.com +Ada-Admin-2024 +a person; for the console\n/);
});

test('a seed that is not taken as the data file is there already is said', async () => {
  writeFileSync(fileOf('demo.json'), JSON.stringify(demoTenant()));
  const args = ['--data', 'seeded.db', '--seed', 'demo.json'];
  expect(await said(args)).toContain('  Data      seeded.db, new, with the tenant of demo.json\n');
  expect(await said(args)).toContain(
    '  Data      seeded.db, as it was; the seed demo.json is for a new one\n',
  );
});

describe('a data file', () => {
  test.each(RELEASED_SCHEMAS)('of 0.1, with schema %d, opens with what is in it', async (version) => {
    const rows = fileOf(`rows-${version}.db`);
    await (await startEmulator({ data: rows, bcryptCost: 4 })).close();
    makeOld(fileOf(`old-${version}.db`), version, rows, "UPDATE tenant SET domain = 'old.test'");
    expect(logIns(await said(['--data', `old-${version}.db`]))).toContain('api.admin@old.test');
  });

  test.each<[string, (data: string) => readonly string[]]>([
    ['serve', (data) => ['serve', '--port', '0', '--data', data]],
    ['backup', (data) => ['backup', fileOf('backup.db'), '--data', data]],
    ['resource list', (data) => ['resource', 'list', '--data', data]],
    ['import', (data) => ['import', fileOf('one.json'), '--data', data]],
  ])(
    'of a later version is refused by %s in a sentence that names it, and left as it is',
    async (title, args) => {
      writeFileSync(fileOf('one.json'), '[]');
      const data = fileOf(`new-${title.replace(' ', '-')}.db`);
      await (await startEmulator({ data, bcryptCost: 4 })).close();
      const sqlite = new Sqlite(data);
      sqlite.exec("PRAGMA user_version = 99; UPDATE written_by SET version = '9.8.7'");
      sqlite.close();
      copyFileSync(data, `${data}.copy`);
      const { code, stdout, stderr } = await run(args(data));
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(
        /^atws: .*\.db was written by atws-emulator 9\.8\.7, and this is [\d.]+: take that version or a later one, or name another file with --data\.\n$/,
      );
    },
  );
});

test.each([
  [
    'an address that this machine does not have',
    '203.0.113.77',
    'This machine has no address 203.0.113.77 to listen on. Give one that it has with --host: 127.0.0.1 is this machine only, 0.0.0.0 all that it has.',
  ],
  [
    'a name that nobody has',
    'nowhere.invalid',
    'There is no address for the name nowhere.invalid. Give an address of this machine with --host, such as 127.0.0.1.',
  ],
])('%s is one line that tells what to do', async (_title, host, sentence) => {
  expect(await run(['serve', '--memory', '--port', '0', '--host', host])).toEqual({
    code: 1,
    stdout: '',
    stderr: `atws: ${sentence}\n`,
  });
});
