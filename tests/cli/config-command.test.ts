import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SETTING_NAMES } from '../../src/config';
import { startEmulator } from '../../src/index';
import { temporaryFolder } from '../support/emulator';
import { run, type RunOptions } from './support';

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
  const settings = { seed: 'seed.jsonc', data: '../a.db', tlsCert: absolute, host: 'localhost' };
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
      'port in the config file must be a whole number from 0 to 65535, not "x".',
    ],
    ['an unknown key', [], {}, '{ "prot": 1 }', 'There is no setting prot. Did you mean port?'],
    [
      'a key of another kind',
      [],
      {},
      '{ "time-zone": "UTC" }',
      'There is no setting time-zone. Did you mean timeZone?',
    ],
    [
      'a key that every object has',
      [],
      {},
      '{ "toString": 1 }',
      'There is no setting toString. Did you mean metrics?',
    ],
    ['a list', [], {}, '[]', 'atws.config.jsonc must hold an object of settings.'],
    ['no JSON', [], {}, '{\n"port": oops\n}', 'atws.config.jsonc, line 2: InvalidSymbol.'],
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
    expect(stderr).toMatch(/^atws: The config file cannot be read: ENOENT: .*nowhere\.jsonc.*\n$/);
  });

  test('an unknown flag, with a suggestion', async () => {
    const { code, stderr } = await run(['config', '--treshold', '1'], { cwd: folderWith('flag') });
    expect(code).toBe(1);
    expect(stderr.startsWith("error: unknown option '--treshold'\n(Did you mean --threshold?)\n")).toBe(true);
  });
});

test('commands on a data file take their settings from the environment and the config file, too', async () => {
  const cwd = folderWith('data', { 'atws.config.jsonc': '{ "bcryptCost": 99 }' });
  const data = path.join(folder.path, 'a.db');
  await (await startEmulator({ data, bcryptCost: 4 })).close();
  const { code, stderr } = await run(['resource', 'list', '--data', data], { cwd });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'atws: bcryptCost in the config file must be a whole number from 4 to 16, not 99.\n',
  });
  const other = await run(['resource', 'list', '--data', data], {
    cwd: folderWith('other'),
    env: { ATWS_BCRYPT_COST: 'x' },
  });
  expect(other.stderr).toBe('atws: ATWS_BCRYPT_COST must be a whole number from 4 to 16, not "x".\n');
});
