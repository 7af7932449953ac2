import type { Entity, Field, FieldValue } from '../entities/field';
import { column, table, type Audience, type SqlFragment } from './columns';
import type { Executor, Reader, SqlValue } from './connection';
import type { Kept } from './kept';

/** One stored entity as answers show it: the same object again for as long as nothing was written. */
export interface StoredEntity {
  readonly id: number;
  /** The value of each queryable field, in the order of the entity's fields. */
  readonly values: readonly FieldValue[];
  /** The day it was read for, `yyyy-MM-dd`. */
  readonly day: string;
}

/** This many entities of a table are kept for each of the two audiences; a Resource takes about 4 KB. */
const ENTITIES_KEPT = 10_000;

/** Looking at so many rows holds nobody up. */
const ROWS_OF_A_BIG_TABLE = 5000;

/** Reads entities by conditions known only at run time. */
export class EntityStore {
  readonly #executor: Executor;
  /** By entity, for those who may view InternalCost and for those who may not. */
  readonly #kept = new Map<Entity, readonly [Kept<number, StoredEntity>, Kept<number, StoredEntity>]>();

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** The entities of these ids, in this order. */
  async byIds(entity: Entity, ids: readonly number[], audience: Audience): Promise<StoredEntity[]> {
    const known = this.#known(entity, ids, audience);
    if (isWhole(known)) return known;
    return this.#executor.read((reader) => this.#fill(entity, ids, audience, reader));
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
    const found = among(await search(...searchFor(entity, inTime, limit)));
    const still = {
      sql: `${found.sql} AND (${condition.sql})`,
      parameters: [...found.parameters, ...condition.parameters],
    };
    return this.#read(entity, still, audience, limit);
  }

  /** By the range of ids, as counting rows takes as long as looking at them; each end by itself has an index. */
  async #isBig(entity: Entity): Promise<boolean> {
    const name = table(entity);
    const [span] = await this.#executor.read((reader) =>
      reader.column(`SELECT (SELECT max(id) FROM ${name}) - (SELECT min(id) FROM ${name})`, []),
    );
    return Number(span) > ROWS_OF_A_BIG_TABLE;
  }

  #read(entity: Entity, condition: SqlFragment, audience: Audience, limit: number): Promise<StoredEntity[]> {
    return this.#executor.read((reader) => {
      const found = reader.column(...searchFor(entity, condition, limit)) as number[];
      return this.#fill(entity, found, audience, reader);
    });
  }

  /** The entities of these ids, read where they are not kept. */
  #fill(entity: Entity, ids: readonly number[], audience: Audience, reader: Reader): StoredEntity[] {
    const known = this.#known(entity, ids, audience);
    if (isWhole(known)) return known;
    const missing = ids.filter((_id, index) => known[index] === undefined);
    const kept = this.#keptFor(entity, audience);
    const read = new Map<number, StoredEntity>();
    for (const stored of readEntities(entity, missing, audience, reader)) {
      read.set(stored.id, stored);
      kept.keep(stored.id, stored);
    }
    return ids.flatMap((id, index) => known[index] ?? read.get(id) ?? []);
  }

  #known(entity: Entity, ids: readonly number[], audience: Audience): (StoredEntity | undefined)[] {
    const kept = this.#keptFor(entity, audience).current();
    return ids.map((id) => {
      const stored = kept.get(id);
      return stored?.day === audience.today ? stored : undefined;
    });
  }

  #keptFor(entity: Entity, { mayViewInternalCost }: Audience): Kept<number, StoredEntity> {
    const keep = (): Kept<number, StoredEntity> =>
      this.#executor.keep([table(entity), 'internal_costs'], { limit: ENTITIES_KEPT, idsOf: table(entity) });
    const both = this.#kept.get(entity) ?? [keep(), keep()];
    this.#kept.set(entity, both);
    return both[mayViewInternalCost ? 0 : 1];
  }
}

function isWhole(known: (StoredEntity | undefined)[]): known is StoredEntity[] {
  return !known.includes(undefined);
}

function searchFor(entity: Entity, { sql, parameters }: SqlFragment, limit: number): [string, SqlValue[]] {
  return [`SELECT e.id FROM ${table(entity)} e WHERE ${sql} ORDER BY e.id LIMIT ?`, [...parameters, limit]];
}

/** A condition that is true of entities of these ids. */
function among(ids: readonly number[]): SqlFragment {
  return { sql: 'e.id IN (SELECT value FROM json_each(?))', parameters: [JSON.stringify(ids)] };
}

function readEntities(
  entity: Entity,
  ids: readonly number[],
  audience: Audience,
  reader: Reader,
): StoredEntity[] {
  // A field that cannot be queried never leaves the store (Password, DefaultServiceDeskRoleID).
  const fields = entity.fields.filter(({ queryable }) => queryable);
  const columns = fields.map((field) => column(field, audience));
  const condition = among(ids);
  const found = reader.rows(
    `SELECT ${columns.map(({ sql }) => sql).join(', ')} FROM ${table(entity)} e WHERE ${condition.sql}`,
    [...columns.flatMap(({ parameters }) => parameters), ...condition.parameters],
  );
  const idColumn = fields.findIndex(({ name }) => name === 'id');
  return found.map((row) => ({
    id: Number(row[idColumn]),
    values: fields.map(({ type }, index) => fieldValue(type, row[index] as string | number | null)),
    day: audience.today,
  }));
}

function fieldValue(type: Field['type'], stored: string | number | null): FieldValue {
  return type === 'boolean' && stored !== null ? stored === 1 : stored;
}
