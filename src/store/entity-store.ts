import type { Entity, Field, FieldValue } from '../entities/field';
import { column, table, type Audience, type SqlFragment } from './columns';
import type { Executor, Reader, SqlValue } from './connection';
import type { Kept } from './kept';

/** One stored entity as answers show it. */
export interface StoredEntity {
  readonly id: number;
  /** The value of each queryable field, in the order of the entity's fields. */
  readonly values: readonly FieldValue[];
  /** The day it was read for, `yyyy-MM-dd`. */
  readonly day: string;
  /** Whether it is the same object again for as long as nothing was written. */
  readonly isKept: boolean;
}

/**
 * The entities of a table with at most this many are kept, for each of two audiences; a Resource takes about 4 KB.
 * Of a longer table, most would be forgotten before they are asked for again.
 */
const ENTITIES_KEPT = 12_000;

/** Looking at so many rows holds nobody up. */
const ROWS_OF_A_BIG_TABLE = 5000;

/** How entities are read, put into words once for each of two audiences. */
interface Reading {
  readonly fields: readonly Field[];
  readonly idColumn: number;
  /** All but the condition. */
  readonly select: string;
  /** How many of its parameters are the day. */
  readonly days: number;
}

/** What is kept of one entity type. */
interface KeptEntities {
  /** How far apart the least id and the greatest are. */
  readonly span: Kept<'span', number>;
  readonly forViewersOfCosts: Shown;
  readonly forOthers: Shown;
}

/** The entities of a type as one audience sees them. */
interface Shown {
  readonly kept: Kept<number, StoredEntity>;
  readonly reading: Reading;
}

/** Reads entities by conditions known only at run time. */
export class EntityStore {
  readonly #executor: Executor;
  readonly #kept = new Map<Entity, KeptEntities>();

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** The entities of these ids, in this order. */
  async byIds(entity: Entity, ids: readonly number[], audience: Audience): Promise<StoredEntity[]> {
    const known = this.#known(entity, ids, audience);
    if (isWhole(known)) return known;
    return this.#executor.read((reader) => this.#readIds(entity, ids, audience, reader));
  }

  /**
   * At most `limit` entities that satisfy `condition`, by ascending id. A search that is not `brief` may have to
   * look at every row: where there are many, it takes place apart, and what it finds is looked at again here.
   * Throws a SearchTimeout.
   */
  async select(
    entity: Entity,
    condition: SqlFragment,
    audience: Audience,
    limit: number,
    brief = true,
  ): Promise<StoredEntity[]> {
    const { search } = this.#executor;
    if (brief || !search || !(await this.#isBig(entity)))
      return this.#read(entity, condition, audience, limit);
    const inTime = { ...condition, sql: `is_in_time() AND (${condition.sql})` };
    const found = among(await search(...searchFor(entity, firstOf(inTime, limit))));
    const still = {
      sql: `${found.sql} AND (${condition.sql})`,
      parameters: [...found.parameters, ...condition.parameters],
    };
    return this.#read(entity, still, audience, limit);
  }

  async #isBig(entity: Entity): Promise<boolean> {
    return (await this.#executor.read((reader) => this.#span(entity, reader))) > ROWS_OF_A_BIG_TABLE;
  }

  #read(entity: Entity, condition: SqlFragment, audience: Audience, limit: number): Promise<StoredEntity[]> {
    return this.#executor.read((reader) => {
      const first = firstOf(condition, limit);
      if (!this.#isKept(entity, reader)) {
        return readEntities(this.#shownTo(audience, entity).reading, first, audience, reader);
      }
      const found = reader.column(...searchFor(entity, first)) as number[];
      return this.#readIds(entity, found, audience, reader);
    });
  }

  #readIds(entity: Entity, ids: readonly number[], audience: Audience, reader: Reader): StoredEntity[] {
    const known = this.#known(entity, ids, audience);
    if (isWhole(known)) return known;
    const missing = ids.filter((_id, index) => known[index] === undefined);
    const isKept = this.#isKept(entity, reader);
    const { kept, reading } = this.#shownTo(audience, entity);
    const read = new Map<number, StoredEntity>();
    for (const stored of readEntities(reading, among(missing), audience, reader, isKept)) {
      read.set(stored.id, stored);
      if (isKept) kept.keep(stored.id, stored);
    }
    return ids.flatMap((id, index) => known[index] ?? read.get(id) ?? []);
  }

  #known(entity: Entity, ids: readonly number[], audience: Audience): (StoredEntity | undefined)[] {
    const kept = this.#shownTo(audience, entity).kept.current();
    return ids.map((id) => {
      const stored = kept.get(id);
      return stored?.day === audience.today ? stored : undefined;
    });
  }

  #isKept(entity: Entity, reader: Reader): boolean {
    return this.#span(entity, reader) < ENTITIES_KEPT;
  }

  /** Counting rows takes as long as looking at them; the least id and the greatest have an index each. */
  #span(entity: Entity, reader: Reader): number {
    const { span } = this.#keptOf(entity);
    const name = table(entity);
    const known = span.current().get('span');
    if (known !== undefined) return known;
    const [read] = reader.column(`SELECT (SELECT max(id) FROM ${name}) - (SELECT min(id) FROM ${name})`, []);
    span.keep('span', Number(read));
    return Number(read);
  }

  #shownTo({ mayViewInternalCost }: Audience, entity: Entity): Shown {
    const { forViewersOfCosts, forOthers } = this.#keptOf(entity);
    return mayViewInternalCost ? forViewersOfCosts : forOthers;
  }

  #keptOf(entity: Entity): KeptEntities {
    const known = this.#kept.get(entity);
    if (known) return known;
    const { keep } = this.#executor;
    const tableName = table(entity);
    const options = { limit: ENTITIES_KEPT, idsOf: tableName };
    const kept = {
      span: keep<'span', number>([tableName], { limit: 1 }),
      forViewersOfCosts: {
        kept: keep<number, StoredEntity>([tableName, 'internal_costs'], options),
        reading: readingOf(entity, true),
      },
      forOthers: {
        kept: keep<number, StoredEntity>([tableName], options),
        reading: readingOf(entity, false),
      },
    };
    this.#kept.set(entity, kept);
    return kept;
  }
}

function isWhole(known: (StoredEntity | undefined)[]): known is StoredEntity[] {
  return !known.includes(undefined);
}

/** A limit that is a parameter makes SQLite plan the statement anew each time, which takes longer than to run it. */
function firstOf({ sql, parameters }: SqlFragment, limit: number): SqlFragment {
  return { sql: `${sql} ORDER BY e.id LIMIT ${limit}`, parameters };
}

function searchFor(entity: Entity, { sql, parameters }: SqlFragment): [string, readonly SqlValue[]] {
  return [`SELECT e.id FROM ${table(entity)} e WHERE ${sql}`, parameters];
}

/** A condition that is true of entities of these ids. */
function among(ids: readonly number[]): SqlFragment {
  if (ids.length === 1) return { sql: 'e.id = ?', parameters: ids };
  return { sql: 'e.id IN (SELECT value FROM json_each(?))', parameters: [JSON.stringify(ids)] };
}

function readingOf(entity: Entity, mayViewInternalCost: boolean): Reading {
  // A field that cannot be queried never leaves the store (Password, DefaultServiceDeskRoleID).
  const fields = entity.fields.filter(({ queryable }) => queryable);
  const columns = fields.map((field) => column(field, { mayViewInternalCost, today: '' }));
  return {
    fields,
    idColumn: fields.findIndex(({ name }) => name === 'id'),
    select: `SELECT ${columns.map(({ sql }) => sql).join(', ')} FROM ${table(entity)} e WHERE `,
    days: columns.flatMap(({ parameters }) => parameters).length,
  };
}

function readEntities(
  reading: Reading,
  condition: SqlFragment,
  audience: Audience,
  reader: Reader,
  isKept = false,
): StoredEntity[] {
  const { fields, idColumn, select, days } = reading;
  const today = Array.from({ length: days }, () => audience.today);
  const found = reader.rows(select + condition.sql, [...today, ...condition.parameters]);
  return found.map((row) => ({
    id: Number(row[idColumn]),
    values: fields.map(({ type }, index) => fieldValue(type, row[index] as string | number | null)),
    day: audience.today,
    isKept,
  }));
}

function fieldValue(type: Field['type'], stored: string | number | null): FieldValue {
  return type === 'boolean' && stored !== null ? stored === 1 : stored;
}
