import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, type RunOptions } from './support';

/** What every command says about itself; `UPDATE_GOLDEN=1 npx jest tests/cli/help` writes it anew. */
const FOLDER = path.join(__dirname, 'help');
const UPDATING = process.env['UPDATE_GOLDEN'] === '1';

async function helpOf(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run([...command, '--help'], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** The commands that a help text lists, without `help` itself. */
function commandsIn(help: string): readonly string[] {
  const [, list = ''] = /^Commands:\n([\s\S]*)/m.exec(help) ?? [];
  return [...list.matchAll(/^ {2}([\w-]+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
}

/** The help of a command and of all below it, by the name of its golden file. */
async function allHelp(command: readonly string[] = []): Promise<readonly (readonly [string, string])[]> {
  const help = await helpOf(command);
  const below: (readonly [string, string])[] = [];
  for (const name of commandsIn(help)) below.push(...(await allHelp([...command, name])));
  return [[`${['atws', ...command].join('-')}.txt`, help], ...below];
}

test('the help of every command is as it was agreed on', async () => {
  const all = await allHelp();
  if (UPDATING) {
    mkdirSync(FOLDER, { recursive: true });
    for (const [file, help] of all) writeFileSync(path.join(FOLDER, file), help);
  }
  expect(all.map(([file]) => file).toSorted()).toEqual(readdirSync(FOLDER).toSorted());
  for (const [file, help] of all) expect(help).toBe(readFileSync(path.join(FOLDER, file), 'utf8'));
});

test('it does not depend on the width that the environment tells', async () => {
  const help = await helpOf(['serve']);
  for (const COLUMNS of ['20', '300']) expect(await helpOf(['serve'], { env: { COLUMNS } })).toBe(help);
});

test.each([
  [['-h'], 'atws.txt'],
  [['help', 'serve'], 'atws-serve.txt'],
  [['serve', '-h'], 'atws-serve.txt'],
])('%j shows help, too', async (args, file) => {
  expect(await run(args)).toMatchObject({ code: 0, stdout: readFileSync(path.join(FOLDER, file), 'utf8') });
});

test('without a command, the help is the answer, as an error', async () => {
  expect(await run([])).toEqual({
    code: 1,
    stdout: '',
    stderr: readFileSync(path.join(FOLDER, 'atws.txt'), 'utf8'),
  });
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  for (const flag of ['--version', '-V'])
    expect(await run([flag])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});
