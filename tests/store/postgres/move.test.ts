import { existsSync } from 'node:fs';
import path from 'node:path';
import { createReadStream } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { Hasher } from '../../../src/passwords/hasher';
import { moveToDatabase, moveToFile } from '../../../src/store/move';
import { Store } from '../../../src/store/store';
import { demoTenant } from '../../../src/tenant/demo-tenant';
import { fillTenant } from '../../../src/tenant/fill';
import { redactedRecord } from '../../../src/lifecycle/redact';
import { run } from '../../support/command';
import { temporaryFolder } from '../../support/emulator';
import { programs } from '../../support/postgres-run.cjs';
import { testDatabase, type TestDatabase } from '../../support/postgres';
import { IDS } from '../../support/updates';

/** The data goes from a file to PostgreSQL and back. In CI it must be there. */
const describeThere = programs() === undefined && process.env['CI'] === undefined ? describe.skip : describe;

const refused = (): Promise<void> => Promise.reject(new Error('It is filled already'));
const silent = () => () => undefined;
const folder = temporaryFolder();
let files = 0;
const newName = (): string => path.join(folder.path, `${++files}.db`);
const databases: TestDatabase[] = [];

afterAll(async () => {
  for (const database of databases) await database.drop();
  folder.remove();
});

async function database(content: 'empty' | 'demo' = 'empty'): Promise<TestDatabase> {
  const made = await testDatabase(content);
  databases.push(made);
  return made;
}

/** A data file with everything that a row can hold. */
async function filledFile(): Promise<string> {
  const file = newName();
  const hasher = new Hasher(4);
  const store = await Store.open(file, (stores) => fillTenant(stores, demoTenant(), hasher));
  await store.close();
  await hasher.close();
  const data = new Sqlite(file);
  data.exec(`INSERT INTO photos VALUES (${IDS.tom}, 'image/png', X'00FF10'), (${IDS.ada}, 'image/jpeg', X'');
    UPDATE resources SET Title = '\\ "é" ''😀' || char(10) || '\\u0041', Title_folded = 'x', SurveyResourceRating = 0.1e-7
      WHERE id = ${IDS.tom};
    INSERT INTO internal_costs VALUES (${IDS.paul}, NULL, '2020-01-01', 12.125), (${IDS.paul}, '2020-01-02', NULL, 1e21);
    INSERT INTO outbox (id, created_at, resource_id, recipient, subject, text, html, next_attempt_at)
      VALUES (900, '2024', ${IDS.tom}, 'a', 'b', 'c', 'd', '2024');
    INSERT INTO privacy_history VALUES (7, '2024', 'Erasure', ${IDS.ada}, 'Ada', ${IDS.frank}, 'asked for');
    INSERT INTO fault_rules (rule) VALUES ('{}');`);
  data.close();
  return file;
}

/** All rows of a data file but those about servers. */
function rowsOf(file: string): Readonly<Record<string, readonly unknown[]>> {
  const data = new Sqlite(file, { readonly: true });
  try {
    const tables = data
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all()
      .filter((name) => !['emulator_state', 'fault_rules', 'failed_log_ins'].includes(name));
    return Object.fromEntries(
      tables.map((name) => [
        name,
        data
          .prepare(`SELECT * FROM ${name}`)
          .all()
          .map((row) => JSON.stringify(row))
          .sort(),
      ]),
    );
  } finally {
    data.close();
  }
}

describeThere('atws move', () => {
  test('takes each row to an empty database and back, and the file can be served', async () => {
    const file = await filledFile();
    const { url, rows } = await database();
    const said = await run(['move', '--from', file, '--to', url]);
    expect(said).toEqual({
      code: 0,
      stdout: `${url} holds all that ${file} does, row by row.\n`,
      stderr: '',
    });
    expect(await rows('SELECT count(*) AS n FROM fault_rules')).toEqual([{ n: 0 }]);
    const back = newName();
    expect(await run(['move', '--from', url, '--to', back])).toMatchObject({ code: 0, stderr: '' });
    expect(rowsOf(back)).toEqual(rowsOf(file));
    expect(rowsOf(back)['photos']).toHaveLength(2);
    const store = await Store.open(back, refused);
    expect((await store.lifecycle.byId(IDS.tom))?.userName).toBe('tom.tech');
    await store.close();
    const data = new Sqlite(back);
    expect(data.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(data.pragma('foreign_key_check')).toEqual([]);
    data.close();
  });

  test('leaves nothing in a database of what it cannot hold', async () => {
    const file = await filledFile();
    const data = new Sqlite(file);
    data.exec(`UPDATE records SET title = 'a' || char(0) || 'b' WHERE id = (SELECT max(id) FROM records)`);
    data.close();
    const { url, rows } = await database();
    await expect(moveToDatabase(file, url, silent)).rejects.toThrow(
      'The table records has a value that PostgreSQL does not store, such as a text with a NUL character.',
    );
    expect(await rows("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    await moveToDatabase(await filledFile(), url, silent);
  });

  test('leaves nothing in a database where a row is another one afterwards', async () => {
    const { url, rows } = await database();
    // The last of the statements before the rows are compared is an ALTER TABLE.
    await rows(`CREATE FUNCTION spoil() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE resources SET Title = 'other' WHERE id = ${IDS.tom}; EXCEPTION WHEN undefined_table THEN END $$`);
    await rows(
      "CREATE EVENT TRIGGER spoil ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION spoil()",
    );
    await expect(moveToDatabase(await filledFile(), url, silent)).rejects.toThrow(
      'The table resources was not the same afterwards, so nothing was moved.',
    );
    expect(await rows("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
  });

  test.each([
    ['another', `UPDATE resources SET Title = 'other' WHERE id = ${IDS.tom}`, 'resources'],
    [
      'missing',
      'DELETE FROM record_types WHERE position = (SELECT max(position) FROM record_types)',
      'record_types',
    ],
    ['added', "INSERT INTO record_types VALUES (99, 'Other')", 'record_types'],
  ])('leaves no file where a row is %s afterwards', async (_how, sql, table) => {
    const { url } = await database('demo');
    const file = newName();
    const spoiling = (what: string): (() => void) => {
      if (what === 'Compared') {
        const data = new Sqlite(file);
        data.pragma('foreign_keys = OFF');
        data.exec(sql);
        data.close();
      }
      return () => undefined;
    };
    await expect(moveToFile(url, file, spoiling)).rejects.toThrow(
      `The table ${table} was not the same afterwards, so nothing was moved.`,
    );
    expect(existsSync(file)).toBe(false);
  });
});

describeThere('states in PostgreSQL', () => {
  test('are downloaded as files, and such files are uploaded and gone back to', async () => {
    const { url } = await database('demo');
    const store = await Store.open(url, refused);
    await store.snapshot('one');
    const { path: file, discard } = await store.snapshots.fileOf('one');
    await store.resources.update(IDS.tom, { Title: 'Changed' });
    await store.putSnapshot('two', createReadStream(file));
    await discard();
    expect(existsSync(file)).toBe(false);
    const titleOf = async () => (await store.resources.read(IDS.tom))?.record.Title;
    expect(await titleOf()).toBe('Changed');
    await store.restore('two');
    expect(await titleOf()).not.toBe('Changed');
    expect((await store.snapshots.list()).map(({ name }) => name)).toEqual(['one', 'two']);
    await store.close();
  });

  test('are without those who are redacted here, when they come from elsewhere', async () => {
    const { url, rows } = await database('demo');
    const store = await Store.open(url, refused);
    const copy = newName();
    await store.copyTo(copy);
    const found = await store.resources.read(IDS.tom);
    if (!found) throw new Error('There is no Tom');
    await store.resources.update(IDS.tom, redactedRecord(found.record));
    await store.lifecycle.erase(IDS.tom, '2024-01-01T00:00:00.000Z');
    await store.putSnapshot('old', createReadStream(copy));
    const { path: file, discard } = await store.snapshots.fileOf('old');
    expect(JSON.stringify(rowsOf(file))).not.toMatch(/tom\.tech/i);
    await discard();
    await store.restore('old');
    expect((await store.lifecycle.byId(IDS.tom))?.userName).toBe(`redacted${IDS.tom}`);
    expect(await rows(`SELECT 1 FROM resources WHERE UserName = 'tom.tech'`)).toEqual([]);
    await store.close();
  });
});
