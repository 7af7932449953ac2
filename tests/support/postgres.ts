import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client, types } from 'pg';
import { Hasher } from '../../src/passwords/hasher';
import { SCHEMA_FILE, Store } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { once, programs, serverUrl } from './postgres-run.cjs';

const { FLOAT8, INT4, INT8, NUMERIC } = types.builtins;
const NUMBERS: ReadonlySet<number> = new Set([FLOAT8, INT4, INT8, NUMERIC]);

/** A suite that needs PostgreSQL. Where none is installed it is skipped; in CI it fails. */
export function describeWithPostgres(name: string, suite: () => void): void {
  const isThere = programs() !== undefined || process.env['CI'] !== undefined;
  (isThere ? describe : describe.skip)(name, suite);
}

/** A database of its own, and a look into it from outside. */
export interface TestDatabase {
  readonly url: string;
  /** Rows of a statement; question marks are parameters. */
  readonly rows: (
    sql: string,
    ...parameters: readonly unknown[]
  ) => Promise<readonly Readonly<Record<string, string | number | null>>[]>;
  readonly drop: () => Promise<void>;
}

/** A database without tables, or with the demo tenant, which is made once in a test run and copied then. */
export async function testDatabase(content: 'empty' | 'demo' = 'demo'): Promise<TestDatabase> {
  return databaseOn(await serverUrl(), content === 'demo' ? await demoDatabase() : undefined);
}

/** Fills a database that is filled already. */
export const refused = (): Promise<void> => Promise.reject(new Error('It is filled already'));

/** The stores of two servers over a database with the demo tenant. */
export async function twoStores(): Promise<{
  readonly database: TestDatabase;
  readonly one: Store;
  readonly other: Store;
  readonly close: () => Promise<void>;
}> {
  const database = await testDatabase();
  const one = await Store.open(database.url, refused);
  const other = await Store.open(database.url, refused);
  return {
    database,
    one,
    other,
    close: async () => {
      await one.close();
      await other.close();
      await database.drop();
    },
  };
}

/** A database without tables on a server, or the copy of another one. */
export async function databaseOn(server: string, template?: string): Promise<TestDatabase> {
  const name = `atws_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name}${template === undefined ? '' : ` TEMPLATE ${template}`}`);
  const url = `${server}/${name}`;
  let looking: Promise<Client> | undefined;
  return {
    url,
    rows: async (sql, ...parameters) => {
      looking ??= connect(url);
      const text = asPostgresHasIt(sql);
      const { rows } = await (
        await looking
      ).query<Record<string, string | number | null>>(text, [...parameters]);
      return rows;
    },
    drop: async () => {
      await (await looking)?.end();
      await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

function demoDatabase(): Promise<string> {
  return once('demo', async () => {
    const server = await serverUrl();
    await onServer(server, 'CREATE DATABASE demo');
    const hasher = new Hasher(4);
    const store = await Store.open(`${server}/demo`, (stores) => fillTenant(stores, demoTenant(), hasher));
    await store.close();
    await hasher.close();
    return 'demo';
  });
}

async function onServer(server: string, sql: string): Promise<void> {
  const client = await connect(`${server}/postgres`);
  await client.query(sql);
  await client.end();
}

async function connect(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    pipeline: true,
    types: { getTypeParser: (type) => (NUMBERS.has(type) ? Number : (text: string) => text) },
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Names of fields, which tests write without quotation marks. */
const NAMES = new RegExp(
  `"?\\b(${[...readFileSync(SCHEMA_FILE, 'utf8').matchAll(/^ {2}([A-Z]\w*[a-z]\w*)\s/gm)].map(([, name]) => name).join('|')})\\b"?`,
  'g',
);

function asPostgresHasIt(sql: string): string {
  let number = 0;
  return sql
    .replace(/\bX'(\w+)'/g, String.raw`'\x$1'`)
    .split(/('(?:[^']|'')*')/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(NAMES, '"$1"').replace(/\?/g, () => `$${(number += 1)}`),
    )
    .join('');
}
