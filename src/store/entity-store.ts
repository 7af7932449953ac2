import type { Entity, FieldValue } from '../entities/field';
import type { Clause } from '../queryxml/tree';
import type { Audience } from './audience';
import { column, table, type SqlFragment } from './columns';
import { writtenIn, type Form } from './entity-serializer';
import { compileQuery } from './query/compile';
import { askedIds } from './query/ids';
import { isBrief } from './query/plan';
import { valuesOf } from './rows';
import type { Kept } from './sqlite/cache';
import type { Executor, Reader, SqlValue } from './sqlite/connection';

/** One stored entity. */
export interface StoredEntity {
  readonly id: number;
  /** The value of each queryable field, in the order of the entity's fields. */
  readonly values: readonly FieldValue[];
}

/** Entities as answers show them. */
export interface Written {
  readonly ids: readonly number[];
  /** One after the other in their form, in UTF-8 and in pieces. */
  readonly pieces: readonly Buffer[];
}

/** No entities. */
export const NOTHING_WRITTEN: Written = { ids: [], pieces: [] };

/** So many entities of a type are kept, for each of two audiences; a Resource takes about 2 KB. */
const ENTITIES_KEPT = 12_000;

/** Looking at so many rows holds nobody up. */
const ROWS_OF_A_BIG_TABLE = 5000;

/** An entity as it is written on a day, `yyyy-MM-dd`. */
interface WrittenOn {
  readonly day: string;
  readonly bytes: Buffer;
}

/** How one audience sees the entities of a type. */
interface Shown {
  readonly kept: Kept<number, WrittenOn>;
  /** The statements that read an entity by its id, several, and a page of them as one: they are long. */
  readonly one: string;
  readonly several: string;
  readonly page: string;
  /** How many of their parameters are the day; the id, or the JSON of several, comes after these. */
  readonly days: number;
}

/** Reads entities by the clauses of queries. What is kept in a form is kept for as long as the store is open. */
export class EntityStore {
  readonly #executor: Executor;
  readonly #spans = new Map<Entity, Kept<'span', number>>();
  readonly #shown = new Map<Form, { readonly toViewersOfCosts: Shown; readonly toOthers: Shown }>();

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** At most `limit` entities that satisfy the clauses, by ascending id. Throws a SearchTimeout. */
  async select(
    entity: Entity,
    clauses: readonly Clause[],
    audience: Audience,
    limit: number,
  ): Promise<StoredEntity[]> {
    const { sql, parameters } = await this.#first(entity, clauses, audience, limit);
    // A field that cannot be queried never leaves the store.
    const fields = entity.fields.filter(({ queryable }) => queryable);
    const columns = fields.map((field) => column(field, audience));
    const rows = await this.#executor.rows(
      `SELECT e.id, ${columns.map((one) => one.sql).join(', ')} FROM ${table(entity)} e WHERE ${sql}`,
      [...columns.flatMap((one) => one.parameters), ...parameters],
    );
    return rows.map(([id, ...values]) => ({ id: Number(id), values: valuesOf(fields, values) }));
  }

  /** What `select` finds, in a form. */
  async written(form: Form, clauses: readonly Clause[], audience: Audience, limit: number): Promise<Written> {
    const named = askedIds(clauses);
    if (named && named.length <= limit) return this.writtenByIds(form, named, audience);
    const { entity } = form;
    const first = await this.#first(entity, clauses, audience, limit);
    const span = await this.#span(entity);
    return this.#executor.read((reader) =>
      reader.consistently(() => {
        const ids = reader.column(...searchFor(entity, first)) as number[];
        if (ids.length === 0) return NOTHING_WRITTEN;
        // Of a longer table, most would be forgotten before they are asked for again.
        if (span < ENTITIES_KEPT) return this.#byIds(form, ids, audience, reader);
        const { page, days } = this.#shownTo(audience, form);
        const pieces = reader.column(page, [...daysOf(audience, days), JSON.stringify(ids)]) as Buffer[];
        return { ids, pieces };
      }),
    );
  }

  /** The entities of these ids in a form, in this order. */
  async writtenByIds(form: Form, ids: readonly number[], audience: Audience): Promise<Written> {
    const pieces = this.#known(form, ids, audience);
    if (isWhole(pieces)) return { ids, pieces };
    return this.#executor.read((reader) => {
      const read = (): Written => this.#byIds(form, ids, audience, reader);
      // One is one statement; of several, some are kept, which must be of the state that the others are read from.
      return ids.length === 1 ? read() : reader.consistently(read);
    });
  }

  #byIds(form: Form, ids: readonly number[], audience: Audience, reader: Reader): Written {
    const known = this.#known(form, ids, audience);
    if (isWhole(known)) return { ids, pieces: known };
    const missing = ids.filter((_id, index) => known[index] === undefined);
    const read = new Map(reader.rows(...this.#rowsOf(form, missing, audience)) as [number, Buffer][]);
    const { kept } = this.#shownTo(audience, form);
    for (const [id, bytes] of read) kept.keep(id, { day: audience.today, bytes });
    return {
      ids: ids.filter((id, index) => known[index] ?? read.has(id)),
      pieces: ids.flatMap((id, index) => known[index] ?? read.get(id) ?? []),
    };
  }

  /** What is kept of these entities. */
  #known(form: Form, ids: readonly number[], audience: Audience): readonly (Buffer | undefined)[] {
    const kept = this.#shownTo(audience, form).kept.current();
    return ids.map((id) => {
      const written = kept.get(id);
      return written?.day === audience.today ? written.bytes : undefined;
    });
  }

  #rowsOf(form: Form, ids: readonly number[], audience: Audience): [string, SqlValue[]] {
    const { one, several, days } = this.#shownTo(audience, form);
    return ids.length === 1
      ? [one, [...daysOf(audience, days), ...ids]]
      : [several, [...daysOf(audience, days), JSON.stringify(ids)]];
  }

  /**
   * The condition by which the first `limit` entities are found. A search that is not brief may have to look at every
   * row: where there are many, it takes place apart, and what it finds is looked at again here.
   */
  async #first(
    entity: Entity,
    clauses: readonly Clause[],
    audience: Audience,
    limit: number,
  ): Promise<SqlFragment> {
    const condition = compileQuery(clauses, audience);
    const { search } = this.#executor;
    if (!search || isBrief(clauses) || (await this.#span(entity)) <= ROWS_OF_A_BIG_TABLE)
      return firstOf(condition, limit);
    const inTime = { ...condition, sql: `is_in_time() AND (${condition.sql})` };
    const found = await search(...searchFor(entity, firstOf(inTime, limit)));
    return firstOf(
      {
        sql: `${AMONG} AND (${condition.sql})`,
        parameters: [JSON.stringify(found), ...condition.parameters],
      },
      limit,
    );
  }

  /**
   * How far apart the least id and the greatest are: counting rows takes as long as looking at them, and these
   * have an index each.
   */
  #span(entity: Entity): Promise<number> {
    const name = table(entity);
    const kept = this.#spans.get(entity) ?? this.#executor.keep<'span', number>([name], { limit: 1 });
    this.#spans.set(entity, kept);
    return kept.through('span', async () => {
      const [[span] = []] = await this.#executor.rows(
        `SELECT (SELECT max(id) FROM ${name}) - (SELECT min(id) FROM ${name})`,
        [],
      );
      return Number(span);
    });
  }

  #shownTo({ mayViewInternalCost }: Audience, form: Form): Shown {
    const { toViewersOfCosts, toOthers } = this.#shownIn(form);
    return mayViewInternalCost ? toViewersOfCosts : toOthers;
  }

  #shownIn(form: Form): { readonly toViewersOfCosts: Shown; readonly toOthers: Shown } {
    const known = this.#shown.get(form);
    if (known) return known;
    const shown = {
      toViewersOfCosts: this.#showing(form, true),
      toOthers: this.#showing(form, false),
    };
    this.#shown.set(form, shown);
    return shown;
  }

  #showing(form: Form, mayViewInternalCost: boolean): Shown {
    const name = table(form.entity);
    const { sql, parameters } = writtenIn(form, mayViewInternalCost);
    const select = `SELECT e.id, CAST(${sql} AS BLOB) FROM ${name} e WHERE`;
    const sorted = `SELECT ${sql} AS xml FROM ${name} e WHERE ${AMONG} ORDER BY e.id`;
    return {
      kept: this.#executor.keep([name, ...(mayViewInternalCost ? (['internal_costs'] as const) : [])], {
        limit: ENTITIES_KEPT,
        idsOf: name,
      }),
      one: `${select} e.id = ?`,
      several: `${select} ${AMONG}`,
      page: `SELECT CAST(group_concat(xml, '') AS BLOB) FROM (${sorted})`,
      days: parameters.length,
    };
  }
}

function daysOf({ today }: Audience, days: number): SqlValue[] {
  return Array.from({ length: days }, () => today);
}

function isWhole(known: readonly (Buffer | undefined)[]): known is readonly Buffer[] {
  return !known.includes(undefined);
}

/** A limit that is a parameter makes SQLite plan the statement anew each time, which takes longer than to run it. */
function firstOf({ sql, parameters }: SqlFragment, limit: number): SqlFragment {
  return { sql: `${sql} ORDER BY e.id LIMIT ${limit}`, parameters };
}

function searchFor(entity: Entity, { sql, parameters }: SqlFragment): [string, readonly SqlValue[]] {
  return [`SELECT e.id FROM ${table(entity)} e WHERE ${sql}`, parameters];
}

/** A condition that is true of entities whose ids are in a JSON text. */
const AMONG = 'e.id IN (SELECT value FROM json_each(?))';
