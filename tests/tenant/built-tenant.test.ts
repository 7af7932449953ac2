import Sqlite from 'better-sqlite3';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { builtTenant } from '../../src/tenant/built-tenant';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';

const hasher = new Hasher(4);
afterAll(() => hasher.close());

test('the data file that the build made is what filling the demo tenant makes (npm run build makes it)', async () => {
  const built = await Store.open(builtTenant(undefined), () => Promise.reject(new Error('Nothing is built')));
  const fresh = await Store.open(undefined, (stores) => fillTenant(stores, demoTenant(), hasher));
  try {
    expect(contentOf(await built.bytes())).toEqual(contentOf(await fresh.bytes()));
  } finally {
    await built.close();
    await fresh.close();
  }
});

test('any other seed is filled in itself', () => {
  expect(builtTenant({ domain: 'example.org' })).toBeUndefined();
});

/** The rows of all tables. */
function contentOf(bytes: Buffer): Readonly<Record<string, unknown>> {
  const sqlite = new Sqlite(bytes);
  // Each store has its own.
  sqlite.exec("UPDATE emulator_state SET name_key = ''");
  const tables = sqlite
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[];
  const content = tables.map((name) => [name, sqlite.prepare(`SELECT * FROM ${name}`).raw().all()]);
  sqlite.close();
  return Object.fromEntries(content) as Readonly<Record<string, unknown>>;
}
