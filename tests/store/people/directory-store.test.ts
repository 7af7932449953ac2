// Thorough: npm run test:quick leaves it out.
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { fold } from '../../../src/entities/fold';
import { Hasher } from '../../../src/passwords/hasher';
import type { Executor } from '../../../src/store/engine';
import { SQLITE } from '../../../src/store/sqlite/dialect';
import { SqlitePages } from '../../../src/store/sqlite/pages';
import {
  DIRECTORY_ORDERS,
  DirectoryStore,
  type DirectoryOrder,
  type DirectoryView,
} from '../../../src/store/people/directory-store';
import { Store } from '../../../src/store/store';
import { demoTenant } from '../../../src/tenant/demo-tenant';
import { fillTenant } from '../../../src/tenant/fill';
import { generatedResource } from '../../../src/tenant/generate';
import { temporaryFolder } from '../../support/emulator';
import type { Row } from '../../support/updates';

/** Enough that what many satisfy is looked through in several stretches. */
const COUNT = 5000;
const GROUND = { locations: [90682], userTypes: [37], roles: [29683401], firstId: 29690000 };

const folder = temporaryFolder();
let sqlite: Sqlite.Database;
let store: Store;
let all: readonly Row[];

beforeAll(async () => {
  const file = path.join(folder.path, 'atws.db');
  const hasher = new Hasher(4);
  store = await Store.open(file, (stores) => fillTenant(stores, demoTenant(), hasher));
  await hasher.close();
  await store.transaction(async ({ resources, lifecycle }) => {
    for (let number = 0; number < COUNT; number += 1) {
      const { record, extras } = generatedResource(number, GROUND);
      await resources.insert(record, extras);
      if (number % 500 === 0) await lifecycle.markDeleted(record.id, '2026-01-01T00:00:00.000Z');
    }
  });
  sqlite = new Sqlite(file, { readonly: true });
  all = sqlite.prepare('SELECT * FROM resources').all() as Row[];
});

afterAll(async () => {
  sqlite.close();
  await store.close();
  folder.remove();
});

const COLUMNS: Readonly<Record<DirectoryOrder, string>> = {
  name: 'LastName_folded',
  userName: 'UserName_folded',
  email: 'Email_folded',
  hireDate: 'HireDate',
  id: 'id',
};

const ALL: DirectoryView = {
  search: '',
  state: undefined,
  resourceType: undefined,
  licenseType: undefined,
  order: 'name',
  descending: false,
  limit: 200,
};

/** What a view shows on all its pages, found by looking at every row. */
function expected({ search, state, resourceType, licenseType, order, descending }: DirectoryView): number[] {
  const words = fold(search).split(' ').filter(Boolean);
  const searched = ['FirstName_folded', 'LastName_folded', 'UserName_folded', 'Email_folded'];
  const found = all.filter(
    (row) =>
      words.every((word) => searched.some((column) => String(row[column]).startsWith(word))) &&
      (state === undefined || stateOf(row) === state) &&
      (resourceType === undefined || row['ResourceType'] === resourceType) &&
      (licenseType === undefined || row['LicenseType'] === licenseType),
  );
  const ids = found.toSorted((a, b) => compare(a, b, COLUMNS[order])).map(({ id }) => Number(id));
  return descending ? ids.reverse() : ids;
}

function stateOf({ Active, deleted_at: deletedAt }: Row): string {
  if (deletedAt !== null) return 'deleted';
  return Active === 1 ? 'active' : 'inactive';
}

function compare(a: Row, b: Row, column: string): number {
  const byColumn = Buffer.compare(Buffer.from(String(a[column])), Buffer.from(String(b[column])));
  return byColumn === 0 ? Number(a['id']) - Number(b['id']) : byColumn;
}

/** The ids on every page, from the first to the last. */
async function forwards(view: DirectoryView): Promise<number[]> {
  const ids: number[] = [];
  let after: number | undefined;
  do {
    const page = await store.directory.page({ ...view, after });
    ids.push(...page.entries.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  return ids;
}

/** The ids before one, from the nearest page to the farthest. */
async function backwards(view: DirectoryView, from: number): Promise<number[]> {
  let ids: number[] = [];
  let before: number | undefined = from;
  while (before !== undefined) {
    const page = await store.directory.page({ ...view, before });
    ids = [...page.entries.map(({ id }) => id), ...ids];
    before = page.previous;
  }
  return ids;
}

const VIEWS: readonly (readonly [what: string, view: Partial<DirectoryView>])[] = [
  ['everybody', {}],
  ['the active', { state: 'active' }],
  ['the inactive', { state: 'inactive' }],
  ['the deleted', { state: 'deleted' }],
  ['the redacted', { state: 'redacted' }],
  ['contractors', { resourceType: 'Contractor' }],
  ['active employees with a license', { state: 'active', resourceType: 'Employee', licenseType: 4 }],
  ['a word', { search: 'SMITH' }],
  ['two words that many have', { search: 'a m' }],
  ['words of letters with accents', { search: 'jörg mü' }],
  ['a word that nobody has', { search: 'zzz' }],
];

describe.each(VIEWS)('%s', (_what, view) => {
  test.each(DIRECTORY_ORDERS)('are each on one page by %s, there and back', async (order) => {
    for (const descending of [false, true]) {
      const whole = { ...ALL, ...view, order, descending };
      const ids = expected(whole);
      expect(await forwards(whole)).toEqual(ids);
      const last = ids.at(-1);
      expect(last === undefined ? [] : await backwards(whole, last)).toEqual(ids.slice(0, -1));
    }
  });

  test('are counted exactly', async () => {
    const whole = { ...ALL, ...view };
    expect((await store.directory.counter(whole.search))?.(whole)).toBe(expected(whole).length);
  });

  test.each(DIRECTORY_ORDERS)('are found by an index, and by %s without sorting many', async (order) => {
    for (const edge of [{}, { after: GROUND.firstId + 2500 }, { before: GROUND.firstId + 2500 }]) {
      const statements = await statementsOf((directory) =>
        directory.page({ ...ALL, ...view, order, ...edge }),
      );
      for (const { plan, sql } of statements) {
        const isByRarest = sql.includes(' in (select');
        // The table itself is the index of the id.
        expect(plan.filter((step) => /^SCAN r(?! USING)/.test(step) && order !== 'id')).toEqual([]);
        expect(plan.some((step) => step.includes('TEMP B-TREE FOR ORDER BY'))).toBe(isByRarest);
        expect(plan.filter((step) => /AUTOMATIC/.test(step))).toEqual([]);
      }
    }
  });
});

test('all are counted in the order of one index', async () => {
  const [statement] = await statementsOf((directory) => directory.counter(''));
  expect(statement?.plan).toEqual(['SCAN r USING INDEX resources_by_kind']);
});

test('what a search finds very many of is not counted', async () => {
  const hasher = new Hasher(4);
  const larger = await Store.open(undefined, async (stores) => {
    await fillTenant(stores, demoTenant(), hasher);
    for (let number = 0; number < 1500; number += 1) {
      const { record, extras } = generatedResource(number, GROUND);
      await stores.resources.insert({ ...record, LastName: `Zz${record.LastName}` }, extras);
    }
  });
  expect(await larger.directory.counter('zz')).toBeUndefined();
  expect(await larger.directory.counter('tanner')).toBeDefined();
  await larger.close();
  await hasher.close();
});

test('a change is counted at once', async () => {
  const all = { state: undefined, resourceType: undefined, licenseType: undefined };
  const activeOnes = async (): Promise<number | undefined> =>
    (await store.directory.counter(''))?.({ ...all, state: 'active' });
  const before = await activeOnes();
  await store.lifecycle.setActive(GROUND.firstId + 1, false);
  expect(await activeOnes()).toBe(Number(before) - 1);
  await store.lifecycle.setActive(GROUND.firstId + 1, true);
  expect(await activeOnes()).toBe(before);
});

interface Statement {
  readonly sql: string;
  readonly plan: readonly string[];
}

/** The statements that some work takes, and how SQLite goes about them. */
async function statementsOf(
  work: (directory: DirectoryStore) => Promise<unknown>,
): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  const run: Executor['all'] = async <R>(query: {
    readonly sql: string;
    readonly parameters: readonly unknown[];
  }) => {
    const steps = sqlite.prepare(`EXPLAIN QUERY PLAN ${query.sql}`).all(...query.parameters);
    statements.push({
      sql: query.sql,
      plan: (steps as { readonly detail: string }[]).map(({ detail }) => detail),
    });
    return sqlite.prepare(query.sql).all(...query.parameters) as R[];
  };
  const unused = (): never => {
    throw new Error('The list is only read');
  };
  const directory = new DirectoryStore({
    all: run,
    first: async (query) => (await run(query))[0],
    dialect: SQLITE,
    pages: new SqlitePages({ read: unused, search: unused, cache: unused }),
    rows: unused,
    run: unused,
    cache: () => ({ getOrRead: (_key, read) => read() }),
    settingsChanged: unused,
  });
  await work(directory);
  return statements;
}
