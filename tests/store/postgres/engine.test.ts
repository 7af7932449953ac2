import { readFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { resource } from '../../../src/entities/resource';
import { soundex } from '../../../src/entities/soundex';
import { Hasher } from '../../../src/passwords/hasher';
import { isJsonColumn } from '../../../src/store/postgres/json-columns';
import { KNOWN_TRIGGERS } from '../../../src/store/postgres/schema';
import { StorageFailure } from '../../../src/store/storage-failure';
import { SCHEMA_FILE, Store } from '../../../src/store/store';
import { demoTenant } from '../../../src/tenant/demo-tenant';
import { fillTenant } from '../../../src/tenant/fill';
import { temporaryFolder } from '../../support/emulator';
import { eventually, IDS } from '../../support/updates';
import { describeWithPostgres, testDatabase, type TestDatabase, twoStores } from '../../support/postgres';
import { clausesOf } from '../../support/clauses';
import { plainForm } from '../../support/wire-format';
import { where } from '../../support/soap';

const nothing = async (): Promise<void> => undefined;
const viewer = { mayViewInternalCost: true, today: '2024-02-29' };

describeWithPostgres('a database in PostgreSQL', () => {
  let database: TestDatabase;
  let one: Store;
  let other: Store;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ database, one, other, close } = await twoStores());
  });

  afterAll(() => close());

  test('has the tables of schema.sql, column by column', async () => {
    const sqlite = new Sqlite(':memory:');
    sqlite.exec(readFileSync(SCHEMA_FILE, 'utf8'));
    const types: Readonly<Record<string, string>> = {
      INTEGER: 'bigint',
      REAL: 'double precision',
      TEXT: 'text C',
      BLOB: 'bytea',
    };
    const wanted = sqlite
      .prepare(
        `SELECT t.name AS "table", c.name, c.type, c."notnull" OR c.pk > 0 AS required FROM pragma_table_list t
          JOIN pragma_table_info(t.name) c WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%' ORDER BY 1, c.cid`,
      )
      .raw()
      .all() as [string, string, string, number][];
    const triggers = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
    sqlite.close();
    const columns = await database.rows(
      `SELECT table_name, column_name, data_type, collation_name, is_nullable FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'atws_schema'
        ORDER BY table_name COLLATE "C", ordinal_position`,
    );
    expect(
      columns.map((row) => [
        row['table_name'],
        row['column_name'],
        `${String(row['data_type'])} ${String(row['collation_name'] ?? '')}`.trim(),
        row['is_nullable'] === 'NO' ? 1 : 0,
      ]),
    ).toEqual(
      wanted.map(([table, name, type, required]) => [
        table,
        name,
        isJsonColumn(name) ? 'jsonb' : types[type],
        required,
      ]),
    );
    expect([...triggers].sort()).toEqual([...KNOWN_TRIGGERS].sort());
  });

  test('has the indexes of schema.sql, those of resources with the id behind', async () => {
    const names = [...readFileSync(SCHEMA_FILE, 'utf8').matchAll(/^CREATE (?:UNIQUE )?INDEX (\w+)/gm)].map(
      ([, name]) => name,
    );
    const rows = await database.rows("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'");
    expect(rows.map(({ indexname }) => indexname)).toEqual(expect.arrayContaining(names));
  });

  test('says what a text sounds like as we do', async () => {
    const texts = fc.sample(fc.string({ unit: 'grapheme', maxLength: 12 }), { numRuns: 500, seed: 1 });
    const names = ['Robert', 'Rupert', 'Tymczak', 'Pfister', 'Honeyman', 'Ångström', 'Åse', '', '12', 'Éa'];
    const all = [...names, ...texts.filter((text) => !text.includes('\0'))];
    const rows = await database.rows(
      'SELECT sounds_like(t) AS s FROM unnest(?::text[]) WITH ORDINALITY AS x(t, n) ORDER BY n',
      all,
    );
    expect(rows.map(({ s }) => s)).toEqual(all.map(soundex));
  });

  test.each([
    'UPDATE privacy_history SET reason = 1',
    'DELETE FROM privacy_history',
    'TRUNCATE privacy_history',
  ])('refuses %s', async (sql) => {
    await one.privacy.add({
      actionDate: '2024-01-01T00:00:00Z',
      actionType: 'Erasure',
      initiatingId: IDS.ada,
      initiatingPerson: 'Ada',
      resourceId: IDS.paul,
      reason: 'asked for',
    });
    await expect(database.rows(sql)).rejects.toThrow('The Privacy Action History cannot be changed');
  });

  test('shows at once what another server has written', async () => {
    const ofTom = clausesOf(where('id', 'Equals', String(IDS.tom)));
    for (let round = 0; round < 50; round += 1) {
      const title = `Title ${round}`;
      await one.resources.update(IDS.tom, { Title: title });
      const { pieces } = await other.entities.serialized(plainForm(resource), ofTom, viewer, 500);
      expect(Buffer.concat(pieces).toString()).toContain(title);
    }
  });

  test('shows at once what another server has written of a cost, and of settings', async () => {
    const ofTom = clausesOf(where('id', 'Equals', String(IDS.tom)));
    const shown = async (): Promise<string> => {
      const { pieces } = await other.entities.serialized(plainForm(resource), ofTom, viewer, 500);
      return Buffer.concat(pieces).toString();
    };
    const before = await shown();
    await database.rows(`UPDATE internal_costs SET amount = amount + 1 WHERE resource_id = ${IDS.tom}`);
    expect(await shown()).not.toBe(before);
    expect((await other.tenant.read()).strongPasswords).toBe(true);
    await one.tenant.setStrongPasswords(false);
    await other.logins.look();
    expect((await other.tenant.read()).strongPasswords).toBe(false);
  });

  test('takes every one of many changes of one row by two servers', async () => {
    await one.resources.update(IDS.ada, { Title: '0' });
    const add = (store: Store) =>
      store.transaction(async ({ resources }) => {
        const found = await resources.read(IDS.ada);
        await resources.update(IDS.ada, { Title: String(Number(found?.record.Title) + 1) });
      });
    await Promise.all(Array.from({ length: 80 }, (_none, n) => add(n % 2 === 0 ? one : other)));
    expect((await one.resources.read(IDS.ada))?.record.Title).toBe('80');
  });

  test('gives one user name to one of two', async () => {
    const take = (store: Store, id: number, name: string) =>
      store.transaction(async ({ resources }) => {
        if ((await resources.idOf(name)) !== undefined) throw new Error('taken');
        await resources.update(id, { UserName: name });
      });
    for (let round = 0; round < 10; round += 1) {
      const name = `wanted.${round}`;
      const results = await Promise.allSettled([take(one, IDS.tom, name), take(other, IDS.paul, name)]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
  });

  test('says of a change whose connection is lost while it is stored that it may be done or not', async () => {
    // The server is in the middle of the COMMIT for as long.
    await database.rows(
      'CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); RETURN NULL; END $$',
    );
    await database.rows(
      'CREATE CONSTRAINT TRIGGER linger AFTER UPDATE ON resources DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION linger()',
    );
    const storing =
      "FROM pg_stat_activity WHERE datname = current_database() AND query = 'COMMIT' AND state = 'active'";
    let attempts = 0;
    const changed = one
      .transaction(async ({ resources }) => {
        attempts += 1;
        await resources.update(IDS.mo, { Title: 'Stored or not' });
      })
      .catch((thrown: unknown) => thrown);
    await eventually(async () => (await database.rows(`SELECT pid ${storing}`)).length === 1, 'it is stored');
    await database.rows(`SELECT pg_terminate_backend(pid) ${storing}`);
    expect(await changed).toEqual(
      new StorageFailure(
        'the connection to it was lost while it stored this, which may be done or not; look, and try again if it is not',
        undefined,
        'used',
        'database',
      ),
    );
    expect(attempts).toBe(1);
    await database.rows('DROP TRIGGER linger ON resources');
  });

  test('is gone on with when its connections were lost, and calls meanwhile are told to try again', async () => {
    const lost = one.transaction(async ({ resources }) => {
      await resources.read(IDS.tom);
      await database.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'atws-emulator'",
      );
      await resources.update(IDS.tom, { Title: 'Lost' });
    });
    const error: unknown = await lost.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StorageFailure);
    expect((error as StorageFailure).message).toMatch(/^The database cannot be used: .*try again\.$/);
    // Each connection is told of its end by itself: a call on one that was not told yet may fail once more.
    const again = <T>(work: () => Promise<T>): Promise<T | true> =>
      eventually(async () => {
        try {
          return (await work()) ?? true;
        } catch (thrown) {
          if (thrown instanceof StorageFailure) return undefined;
          throw thrown;
        }
      }, 'the connections are there again');
    expect(await again(() => one.resources.read(IDS.tom))).not.toMatchObject({ record: { Title: 'Lost' } });
    await again(() => other.resources.update(IDS.tom, { Title: 'Found' }));
    expect(await again(() => one.resources.read(IDS.tom))).toMatchObject({ record: { Title: 'Found' } });
  });
});

describeWithPostgres('opening a database in PostgreSQL', () => {
  let database: TestDatabase;
  const folder = temporaryFolder();
  afterAll(() => {
    folder.remove();
  });
  beforeEach(async () => {
    database = await testDatabase('empty');
  });
  afterEach(() => database.drop());

  test('makes and fills it once, however many servers do so at the same time', async () => {
    const hasher = new Hasher(4);
    let filled = 0;
    const stores = await Promise.all(
      Array.from({ length: 4 }, () =>
        Store.open(database.url, async (inside) => {
          filled += 1;
          await fillTenant(inside, demoTenant(), hasher);
        }),
      ),
    );
    expect(filled).toBe(1);
    const counts = await Promise.all(stores.map((store) => store.lifecycle.count()));
    expect(counts).toEqual(counts.map(() => demoTenant().resources.length));
    await Promise.all(stores.map((store) => store.close()));
    await hasher.close();
  });

  test.each([
    [
      'a database',
      () => database.url,
      'The database cannot be used: it has no tenant; put a backup in its place.',
    ],
    [
      'a data file',
      () => path.join(folder.path, 'none.db'),
      'The data file cannot be used: it has no tenant; put a backup in its place.',
    ],
  ])('says of %s without a tenant that it has none', async (_what, place, sentence) => {
    const store = await Store.open(place(), nothing);
    await expect(store.logins.look()).rejects.toThrow(sentence);
    await store.close();
  });

  test('leaves tables of another program alone', async () => {
    await database.rows('CREATE TABLE theirs (id int)');
    const opening = Store.open(database.url, nothing);
    await expect(opening).rejects.toThrow(
      /^The database postgres:\S+ has tables of another program in the schema public/,
    );
    expect(await database.rows('SELECT count(*) AS n FROM pg_tables WHERE schemaname = ?', 'public')).toEqual(
      [{ n: 1 }],
    );
  });

  test('is refused by an earlier version', async () => {
    await (await Store.open(database.url, nothing)).close();
    await database.rows("UPDATE atws_schema SET version = 99, writer = '9.9.9'");
    await expect(Store.open(database.url, nothing)).rejects.toThrow(
      'form by atws-emulator 9.9.9, and this is',
    );
  });

  test.each([
    ['a database that is not there', (url: URL) => (url.pathname = '/nowhere'), 'there is no such database'],
    ['a user that is not there', (url: URL) => (url.username = 'nobody'), 'it does not let this user in'],
    ['a port at which nothing answers', (url: URL) => (url.port = '1'), 'nothing answers there'],
    [
      'a host that is not there',
      (url: URL) => (url.hostname = 'host.invalid'),
      'there is no host of that name',
    ],
  ])('names %s in one sentence without the password', async (_what, change, reason) => {
    const url = new URL(database.url);
    url.password = 'zq-secret';
    change(url);
    const error: unknown = await Store.open(url.href, nothing).catch((thrown: unknown) => thrown);
    expect((error as Error).name).toBe('DataFileError');
    expect((error as Error).message).toContain(reason);
    expect((error as Error).message).toMatch(
      /^The database postgres:\/\/\w+:\*{6}@\S+ cannot be used: [^\n]*\.$/,
    );
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('zq-secret');
  });
});
