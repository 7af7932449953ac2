import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { resource } from '../../src/entities/resource';
import { VERSION } from '../../src/config/package-files';
import type { Expression } from '../../src/queryxml/tree';
import { DataFileError } from '../../src/store/data-file-error';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { EVERYTHING } from '../support/clauses';
import { placeIn, STORES, temporaryFolder, type Place } from '../support/emulator';
import { IDS } from '../support/updates';

const TENANT = demoTenant();
const [IDENTIFIER = ''] = TENANT.trackingIdentifiers;

const ID = resource.fields.find(({ name }) => name === 'id')!;

const nothing = async (): Promise<void> => undefined;
const viewer = { mayViewInternalCost: true, today: '2024-02-29' };

let folder: ReturnType<typeof temporaryFolder>;
let file: string;
let open: Store[];

beforeEach(() => {
  folder = temporaryFolder();
  file = path.join(folder.path, 'atws.db');
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map((store) => store.close()));
  folder.remove();
});

/** A store that is closed after the test. */
async function opened(
  name: string | undefined,
  fill: Parameters<typeof Store.open>[1] = nothing,
): Promise<Store> {
  const store = await Store.open(name, fill);
  open.push(store);
  return store;
}

async function close(store: Store): Promise<void> {
  open.splice(open.indexOf(store), 1);
  await store.close();
}

/** Whether the store has the tenant, as `create` makes it. */
async function hasTenant(store: Store): Promise<boolean> {
  return store.tenant.isTrackingIdentifier(IDENTIFIER);
}

/** Lets everything run that can run without the outside world. */
async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe.each(STORES)('a new store in %s', (where) => {
  let place: Place;
  const name = (): string | undefined => place.data;

  beforeEach(async () => {
    place = await placeIn(where);
  });

  // The stores of a test are closed before.
  afterEach(async () => {
    await Promise.all(open.splice(0).map((store) => store.close()));
    await place.remove();
  });

  test('is filled once', async () => {
    const store = await opened(name(), (stores) => stores.tenant.create(TENANT));
    expect(await store.tenant.read()).toEqual({
      domain: 'example.com',
      ci: 30049,
      timeZone: 'America/New_York',
      strongPasswords: true,
    });
    expect(await hasTenant(store)).toBe(true);
    expect(await store.tenant.isTrackingIdentifier(IDENTIFIER.toLowerCase())).toBe(false);
  });

  test('without a tenant says so', async () => {
    await expect((await opened(name())).tenant.read()).rejects.toThrow(
      'it has no tenant; put a backup in its place',
    );
  });

  test('that cannot be filled is refused with the reason', async () => {
    await expect(
      Store.open(name(), async (stores) => {
        await stores.tenant.create(TENANT);
        throw new Error('resources[3]: no');
      }),
    ).rejects.toThrow('resources[3]: no');
  });

  test('keeps what a transaction wrote', async () => {
    const store = await opened(name());
    const result = await store.transaction(async (inside) => {
      await inside.tenant.create(TENANT);
      return 42;
    });
    expect(result).toBe(42);
    expect(await hasTenant(store)).toBe(true);
  });

  test('counts the messages that wait, wherever they stand among the sent ones', async () => {
    const hasher = new Hasher(4);
    const store = await opened(name(), (stores) => fillTenant(stores, TENANT, hasher));
    await hasher.close();
    const now = new Date('2024-02-29T12:00:00Z');
    const message = { recipient: 'tom.tech@example.com', subject: 'Hello', text: 'Hello.', html: '' };
    expect(await store.outbox.waiting()).toBe(0);
    for (let written = 0; written < 15; written += 1) await store.outbox.add(IDS.tom, message, now);
    expect(await store.outbox.waiting()).toBe(15);
    for (const { id } of await store.outbox.list({ limit: 12 })) await store.outbox.sent(id, now);
    expect(await store.outbox.waiting()).toBe(3);
  });

  test('keeps nothing of a transaction that fails, and goes on', async () => {
    const store = await opened(name());
    const failed = store.transaction(async (inside) => {
      await inside.tenant.create(TENANT);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await hasTenant(store)).toBe(false);
    await store.transaction((inside) => inside.tenant.create(TENANT));
    expect(await hasTenant(store)).toBe(true);
  });

  test('keeps nothing of a transaction whose statement fails', async () => {
    const store = await opened(name());
    const twice = store.transaction(async (inside) => {
      await inside.tenant.create(TENANT);
      await inside.tenant.create(TENANT);
    });
    // Not rejects.toThrow: the errors of a native module are none of Jest's.
    expect(await twice.catch(String)).toMatch(/UNIQUE|23505/);
    expect(await hasTenant(store)).toBe(false);
  });

  test('shows nobody the half of a transaction', async () => {
    const store = await opened(name());
    let finish = (): void => undefined;
    const middle = new Promise<void>((resolve) => (finish = resolve));
    const done = store.transaction(async (inside) => {
      await inside.tenant.create(TENANT);
      // It sees its own work.
      expect(await inside.tenant.isTrackingIdentifier(IDENTIFIER)).toBe(true);
      await middle;
      throw new Error('no');
    });
    const seen: boolean[] = [];
    const readers = [1, 2, 3].map(async () => seen.push(await hasTenant(store)));
    const pages = store.entities.select(resource, EVERYTHING, viewer, 500);
    await settle();
    expect(seen).not.toContain(true);
    finish();
    await expect(done).rejects.toThrow('no');
    await Promise.all(readers);
    expect(seen).toEqual([false, false, false]);
    expect(await pages).toEqual([]);
  });

  test('runs each transaction once, however many there are at the same time', async () => {
    const store = await opened(name());
    const events: string[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map((which) =>
        store.transaction(async () => {
          events.push(`${which} starts`);
          await settle();
          events.push(`${which} ends`);
        }),
      ),
    );
    const inOrder = ['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends'];
    // PostgreSQL runs them side by side, as if each were alone.
    expect(where === 'postgres' ? events.sort() : events).toEqual(
      where === 'postgres' ? [...inOrder].sort() : inOrder,
    );
  });

  test('runs the next transaction when one has failed', async () => {
    const store = await opened(name());
    const results = await Promise.allSettled([
      store.transaction(async () => {
        await settle();
        throw new Error('no');
      }),
      store.transaction((inside) => inside.tenant.create(TENANT)),
      hasTenant(store),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(await hasTenant(store)).toBe(true);
  });

  // PostgreSQL compares no bigint with what is past it: queries are refused before (convert.ts).
  test.each([2 ** 53, 2 ** 53 + 2, 2 ** 63, -(2 ** 63), ...(where === 'postgres' ? [] : [Number.MAX_VALUE])])(
    'takes the parameter %s',
    async (parameter) => {
      const store = await opened(name(), (stores) => stores.tenant.create(TENANT));
      const expressions: readonly Expression[] = [
        { operator: 'Equals', value: parameter },
        { operator: 'LessThan', value: 0 },
      ];
      const clauses = [{ kind: 'field', field: ID, expressions }] as const;
      expect(await store.entities.select(resource, clauses, viewer, 500)).toEqual([]);
      expect(await store.resources.has(parameter)).toBe(false);
    },
  );
});

describe('a data file', () => {
  test('is read again as it was left', async () => {
    await close(await opened(file, (stores) => stores.tenant.create(TENANT)));
    const again = await opened(file, () => Promise.reject(new Error('must not be filled again')));
    expect(await hasTenant(again)).toBe(true);
  });

  test('that could not be filled is new when it is opened again', async () => {
    const failing = Store.open(file, async (stores) => {
      await stores.tenant.create(TENANT);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const sqlite = new Sqlite(file, { readonly: true });
    expect(sqlite.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0);
    expect(sqlite.pragma('application_id', { simple: true })).toBe(0);
    sqlite.close();

    expect(await hasTenant(await opened(file, (stores) => stores.tenant.create(TENANT)))).toBe(true);
  });

  test('that is empty is filled', async () => {
    writeFileSync(file, '');
    expect(await hasTenant(await opened(file, (stores) => stores.tenant.create(TENANT)))).toBe(true);
  });

  test('is made in a folder that does not exist yet, for its owner alone', async () => {
    const deep = path.join(folder.path, 'a', 'b', 'atws.db');
    await opened(deep, (stores) => stores.tenant.create(TENANT));
    const files = [deep, `${deep}-wal`, `${deep}-shm`].filter((each) => existsSync(each));
    expect(files).toContain(deep);
    for (const each of files) expect([each, statSync(each).mode & 0o777]).toEqual([each, 0o600]);
    expect(statSync(path.dirname(deep)).mode & 0o777).toBe(0o700);
  });

  test('survives, with what was committed, a process that does not close it', async () => {
    await opened(file, (stores) => stores.tenant.create(TENANT));
    const sqlite = new Sqlite(file, { readonly: true });
    expect(sqlite.prepare('SELECT domain FROM tenant').pluck().all()).toEqual(['example.com']);
    sqlite.close();
  });

  test('shows another process nothing of a transaction that is not done', async () => {
    const store = await opened(file);
    const other = new Sqlite(file, { readonly: true });
    const tenants = other.prepare('SELECT count(*) FROM tenant').pluck();
    await store.transaction(async (inside) => {
      await inside.tenant.create(TENANT);
      expect(tenants.get()).toBe(0);
    });
    expect(tenants.get()).toBe(1);
    other.close();
  });

  test('keeps its rules: foreign keys, a write-ahead log, full synchronisation', async () => {
    await opened(file, (stores) => stores.tenant.create(TENANT));
    const other = new Sqlite(file, { readonly: true });
    expect(other.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(other.pragma('foreign_key_check')).toEqual([]);
    expect(other.pragma('integrity_check', { simple: true })).toBe('ok');
    other.close();
  });
});

describe('what is refused as a data file', () => {
  function sqliteFile(script: string): void {
    const sqlite = new Sqlite(file);
    sqlite.exec(script);
    sqlite.close();
  }

  async function expectRefused(message: string | RegExp, name = file): Promise<void> {
    const refused = Store.open(name, nothing);
    await expect(refused).rejects.toThrow(DataFileError);
    await expect(refused).rejects.toThrow(message);
  }

  test('a database of another program', async () => {
    sqliteFile('CREATE TABLE mine (x); INSERT INTO mine VALUES (1);');
    await expectRefused(`${file} is a SQLite database of another program. Name another file with --data.`);
    const sqlite = new Sqlite(file, { readonly: true });
    expect(sqlite.prepare('SELECT x FROM mine').pluck().all()).toEqual([1]);
    expect(sqlite.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(1);
    sqlite.close();
  });

  test.each([
    ['with an application id', 'PRAGMA application_id = 7; CREATE TABLE mine (x);'],
    ['with an application id and no tables', 'PRAGMA application_id = 7;'],
    ['with a version and no tables', 'PRAGMA user_version = 1;'],
  ])('a database of another program %s', async (_case, script) => {
    sqliteFile(script);
    await expectRefused('is a SQLite database of another program');
  });

  test('a database of another program, which is left as it was to the byte', async () => {
    sqliteFile('CREATE TABLE mine (x);');
    const before = readFileSync(file);
    await expectRefused('is a SQLite database of another program');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('one of a later version', async () => {
    await close(await opened(file));
    sqliteFile('PRAGMA user_version = 1000;');
    const refused = (writer: string): string =>
      `${file} was written by atws-emulator ${writer}, and this is ${VERSION}: ` +
      'take that version or a later one, or name another file with --data.';
    await expectRefused(refused(VERSION));
    sqliteFile("UPDATE written_by SET version = '9.8.7'");
    await expectRefused(refused('9.8.7'));
    // As one of a version that keeps it elsewhere.
    sqliteFile('DROP TABLE written_by');
    await expectRefused(refused('of a later version'));
  });

  test.each([
    ['text', 'id,LastName\n1,Albright\n'.repeat(100)],
    ['a short text', 'hello'],
    ['what begins like SQLite', 'SQLite format 3\0 but then it is not'.padEnd(5000, '.')],
  ])('a file that is no database: %s', async (_case, content) => {
    writeFileSync(file, content);
    await expectRefused(
      `The data file ${file} cannot be used: it is no SQLite database, so no data file of atws-emulator.`,
    );
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  test('a folder', async () => {
    mkdirSync(file);
    await expectRefused(`${file} is a folder: name a file in it, ${path.join(file, 'atws.db')}.`);
  });

  test('a file in what is not a folder', async () => {
    writeFileSync(file, '');
    const name = path.join(file, 'atws.db');
    await expectRefused(`The folder ${file} of the data file cannot be made: it is a file.`, name);
  });

  test('a damaged one', async () => {
    await close(await opened(file));
    // The page behind the header, where the tables begin.
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xff, 100, 4096));
    await expectRefused(`The data file ${file} cannot be used: it is damaged; put a backup in its place.`);
  });

  // SQLite would take them for a database that is gone when it is closed.
  test.each(['', ' ', ':memory:'])('the name %j', async (name) => {
    await expectRefused(`"${name}" is no name of a data file.`, name);
    expect(existsSync(name)).toBe(false);
  });
});
