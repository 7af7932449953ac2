import { createReadStream } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { Store } from '../../../src/store/store';
import { Hasher } from '../../../src/passwords/hasher';
import { demoTenant } from '../../../src/tenant/demo-tenant';
import { fillTenant } from '../../../src/tenant/fill';
import { temporaryFolder } from '../../support/emulator';
import { makeOld, RELEASED_SCHEMAS } from '../../support/released';

describe.each(RELEASED_SCHEMAS)('a data file of schema %d', (version) => {
  const folder = temporaryFolder();
  const old = path.join(folder.path, 'old.db');
  const fresh = path.join(folder.path, 'fresh.db');

  beforeAll(async () => {
    const hasher = new Hasher(4);
    await (await Store.open(fresh, (stores) => fillTenant(stores, demoTenant(), hasher))).close();
    await hasher.close();
    makeOld(old, version, fresh);
  });

  afterAll(() => {
    folder.remove();
  });

  test('has the tables, columns and indexes of a new one after it was opened', async () => {
    expect(shapeOf(old)).not.toEqual(shapeOf(fresh));
    await (await Store.open(old, neverFilled)).close();
    expect(shapeOf(old)).toEqual(shapeOf(fresh));
    const sqlite = new Sqlite(old, { readonly: true });
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(sqlite.pragma('foreign_key_check')).toEqual([]);
    sqlite.close();
  });

  test('keeps its data', async () => {
    const store = await Store.open(old, neverFilled);
    const other = await Store.open(fresh, neverFilled);
    try {
      const all = { limit: 1000 };
      expect(await store.lifecycle.list(all)).toEqual(await other.lifecycle.list(all));
      expect(await store.records.list(all)).toEqual(await other.records.list(all));
    } finally {
      await store.close();
      await other.close();
    }
  });

  test('keeps the Privacy Action History, with the names of today, and guards it from then on', async () => {
    const erased = path.join(folder.path, 'erased.db');
    const entry = "7, '2024-01-02T03:04:05.678Z', 'Erasure', 29682897, 29682920, 'asked for'";
    makeOld(erased, version, fresh, `INSERT INTO privacy_history VALUES (${entry})`);
    const store = await Store.open(erased, neverFilled);
    expect(await store.privacy.list()).toMatchObject([
      { id: 7, initiatingId: 29682897, initiatingPerson: 'Ada Albright', reason: 'asked for' },
    ]);
    await store.close();
    const sqlite = new Sqlite(erased);
    const replace =
      "REPLACE INTO privacy_history SELECT id, action_at, action_type, initiating_id, 'X', resource_id, reason FROM privacy_history";
    expect(() => sqlite.exec(replace)).toThrow('cannot be changed');
    sqlite.close();
  });

  test('can be gone back to as a snapshot', async () => {
    const snapshot = path.join(folder.path, 'snapshot.db');
    makeOld(snapshot, version, fresh, "UPDATE resources SET Title = 'From an old snapshot'");
    const store = await Store.open(fresh, neverFilled);
    try {
      await store.putSnapshot('old', createReadStream(snapshot));
      await store.restore('old');
      const [first] = await store.lifecycle.list({ limit: 1 });
      const stored = await store.resources.read(first?.id ?? 0);
      expect(stored?.record.Title).toBe('From an old snapshot');
    } finally {
      await store.close();
    }
  });
});

/** What can be asked of a file: its tables with their columns, its indexes and triggers, and its version. */
function shapeOf(file: string): unknown {
  const sqlite = new Sqlite(file, { readonly: true });
  try {
    const objects = sqlite
      .prepare("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
      .all() as { type: string; name: string }[];
    return {
      version: sqlite.pragma('user_version', { simple: true }),
      objects: objects.map(({ type, name }) => ({
        type,
        name,
        columns: sqlite.pragma(type === 'index' ? `index_info(${name})` : `table_xinfo(${name})`),
        keys: sqlite.pragma(`foreign_key_list(${name})`),
      })),
    };
  } finally {
    sqlite.close();
  }
}

async function neverFilled(): Promise<void> {
  throw new Error('The file was taken for a new one');
}
