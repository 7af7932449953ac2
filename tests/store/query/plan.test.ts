import path from 'node:path';
import Sqlite from 'better-sqlite3';
import type { CompiledQuery } from 'kysely';
import { resource } from '../../../src/entities/resource';
import { Hasher } from '../../../src/passwords/hasher';
import type { SqlValue } from '../../../src/store/sql';
import { EntityStore } from '../../../src/store/entity-store';
import { addFunctions } from '../../../src/store/sqlite/functions';
import { Cache } from '../../../src/store/cache';
import { SQLITE } from '../../../src/store/sqlite/dialect';
import { SqlitePages } from '../../../src/store/sqlite/pages';
import { LifecycleStore } from '../../../src/store/people/lifecycle-store';
import { Store } from '../../../src/store/store';
import { demoTenant } from '../../../src/tenant/demo-tenant';
import { fillTenant } from '../../../src/tenant/fill';
import { clausesOf } from '../../support/clauses';
import { temporaryFolder } from '../../support/emulator';
import { plainForm } from '../../support/wire-format';
import { where } from '../../support/soap';

let folder: ReturnType<typeof temporaryFolder>;
let sqlite: Sqlite.Database;

beforeAll(async () => {
  folder = temporaryFolder();
  const file = path.join(folder.path, 'atws.db');
  const hasher = new Hasher(4);
  await (await Store.open(file, (stores) => fillTenant(stores, demoTenant(), hasher))).close();
  await hasher.close();
  sqlite = new Sqlite(file, { readonly: true });
  addFunctions(sqlite);
});

afterAll(() => {
  sqlite.close();
  folder.remove();
});

/** Ids from the least to the greatest: few enough that resources are kept, or not. */
const SPANS = { short: 1000, long: 1_000_000 } as const;

/** How SQLite goes about the statements that answer a query which finds these ids; `apart`: it has threads for searches. */
async function planOf(
  filter: string,
  table: keyof typeof SPANS = 'long',
  found: readonly number[] = [],
  apart = false,
): Promise<{ readonly search: readonly string[]; readonly span: readonly string[] }> {
  const search: string[] = [];
  const span: string[] = [];
  const explain = (sql: string, parameters: readonly SqlValue[], plan: string[]): void => {
    const steps = sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
    plan.push(...steps.map(({ detail }) => detail));
  };
  const column = (sql: string, parameters: readonly SqlValue[]): readonly number[] => {
    explain(sql, parameters, search);
    return found;
  };
  const rows = (sql: string, parameters: readonly SqlValue[]): number[][] => {
    const isSpan = sql.startsWith('SELECT (SELECT max(id)');
    explain(sql, parameters, isSpan ? span : search);
    return isSpan ? [[SPANS[table]]] : [];
  };
  const unused = (): never => {
    throw new Error('A query only reads');
  };
  const audience = { mayViewInternalCost: true, today: '2024-02-29' };
  const pages = new SqlitePages({
    read: async (work) => work({ column, rows, consistently: (reads) => reads() }),
    cache: (tables, options) => new Cache(() => undefined, tables, options),
    search: apart ? async () => [] : undefined,
  });
  const store = new EntityStore({
    dialect: SQLITE,
    pages,
    rows: unused,
    all: unused,
    first: unused,
    run: unused,
    cache: unused,
    settingsChanged: unused,
  });
  await store.serialized(plainForm(resource), clausesOf(filter), audience, 500);
  return { search, span };
}

const INDEX: Readonly<Record<string, string>> = {
  id: 'INTEGER PRIMARY KEY',
  FirstName: 'INDEX resources_by_FirstName',
  LastName: 'INDEX resources_by_LastName',
  Email: 'INDEX resources_by_Email',
  UserName: 'INDEX resources_by_UserName',
  Active: 'INDEX resources_by_Active',
  ResourceType: 'INDEX resources_by_ResourceType',
  LocationID: 'INDEX resources_by_LocationID',
  HireDate: 'INDEX resources_by_HireDate',
  UserType: 'INDEX resources_by_UserType',
  LicenseType: 'INDEX resources_by_LicenseType',
};

/** A filter that is true of what lies in a range of values. */
function between(field: string, [from, to]: readonly [string, string]): string {
  return where(field, 'GreaterThanOrEquals', from) + where(field, 'LessThan', to);
}

const CASES: readonly (readonly [field: string, kind: string, filter: string])[] = [
  ['id', 'one value', where('id', 'Equals', '29682885')],
  ['id', 'the next page', where('id', 'GreaterThan', '29682885')],
  ['id', 'what is before', where('id', 'LessThanOrEquals', '29682885')],
  ['id', 'a range', between('id', ['29682885', '29682900'])],
  ...['FirstName', 'LastName', 'Email', 'UserName', 'ResourceType'].flatMap((field) => [
    [field, 'one value', where(field, 'Equals', 'smith')] as const,
    [field, 'a beginning', where(field, 'BeginsWith', 'smi')] as const,
    [field, 'a pattern with a beginning', where(field, 'Like', 'smi%h_')] as const,
    [field, 'a range', between(field, ['m', 's'])] as const,
  ]),
  ['Active', 'one value', where('Active', 'Equals', 'true')],
  ['LocationID', 'one value', where('LocationID', 'Equals', '90682')],
  ['LocationID', 'a range', between('LocationID', ['90682', '90700'])],
  ['UserType', 'one value', where('UserType', 'Equals', '24')],
  ['LicenseType', 'one value', where('LicenseType', 'Equals', '3')],
  ['HireDate', 'one value', where('HireDate', 'Equals', '2024-02-29')],
  ['HireDate', 'a range', between('HireDate', ['2024-01-01', '2025-01-01'])],
  ['HireDate', 'today', where('HireDate', 'IsThisDay')],
  ['HireDate', 'a day', where('HireDate', 'IsThisDay', '2024-02-28')],
];

describe.each(['short', 'long'] as const)('in a %s table', (table) => {
  test.each(CASES)('%s: %s is found by an index', async (field, _kind, filter) => {
    const { search } = await planOf(filter, table);
    expect(search[0]).toMatch(/^SEARCH e /);
    expect(search[0]).toContain(INDEX[field]);
    expect(search.filter((step) => /^SCAN (e|c)\b/.test(step))).toEqual([]);
  });
});

test.each([
  [
    'several values of a field',
    '<field>id<expression op="Equals">1</expression><expression op="Equals">2</expression></field>',
    'id',
  ],
  ['a page of a filter', where('LastName', 'Equals', 'smith') + where('id', 'GreaterThan', '5'), 'LastName'],
  [
    'a filter inside conditions',
    `<condition><condition>${where('Email', 'Like', 'ada%')}</condition></condition>`,
    'Email',
  ],
  [
    'a filter beside one without an index',
    where('Title', 'Contains', 'x') + where('UserName', 'BeginsWith', 'a'),
    'UserName',
  ],
])('%s is answered by an index', async (_case, filter, field) => {
  const [first] = (await planOf(filter)).search;
  expect(first).toMatch(/^SEARCH e /);
  expect(first).toContain(INDEX[field]);
});

test('filters joined by OR are answered by an index each', async () => {
  const { search } = await planOf(
    `${where('LastName', 'Equals', 'smith')}<condition operator="OR">${where('Email', 'Equals', 'x')}</condition>`,
  );
  expect(search.filter((step) => step.startsWith('SCAN'))).toEqual([]);
  expect(search.join('\n')).toMatch(/resources_by_LastName[^]*resources_by_Email/);
});

test('the test would see a filter that no index answers', async () => {
  expect((await planOf(where('Title', 'Equals', 'x'))).search[0]).toBe('SCAN e');
});

test.each<readonly [string, (lives: LifecycleStore) => Promise<unknown>]>([
  ['whether an administrator is left', (lives) => lives.hasAdministrator()],
  ['whether an e-mail address is in use', (lives) => lives.hasEmail('ada@example.com')],
])('%s is told by an index, however many resources there are', async (_what, ask) => {
  const plan: string[] = [];
  const explain = async ({ sql, parameters }: CompiledQuery): Promise<undefined> => {
    const steps = sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
    plan.push(...steps.map(({ detail }) => detail));
  };
  const unused = (): never => {
    throw new Error('It only asks');
  };
  await ask(
    new LifecycleStore({
      first: explain,
      all: async (query) => {
        await explain(query);
        return [];
      },
      dialect: SQLITE,
      pages: new SqlitePages({ read: unused, search: unused, cache: unused }),
      rows: unused,
      run: unused,
      cache: unused,
      settingsChanged: unused,
    }),
  );
  expect(plan.join('\n')).toMatch(/SEARCH (r|resources) .*USING INDEX/);
  expect(plan.filter((step) => /^SCAN (r|resources)\b/.test(step))).toEqual([]);
});

test('whether a table is so big that it is searched apart is told without looking at it', async () => {
  const { span } = await planOf(where('Title', 'Contains', 'x'), 'long', [], true);
  expect(span.filter((step) => /^(SCAN|SEARCH) resources/.test(step))).toEqual([
    'SEARCH resources',
    'SEARCH resources',
  ]);
});

test.each(['short', 'long'] as const)(
  'the cost of each answered resource is found by an index in a %s table',
  async (table) => {
    const { search } = await planOf(where('id', 'GreaterThan', '5'), table, [6, 7]);
    expect(search.join('\n')).toMatch(/SEARCH e USING INTEGER PRIMARY KEY \(rowid[=>]\?\)/);
    expect(search.join('\n')).toMatch(/SEARCH c USING INDEX internal_costs_by_resource/);
  },
);
