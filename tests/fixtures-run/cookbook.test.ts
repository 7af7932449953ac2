import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Emulator } from '../../src/emulator';
import { start } from '../support/emulator';

/** Runs every block of the cookbook, in one shell after the other, and compares what it prints. */

const COOKBOOK = readFileSync(path.join(__dirname, '..', '..', 'docs', 'cookbook.md'), 'utf8');
const WRITTEN = 'http://127.0.0.1:8016';

interface Recipe {
  readonly code: string;
  /** What the block after it says that it prints; the first two print nothing. */
  readonly printed: string;
}

const RECIPES: readonly Recipe[] = [
  ...COOKBOOK.matchAll(/```sh\n([^]*?)```\n(?:\n```text\n([^]*?)```)?/g),
].map(([, code = '', printed = '']) => ({ code, printed }));

let emulator: Emulator;
let origin: string;

beforeAll(async () => {
  emulator = await start();
  ({ origin } = new URL(emulator.url));
});

afterAll(async () => {
  await emulator.close();
});

async function bash(script: string): Promise<string> {
  const child = spawn('bash', ['-s'], { env: { PATH: process.env['PATH'] } });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  child.stdin.end(script);
  await new Promise((resolve) => child.on('close', resolve));
  return Buffer.concat(output).toString('utf8');
}

test('all code of the cookbook is in blocks that are run', () => {
  expect(COOKBOOK.match(/^```\w+/gm)).toHaveLength(
    RECIPES.length + RECIPES.filter(({ printed }) => printed !== '').length,
  );
  expect(RECIPES.length).toBeGreaterThan(12);
});

test('every block prints what the cookbook says', async () => {
  const mark = (index: number): string => `=== ${index} ===`;
  const script = RECIPES.map(({ code }, index) => `echo '${mark(index)}'\n${code}`).join('\n');
  const output = (await bash(script.replaceAll(WRITTEN, origin))).replaceAll(origin, WRITTEN);
  const expected = RECIPES.map(({ printed }, index) => `${mark(index)}\n${printed}`).join('');
  expect(output).toBe(expected);
});
