import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SETTING_NAMES, variableOf } from '../../src/config/settings';
import { startEmulator } from '../../src/index';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { temporaryFolder } from '../support/emulator';
import { run, type RunOptions } from '../support/command';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

interface Shown {
  readonly setting: string;
  readonly value?: unknown;
  readonly origin: string;
  readonly flag: string;
  readonly variable: string;
}

/** A folder of its own, with files. */
function folderWith(name: string, files: Readonly<Record<string, string>> = {}): string {
  const cwd = path.join(folder.path, name);
  mkdirSync(cwd, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(cwd, file), text);
  return cwd;
}

async function shown(args: readonly string[], options: RunOptions): Promise<Map<string, Shown>> {
  const { code, stdout, stderr } = await run(['config', '--json', ...args], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return new Map((JSON.parse(stdout) as Shown[]).map((one) => [one.setting, one]));
}

const FILE = `// ours
{
  "host": "::1", /* v6 */
  "port": 3000,
  "threshold": 30,
  "memory": true,
}
`;

test('each setting has its value and its origin: flag, then environment, then file, then default', async () => {
  const cwd = folderWith('precedence', { 'atws.config.jsonc': FILE });
  const env = { ATWS_PORT: '2000', ATWS_THRESHOLD: '20', ATWS_MAX_BODY: '2048' };
  const settings = await shown(['--port', '1000', '--metrics'], { cwd, env });
  expect([...settings.keys()]).toEqual(SETTING_NAMES);
  expect(settings.get('port')).toEqual({
    setting: 'port',
    value: 1000,
    origin: 'flag',
    flag: '--port',
    variable: 'ATWS_PORT',
  });
  expect(settings.get('metrics')).toMatchObject({ value: true, origin: 'flag' });
  expect(settings.get('threshold')).toMatchObject({ value: 20, origin: 'environment' });
  expect(settings.get('maxBody')).toMatchObject({ value: 2048, origin: 'environment' });
  expect(settings.get('host')).toMatchObject({ value: '::1', origin: 'file' });
  expect(settings.get('memory')).toMatchObject({ value: true, origin: 'file' });
  expect(settings.get('mailFrom')).toMatchObject({ value: 'atws-emulator@localhost', origin: 'default' });
  expect(settings.get('wsdl')).toMatchObject({ origin: 'default' });
});

test('without --json it is a table', async () => {
  const { code, stdout } = await run(['config', '--port', '1000'], { cwd: folderWith('table') });
  expect(code).toBe(0);
  expect(stdout).toMatch(/port\s.*1000\s.*flag\s.*--port\s.*ATWS_PORT/);
  expect(stdout).toMatch(/bcryptCost\s.*10\s.*default/);
});

test('names of files in a config file are relative to its folder', async () => {
  const absolute = path.join(folder.path, 'absolute.pem');
  const settings = {
    seed: 'seed.jsonc',
    data: '../a.db',
    tlsCert: absolute,
    tlsKey: absolute,
    host: 'localhost',
  };
  folderWith('files/conf', { 'a.jsonc': JSON.stringify(settings) });
  const found = await shown(['--config', 'conf/a.jsonc', '--wsdl', 'own.wsdl'], { cwd: folderWith('files') });
  const values = Object.fromEntries([...found].map(([name, { value }]) => [name, value]));
  expect(values).toMatchObject({
    seed: path.join('conf', 'seed.jsonc'),
    data: 'a.db',
    tlsCert: absolute,
    host: 'localhost',
    wsdl: 'own.wsdl',
  });
});

test('what is secret of a value is not told where the value is refused', async () => {
  const env = { ATWS_SMTP_URL: 'http://mailer:geheim@mail.example.com' };
  expect(await run(['config'], { env, cwd: folderWith('secret') })).toMatchObject({
    code: 1,
    stderr:
      'atws: ATWS_SMTP_URL must be an smtp or smtps URL, not "http://mailer:******@mail.example.com".\n',
  });
});

describe('the config file', () => {
  const cwd = folderWith('files', {
    'atws.config.jsonc': '{ "port": 1 }',
    'named.jsonc': '{ "port": 2 }',
    'variable.jsonc': '{ "port": 3 }',
  });
  test.each<[string, readonly string[], Readonly<Record<string, string>>, number]>([
    ['is atws.config.jsonc', [], {}, 1],
    ['is the one of ATWS_CONFIG', [], { ATWS_CONFIG: 'variable.jsonc' }, 3],
    ['is the one of --config', ['--config', 'named.jsonc'], { ATWS_CONFIG: 'variable.jsonc' }, 2],
  ])('%s', async (_title, args, env, port) => {
    expect((await shown(args, { cwd, env })).get('port')).toMatchObject({ value: port, origin: 'file' });
  });
});

test('what is secret is not shown', async () => {
  const env = { ATWS_CONTROL_TOKEN: 'token-that-nobody-sees' };
  const args = ['--smtp-url', 'smtp://mailer:pass-that-nobody-sees@mail.example.com:25'];
  for (const json of [[], ['--json']]) {
    const { stdout } = await run(['config', ...json, ...args], { env, cwd: folderWith('secret') });
    expect(stdout).toContain('******');
    expect(stdout).toContain('smtp://mailer:******@mail.example.com:25');
    expect(stdout).not.toContain('nobody-sees');
  }
});

describe('what cannot be understood is one line, and exit code 1', () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>, string, string]>([
    ['a flag', ['--port', 'x'], {}, '{}', '--port must be a whole number from 0 to 65535, not "x".'],
    [
      'a variable',
      [],
      { ATWS_PORT: 'x' },
      '{}',
      'ATWS_PORT must be a whole number from 0 to 65535, not "x".',
    ],
    [
      'a key',
      [],
      {},
      '{ "port": "x" }',
      'port (atws.config.jsonc, line 1) must be a whole number from 0 to 65535, not "x".',
    ],
    [
      'an unknown key',
      [],
      {},
      '{\n  "host": "::1",\n  "prot": 1\n}',
      'There is no setting prot (atws.config.jsonc, line 3). Did you mean port?',
    ],
    [
      'a key that is there twice',
      [],
      {},
      '{\n  "port": 1,\n  "host": "::1",\n  "port": 2\n}',
      'port is in atws.config.jsonc twice, in line 2 and in line 4.',
    ],
    [
      'a key without a value',
      [],
      {},
      '{ "port": null }',
      'port (atws.config.jsonc, line 1) must be a whole number from 0 to 65535, not null.',
    ],
    [
      'a key of an earlier version',
      [],
      {},
      '{ "workers": 2 }',
      'There is no workers (atws.config.jsonc, line 1) any more: atws serve runs as one process. Leave it out.',
    ],
    [
      'keys that contradict each other',
      [],
      {},
      '{\n  "memory": true,\n  "data": "a.db"\n}',
      'memory (atws.config.jsonc, line 2) and data (atws.config.jsonc, line 3) "a.db" contradict each other. Data is kept in memory or in a file. Leave one of them out.',
    ],
    ['nothing', [], {}, '', 'atws.config.jsonc, line 1: there is nothing in it.'],
    [
      'a Windows path as it is',
      [],
      {},
      '{\n\n "data": "C:\\data\\a.db" }',
      'atws.config.jsonc, line 3: a backslash stands before a character that it does not go with; the backslash itself is written \\\\.',
    ],
    [
      'a flag of an earlier version',
      ['--workers', '2'],
      {},
      '{}',
      'There is no --workers any more: atws serve runs as one process. Leave it out.',
    ],
    ['an empty flag', ['--memory='], {}, '{}', '--memory must be on or off, not "".'],
    [
      'an empty name of a config file',
      ['--config', ''],
      {},
      '{}',
      '--config must be the name of a file, not "".',
    ],
    [
      'a key of another kind',
      [],
      {},
      '{ "time-zone": "UTC" }',
      'There is no setting time-zone (atws.config.jsonc, line 1). Did you mean timeZone?',
    ],
    [
      'a key that every object has',
      [],
      {},
      '{ "toString": 1 }',
      'There is no setting toString (atws.config.jsonc, line 1). atws config lists all of them.',
    ],
    ['a list', [], {}, '[]', 'atws.config.jsonc must hold an object of settings, { "port": 9000 }.'],
    [
      'no JSON',
      [],
      {},
      '{\n"port": oops\n}',
      'atws.config.jsonc, line 2: something stands here that JSON does not know; text needs double quotes.',
    ],
    [
      'a level',
      ['--log-level', 'loud'],
      {},
      '{}',
      '--log-level must be trace, debug, info, warn, error or silent, not "loud".',
    ],
    [
      'a limit',
      ['--thread-limit', '-1'],
      {},
      '{}',
      '--thread-limit must be a whole number from 0 to 1000, not "-1".',
    ],
  ])('%s', async (title, args, env, file, sentence) => {
    const cwd = folderWith(`bad-${title.replaceAll(' ', '-')}`, { 'atws.config.jsonc': file });
    for (const command of ['config', 'serve']) {
      const { code, stdout, stderr } = await run([command, ...args], { cwd, env });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toBe(`atws: ${sentence}\n`);
    }
  });

  test('a config file that is not there', async () => {
    const { code, stderr } = await run(['config', '--config', 'nowhere.jsonc'], {
      cwd: folderWith('nowhere'),
    });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'atws: The config file nowhere.jsonc cannot be read: there is no such file or folder.\n',
    );
  });

  test('an unknown flag, with a suggestion', async () => {
    const { code, stderr } = await run(['config', '--treshold', '1'], { cwd: folderWith('flag') });
    expect(code).toBe(1);
    expect(stderr.startsWith("atws: unknown option '--treshold'\n(Did you mean --threshold?)\n")).toBe(true);
  });
});

test('no secret is told of a config file that is no JSON', async () => {
  const cwd = folderWith('half', { 'atws.config.jsonc': '{ "controlToken": geheim-geheim-geheim }' });
  const { code, stderr } = await run(['config'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^atws: atws\.config\.jsonc, line 1: [^\n]*\n$/);
  expect(stderr).not.toContain('geheim');
});

describe('a config file that another editor wrote is fine', () => {
  const text = '{ "port": 4711, "mailFrom": "ätws@example.com", "smtpUrl": "smtp://localhost" }';
  test.each<[string, Buffer]>([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`, 'utf8')],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 with a mark, the other way round', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('%s', async (title, bytes) => {
    const cwd = folderWith(title.replaceAll(/\W/g, '-'));
    writeFileSync(path.join(cwd, 'atws.config.jsonc'), bytes);
    const settings = await shown([], { cwd });
    expect(settings.get('port')).toMatchObject({ value: 4711, origin: 'file' });
    expect(settings.get('mailFrom')).toMatchObject({ value: 'ätws@example.com' });
  });

  test('bytes of another encoding are refused', async () => {
    const cwd = folderWith('latin');
    writeFileSync(path.join(cwd, 'atws.config.jsonc'), Buffer.from(text, 'latin1'));
    expect(await run(['config'], { cwd })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'atws: The config file atws.config.jsonc is not in UTF-8 (line 1). Save it as UTF-8.\n',
    });
  });
});

test('every variable that is empty leaves every setting as it was', async () => {
  const cwd = folderWith('empty');
  const variables = [...SETTING_NAMES.map(variableOf), 'ATWS_CONFIG', 'ATWS_URL', 'ATWS_NOTHING'];
  const env = Object.fromEntries(variables.map((name) => [name, '']));
  expect([...(await shown([], { cwd, env })).values()].map(({ origin }) => origin)).toEqual(
    SETTING_NAMES.map(() => 'default'),
  );
});

test('a variable that nobody reads is warned about, and the command goes on', async () => {
  const env = { ATWS_PROT: '1', ATWS_WORKERS: '2', ATWS_URL: 'http://127.0.0.1', ATWS_PASSWORD: 'x' };
  const { code, stdout, stderr } = await run(['config'], { cwd: folderWith('unknown'), env });
  expect(code).toBe(0);
  expect(stdout).toContain('ATWS_PORT');
  expect(stderr).toBe(
    [
      'atws: warning: There is no setting ATWS_PROT. Did you mean ATWS_PORT?',
      'atws: warning: There is no ATWS_WORKERS any more: atws serve runs as one process. Leave it out.',
      '',
    ].join('\n'),
  );
});

test('--memory overrules a data file of the config file, and atws config shows it', async () => {
  const cwd = folderWith('overruled', { 'atws.config.jsonc': '{ "data": "a.db" }' });
  const settings = await shown(['--memory'], { cwd });
  expect(settings.get('memory')).toMatchObject({ value: true, origin: 'flag' });
  expect(settings.get('data')).toMatchObject({ origin: 'overruled' });
});

test('a setting that changes nothing is warned about', async () => {
  const cwd = folderWith('idle', { 'atws.config.jsonc': '{ "mailFrom": "a@example.com" }' });
  expect((await run(['config'], { cwd })).stderr).toBe(
    'atws: warning: mailFrom (atws.config.jsonc, line 1) changes nothing without smtpUrl. Messages stay in the outbox.\n',
  );
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['the variable', { ATWS_DATA: 'by-variable.db' }, 'by-variable.db'],
  ['the config file', {}, 'by-file.db'],
  ['the config file, for a server in memory, too', { ATWS_MEMORY: 'on' }, 'by-file.db'],
])('import and export work on the data file of %s', async (title, env, file) => {
  const cwd = folderWith(`import-${title.replaceAll(/\W/g, '-')}`, {
    'atws.config.jsonc': '{ "data": "by-file.db" }',
    'tenant.json': JSON.stringify(demoTenant()),
  });
  expect(await run(['import', 'tenant.json'], { cwd, env })).toMatchObject({ code: 0 });
  expect(readdirSync(cwd)).toContain(file);
  const { code, stdout } = await run(['export', '--format', 'json'], { cwd, env });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ domain: 'example.com' });
  expect(readdirSync(cwd)).not.toContain('atws-data');
});

test('commands on a data file take their settings from the environment and the config file, too', async () => {
  const cwd = folderWith('data', { 'atws.config.jsonc': '{ "bcryptCost": 99 }' });
  const data = path.join(folder.path, 'a.db');
  await (await startEmulator({ data, bcryptCost: 4 })).close();
  const { code, stderr } = await run(['resource', 'list', '--data', data], { cwd });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'atws: bcryptCost (atws.config.jsonc, line 1) must be a whole number from 4 to 16, not 99.\n',
  });
  const other = await run(['resource', 'list', '--data', data], {
    cwd: folderWith('other'),
    env: { ATWS_BCRYPT_COST: 'x' },
  });
  expect(other.stderr).toBe('atws: ATWS_BCRYPT_COST must be a whole number from 4 to 16, not "x".\n');
});
