import { spawn } from 'node:child_process';
import { existsSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { startEmulator, type Emulator } from '../../src/index';
import { start, temporaryFolder } from '../support/emulator';
import { call } from '../support/soap';
import { accept, IDS, read } from '../support/updates';
import { CLI, serve } from '../support/built';
import { run, type Outcome } from '../support/command';

const folder = temporaryFolder();
let atws: Emulator;
beforeAll(async () => {
  atws = await start();
});
beforeEach(() => atws.reset());
afterAll(async () => {
  await atws.close();
  folder.remove();
});

const fileOf = (name: string): string => path.join(folder.path, name);

/** Runs a command against the emulator of this file. */
const ask = (...args: readonly string[]): Promise<Outcome> => run([...args, '--url', atws.url]);

const said = (stdout: string): Outcome => ({ code: 0, stdout, stderr: '' });

const title = async (): Promise<unknown> => (await atws.resources.get(IDS.tom)).Title;

test('healthcheck tells by its exit code whether a server is ready', async () => {
  expect(await ask('healthcheck')).toEqual(said('ready\n'));
});

test.each([
  [['requests'], 'There are no such calls.'],
  [['requests', '--operation', 'create'], 'There are no such calls.'],
  [['snapshot', 'list'], 'No states were kept.'],
  [['outbox', 'list'], 'There are no messages.'],
  [['faults', 'list'], 'There are no fault rules.'],
  [['resource', 'list', '--search', 'nobody at all'], 'There are no such resources.'],
  [['privacy-history'], 'The history is empty.'],
])('%j says that there is nothing', async (args, sentence) => {
  await atws.reset();
  expect(await ask(...args)).toEqual(said(`${sentence}\n`));
});

test.each([
  [['requests', '--json'], ''],
  [['outbox', 'list', '--json'], '[]\n'],
  [['faults', 'list', '--json'], '[]\n'],
  [['resource', 'list', '--search', 'nobody at all', '--json'], '[]\n'],
  [['privacy-history', '--format', 'json'], '[]\n'],
])('%j is an empty list', async (args, stdout) => {
  expect(await ask(...args)).toEqual(said(stdout));
});

test('a tenant without departments says so', async () => {
  const own = await start({ seed: { departments: [] } });
  try {
    const { stdout } = await run(['tenant', 'show', '--url', own.url]);
    expect(stdout).toContain('\nDepartments\nThere are none.\n');
  } finally {
    await own.close();
  }
});

test('reset starts the server over, when it is confirmed', async () => {
  await accept(atws.url, IDS.tom, { Title: 'Changed' });
  const refused = await ask('reset');
  expect({ ...refused, stderr: refused.stderr.split('\n').at(-2) }).toEqual({
    code: 1,
    stdout: '',
    stderr: 'atws: Nobody is there to confirm. Add --yes to go on without asking.',
  });
  expect(await title()).toBe('Changed');
  expect(await ask('reset', '--yes')).toMatchObject({ code: 0, stdout: 'The server started over.\n' });
  expect(await title()).not.toBe('Changed');
});

test('reset of a data file is refused without --allow-reset', async () => {
  const own = await startEmulator({ data: fileOf('no-reset.db'), bcryptCost: 4 });
  try {
    expect(await run(['reset', '--yes', '--url', own.url])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/\natws: A data file is emptied only .*--allow-reset\.\n$/) as string,
    });
  } finally {
    await own.close();
  }
});

test('snapshot keeps states, lists them, goes back to them and deletes them', async () => {
  await accept(atws.url, IDS.tom, { Title: 'Kept' });
  expect(await ask('snapshot', 'create', 'one')).toEqual(said('The state is kept.\n'));
  await accept(atws.url, IDS.tom, { Title: 'Later' });
  expect((await ask('snapshot', 'list')).stdout).toMatch(/ name .* bytes .*\n[^]* one .* \d+ /);
  expect(await ask('snapshot', 'restore', 'one')).toEqual(said('The state is restored.\n'));
  expect(await title()).toBe('Kept');
  expect(await ask('snapshot', 'delete', 'one')).toEqual(said('The state is deleted.\n'));
  expect(await ask('snapshot', 'restore', 'one')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'atws: There is no snapshot one.\n',
  });
  expect(await ask('snapshot', 'create', '../x')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^atws: The name of a snapshot has letters/) as string,
  });
});

describe('requests', () => {
  test('shows the latest calls, a line for each, or as JSON', async () => {
    await call(atws.url, 'GetWsdlVersion');
    await call(atws.url, 'getThresholdAndUsageInfo');
    const { stdout } = await ask('requests');
    expect(
      stdout.split('\n').map((line) => line.replace(/^\S+Z/, 'AT').replace(/ *[\d.]+ ms/, ' MS')),
    ).toEqual([
      'AT  200  GetWsdlVersion            api.admin@example.com MS  answered',
      'AT  200  getThresholdAndUsageInfo  api.admin@example.com MS  answered: ReturnCode 1',
      '',
    ]);
    const json = await ask('requests', '--json', '--operation', 'getwsdlversion');
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(JSON.stringify((await atws.requests())[0])));
  });

  test('says why calls were refused, and which met a fault rule', async () => {
    await atws.reset();
    await call(atws.url, 'query', '<sXML>no query</sXML>');
    const { id } = await atws.faults.add({
      operation: 'GetWsdlVersion',
      effect: { kind: 'httpStatus', status: 503 },
    });
    await call(atws.url, 'GetWsdlVersion');
    await atws.faults.clear();
    const [refused] = await atws.requests({ result: 'refused' });
    expect((await ask('requests', '--result', 'refused')).stdout).toContain(
      `refused: ReturnCode -1, ${refused!.message!}\n`,
    );
    expect((await ask('requests', '--text', 'service unavail')).stdout).toContain(
      `injected by rule ${id}, HTTP 503: Service Unavailable\n`,
    );
    expect((await ask('requests', '--tracking-identifier', 'none')).stdout).toBe(
      'There are no such calls.\n',
    );
    expect(await ask('requests', '--result', 'lost')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('result must be') as string,
    });
  });

  test('--follow goes on with new calls until it is stopped', async () => {
    await call(atws.url, 'GetWsdlVersion');
    const child = spawn(process.execPath, [CLI, 'requests', '--follow', '--url', atws.url]);
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const closed = new Promise((resolve) => child.on('close', resolve));
    const until = async (text: string): Promise<void> => {
      const end = performance.now() + 15_000;
      while (!stdout.includes(text)) {
        if (performance.now() > end) throw new Error(`There is no ${text} in ${stdout}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    try {
      await until('GetWsdlVersion');
      await call(atws.url, 'getThresholdAndUsageInfo');
      await until('getThresholdAndUsageInfo');
      expect(stdout.match(/GetWsdlVersion/g)).toHaveLength(1);
    } finally {
      child.kill('SIGTERM');
      await closed;
    }
  });
});

describe('backup', () => {
  test('copies a data file that is written to; a server starts with the copy', async () => {
    const data = fileOf('live.db');
    const server = await serve(['--port', '0', '--data', data], { env: { ATWS_BCRYPT_COST: '4' } });
    const copy = fileOf('copy.db');
    const ended = new AbortController();
    let writes = 0;
    const writing = (async (): Promise<void> => {
      while (!ended.signal.aborted) await accept(server.url, IDS.tom, { Title: `Number ${(writes += 1)}` });
    })();
    try {
      expect(await run(['backup', copy, '--data', data])).toEqual(said(`${copy} is a copy of ${data}.\n`));
    } finally {
      ended.abort();
      await writing;
      await server.end('SIGTERM');
    }
    expect(writes).toBeGreaterThan(0);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const sqlite = new Sqlite(copy, { readonly: true });
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    sqlite.close();
    const restored = await serve(['--port', '0', '--data', copy]);
    try {
      const { Title } = await read(restored.url, IDS.tom);
      expect(Number(/^Number (\d+)$/.exec(Title ?? '')?.[1] ?? 0)).toBeLessThanOrEqual(writes);
    } finally {
      await restored.end('SIGTERM');
    }
  });

  test.each<[string, () => readonly [data: string, copy: string], RegExp]>([
    [
      'a data file that is not there',
      () => [fileOf('nowhere.db'), fileOf('x.db')],
      /^atws: There is no data file .*nowhere\.db\.\n$/,
    ],
    [
      'a data file that cannot be looked at',
      () => [fileOf('circle.db'), fileOf('x.db')],
      /^atws: .*circle\.db cannot be used: its links lead in a circle\.\n$/,
    ],
    ['a copy that exists', () => [fileOf('own.db'), __filename], /^atws: .* exists; name another file\.\n$/],
    [
      'a folder that is not there',
      () => [fileOf('own.db'), fileOf('no/x.db')],
      /^atws: .*x\.db cannot be used: there is no such file or folder\.\n$/,
    ],
    [
      'an empty file',
      () => [fileOf('empty.db'), fileOf('y.db')],
      /^atws: There is nothing in .*empty\.db\.\n$/,
    ],
  ])('of %s is refused in one line', async (_title, files, sentence) => {
    await (await startEmulator({ data: fileOf('own.db'), bcryptCost: 4 })).close();
    writeFileSync(fileOf('empty.db'), '');
    rmSync(fileOf('circle.db'), { force: true });
    symlinkSync(fileOf('circle.db'), fileOf('circle.db'));
    const [data, copy] = files();
    const { code, stdout, stderr } = await run(['backup', copy, '--data', data]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(existsSync(fileOf('x.db')) || existsSync(fileOf('y.db'))).toBe(false);
  });
});
