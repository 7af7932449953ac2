import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, type ParseError } from 'jsonc-parser';
import { SETTING_NAMES, SETTINGS } from '../../src/config/settings';
import { fromCode, readConfig } from '../../src/config/read';
import { readSeed } from '../../src/tenant/seed';
import { LOGINS, temporaryFolder } from '../support/emulator';
import { call } from '../support/soap';
import { serve } from '../support/built';
import { run } from '../support/command';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  folder.remove();
});

const textOf = (name: string): string => readFileSync(path.join(folder.path, name), 'utf8');

function jsonc(text: string): Record<string, unknown> {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  expect(errors).toEqual([]);
  return value as Record<string, unknown>;
}

async function init(): Promise<void> {
  expect(await run(['init'], { cwd: folder.path })).toEqual({
    code: 0,
    stdout: 'atws.config.jsonc and atws.seed.jsonc are written. Edit them, then run atws serve.\n',
    stderr: '',
  });
}

test('atws init writes a config and a seed with which a server starts', async () => {
  await init();
  expect(readdirSync(folder.path).toSorted()).toEqual(['atws.config.jsonc', 'atws.seed.jsonc']);
  const server = await serve(['--port', '0'], { cwd: folder.path });
  try {
    expect(server.stdout).toContain(
      '  Data      ./atws-data/atws.db, new, with the tenant of atws.seed.jsonc\n',
    );
    expect((await call(server.url, 'GetWsdlVersion')).status).toBe(200);
    // The seed has only one person beside the API user.
    expect((await call(server.url, 'GetWsdlVersion', '', { login: LOGINS.reader })).status).toBe(401);
  } finally {
    expect((await server.end('SIGTERM')).stderr).toBe('');
  }
});

test('the config has every setting with its help; taken in, the defaults change nothing', async () => {
  await init();
  const text = textOf('atws.config.jsonc');
  for (const { help } of Object.values(SETTINGS)) expect(text).toContain(`  // ${help}\n`);
  expect(jsonc(text)).toEqual({ seed: 'atws.seed.jsonc' });
  const { seed, ...all } = jsonc(text.replace(/^ {2}\/\/ (?=")/gm, '  '));
  expect(Object.keys({ seed, ...all }).toSorted()).toEqual([...SETTING_NAMES].toSorted());
  const withValue = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  // Both are in the file, but nobody wants both.
  const { data, memory, ...others } = withValue;
  expect(await readConfig([fromCode({ ...others, data })])).toEqual(await readConfig([]));
  expect(memory).toBe(false);
});

test('the seed has comments, and is a tenant', async () => {
  await init();
  expect(textOf('atws.seed.jsonc')).toMatch(/^ *\/\/ /m);
  expect(await readSeed(path.join(folder.path, 'atws.seed.jsonc'))).toMatchObject({
    domain: 'example.com',
    resources: [{ UserName: 'api.admin' }, { UserName: 'tom.tech' }],
  });
});

test.each(['atws.config.jsonc', 'atws.seed.jsonc'])('a %s that exists is left as it is', async (name) => {
  writeFileSync(path.join(folder.path, name), 'mine');
  expect(await run(['init'], { cwd: folder.path })).toEqual({
    code: 1,
    stdout: '',
    stderr: `atws: ${name} exists already; it is left as it is.\n`,
  });
  expect(textOf(name)).toBe('mine');
  expect(readdirSync(folder.path)).toEqual([name]);
});
