import { isDeclared } from '../../entities/declared';
import type { Entity } from '../../entities/field';
import type { Audience } from '../audience';
import type { Cache } from '../cache';
import { source, table } from '../columns';
import { NO_ENTITIES, type CacheOptions, type Pages, type Search, type SerializedEntities } from '../engine';
import type { SqlFragment, SqlValue } from '../sql';
import type { TableName } from '../tables';
import { writerOf } from '../row-writer';
import type { WireFormat } from '../wire-format';
import { SQLITE } from './dialect';
import { serialization } from './serialization';

/** Runs statements at once. */
export interface Reader {
  rows(sql: string, parameters: readonly SqlValue[]): readonly (readonly unknown[])[];
  /** The only column of each row. */
  column(sql: string, parameters: readonly SqlValue[]): readonly unknown[];
  /** All that `work` reads is of one state, also while another process writes. */
  consistently<T>(work: () => T): T;
}

/** How entities are read. */
export interface Reading {
  /** Several statements with no step between. */
  readonly read: <T>(work: (reader: Reader) => T) => Promise<T>;
  /**
   * The ids that a statement answers, searched for apart from all else; `is_in_time()` must be among its conditions.
   * Undefined where there is no file to search in, or the search must see what a transaction wrote.
   */
  readonly search:
    | ((
        sql: string,
        parameters: readonly SqlValue[],
        isGone: (() => boolean) | undefined,
      ) => Promise<readonly number[]>)
    | undefined;
  readonly cache: <K, V>(tables: readonly TableName[], options: CacheOptions) => Cache<K, V>;
}

/** The most entities of a type in the cache, for each of two audiences; a Resource takes about 2 KB. */
const ENTITIES_CACHED = 12_000;

/** Rows that are looked at in less than a millisecond or two. */
const ROWS_OF_A_BIG_TABLE = 5000;

/** An entity as it is written on a day, `yyyy-MM-dd`. */
interface SerializedOn {
  readonly day: string;
  readonly bytes: Buffer;
}

/** How one audience sees the entities of a type. */
interface Rendering {
  readonly cache: Cache<number, SerializedOn>;
  /** The statements that read an entity by its id, and several: they are long. */
  readonly one: string;
  readonly several: string;
  /** The statement that reads a page of them as one, where SQLite writes them. */
  readonly page: string | null;
  /** The entity of a row. */
  readonly write: (row: readonly unknown[]) => Buffer;
  /** How many of their parameters are the day; the id, or the JSON of several, comes after these. */
  readonly days: number;
}

/** Pages of a SQLite database, written by SQLite itself. The caches of a wire format last as long as the database. */
export class SqlitePages implements Pages {
  readonly #reading: Reading;
  readonly #spans = new WeakMap<Entity, Cache<'span', number>>();
  readonly #renderings = new WeakMap<
    WireFormat,
    { readonly toViewersOfCosts: Rendering; readonly toOthers: Rendering }
  >();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /**
   * A search that is not brief may have to look at every row: where there are many, it takes place apart, and what it
   * finds is looked at again here.
   */
  async narrowed({ entity, condition, limit, isBrief, isGone }: Search): Promise<SqlFragment> {
    const { search } = this.#reading;
    if (!search || isBrief || (await this.#span(entity)) <= ROWS_OF_A_BIG_TABLE)
      return firstOf(condition, limit);
    const inTime = { ...condition, sql: `is_in_time() AND (${condition.sql})` };
    const found = await search(...searchFor(entity, firstOf(inTime, limit)), isGone);
    return firstOf(
      {
        sql: `${AMONG} AND (${condition.sql})`,
        parameters: [JSON.stringify(found), ...condition.parameters],
      },
      limit,
    );
  }

  async serialized(format: WireFormat, search: Search, audience: Audience): Promise<SerializedEntities> {
    const { entity } = format;
    const first = await this.narrowed(search);
    const span = await this.#span(entity);
    return this.#reading.read((reader) =>
      reader.consistently(() => {
        const ids = reader.column(...searchFor(entity, first)) as number[];
        if (ids.length === 0) return NO_ENTITIES;
        // Of a longer table, most would be forgotten before they are asked for again.
        if (span < ENTITIES_CACHED) return this.#byIds(format, ids, audience, reader);
        const { page, days, several, write } = this.#renderingFor(audience, format);
        if (page === null) {
          const rows = reader.rows(`${several} ORDER BY e.id`, [JSON.stringify(ids)]);
          return { ids, pieces: [Buffer.concat(rows.map(write))] };
        }
        const pieces = reader.column(page, [...daysOf(audience, days), JSON.stringify(ids)]) as Buffer[];
        return { ids, pieces };
      }),
    );
  }

  async serializedByIds(
    format: WireFormat,
    ids: readonly number[],
    audience: Audience,
  ): Promise<SerializedEntities> {
    const pieces = this.#cached(format, ids, audience);
    if (isComplete(pieces)) return { ids, pieces };
    return this.#reading.read((reader) => {
      const read = (): SerializedEntities => this.#byIds(format, ids, audience, reader);
      // One is one statement; of several, some are cached, which must be of the state that the others are read from.
      return ids.length === 1 ? read() : reader.consistently(read);
    });
  }

  #byIds(format: WireFormat, ids: readonly number[], audience: Audience, reader: Reader): SerializedEntities {
    const known = this.#cached(format, ids, audience);
    if (isComplete(known)) return { ids, pieces: known };
    const missing = ids.filter((_id, index) => known[index] === undefined);
    const { cache, write } = this.#renderingFor(audience, format);
    const rows = reader.rows(...this.#rowsOf(format, missing, audience));
    const read = new Map(rows.map((row) => [Number(row[0]), write(row)]));
    for (const [id, bytes] of read) cache.set(id, { day: audience.today, bytes });
    return {
      ids: ids.filter((id, index) => known[index] ?? read.has(id)),
      pieces: ids.flatMap((id, index) => known[index] ?? read.get(id) ?? []),
    };
  }

  /** The cached entities with the given ids, in their order; undefined for an id that is not cached. */
  #cached(format: WireFormat, ids: readonly number[], audience: Audience): readonly (Buffer | undefined)[] {
    const cached = this.#renderingFor(audience, format).cache.current();
    return ids.map((id) => {
      const serialized = cached.get(id);
      return serialized?.day === audience.today ? serialized.bytes : undefined;
    });
  }

  #rowsOf(format: WireFormat, ids: readonly number[], audience: Audience): [string, SqlValue[]] {
    const { one, several, days } = this.#renderingFor(audience, format);
    return ids.length === 1
      ? [one, [...daysOf(audience, days), ...ids]]
      : [several, [...daysOf(audience, days), JSON.stringify(ids)]];
  }

  /**
   * How far apart the least id and the greatest are: counting rows takes as long as looking at them, and these
   * have an index each.
   */
  #span(entity: Entity): Promise<number> {
    const cache =
      this.#spans.get(entity) ?? this.#reading.cache<'span', number>([table(entity)], { limit: 1 });
    this.#spans.set(entity, cache);
    return cache.getOrRead('span', () =>
      this.#reading.read((reader) => {
        const name = source(entity, SQLITE);
        const [[span] = []] = reader.rows(
          `SELECT (SELECT max(id) FROM ${name}) - (SELECT min(id) FROM ${name})`,
          [],
        );
        return Number(span);
      }),
    );
  }

  #renderingFor({ mayViewInternalCost }: Audience, format: WireFormat): Rendering {
    const { toViewersOfCosts, toOthers } = this.#renderingsIn(format);
    return mayViewInternalCost ? toViewersOfCosts : toOthers;
  }

  #renderingsIn(format: WireFormat): { readonly toViewersOfCosts: Rendering; readonly toOthers: Rendering } {
    const known = this.#renderings.get(format);
    if (known) return known;
    const shown = {
      toViewersOfCosts: this.#rendering(format, true),
      toOthers: this.#rendering(format, false),
    };
    this.#renderings.set(format, shown);
    return shown;
  }

  #rendering(format: WireFormat, mayViewInternalCost: boolean): Rendering {
    const name = table(format.entity);
    const from = `FROM ${source(format.entity, SQLITE)} e WHERE`;
    const { select, write, page, days } = isDeclared(format.entity)
      ? writtenHere(format)
      : writtenBySqlite(format, mayViewInternalCost);
    return {
      cache: this.#reading.cache([name, ...(mayViewInternalCost ? (['internal_costs'] as const) : [])], {
        limit: ENTITIES_CACHED,
        idsOf: name,
      }),
      one: `${select} ${from} e.id = ?`,
      several: `${select} ${from} ${AMONG}`,
      page: page === null ? null : page(`${from} ${AMONG} ORDER BY e.id`),
      write,
      days,
    };
  }
}

/** How the entities of a type become bytes. */
interface Writing extends Pick<Rendering, 'write' | 'days'> {
  readonly select: string;
  readonly page: ((from: string) => string) | null;
}

function writtenBySqlite(format: WireFormat, mayViewInternalCost: boolean): Writing {
  const { sql, parameters } = serialization(format, mayViewInternalCost);
  return {
    select: `SELECT e.id, CAST(${sql} AS BLOB)`,
    page: (from) => `SELECT CAST(group_concat(xml, '') AS BLOB) FROM (SELECT ${sql} AS xml ${from})`,
    write: ([, bytes]) => bytes as Buffer,
    days: parameters.length,
  };
}

/** To look up each value in JSON takes SQLite four times as long. */
function writtenHere(format: WireFormat): Writing {
  const { columns, write, days } = writerOf(format, false, 1);
  return {
    select: `SELECT e.id${columns}`,
    page: null,
    write: (row) => Buffer.from(write(row.map(String))),
    days,
  };
}

function daysOf({ today }: Audience, days: number): SqlValue[] {
  return Array.from({ length: days }, () => today);
}

function isComplete(known: readonly (Buffer | undefined)[]): known is readonly Buffer[] {
  return !known.includes(undefined);
}

/** A limit that is a parameter makes SQLite plan the statement anew each time, which takes longer than to run it. */
function firstOf({ sql, parameters }: SqlFragment, limit: number): SqlFragment {
  return { sql: `${sql} ORDER BY e.id LIMIT ${limit}`, parameters };
}

function searchFor(entity: Entity, { sql, parameters }: SqlFragment): [string, readonly SqlValue[]] {
  return [`SELECT e.id FROM ${source(entity, SQLITE)} e WHERE ${sql}`, parameters];
}

/** A condition that is true of entities whose ids are in a JSON text. */
const AMONG = 'e.id IN (SELECT value FROM json_each(?))';
