import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { generate } from 'selfsigned';
import { CLI, serve } from '../support/built';
import { LOGINS, start, temporaryFolder } from '../support/emulator';
import { pythonWith, works } from '../support/programs';
import { basic, envelope, escape, post, queryXml } from '../support/soap';
import { PAGES, ROOT, type Block, type Page } from './blocks';

/** Runs every block of the README and of docs/, in the folder of a user with a server of its own for each page. */

const WRITTEN = 'http://127.0.0.1:8016';

/** What runs a block that is a file; all blocks of the shell are run as one script. */
interface Runner {
  readonly language: string;
  /** What its blocks contain, where other blocks of the language are run otherwise. */
  readonly when?: string;
  readonly file: string;
  /** Gets the file as the last argument. */
  readonly command: readonly string[];
  /** What the code of a block stands in, where it is no whole program. */
  readonly wrap?: (code: string) => string;
  /** The apt packages to install; undefined when it can run here. */
  readonly missing?: string | undefined;
}

const JEST = [process.execPath, path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js')];
const PYTHON = pythonWith('zeep');
const SOME_PYTHON = PYTHON ?? 'python3';
const phpNeeds = (command: string): string | undefined =>
  works(command, ['--version']) && works('php', ['-r', "exit(extension_loaded('soap') ? 0 : 1);"])
    ? undefined
    : `${command === 'php' ? 'php-cli' : command} php-soap`;

/** The first that fits runs a block. */
const RUNNERS: readonly Runner[] = [
  { language: 'ts', when: 'import ', file: 'sync.test.ts', command: JEST },
  { language: 'ts', file: 'with-emulator.js', command: [process.execPath], wrap: withEmulator },
  { language: 'js', when: 'beforeAll(', file: 'resources.test.js', command: JEST },
  { language: 'js', file: 'call.js', command: [process.execPath] },
  {
    language: 'python',
    when: 'import pytest',
    file: 'test_resources.py',
    command: [SOME_PYTHON, '-m', 'pytest', '-p', 'no:cacheprovider'],
    missing: works(SOME_PYTHON, ['-c', 'import pytest, zeep']) ? undefined : 'python3-pytest python3-zeep',
  },
  {
    language: 'python',
    file: 'call.py',
    command: [SOME_PYTHON],
    missing: PYTHON === undefined ? 'python3-zeep' : undefined,
  },
  {
    language: 'php',
    when: 'PHPUnit',
    file: 'ResourcesTest.php',
    command: ['phpunit', '--no-configuration', '--do-not-cache-result'],
    missing: phpNeeds('phpunit'),
  },
  { language: 'php', file: 'call.php', command: ['php'], missing: phpNeeds('php') },
  { language: 'csv', file: 'data.csv', command: [process.execPath, CLI, 'import', '--data', 'csv.db'] },
];

/** Blocks that are not run, by how they begin, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci && npm start': 'CI does so in a clone, and it would replace what is under test',
  'npm run bench': 'it takes long; tests/bench runs a short one',
  'npm pack': 'tests/cli/pack.test.ts packs and installs',
  'server {': 'a proxy of the user; its headers are tested with --trust-proxy',
  'using System;': 'the page says so: there is no .NET here',
  createdb: 'it needs PostgreSQL, which the pages otherwise do without; tests/store/postgres',
  'atws move': 'it needs PostgreSQL; tests/store/postgres/move.test.ts moves there and back',
  'GRANT CONNECT': 'tests/store/postgres/operations.test.ts grants it',
  'upstream atws {': 'nginx is not part of the tests; the page tells with which it was run',
  'for port in': 'the page tells how it was run',
  '03:05:': 'it was printed on the machine where it was run',
  '$ atws move': 'tests/store/postgres/move.test.ts moves there and back',
  '# postgresql.conf': 'it needs a server with an archive; the page tells with which it was run once',
  '# As the user postgres': 'it needs a server with an archive; the page tells with which it was run once',
  '[Unit]': 'the page says so: there is no systemd in the tests',
  'services:': 'the page says so: there are no containers in the tests',
};

/** The page whose blocks show two ways to do the same, so that each begins with the demo tenant anew. */
const ALTERNATIVES = 'docs/lifecycle.md';

const RESET = `command curl -fsS -H 'Content-Type: application/json' -d '{}' ${WRITTEN}/_emulator/reset`;

/** Text that no block before it prints, by how it begins, and what holds it. */
const SHOWN: Readonly<Record<string, string>> = {
  'Usage: atws ': 'commands-page.test.ts',
  'atws-emulator serves': 'a test below',
  '  Endpoint  ': 'a test below',
  'query-staff': 'tests/replay/page.test.ts',
};

/** Code about an emulator that runs. */
function withEmulator(code: string): string {
  return `void require('atws-emulator').startEmulator().then(async (atws) => {\n${code}await atws.close();\nconsole.log('closed');\n});\n`;
}

const isListed = (list: Readonly<Record<string, string>>, { code }: Block): boolean =>
  Object.keys(list).some((beginning) => code.startsWith(beginning));

const isShell = (block: Block): boolean => block.language === 'sh' && !isListed(NOT_RUN, block);

const runnerOf = ({ language, code }: Block): Runner | undefined =>
  RUNNERS.find((runner) => runner.language === language && code.includes(runner.when ?? ''));

/** What a client of a page prints: what stands behind it, or behind the last of several that print the same. */
function printedBy({ blocks }: Page, block: Block): string | undefined {
  return blocks.slice(blocks.indexOf(block)).find(({ printed }) => printed !== undefined)?.printed;
}

/** What the integration of the README is: it calls, and tries again once. */
const MY_SYNC = `globalThis.mySync = async (url) => {
  const call = () => fetch(url, { method: 'POST', body: ${JSON.stringify(queryOfNobody())}, headers: {
    'Content-Type': 'text/xml', SOAPAction: '"http://autotask.net/ATWS/v1_6/query"',
    Authorization: '${basic(LOGINS.admin)}' } });
  await call().catch(call);
};`;

function queryOfNobody(): string {
  return envelope('<query xmlns="http://autotask.net/ATWS/v1_6/"/>');
}

/** One for all folders: making its key takes as long as many a command. */
let made: ReturnType<typeof generate> | undefined;
const certificate = (): ReturnType<typeof generate> =>
  (made ??= generate([{ name: 'commonName', value: 'atws.example.com' }]));

/** The folder of a user: the package is installed, its command is on the path, and the files are there that pages name. */
async function fill(folder: string, url: string): Promise<void> {
  const at = (...names: string[]): string => path.join(folder, ...names);
  for (const name of ['node_modules', 'bin', 'data', 'captures', 'captures-as-1.6', 'answers'])
    mkdirSync(at(name));
  symlinkSync(ROOT, at('node_modules', 'atws-emulator'));
  writeFileSync(at('bin', 'atws'), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
  chmodSync(at('bin', 'atws'), 0o755);
  writeFileSync(at('my-sync.js'), MY_SYNC);
  writeFileSync(
    at('package.json'),
    JSON.stringify({
      jest: {
        setupFiles: ['./my-sync.js'],
        transform: { '\\.ts$': path.join(ROOT, 'node_modules', '@swc', 'jest') },
      },
    }),
  );

  copyFileSync(path.join(ROOT, 'fixtures', 'demo.json'), at('tenant.json'));
  const csv = PAGES.flatMap(({ blocks }) => blocks).find(({ language }) => language === 'csv');
  writeFileSync(at('resources.csv'), csv?.code ?? '');
  const asked = `<query xmlns="http://autotask.net/ATWS/v1_6/"><sXML>${escape(queryXml(''))}</sXML></query>`;
  writeFileSync(at('answers', 'resources.xml'), (await post(url, 'query', envelope(asked))).body);
  const fields = ['id long', 'AccountName string'].map((field) => {
    const [name, type] = field.split(' ');
    return `<Field><Name>${name}</Name><Label/><Type>${type}</Type><Length>100</Length></Field>`;
  });
  writeFileSync(
    at('answers', 'Account-fields.xml'),
    envelope(`<GetFieldInfoResult>${fields.join('')}</GetFieldInfoResult>`),
  );
  const { cert, private: key } = await certificate();
  writeFileSync(at('cert.pem'), cert);
  writeFileSync(at('key.pem'), key);
  const request = envelope('<GetWsdlVersion xmlns="http://autotask.net/ATWS/v1_6/"/>');
  for (const name of ['captures', 'captures-as-1.6']) {
    writeFileSync(at(name, 'a.request.xml'), request);
    writeFileSync(at(name, 'a.response.xml'), (await post(url, 'GetWsdlVersion', request)).body);
  }
}

/** Works in a folder of a user with a server of its own. What is run there comes to its output and its status. */
async function onPage<T>(
  work: (run: (command: readonly string[], code: string, file: string) => Promise<string>) => Promise<T>,
): Promise<T> {
  const folder = temporaryFolder();
  const emulator = await start();
  try {
    await fill(folder.path, emulator.url);
    return await work(async ([program = '', ...parameters], code, file) => {
      writeFileSync(path.join(folder.path, file), code.replaceAll(WRITTEN, emulator.origin));
      const child = spawn(program, [...parameters, file], {
        cwd: folder.path,
        env: {
          PATH: `${path.join(folder.path, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
          NODE_PATH: path.join(ROOT, 'node_modules'),
          PYTHONDONTWRITEBYTECODE: '1',
          ATWS_URL: emulator.url,
          PROJECT: ROOT,
          IMAGE_COMMAND: imageCommand('CMD').join(' '),
        },
      });
      const output: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
      const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
      const said = Buffer.concat(output).toString('utf8').replaceAll(emulator.origin, WRITTEN);
      return `${said}status ${String(status)}\n`;
    });
  } finally {
    await emulator.close();
    folder.remove();
  }
}

const DOCKERFILE = readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8');

/** The words of an instruction of the Dockerfile. */
function imageCommand(instruction: string): readonly string[] {
  const [, words = '[]'] = new RegExp(`^${instruction} (\\[.*\\])$`, 'm').exec(DOCKERFILE) ?? [];
  return JSON.parse(words) as readonly string[];
}

/** Slow where many share a machine: a page is a dozen commands, each with a start of its own. */
const TIMEOUT = 5 * 60_000;

const PAGES_WITH_COMMANDS = PAGES.filter(({ blocks }) => blocks.some(isShell));

test.each(PAGES_WITH_COMMANDS)(
  'the commands of $name do what it says',
  async ({ name, blocks }) => {
    const shell = blocks.filter(isShell);
    // What prints something is judged by that; every command of the other blocks has to succeed.
    const script = shell.flatMap(({ title, code, printed }) => [
      ...(name === ALTERNATIVES ? [RESET] : []),
      `echo '=== ${title}'\nset ${printed === undefined ? '-e' : '+e'}\n${code}`,
    ]);
    const library = path.join(__dirname, 'shell.sh');
    const output = await onPage((run) =>
      run(['bash'], [`source "${library}"`, ...script, "echo '=== end'"].join('\n'), 'commands.sh'),
    );
    expect(output).toMatch(/=== end\nstatus 0\n$/);
    const printed = Object.fromEntries(
      output.split(/=== (?=\S+\n)/).map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, end), part.slice(end + 1)];
      }),
    );
    const expected = shell.flatMap((block) =>
      block.printed === undefined ? [] : [[block.title, block.printed]],
    );
    expect(printed).toMatchObject(Object.fromEntries(expected));
  },
  TIMEOUT,
);

const FILES = PAGES.flatMap((page) =>
  page.blocks.flatMap((block) => {
    const runner = isListed(NOT_RUN, block) ? undefined : runnerOf(block);
    const printed = runner?.file.startsWith('call.') ? printedBy(page, block) : undefined;
    return runner ? [{ ...block, runner, printed }] : [];
  }),
);

for (const { title, code, runner, printed } of FILES) {
  const { language, missing, command, file, wrap = (own: string) => own } = runner;
  const isSkipped = missing !== undefined && process.env['CI'] !== 'true';
  if (isSkipped) console.warn(`${title} is skipped: it needs apt-get install ${missing}.`);
  (isSkipped ? describe.skip : describe)(title, () => {
    test(
      `the example in ${language} does what the page says, and ends by itself`,
      async () => {
        const output = await onPage((run) => run(command, wrap(code), file));
        expect(output).toContain(printed === undefined ? '\nstatus 0\n' : `${printed}status 0\n`);
        expect(output).not.toContain('did not exit');
      },
      TIMEOUT,
    );
  });
}

test('every block is one that is run, or one that is known not to be', () => {
  const unknown = PAGES.flatMap(({ blocks }) => blocks).filter(
    (block) => !isShell(block) && !runnerOf(block) && !isListed(NOT_RUN, block) && !isListed(SHOWN, block),
  );
  expect(unknown).toEqual([]);
});

test('every page that shows something that is not run says so', () => {
  const source = (name: string): string => PAGES.find((page) => page.name === name)?.source ?? '';
  expect(source('docs/testing-with-it.md')).toContain('This example is not run by the test suite.');
  expect(source('docs/container.md')).toContain('**CI does not build or run this image**');
});

test('the first screen of the README is what the server prints', async () => {
  const folder = temporaryFolder();
  const server = await serve(['--port', '0'], { cwd: folder.path });
  await server.end('SIGTERM');
  folder.remove();
  const shown = (text: string): string => text.replace(/ready in \d+ ms/, 'ready');
  const printed = server.stdout.replaceAll(new URL(server.url).origin, WRITTEN);
  const blocks = PAGES[0]?.blocks.map(({ code }) => shown(code));
  expect(blocks).toContainEqual(shown(printed));
});

test('the line with the endpoint looks as the page about testing says', async () => {
  const server = await serve(['--memory', '--port', '0']);
  await server.end('SIGTERM');
  const line = server.stdout.split('\n').find((one) => one.startsWith('  Endpoint  ')) ?? '';
  const source = PAGES.find(({ name }) => name === 'docs/testing-with-it.md')?.source;
  expect(source?.replaceAll(/127\.0\.0\.1:\d+/g, '')).toContain(line.replace(new URL(server.url).host, ''));
});

test('the image is built from files that are there, and starts the command', () => {
  const copied = [...DOCKERFILE.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = '']) =>
    files.split(' '),
  );
  expect(copied.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  expect(copied.length).toBeGreaterThan(5);
  expect(imageCommand('ENTRYPOINT')).toEqual(['node', 'dist/cli.js']);
  expect(imageCommand('CMD')[0]).toBe('serve');
});

test('every variable and flag that a page names is one that a help text names', () => {
  const help = readFileSync(path.join(ROOT, 'docs', 'commands.md'), 'utf8');
  const unknown = PAGES.flatMap(({ name, source }) => {
    const known = new Set([
      ...(help.match(/\bATWS_\w+|(?<![\w-])--[a-z-]+/g) ?? []),
      ...(source.match(/(?<=export )\w+/g) ?? []),
    ]);
    const named = [...source.matchAll(/\bATWS_\w+|(?<=`|atws [^`\n]*)--[a-z-]+/g)].map(([one]) => one);
    return named.filter((one) => !known.has(one)).map((one) => `${name}: ${one}`);
  });
  expect(unknown).toEqual([]);
});
