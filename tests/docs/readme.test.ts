import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEMO_LOGINS } from '../../src/cli/serve';
import type { Emulator } from '../../src/emulator';
import { describeClients, PYTHON } from '../interop/client';
import { start, temporaryFolder } from '../support/emulator';
import { atwsResult } from '../support/soap';

const ROOT = path.join(__dirname, '..', '..');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** The code of the first block of a language. */
function block(document: string, language: string): string {
  const [, code] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(document) ?? [];
  if (code === undefined) throw new Error(`There is no ${language} block`);
  return code;
}

/** What the README says that its examples print. */
const PRINTED = README.split('The last three print:')[1] ?? '';

let emulator: Emulator;
let folder: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
  emulator = await start();
  folder = temporaryFolder();
});

afterAll(async () => {
  await emulator.close();
  folder.remove();
});

/** Runs a program on a text, with the address of the README replaced by that of the emulator. */
async function run(command: string, args: readonly string[], code: string): Promise<string> {
  const file = path.join(folder.path, 'example');
  writeFileSync(file, code.replaceAll('http://127.0.0.1:8016', emulator.origin));
  const child = spawn(command, [...args, file], {
    cwd: ROOT,
    env: { ...process.env, NODE_PATH: path.join(ROOT, 'node_modules') },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  return output;
}

const EXAMPLES: Readonly<Record<string, { readonly language: string; readonly command: string }>> = {
  zeep: { language: 'python', command: PYTHON ?? 'python3' },
  'PHP SoapClient': { language: 'php', command: 'php' },
  'node-soap': { language: 'js', command: process.execPath },
};

describeClients(({ name }) => {
  test('the example of the README prints what the README says', async () => {
    const { language, command } = EXAMPLES[name]!;
    expect(await run(command, [], block(README, language))).toBe(block(PRINTED, 'text'));
  });
});

test('the curl example of the README answers the four resources', async () => {
  const curl = README.split('curl:')[1] ?? '';
  const body = await run('bash', [], block(curl, 'sh'));
  const { returnCode, entities } = atwsResult({ status: 200, headers: new Headers(), body });
  expect(returnCode).toBe(1);
  expect(entities.map(({ id, FirstName, LastName }) => `${id} ${FirstName} ${LastName}\n`).join('')).toBe(
    block(PRINTED, 'text'),
  );
});

test('the commands of the README that call a server do so', async () => {
  const commands = block(README, 'console')
    .replaceAll(/^\$ atws /gm, `"${process.execPath}" dist/cli.js `)
    .split('\n')
    .filter((line) => line !== '');
  for (const command of commands) {
    const output = await run('bash', [], `export ATWS_URL=${emulator.url}\nset -e\n${command}\necho done`);
    expect(output).toMatch(/\ndone\n$/);
  }
  expect(commands).toHaveLength(3);
});

test('the CSV of the data page can be imported', async () => {
  const csv = path.join(folder.path, 'resources.csv');
  writeFileSync(csv, block(readFileSync(path.join(ROOT, 'docs', 'data.md'), 'utf8'), 'csv'));
  const command = `"${process.execPath}" dist/cli.js import "${csv}" --data "${path.join(folder.path, 'a.db')}"`;
  expect(await run('bash', [], command)).toMatch(/^1 resources from /);
});

test('the first screen shows the log-ins that the server prints', () => {
  for (const words of DEMO_LOGINS.flat()) expect(README).toContain(words);
});
