import { resource } from '../../entities/resource';
import type { Audience } from '../audience';
import { source } from '../columns';
import { NO_ENTITIES, type Pages, type Search, type SerializedEntities } from '../engine';
import { writerOf, type RowWriter } from '../row-writer';
import type { SqlFragment, SqlValue } from '../sql';
import type { WireFormat } from '../wire-format';
import { POSTGRES } from './dialect';
import type { RunOptions } from './lane';

/** So many entities of a type are kept, for each of two audiences; a Resource takes about 2 KB. */
const ENTITIES_KEPT = 12_000;

/** A row may change between the search and its reading; the search is repeated this often. */
const MOST_LOOKS = 5;

/** An entity as it is written of a version of its row on a day, `yyyy-MM-dd`. */
interface Kept {
  readonly version: string;
  readonly day: string;
  readonly bytes: Buffer;
}

/** How one audience sees the entities of a type. */
interface Rendering extends RowWriter {
  readonly kept: Map<number, Kept>;
}

/** How entities are read: outside of transactions, or in one. Values come as the text that the server sent. */
export interface Reading {
  rows(
    sql: string,
    parameters: readonly SqlValue[],
    options?: RunOptions,
  ): Promise<readonly (readonly (string | null)[])[]>;
  /** For what may take long. `isGone`: whether its client went away. Throws a SearchTimeout or a SearchAbandoned. */
  search(
    sql: string,
    parameters: readonly SqlValue[],
    isGone: (() => boolean) | undefined,
  ): Promise<readonly (readonly (string | null)[])[]>;
  /** Whether entities may be kept: what a transaction reads may be undone. */
  readonly keeps: boolean;
}

/**
 * Pages of a PostgreSQL database. A cached entity is true while its row has the version (`xmin`) that was
 * read, also when other servers write: a page from the cache is one statement, which answers ids and versions.
 */
export class PostgresPages implements Pages {
  readonly #reading: Reading;
  readonly #renderings = new Map<
    WireFormat,
    { readonly toViewersOfCosts: Rendering; readonly toOthers: Rendering }
  >();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** Forgets what is kept: another server, or an older state of this one, may give the same versions to other rows. */
  forget(): void {
    this.#renderings.clear();
  }

  /** Forgets resources whose rows were changed here: their versions need not be asked for. */
  forgetResources(ids: ReadonlySet<number>): void {
    if (ids.size === 0) return;
    for (const [{ entity }, { toViewersOfCosts, toOthers }] of this.#renderings) {
      if (entity.table !== resource.table) continue;
      for (const id of ids) {
        toViewersOfCosts.kept.delete(id);
        toOthers.kept.delete(id);
      }
    }
  }

  /** A search that is not brief takes place apart, and what it finds is looked at again here. */
  async narrowed(search: Search): Promise<SqlFragment> {
    if (search.isBrief) return firstOf(search.condition, search.limit);
    const found = await this.#find(search);
    const { sql, parameters } = search.condition;
    return firstOf(
      { sql: `${AMONG} AND (${sql})`, parameters: [listOf(found.map(([id]) => id)), ...parameters] },
      search.limit,
    );
  }

  async serialized(format: WireFormat, search: Search, audience: Audience): Promise<SerializedEntities> {
    for (let look = 1; ; look += 1) {
      const found = await this.#find(search);
      const serialized = await this.#complete(format, found, audience, look < MOST_LOOKS);
      if (serialized) return serialized;
    }
  }

  async serializedByIds(
    format: WireFormat,
    ids: readonly number[],
    audience: Audience,
  ): Promise<SerializedEntities> {
    // All ids are safe integers.
    const possible = ids.filter((id) => Number.isSafeInteger(id));
    if (possible.length === 0) return NO_ENTITIES;
    const { kept } = this.#renderingFor(audience, format);
    if (!possible.some((id) => kept.has(id))) {
      const read = await this.#read(format, possible, audience);
      return inOrder(possible, new Map([...read].map(([id, { bytes }]) => [id, bytes])));
    }
    const sql = `SELECT e.id, e.xmin FROM ${source(format.entity, POSTGRES)} e WHERE ${AMONG}`;
    const versions = new Map(await this.#found(sql, [listOf(possible)]));
    const found = possible.flatMap((id): Found[] => {
      const version = versions.get(id);
      return version === undefined ? [] : [[id, version]];
    });
    return (await this.#complete(format, found, audience, false)) ?? NO_ENTITIES;
  }

  async #find({ entity, condition, limit, isBrief, isGone }: Search): Promise<readonly Found[]> {
    const { sql, parameters } = firstOf(condition, limit);
    const statement = `SELECT e.id, e.xmin FROM ${source(entity, POSTGRES)} e WHERE ${sql}`;
    if (isBrief) return this.#found(statement, parameters);
    return (await this.#reading.search(statement, parameters, isGone)).map(foundRow);
  }

  async #found(sql: string, parameters: readonly SqlValue[]): Promise<readonly Found[]> {
    return (await this.#reading.rows(sql, parameters, { asSent: true })).map(foundRow);
  }

  /**
   * The entities that were found; undefined where one of them is not what was found any more, and it `mustBeSame`: the
   * condition may not be true of it now.
   */
  async #complete(
    format: WireFormat,
    found: readonly Found[],
    audience: Audience,
    mustBeSame: boolean,
  ): Promise<SerializedEntities | undefined> {
    if (found.length === 0) return NO_ENTITIES;
    const { kept } = this.#renderingFor(audience, format);
    const pieces = new Map<number, Buffer>();
    const missing = new Map<number, string>();
    for (const [id, version] of found) {
      const known = kept.get(id);
      if (known?.version === version && known.day === audience.today) pieces.set(id, known.bytes);
      else missing.set(id, version);
    }
    if (missing.size > 0) {
      const read = await this.#read(format, [...missing.keys()], audience);
      for (const [id, version] of missing) {
        const entity = read.get(id);
        if (mustBeSame && entity?.version !== version) return undefined;
        if (entity) pieces.set(id, entity.bytes);
      }
    }
    return inOrder(
      found.map(([id]) => id),
      pieces,
    );
  }

  /** Rows as they are now. */
  async #read(
    format: WireFormat,
    ids: readonly number[],
    audience: Audience,
  ): Promise<ReadonlyMap<number, Kept>> {
    const { kept, columns, days, write } = this.#renderingFor(audience, format);
    const sql = `SELECT e.id, e.xmin${columns} FROM ${source(format.entity, POSTGRES)} e WHERE ${AMONG}`;
    const rows = await this.#reading.rows(sql, [...daysOf(audience, days), listOf(ids)], { asSent: true });
    const read = new Map<number, Kept>();
    for (const row of rows) {
      const [id, version] = foundRow(row);
      read.set(id, { version, day: audience.today, bytes: Buffer.from(write(row)) });
    }
    if (this.#reading.keeps) {
      if (kept.size + read.size > ENTITIES_KEPT) kept.clear();
      for (const [id, entity] of read) kept.set(id, entity);
    }
    return read;
  }

  #renderingFor({ mayViewInternalCost }: Audience, format: WireFormat): Rendering {
    const known = this.#renderings.get(format) ?? {
      toViewersOfCosts: { kept: new Map(), ...writerOf(format, true, COLUMNS_BEFORE) },
      toOthers: { kept: new Map(), ...writerOf(format, false, COLUMNS_BEFORE) },
    };
    this.#renderings.set(format, known);
    return mayViewInternalCost ? known.toViewersOfCosts : known.toOthers;
  }
}

/** An id, and the version of its row. */
type Found = readonly [id: number, version: string];

/** The id and the version stand before the columns of an entity. */
const COLUMNS_BEFORE = 2;

/** A condition that is true of entities whose ids are in a list. */
const AMONG = 'e.id = ANY(?::bigint[])';

function listOf(ids: readonly number[]): string {
  return `{${ids.join(',')}}`;
}

function foundRow([id, version]: readonly (string | null)[]): Found {
  return [Number(id), String(version)];
}

function daysOf({ today }: Audience, days: number): SqlValue[] {
  return Array.from({ length: days }, () => today);
}

function firstOf({ sql, parameters }: SqlFragment, limit: number): SqlFragment {
  return { sql: `${sql} ORDER BY e.id LIMIT ${limit}`, parameters };
}

function inOrder(ids: readonly number[], pieces: ReadonlyMap<number, Buffer>): SerializedEntities {
  const there = ids.filter((id) => pieces.has(id));
  return { ids: there, pieces: there.flatMap((id) => pieces.get(id) ?? []) };
}
