import { createReadStream, existsSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import Sqlite from 'better-sqlite3';
import { Hasher } from '../../../src/passwords/hasher';
import { moveToDatabase, moveToFile } from '../../../src/store/move';
import { Store } from '../../../src/store/store';
import { demoTenant } from '../../../src/tenant/demo-tenant';
import { fillTenant } from '../../../src/tenant/fill';
import { redactedRecord } from '../../../src/lifecycle/redact';
import { run } from '../../support/command';
import { temporaryFolder } from '../../support/emulator';
import { describeWithPostgres, testDatabase, type TestDatabase, refused } from '../../support/postgres';
import { IDS } from '../../support/updates';

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

/** The data files; looking into one leaves an index of its log beside it. */
function filesThere(): readonly string[] {
  return readdirSync(folder.path).filter((name) => !/-(?:wal|shm)$/.test(name));
}

/** The folders of states that are being received or sent. */
function stateFolders(): readonly string[] {
  return readdirSync(os.tmpdir()).filter((name) => name.startsWith('atws-state-'));
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

describeWithPostgres('atws move', () => {
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

  test('lets the database count on from the ids that were moved', async () => {
    const { url, rows } = await database();
    await moveToDatabase(await filledFile(), url, silent);
    const [{ id } = {}] = await rows(
      `INSERT INTO outbox (created_at, resource_id, recipient, subject, text, html, next_attempt_at)
        VALUES ('2024', ${IDS.tom}, 'a', 'b', 'c', 'd', '2024') RETURNING id`,
    );
    expect(Number(id)).toBeGreaterThan(900);
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

  /** The places of a move that cannot be made. `url`: a database that is in use. */
  interface Places {
    readonly url: string;
    readonly file: string;
    readonly notData: string;
    readonly foreign: string;
    readonly empty: string;
  }

  test.each<[string, (places: Places) => readonly [from: string, to: string], RegExp]>([
    ['two files', ({ file }) => [file, newName()], /^One of --from and --to must be a database/],
    ['the same file twice', ({ file }) => [file, file], /^One of --from and --to must be a database/],
    ['two databases', ({ url, empty }) => [url, empty], /^One of --from and --to must be a database/],
    ['no such file', ({ empty }) => ['nowhere.db', empty], /^There is no data file nowhere\.db\.$/],
    [
      'no folder of the file',
      ({ empty }) => ['/no/where.db', empty],
      /^There is no data file \/no\/where\.db\.$/,
    ],
    [
      'a folder for the file',
      ({ empty }) => [folder.path, empty],
      / is a folder: name a file in it, \S+atws\.db\.$/,
    ],
    [
      'a file of another kind',
      ({ notData, empty }) => [notData, empty],
      /^The data file \S+ is none of this version of atws-emulator/,
    ],
    [
      'a database in use',
      ({ file, url }) => [file, url],
      /^The database \S+ has a tenant already; name an empty one with --to\.$/,
    ],
    [
      'a database of another program to move to',
      ({ file, foreign }) => [file, foreign],
      /^The database \S+ has tables of another program in the schema public; name another one with --to\.$/,
    ],
    [
      'a database of another program to move from',
      ({ foreign }) => [foreign, newName()],
      /^The database \S+ has tables of another program in the schema public; name another one with --from\.$/,
    ],
    [
      'an empty database to move from',
      ({ empty }) => [empty, newName()],
      /^There is nothing in \S+ to move\.$/,
    ],
    ['a file that is there', ({ url, file }) => [url, file], /exists; name another file with --to\.$/],
    [
      'a folder that cannot be made',
      ({ url }) => [url, '/proc/no/where.db'],
      /^The folder of the data file \/proc\/no\/where\.db cannot be made: there is no such file or folder\.$/,
    ],
    [
      'a folder that is a file',
      ({ url, file }) => [url, path.join(file, 'where.db')],
      /^The folder of the data file \S+ cannot be made: it exists already\.$/,
    ],
    [
      'no such database',
      ({ url }) => [`${url}_none`, newName()],
      /^The database \S+ cannot be used: there is no such database\.$/,
    ],
    [
      'a database that does not answer',
      ({ file }) => [file, 'postgres://atws:zq-secret@127.0.0.1:1/atws'],
      /^The database postgres:\/\/atws:\*{6}@\S+ cannot be used: nothing answers there/,
    ],
    [
      'a host that is not there',
      ({ file }) => [file, 'postgres://atws@host.invalid/atws'],
      /cannot be used: there is no host of that name\.$/,
    ],
    [
      'no such user',
      ({ file, empty }) => [file, empty.replace('postgres@', 'nobody:zq-secret@')],
      /cannot be used: it does not let this user in\.$/,
    ],
  ])(
    'says in one sentence that there are %s, and leaves all as it was',
    async (_what, placesOf, sentence) => {
      const [used, empty, theirs] = [await database('demo'), await database(), await database()];
      await theirs.rows('CREATE TABLE theirs (id int)');
      const notData = newName();
      writeFileSync(notData, 'no database');
      const file = await filledFile();
      const [from, to] = placesOf({ url: used.url, file, notData, foreign: theirs.url, empty: empty.url });
      const before = filesThere();
      const { code, stdout, stderr } = await run(['move', '--from', from, '--to', to]);
      const [said = '', ...more] = stderr.trimEnd().split('\n');
      expect({ code, stdout, more }).toEqual({ code: 1, stdout: '', more: [] });
      expect(said.replace(/^atws: /, '')).toMatch(sentence);
      expect(stderr).not.toContain('zq-secret');
      expect(filesThere()).toEqual(before);
      expect(await empty.rows("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    },
  );
});

describeWithPostgres('states in PostgreSQL', () => {
  test('are downloaded as files, and such files are uploaded and gone back to', async () => {
    const { url } = await database('demo');
    const store = await Store.open(url, refused);
    await store.snapshot('one');
    const file = await store.snapshots.fileOf('one');
    await store.resources.update(IDS.tom, { Title: 'Changed' });
    await store.putSnapshot('two', file.createReadStream());
    const titleOf = async () => (await store.resources.read(IDS.tom))?.record.Title;
    expect(await titleOf()).toBe('Changed');
    await store.restore('two');
    expect(await titleOf()).not.toBe('Changed');
    expect((await store.snapshots.list()).map(({ name }) => name)).toEqual(['one', 'two']);
    await store.close();
  });

  test('leave no file in a temporary folder while they are downloaded', async () => {
    const { url } = await database('demo');
    const store = await Store.open(url, refused);
    await store.snapshot('one');
    const before = process.env['TMPDIR'];
    const temporary = temporaryFolder();
    process.env['TMPDIR'] = temporary.path;
    try {
      const file = await store.snapshots.fileOf('one');
      expect(readdirSync(temporary.path)).toEqual([]);
      expect((await file.stat()).size).toBeGreaterThan(0);
      await file.close();
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      temporary.remove();
      await store.close();
    }
  });

  test.each([
    [
      'no database at all',
      'no database at all',
      /^The snapshot one is none of this version of atws-emulator/,
    ],
    ['nothing', '', /^The snapshot one is none of this version of atws-emulator/],
    [
      'the beginning of a data file',
      Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8192, 7)]),
      /^The snapshot one is /,
    ],
  ])('take no bytes that are %s, and keep nothing of them', async (_what, bytes, sentence) => {
    const { url } = await database('demo');
    const store = await Store.open(url, refused);
    const before = stateFolders();
    await expect(store.putSnapshot('one', Readable.from([Buffer.from(bytes)]))).rejects.toThrow(sentence);
    expect(await store.snapshots.list()).toEqual([]);
    expect(stateFolders()).toEqual(before);
    await store.close();
  });

  test('take no bytes that break off, and keep nothing of them', async () => {
    const { url } = await database('demo');
    const store = await Store.open(url, refused);
    const before = stateFolders();
    const broken = new Readable({
      read() {
        this.push('SQLite format 3');
        this.destroy(new Error('The client has gone'));
      },
    });
    await expect(store.putSnapshot('one', broken)).rejects.toThrow('The client has gone');
    expect(await store.snapshots.list()).toEqual([]);
    expect(stateFolders()).toEqual(before);
    await store.close();
  });

  test('are copied by atws backup', async () => {
    const { url } = await database('demo');
    const copy = newName();
    expect(await run(['backup', copy, '--data', url])).toEqual({
      code: 0,
      stdout: `${copy} is a copy of ${url}.\n`,
      stderr: '',
    });
    expect(rowsOf(copy)['resources']).toHaveLength(demoTenant().resources.length);
    const again = await run(['backup', copy, '--data', url]);
    expect(again).toEqual({ code: 1, stdout: '', stderr: `atws: ${copy} exists; name another file.\n` });
    const nowhere = await run(['backup', newName(), '--data', (await database()).url]);
    expect(nowhere).toMatchObject({ code: 1, stdout: '' });
    expect(nowhere.stderr).toMatch(/^atws: There is nothing in \S+\.\n$/);
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
    const file = newName();
    const opened = await store.snapshots.fileOf('old');
    writeFileSync(file, await opened.readFile());
    await opened.close();
    expect(JSON.stringify(rowsOf(file))).not.toMatch(/tom\.tech/i);
    await store.restore('old');
    expect((await store.lifecycle.byId(IDS.tom))?.userName).toBe(`redacted${IDS.tom}`);
    expect(await rows(`SELECT 1 FROM resources WHERE UserName = 'tom.tech'`)).toEqual([]);
    await store.close();
  });
});
