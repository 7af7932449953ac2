import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Clock } from '../../src/runtime/clock';
import type { EmulatorOptions } from '../../src/server/emulator';
import { entities } from '../../src/entities/index';
import { resource, type ResourceField } from '../../src/entities/resource';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import type { TenantDocument } from '../../src/tenant/document';
import { LOOKED_INTO, start, temporaryFolder } from '../support/emulator';
import { testDatabase } from './postgres';
import {
  atwsResult,
  call,
  escape,
  query,
  queryXml,
  where,
  type AtwsResult,
  type CallOptions,
} from '../support/soap';

/** The ids of resources of the demo tenant, by name. */
export const IDS = {
  admin: 29682890,
  reader: 29682891,
  ada: 29682897,
  tom: 29682903,
  harriet: 29682912,
  jack: 29682913,
  paul: 29682920,
  bea: 29682971,
  /** Every optional field is empty; the e-mail address is not verified. */
  emma: 29683010,
  /** Only the required fields; the e-mail address is verified. */
  mo: 29683011,
  /** Inactive, at a closed location with a retired security level. */
  frank: 29683023,
} as const;

export const NOT_FOUND =
  'No matching records found. The logged in resource may not have the required permissions to update the data.';

/** A sentence about a field, with the number of its record. */
export function onRecord(sentence: string, record = 1): string {
  return `${sentence} ; on record number [${record}].`;
}

/** A clock that a test moves. */
export class MovingClock implements Clock {
  #now: number;

  constructor(now: string) {
    this.#now = new Date(now).getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  elapsed(): number {
    return this.#now;
  }

  set(now: string): void {
    this.#now = new Date(now).getTime();
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** A row of a table. */
export type Row = Readonly<Record<string, string | number | null>>;

/** A running emulator with access to its data file. */
export interface Opened {
  readonly url: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** The data file, or the URL of the database. */
  readonly file: string;
  /** Runs a SELECT on a connection of its own. */
  readonly rows: (sql: string, ...parameters: readonly (string | number)[]) => Promise<readonly Row[]>;
  /** Changes the data as another program does. */
  readonly change: (sql: string) => Promise<void>;
  /** The bytes of the data file and of everything beside it, or of all rows of the database. */
  readonly bytes: () => Promise<Buffer>;
  close(): Promise<void>;
}

export interface OpenOptions extends EmulatorOptions {
  /** Changes the demo tenant before it is written to the data file. */
  readonly tenant?: (demo: TenantDocument) => TenantDocument;
}

/** Starts an emulator on a data file of its own. */
export async function open({ tenant, ...settings }: OpenOptions = {}): Promise<Opened> {
  const place = await lookedIntoPlace(tenant === undefined ? 'demo' : 'empty');
  const made = (tenant ?? ((demo) => demo))(demoTenant());
  if (LOOKED_INTO === 'postgres') await fill(place.data, made);
  else writeFileSync(place.data, await filledFile(made));
  const emulator = await start({ memory: false, data: place.data, ...settings });
  return {
    url: emulator.url,
    origin: new URL(emulator.url).origin,
    file: place.data,
    rows: place.rows,
    change: place.change,
    bytes: place.bytes,
    close: async () => {
      await emulator.close();
      await place.remove();
    },
  };
}

async function fill(data: string, tenant: TenantDocument): Promise<void> {
  const hasher = new Hasher(4);
  await (await Store.open(data, (stores) => fillTenant(stores, tenant, hasher))).close();
  await hasher.close();
}

/** Data files by their tenant. */
const FILLED = new Map<string, Buffer>();

/** The bytes of a data file with a tenant, which is filled once in a suite. */
async function filledFile(tenant: TenantDocument): Promise<Buffer> {
  const key = JSON.stringify(tenant);
  const known = FILLED.get(key);
  if (known) return known;
  const folder = temporaryFolder();
  const data = path.join(folder.path, 'atws.db');
  await fill(data, tenant);
  const bytes = readFileSync(data);
  folder.remove();
  FILLED.set(key, bytes);
  return bytes;
}

interface LookedInto extends Pick<Opened, 'rows' | 'change' | 'bytes'> {
  readonly data: string;
  readonly remove: () => Promise<void>;
}

async function lookedIntoPlace(content: 'empty' | 'demo'): Promise<LookedInto> {
  if (LOOKED_INTO === 'postgres') {
    const { url, rows, drop } = await testDatabase(content);
    return {
      data: url,
      rows,
      change: async (sql) => {
        await rows(sql);
      },
      // All that statements find; its files are looked into elsewhere.
      bytes: async () => {
        const tables = await rows('SELECT tablename FROM pg_tables WHERE schemaname = current_schema()');
        const all = await Promise.all(
          tables.map(({ tablename }) => rows(`SELECT * FROM ${String(tablename)}`)),
        );
        return Buffer.from(JSON.stringify(all));
      },
      remove: drop,
    };
  }
  const folder = temporaryFolder();
  const data = path.join(folder.path, 'atws.db');
  let looking: Sqlite.Database | undefined;
  // What was found since the last write: two looks at unchanged data are one, and compare at once.
  const found = new Map<string, readonly Row[]>();
  let version: unknown;
  return {
    data,
    rows: async (sql, ...parameters) => {
      looking ??= new Sqlite(data, { readonly: true });
      const now = looking.pragma('data_version', { simple: true });
      if (now !== version) found.clear();
      version = now;
      const key = JSON.stringify([sql, parameters]);
      const rows = found.get(key) ?? (looking.prepare(sql).all(...parameters) as Row[]);
      found.set(key, rows);
      return rows;
    },
    change: (sql) => changeFile(data, sql),
    bytes: async () => Buffer.concat([data, `${data}-wal`].map((name) => readFileSync(name))),
    remove: async () => {
      looking?.close();
      folder.remove();
    },
  };
}

/** An emulator for the tests of a describe block, or of a file. */
export function opened(options: OpenOptions = {}): Opened {
  let current: Opened | undefined;
  const here = (): Opened => {
    if (!current) throw new Error('The emulator has not started');
    return current;
  };
  beforeAll(async () => {
    current = await open(options);
  });
  afterAll(() => current?.close());
  return {
    get url() {
      return here().url;
    },
    get origin() {
      return here().origin;
    },
    get file() {
      return here().file;
    },
    rows: (sql, ...parameters) => here().rows(sql, ...parameters),
    change: (sql) => here().change(sql),
    bytes: () => here().bytes(),
    close: () => here().close(),
  };
}

/** The hash of a password at the lowest cost, for quick log-ins. */
export async function quickHash(password: string): Promise<string> {
  const hasher = new Hasher(4);
  try {
    return await hasher.hash(password);
  } finally {
    await hasher.close();
  }
}

/**
 * The submitted value of a field: text without `xsi:type` (with one where it is empty), a whole element, or
 * nothing.
 */
export type Sent = string | { readonly xml: string } | undefined;

export type SentFields = Readonly<Partial<Record<ResourceField, Sent>>>;

/** A field as an element with `xsi:type`. */
export function typed(name: string, text: string, type = 'string'): { readonly xml: string } {
  return { xml: `<${name} xsi:type="xsd:${type}">${escape(text)}</${name}>` };
}

/** An Entity of an update as XML. */
export function entity(
  id: number | string | undefined,
  fields: Readonly<Record<string, Sent>> = {},
  type = 'Resource',
): string {
  const elements = Object.entries(fields).map(([name, sent]) => {
    if (sent === undefined) return '';
    if (typeof sent === 'object') return sent.xml;
    return sent === '' ? typed(name, '').xml : `<${name}>${escape(sent)}</${name}>`;
  });
  const idElement = id === undefined ? '' : `<id>${id}</id>`;
  return `<Entity xsi:type="${type}">${idElement}${elements.join('')}</Entity>`;
}

/** Calls update with entities as XML. */
export async function update(
  url: string,
  entities: readonly string[],
  options?: CallOptions,
): Promise<AtwsResult> {
  return atwsResult(await call(url, 'update', `<Entities>${entities.join('')}</Entities>`, options));
}

/** Calls create with entities as XML. */
export async function create(
  url: string,
  entities: readonly string[],
  options?: CallOptions,
): Promise<AtwsResult> {
  return atwsResult(await call(url, 'create', `<Entities>${entities.join('')}</Entities>`, options));
}

/** A resource as a query of the administrator answers it, without null fields. */
export async function read(
  url: string,
  id: number,
  options?: CallOptions,
): Promise<Readonly<Record<string, string>>> {
  const { entities } = await query(url, queryXml(where('id', 'Equals', String(id))), options);
  const [found] = entities;
  if (!found) throw new Error(`There is no resource ${id}`);
  return found;
}

const WRITABLE: readonly ResourceField[] = resource.fields
  .filter(({ readOnly, queryable }) => !readOnly && queryable)
  .map(({ name }) => name);

/** The writable values of a resource, as a careful client sends them back. */
export async function writableValues(url: string, id: number): Promise<SentFields> {
  const current = await read(url, id);
  return Object.fromEntries(WRITABLE.flatMap((name) => (current[name] ? [[name, current[name]]] : [])));
}

/** Reads a resource, changes it, and sends it back as a whole. */
export async function change(
  url: string,
  id: number,
  changes: SentFields,
  options?: CallOptions,
): Promise<AtwsResult> {
  return update(url, [entity(id, { ...(await writableValues(url, id)), ...changes })], options);
}

/** The same, for a change that must be accepted. */
export async function accept(
  url: string,
  id: number,
  changes: SentFields,
  options?: CallOptions,
): Promise<Readonly<Record<string, string>>> {
  const result = await change(url, id, changes, options);
  expect(result.errors).toEqual([]);
  expect(result.returnCode).toBe(1);
  return result.entities[0] ?? {};
}

const WRITTEN: readonly string[] = [
  ...['password_history', 'pending_email_changes', 'outbox', 'audit', 'entity_audit'],
  ...entities.map(({ table }) => table),
];

/** All data that a call could write, except the request counters. */
export function stateOf({ rows }: Pick<Opened, 'rows'>): Promise<unknown> {
  return Promise.all(WRITTEN.map((table) => rows(`SELECT * FROM ${table} ORDER BY 1`)));
}

/** Expects a refusal with some sentences in their order, and unchanged data. */
export async function expectRefused(
  emulator: Pick<Opened, 'rows'>,
  calling: () => Promise<AtwsResult>,
  sentences: readonly string[],
  type = 'resource',
): Promise<void> {
  const before = await stateOf(emulator);
  const { returnCode, errors, entities: answered, entityResultType } = await calling();
  expect(errors).toEqual(sentences);
  expect({ returnCode, answered, entityResultType }).toEqual({
    returnCode: -1,
    answered: [],
    entityResultType: type,
  });
  expect(await stateOf(emulator)).toEqual(before);
}

/**
 * Changes the data file as another program does. Waits for the write lock without blocking, as the emulator that may
 * hold it is in the same process.
 */
export async function changeFile(file: string, sql: string): Promise<void> {
  const sqlite = new Sqlite(file, { timeout: 0 });
  const isDone = (): boolean => {
    try {
      sqlite.exec(sql);
      return true;
    } catch (error) {
      if ((error as { readonly code?: string }).code?.startsWith('SQLITE_BUSY')) return false;
      throw error;
    }
  };
  try {
    await eventually(isDone, 'a turn to write');
  } finally {
    sqlite.close();
  }
}

/** Waits until `look` has a result; fails after a time limit. */
export async function eventually<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  withinMs = 15_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`It never came to be: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
