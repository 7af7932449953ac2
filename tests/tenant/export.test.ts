import { NONE_OF_RESOURCES } from '../../src/tenant/empty-tenant';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { resource } from '../../src/entities/resource';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { csvRecord, defused, restored } from '../../src/input/csv-cell';
import { exportCsv, exportTenant } from '../../src/tenant/export';
import { DEMO_FILE, demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { addRows, addTenant, readImportFile } from '../../src/tenant/import';
import { CLI } from '../support/built';
import { run } from '../support/command';
import { start, temporaryFolder } from '../support/emulator';
import { call } from '../support/soap';

const folder = temporaryFolder();
const hasher = new Hasher(4);
afterAll(async () => {
  await hasher.close();
  folder.remove();
});

const demo = demoTenant();
const fileOf = (name: string): string => path.join(folder.path, name);

/** A copy of the demo tenant with a deleted and a redacted resource, and texts that are awkward. */
const AWKWARD: typeof demo = {
  ...demo,
  resources: [
    ...demo.resources,
    {
      ...demo.resources[0],
      ...{ id: 29700001, UserName: 'gone', Active: false, deletedAt: '2025-01-01T00:00:00.000Z' },
      internalCosts: [
        { from: null, to: '2020-12-31', amount: 10 },
        { from: '2021-01-01', to: null, amount: 12.5 },
      ],
    },
    {
      ...demo.resources[0],
      ...{ id: 29700002, UserName: 'redacted29700002', FirstName: 'Redacted', LastName: 'Resource' },
      ...{ Active: false, redactedAt: '2025-02-01T00:00:00.000Z', InternalCost: 99.5 },
    },
    {
      ...demo.resources[0],
      ...{
        id: 29700003,
        UserName: 'awkward',
        Title: '=1+1',
        HomePhone: '+1 518 555-0100',
        MiddleName: "'=x",
      },
      ...{ OfficePhone: '＠x', FirstName: ' "Quoted", ', LastName: 'two\r\nlines; 東京 😀' },
    },
  ],
};

/** A store with a tenant, for as long as `work` takes. */
async function withTenant<T>(
  fill: (stores: Parameters<typeof fillTenant>[0]) => Promise<unknown>,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await Store.open(undefined, async (stores) => {
    await fill(stores);
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const withAwkward = <T>(work: (store: Store) => Promise<T>): Promise<T> =>
  withTenant((stores) => fillTenant(stores, AWKWARD, hasher), work);

describe('a tenant as JSON', () => {
  test('comes back as it was, to the last record', async () => {
    const all = { withPasswordHashes: true };
    const exported = await withAwkward((store) => store.transaction((stores) => exportTenant(stores, all)));
    expect(exported.resources).toHaveLength(AWKWARD.resources.length);
    expect(exported.records).toHaveLength(AWKWARD.records?.length ?? 0);
    const content = readImportFile('x.json', Buffer.from(JSON.stringify(exported)));
    if (content.kind !== 'tenant') throw new Error('It is a tenant');
    const again = await withTenant(
      (stores) => addTenant(stores, content.tenant, content, { hasher }),
      (store) => store.transaction((stores) => exportTenant(stores, all)),
    );
    expect(again).toEqual(exported);
  });

  test('has hashes of passwords only where they are asked for', async () => {
    const text = JSON.stringify(
      await withAwkward((store) =>
        store.transaction((stores) => exportTenant(stores, { withPasswordHashes: false })),
      ),
    );
    expect(text).not.toMatch(/\$2b\$|assword"|passwordHash/);
  });
});

describe('resources as CSV', () => {
  test('come back as they were, but for passwords', async () => {
    const csv = await withAwkward((store) => store.transaction(exportCsv));
    expect(csv).not.toMatch(/\$2b\$|passwordHash|Password/);
    // No cell begins as a formula does.
    expect(csv).not.toMatch(/(^|[,\n])"?[=+@＝＋－＠]/);
    const { rows } = readImportFile('x.csv', Buffer.from(csv));
    const again = await withTenant(
      async (stores) => {
        await fillTenant(stores, { ...demo, ...NONE_OF_RESOURCES, resources: [], records: [] }, hasher);
        await addRows(stores, rows, { hasher });
      },
      (store) => store.transaction(exportCsv),
    );
    expect(again).toBe(csv);
  });

  test('any text comes back as it was', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }).map((any) => any.toWellFormed()),
      fc.string({ unit: fc.constantFrom(...Array.from('\'"=+-@,;\t\r\n＝＋－＠ax')) }),
    );
    fc.assert(
      fc.property(
        text,
        (any) => restored(defused(any)) === any && !/^[=+\-@\t\r\n＝＋－＠]/.test(defused(any)),
      ),
    );
    const names = resource.fields
      .filter(({ type, length }) => type === 'string' && length > 0)
      .map(({ name }) => name);
    return fc.assert(
      fc.asyncProperty(
        fc.array(
          text.filter((any) => any !== ''),
          { minLength: 1, maxLength: 5 },
        ),
        async (texts) => {
          const columns = names.slice(0, texts.length);
          const { rows } = readImportFile('x.csv', Buffer.from(csvRecord(columns) + csvRecord(texts)));
          const values = [];
          for await (const row of rows) if (row.values) values.push(row.values);
          // A line of blanks is no resource.
          if (texts.every((any) => any.trim() === '')) return;
          expect(values).toEqual([Object.fromEntries(columns.map((name, n) => [name, texts[n]]))]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('atws export', () => {
  /** Runs a script of the shell, with node, the command and a data file as $0, $1 and $2. */
  const shell = (script: string, data: string): Promise<{ stdout: string; stderr: string }> =>
    promisify(execFile)('sh', ['-c', script, process.execPath, CLI, data]);

  const data = fileOf('atws.db');
  beforeAll(async () => {
    writeFileSync(fileOf('demo.json'), JSON.stringify(demo));
    await run(['import', fileOf('demo.json'), '--data', data]);
  });

  test('writes a tenant whose log-ins go on working, from a data file in use, for its owner only', async () => {
    const file = fileOf('out.json');
    const server = await start({ memory: false, data });
    try {
      expect(await run(['export', file, '--data', data, '--with-password-hashes'])).toEqual({
        code: 0,
        stdout: `${file} has the tenant of ${data}, with the hashes of passwords.\n`,
        stderr: '',
      });
    } finally {
      await server.close();
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const copy = fileOf('copy.db');
    expect(await run(['import', file, '--data', copy])).toMatchObject({ code: 0, stderr: '' });
    const emulator = await start({ memory: false, data: copy });
    const { status } = await call(emulator.url, 'GetWsdlVersion', '');
    await emulator.close();
    expect(status).toBe(200);
  });

  test('writes CSV to a file of that name, and to standard output', async () => {
    const file = fileOf('out.csv');
    expect(await run(['export', file, '--data', data])).toMatchObject({ code: 0, stderr: '' });
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^Active,Email,/);
    expect(await run(['export', '--format', 'csv', '--data', data])).toEqual({
      code: 0,
      stdout: text,
      stderr: '',
    });
    const { stdout } = await run(['export', '-', '--data', data]);
    expect(stdout).toMatch(/^\{\n {2}"domain"/);
  });

  test('ends well for a reader of its first line only', async () => {
    const data = fileOf('read-in-part.db');
    expect((await run(['import', DEMO_FILE, '--data', data])).code).toBe(0);
    const { stdout, stderr } = await shell(
      '{ "$0" "$1" export --data "$2"; echo "code $?" >&2; } | head -n 1',
      data,
    );
    expect([stdout, stderr]).toEqual(['{\n', 'code 0\n']);
  });

  test('says it when the output cannot be written', async () => {
    const data = fileOf('read-in-vain.db');
    expect((await run(['import', DEMO_FILE, '--data', data])).code).toBe(0);
    const { stderr } = await shell('"$0" "$1" export --data "$2" > /dev/full; echo "code $?" >&2', data);
    expect(stderr).toBe('atws: The output cannot be written: the disk is full.\ncode 1\n');
  });

  test('leaves a file that is there, unless told to replace it', async () => {
    const file = fileOf('there.json');
    writeFileSync(file, 'mine');
    expect(await run(['export', file, '--data', data])).toEqual({
      code: 1,
      stdout: '',
      stderr: `atws: ${file} exists; name another file, or add --force to replace it.\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(await run(['export', file, '--data', data, '--force'])).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toContain('"domain"');
  });

  test.each<[string, readonly string[], string]>([
    ['no data file', ['--data', 'nowhere.db'], 'There is no data file nowhere.db.'],
    [
      'a folder that is not there',
      ['nowhere/x.json', '--data', data],
      'The file nowhere/x.json cannot be written: there is no such file or folder.',
    ],
    [
      'secrets in CSV',
      ['x.csv', '--data', data, '--with-password-hashes'],
      'CSV has no secrets; --with-password-hashes is for JSON.',
    ],
  ])('says in a sentence what is wrong: %s', async (_title, args, sentence) => {
    expect(await run(['export', ...args], { cwd: folder.path })).toEqual({
      code: 1,
      stdout: '',
      stderr: `atws: ${sentence}\n`,
    });
    expect(existsSync(fileOf('nowhere.db'))).toBe(false);
  });
});
