import { readFileSync } from 'node:fs';
import path from 'node:path';
import { run, type RunOptions } from '../support/command';

/** What the help says stands in `docs/commands.md`, and is held by the test of that page. */

async function helpOf(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(args, options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

test('it does not depend on the width that the environment tells', async () => {
  const help = await helpOf(['serve', '--help']);
  for (const COLUMNS of ['20', '300'])
    expect(await helpOf(['serve', '--help'], { env: { COLUMNS } })).toBe(help);
});

test.each([
  [['-h'], ['--help']],
  [
    ['help', 'serve'],
    ['serve', '--help'],
  ],
  [
    ['serve', '-h'],
    ['serve', '--help'],
  ],
])('%j shows the help of %j, too', async (args, same) => {
  expect(await helpOf(args)).toBe(await helpOf(same));
});

test('without a command, the help is the answer, as an error', async () => {
  expect(await run([])).toEqual({ code: 1, stdout: '', stderr: await helpOf(['--help']) });
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  for (const flag of ['--version', '-V']) expect(await helpOf([flag])).toBe(`${version}\n`);
});
