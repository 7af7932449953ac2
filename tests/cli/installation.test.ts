import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../support/emulator';

const ROOT = path.join(__dirname, '..', '..');

const PREBUILT = Number.parseInt(process.versions.node, 10) >= 22;

/** A project where the package is installed, as npm leaves it. */
const folder = temporaryFolder();
const modules = path.join(folder.path, 'node_modules');
const library = path.join(modules, 'better-sqlite3');
const oldNode = path.join(folder.path, 'old-node.cjs');
/** It does not know `node:`. */
const olderNode = path.join(folder.path, 'older-node.cjs');

beforeAll(() => {
  for (const part of ['dist', 'fixtures', 'package.json', 'schema.sql', 'wsdl']) {
    cpSync(path.join(ROOT, part), path.join(modules, 'atws-emulator', part), { recursive: true });
  }
  cpSync(path.join(ROOT, 'node_modules', 'bcryptjs'), path.join(modules, 'bcryptjs'), { recursive: true });
  writeFileSync(oldNode, `Object.defineProperty(process.versions, 'node', { value: '18.20.8' });`);
  writeFileSync(
    olderNode,
    `Object.defineProperty(process.versions, 'node', { value: '12.22.12' });
    const Module = require('module');
    const load = Module._load;
    Module._load = (name, ...others) => {
      if (name.startsWith('node:')) throw new Error("Cannot find module '" + name + "'");
      return load(name, ...others);
    };`,
  );
});
afterAll(() => {
  folder.remove();
});

/** Puts a better-sqlite3 in place: its version, and what its native part does when it is loaded. */
function installSqlite(version: string, nativePart: string): void {
  mkdirSync(library);
  writeFileSync(path.join(library, 'package.json'), JSON.stringify({ version, main: 'index.js' }));
  writeFileSync(
    path.join(library, 'index.js'),
    `module.exports = class { constructor() { ${nativePart} } };`,
  );
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function node(args: readonly string[], options = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, NODE_OPTIONS: options };
    const child = execFile(process.execPath, args, { cwd: folder.path, env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}

const atws = (args: readonly string[], options?: string): Promise<Ended> =>
  node([path.join(modules, 'atws-emulator', 'dist', 'cli.js'), ...args], options);

/** What a program prints of the error that an emulator does not start with. */
const START = `import { InstallationError, startEmulator } from 'atws-emulator';
  await startEmulator().catch((error) => {
    if (error instanceof InstallationError) console.log(error.name + ': ' + error.message);
  });`;

const NOT_BUILT = `throw new Error('Could not locate the bindings file. Tried:');`;
const FOREIGN = `throw Object.assign(
  new Error('The module was compiled against a different Node.js version using NODE_MODULE_VERSION 1.'),
  { code: 'ERR_DLOPEN_FAILED' },
);`;

describe.each([
  {
    state: 'is missing',
    install: () => undefined,
    problem: 'better-sqlite3 is not installed',
    remedy: PREBUILT ? 'npm install better-sqlite3@13' : 'npm install better-sqlite3@12',
  },
  {
    state: 'was not built',
    install: () => {
      installSqlite('12.11.1', NOT_BUILT);
    },
    problem: 'better-sqlite3 12.11.1 has no native part for it',
    remedy: PREBUILT
      ? 'npm install better-sqlite3@13'
      : 'npm rebuild better-sqlite3 (which takes Python 3, make and g++ where nothing can be downloaded)',
  },
  {
    state: 'was built for another Node',
    install: () => {
      installSqlite('12.11.1', FOREIGN);
    },
    problem: 'better-sqlite3 12.11.1 was built for another Node',
    remedy: PREBUILT
      ? 'npm install better-sqlite3@13'
      : 'npm rebuild better-sqlite3 (which takes Python 3, make and g++ where nothing can be downloaded)',
  },
  {
    // On Node 20 it would end the process, and no error would be thrown.
    state: 'is version 13',
    install: () => {
      installSqlite('13.2.0', PREBUILT ? NOT_BUILT : 'process.abort();');
    },
    problem: PREBUILT
      ? 'better-sqlite3 13.2.0 has no native part for it'
      : 'better-sqlite3 13.2.0 needs Node 22 or later',
    remedy: PREBUILT
      ? 'npm explore better-sqlite3 -- npm run build-release (which takes Python 3, make and g++)'
      : 'npm install better-sqlite3@12',
  },
])('where SQLite $state', ({ install, problem, remedy }) => {
  const sentence = `SQLite does not run on Node ${process.versions.node} (${process.platform} ${process.arch}), as ${problem}; type: ${remedy}`;

  beforeAll(install);
  afterAll(() => {
    rmSync(library, { recursive: true, force: true });
  });

  test.each([
    [['serve', '--memory', '--port', '0']],
    [['serve', '--data', 'new.db']],
    [['import', path.join(ROOT, 'fixtures', 'demo.json'), '--data', 'new.db']],
    [['generate', '--resources', '30', '--data', 'new.db']],
  ])('%j says what to type, and leaves nothing behind', async (args) => {
    expect(await atws(args)).toEqual({ code: 1, stdout: '', stderr: `atws: ${sentence}\n` });
    expect(existsSync(path.join(folder.path, 'new.db'))).toBe(false);
  });

  test('a data file that is there is not taken for a damaged one', async () => {
    const data = path.join(folder.path, 'old.db');
    writeFileSync(data, 'what it holds is not looked at');
    for (const args of [
      ['serve', '--data', data],
      ['resource', 'list', '--data', data],
      ['backup', 'copy.db', '--data', data],
    ]) {
      expect(await atws(args)).toEqual({ code: 1, stdout: '', stderr: `atws: ${sentence}\n` });
    }
  });

  test.each([[['--help']], [['--version']], [['serve', '--help']], [['config']]])(
    '%j works all the same',
    async (args) => {
      expect(await atws(args)).toMatchObject({ code: 0, stderr: '' });
    },
  );

  test('startEmulator throws an InstallationError that says the same', async () => {
    expect(await node(['--input-type=module', '--eval', START])).toEqual({
      code: 0,
      stdout: `InstallationError: ${sentence}\n`,
      stderr: '',
    });
  });
});

describe('where Node is too old', () => {
  const sentenceOf = (version: string): string =>
    `atws-emulator needs Node 20.19 or later, and this is Node ${version}: install a newer one from https://nodejs.org, or type: nvm install --lts`;

  test.each([
    ['18.20.8', oldNode, '--version'],
    ['18.20.8', oldNode, 'serve'],
    ['12.22.12', olderNode, '--version'],
    ['12.22.12', olderNode, 'serve'],
  ])('Node %s says so', async (version, hook, arg) => {
    expect(await atws([arg], `--require "${hook}"`)).toEqual({
      code: 1,
      stdout: '',
      stderr: `atws: ${sentenceOf(version)}\n`,
    });
  });

  test('startEmulator throws an InstallationError that says the same', async () => {
    expect(await node(['--input-type=module', '--eval', START], `--require "${oldNode}"`)).toEqual({
      code: 0,
      stdout: `InstallationError: ${sentenceOf('18.20.8')}\n`,
      stderr: '',
    });
  });
});
