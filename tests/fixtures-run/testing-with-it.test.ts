import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PYTHON } from '../interop/client';
import { temporaryFolder } from '../support/emulator';

/** Runs the examples of the page about testing, each with its own test runner, on the built package. */

const ROOT = path.join(__dirname, '..', '..');
const PAGE = readFileSync(path.join(ROOT, 'docs', 'testing-with-it.md'), 'utf8');

interface Example {
  readonly runner: string;
  /** The language of its block in the page. */
  readonly language: string;
  readonly file: string;
  readonly command: readonly string[];
  /** The apt packages to install; undefined when the example can run here. */
  readonly missing: string | undefined;
  /** What the runner prints when every test of the example ran and passed. */
  readonly passed: RegExp;
}

const EXAMPLES: readonly Example[] = [
  {
    runner: 'jest',
    language: 'js',
    file: 'resources.test.js',
    command: [process.execPath, path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js')],
    missing: undefined,
    passed: /^Tests: +5 passed, 5 total$/m,
  },
  {
    runner: 'pytest',
    language: 'python',
    file: 'test_resources.py',
    command: [PYTHON ?? 'python3', '-m', 'pytest', '-p', 'no:cacheprovider'],
    missing: works(PYTHON ?? 'python3', ['-c', 'import pytest, zeep'])
      ? undefined
      : 'python3-pytest python3-zeep',
    passed: /^=+ 4 passed\b/m,
  },
  {
    runner: 'PHPUnit',
    language: 'php',
    file: 'ResourcesTest.php',
    command: ['phpunit', '--no-configuration', '--do-not-cache-result'],
    missing:
      works('phpunit', ['--version']) && works('php', ['-r', "exit(extension_loaded('soap') ? 0 : 1);"])
        ? undefined
        : 'phpunit php-soap',
    passed: /^OK \(3 tests, \d+ assertions\)$/m,
  },
];

function works(command: string, parameters: readonly string[]): boolean {
  return spawnSync(command, parameters, { stdio: 'ignore' }).status === 0;
}

let folder: ReturnType<typeof temporaryFolder>;

/** A project of a user: the package is installed, its command is on the path. */
beforeAll(() => {
  folder = temporaryFolder();
  mkdirSync(path.join(folder.path, 'node_modules'));
  symlinkSync(ROOT, path.join(folder.path, 'node_modules', 'atws-emulator'));
  writeFileSync(path.join(folder.path, 'package.json'), '{ "jest": { "transform": {} } }');
  const command = path.join(folder.path, 'atws');
  writeFileSync(
    command,
    `#!/bin/sh\nexec "${process.execPath}" "${path.join(ROOT, 'dist', 'cli.js')}" "$@"\n`,
  );
  chmodSync(command, 0o755);
});

afterAll(() => {
  folder.remove();
});

async function run({ language, file, command: [program = '', ...parameters] }: Example): Promise<string> {
  const [, code] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(PAGE) ?? [];
  if (code === undefined) throw new Error(`There is no ${language} block`);
  writeFileSync(path.join(folder.path, file), code);
  const child = spawn(program, [...parameters, file], {
    cwd: folder.path,
    env: {
      PATH: `${folder.path}${path.delimiter}${process.env['PATH'] ?? ''}`,
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const status = await new Promise((resolve) => child.on('close', resolve));
  return `${Buffer.concat(output).toString('utf8')}\nstatus ${String(status)}`;
}

for (const example of EXAMPLES) {
  const { runner, missing, passed } = example;
  const isSkipped = missing !== undefined && process.env['CI'] !== 'true';
  if (isSkipped)
    console.warn(`${runner} is not installed (apt-get install ${missing}). Its example is skipped.`);
  (isSkipped ? describe.skip : describe)(runner, () => {
    test('the example of the page passes, and ends by itself', async () => {
      const output = await run(example);
      expect(output).toMatch(passed);
      expect(output).toMatch(/status 0$/);
      expect(output).not.toContain('did not exit');
    });
  });
}

test('every block of code of the page is one that is run, or said not to be', () => {
  const languages = [...PAGE.matchAll(/^```(\w+)$/gm)].map(([, language]) => language);
  expect(languages).toEqual(['js', 'text', 'python', 'php', 'csharp']);
  expect(PAGE).toContain('This example is not run by the test suite.');
});
