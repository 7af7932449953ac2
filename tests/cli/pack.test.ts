import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';

const run = promisify(execFile);

const ROOT = path.join(__dirname, '..', '..');

/** A busy machine takes its time to unpack some hundred packages. */
const INSTALL_TIMEOUT = 5 * 60_000;

/** What the script of better-sqlite3 12 downloads or compiles, the latter for two minutes. Version 13 has none. */
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
    interface Tarball {
      readonly filename: string;
      readonly files: readonly { readonly path: string }[];
    }
    // A list, or from npm 12 on an object by package.
    const [tarball] = Object.values(JSON.parse(stdout) as Readonly<Record<string, Tarball>>);
    if (!tarball) throw new Error(`npm packed nothing: ${stdout}`);
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
    if (existsSync(path.join(ROOT, COMPILED))) cpSync(path.join(ROOT, COMPILED), path.join(app, COMPILED));
  }, INSTALL_TIMEOUT);
  afterAll(() => {
    folder.remove();
  });

  test('holds what is needed to run, and nothing else', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/THIRD-PARTY-NOTICES.txt',
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

  test('has no script that an installation would run, or list as blocked', () => {
    const { scripts } = manifestOf('atws-emulator');
    const RUN = [
      'preinstall',
      'install',
      'postinstall',
      'preprepare',
      'prepare',
      'postprepare',
      'prepublish',
    ];
    expect(Object.keys(scripts).filter((name) => RUN.includes(name))).toEqual([]);
  });

  test('needs two packages, and what those need', () => {
    expect(Object.keys(manifestOf('atws-emulator').dependencies)).toEqual(['bcryptjs', 'better-sqlite3']);
    const used = texts('.js').flatMap((text) =>
      [...text.matchAll(/\brequire\("([^".]+)"\)/g)].map(([, name = '']) => name),
    );
    // Libraries ask for these where they are there: colours, priorities of threads, pg's other driver.
    const OPTIONAL = [
      'supports-color',
      '@napi-rs/nice',
      'pg-native',
      ...Object.keys(manifestOf('atws-emulator').dependencies),
    ];
    expect([...new Set(used)].filter((name) => !isBuiltin(name) && !OPTIONAL.includes(name))).toEqual([]);
  });

  test('has the notices of all packages that are built in', () => {
    const [notices = ''] = texts('THIRD-PARTY-NOTICES.txt');
    const builtIn = texts('.js').flatMap((text) =>
      [...text.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(([, name = '']) => name),
    );
    expect(builtIn).toEqual(expect.arrayContaining(['express', 'soap', 'zod', '@colors/colors']));
    for (const name of new Set(builtIn)) expect(notices).toContain(`\n${name} `);
    expect(notices).toContain('Permission is hereby granted');
  });

  describe('for programs', () => {
    const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

    test('has types that need nothing but the package, in both kinds of modules', async () => {
      const [types = ''] = texts('index.d.ts');
      expect(types).not.toMatch(/\bimport\b/);
      const usage = readFileSync(path.join(ROOT, 'tests', 'server', 'usage.ts'), 'utf8');
      for (const file of ['usage.cts', 'usage.mts']) {
        writeFileSync(path.join(app, file), usage.replace(/'[^']*\/src\/index'/, "'atws-emulator'"));
      }
      const compilerOptions = {
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: [],
        strict: true,
        skipLibCheck: false,
        noEmit: true,
      };
      writeFileSync(
        path.join(app, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, files: ['usage.cts', 'usage.mts'] }),
      );
      await expect(run(process.execPath, [tsc, '-p', app])).resolves.toMatchObject({ stdout: '' });
    });

    test.each([
      ['commonjs', `console.log(JSON.stringify(Object.keys(require('atws-emulator'))));`],
      ['module', `import * as atws from 'atws-emulator'; console.log(JSON.stringify(Object.keys(atws)));`],
    ])('exports each class and function that the types declare, to a %s', async (type, program) => {
      const [types = ''] = texts('index.d.ts');
      const declared = [...types.matchAll(/^export declare (?:class|function) (\w+)/gm)].map(
        ([, name]) => name,
      );
      const { stdout } = await run(process.execPath, [`--input-type=${type}`, '--eval', program], {
        cwd: app,
      });
      expect(declared).toContain('startEmulator');
      // Of a CommonJS module, Node makes a default export.
      const exported = (JSON.parse(stdout) as readonly string[]).filter(
        (name) => !['default', 'module.exports'].includes(name),
      );
      expect([...exported].sort()).toEqual([...declared].sort());
    });

    test('gives its manifest, and no file that is not meant for others', async () => {
      const resolve = (name: string): Promise<unknown> =>
        run(process.execPath, ['--eval', `require.resolve('${name}')`], { cwd: app });
      await expect(resolve('atws-emulator/package.json')).resolves.toBeDefined();
      await expect(resolve('atws-emulator/dist/store.js')).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
    });
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

  interface Manifest {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly scripts: Readonly<Record<string, string>>;
  }

  function manifestOf(name: string): Manifest {
    return JSON.parse(readFileSync(path.join(app, 'node_modules', name, 'package.json'), 'utf8')) as Manifest;
  }

  /** The files of the installed `dist/` whose names end so. */
  function texts(ending: string): readonly string[] {
    const dist = path.join(app, 'node_modules', 'atws-emulator', 'dist');
    return readdirSync(dist)
      .filter((name) => name.endsWith(ending))
      .map((name) => readFileSync(path.join(dist, name), 'utf8'));
  }
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
