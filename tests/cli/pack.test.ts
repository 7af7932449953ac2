import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';

const run = promisify(execFile);

const ROOT = path.join(__dirname, '..', '..');

/** A busy machine takes its time to unpack some hundred packages. */
const INSTALL_TIMEOUT = 5 * 60_000;

/** What the scripts of better-sqlite3 download or compile, the latter for two minutes. */
const COMPILED = path.join('node_modules', 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node');

describe('the package', () => {
  const folder = temporaryFolder();
  const app = path.join(folder.path, 'app');
  let files: readonly string[];

  beforeAll(async () => {
    // Without scripts: they would build dist anew, under the feet of other tests that are running it.
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', folder.path],
      { cwd: ROOT },
    );
    const [tarball] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    files = tarball.files.map((file) => file.path);
    mkdirSync(app);
    // What is compiled fits this version only; all else is what users would get.
    const overrides = { 'better-sqlite3': versionOf('better-sqlite3') };
    writeFileSync(path.join(app, 'package.json'), JSON.stringify({ overrides }));
    await run(
      'npm',
      [
        'install',
        '--no-audit',
        '--no-fund',
        '--ignore-scripts',
        '--prefer-offline',
        path.join(folder.path, tarball.filename),
      ],
      { cwd: app },
    );
    cpSync(path.join(ROOT, COMPILED), path.join(app, COMPILED));
  }, INSTALL_TIMEOUT);
  afterAll(() => {
    folder.remove();
  });

  test('holds what is needed to run, and nothing else', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/cli.js',
        'dist/index.d.ts',
        'dist/index.js',
        'fixtures/demo.json',
        'package.json',
        'public/console.css',
        'public/console.js',
        'schema.sql',
        'wsdl/atws-1.6.wsdl',
      ]),
    );
    const folders = files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]);
    expect(['dist', 'docs', 'fixtures', 'public', 'wsdl']).toEqual(
      expect.arrayContaining([...new Set(folders)]),
    );
    expect(files.filter((file) => file.includes('.test.'))).toEqual([]);
  });

  test('serves the demo tenant from an empty folder, and ends on SIGTERM', async () => {
    const npx = spawn('npx', ['atws', 'serve', '--memory', '--port', '0'], { cwd: app });
    const closed = once(npx, 'close');
    const printed = await firstOutput(npx, /^ *WSDL +\S+$/m);
    const endpoint = /^ *Endpoint +(\S+)$/m.exec(printed)?.[1] ?? '';
    const wsdlUrl = /^ *WSDL +(\S+)$/m.exec(printed)?.[1] ?? '';
    const wsdl = await (await fetch(wsdlUrl)).text();
    const answer = await query(endpoint, queryXml(where('UserName', 'equals', 'ada.admin')));
    // npx ends on a signal without passing it on: what it started must get it.
    process.kill(await lastDescendant(npx.pid!), 'SIGTERM');

    expect(await closed).toEqual([0, null]);
    expect(wsdl).toContain(`<soap:address location="${endpoint}"/>`);
    expect(answer).toMatchObject({ returnCode: 1, entities: [{ id: '29682897', FirstName: 'Ada' }] });
  });
});

function versionOf(dependency: string): string {
  const file = path.join(ROOT, 'node_modules', dependency, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

/** What a process has written when its output first matches. */
function firstOutput(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const problems: string[] = [];
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (pattern.test(output)) resolve(output);
    });
    child.stderr?.on('data', (chunk: Buffer) => problems.push(chunk.toString('utf8')));
    child.on('close', (code) => {
      reject(new Error(`The command ended with ${String(code)}: ${output}${problems.join('')}`));
    });
  });
}

/** The process at the end of the chain that a process started. */
async function lastDescendant(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  const parents = new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .map(([child = 0, parent = 0]) => [parent, child]),
  );
  let last = pid;
  for (let child = parents.get(last); child !== undefined; child = parents.get(last)) last = child;
  return last;
}
