// Reads and writes entities by their field tables.
import type { Entity, FieldValue } from '../entities/field';
import type { Clause } from '../queryxml/tree';
import type { Audience } from './audience';
import { column, source } from './columns';
import type { Executor, Search, SerializedEntities } from './engine';
import { compileQuery } from './query/compile';
import { idsNamedBy } from './query/ids';
import { usesIndex } from './query/plan';
import { valuesOf } from './rows';
import type { WireFormat } from './wire-format';

/** One stored entity. */
export interface StoredEntity {
  readonly id: number;
  /** The value of each queryable field, in the order of the entity's fields. */
  readonly values: readonly FieldValue[];
}

/** Reads entities by the clauses of queries. */
export class EntityStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** At most `limit` entities that satisfy the clauses, by ascending id. Throws a SearchTimeout or SearchAbandoned. */
  async select(
    entity: Entity,
    clauses: readonly Clause[],
    audience: Audience,
    limit: number,
  ): Promise<StoredEntity[]> {
    const { sql, parameters } = await this.#executor.pages.narrowed(
      this.#search(entity, clauses, audience, limit),
    );
    // A field that cannot be queried never leaves the store.
    const fields = entity.fields.filter(({ queryable }) => queryable);
    const columns = fields.map((field) => column(field, audience));
    const rows = await this.#executor.rows(
      `SELECT e.id, ${columns.map((one) => one.sql).join(', ')}
       FROM ${source(entity, this.#executor.dialect)} e WHERE ${sql}`,
      [...columns.flatMap((one) => one.parameters), ...parameters],
    );
    return rows.map(([id, ...values]) => ({ id: Number(id), values: valuesOf(fields, values) }));
  }

  /** The entities that `select` finds, in a format. */
  serialized(
    format: WireFormat,
    clauses: readonly Clause[],
    audience: Audience,
    limit: number,
  ): Promise<SerializedEntities> {
    const named = idsNamedBy(clauses);
    if (named && named.length <= limit) return this.serializedByIds(format, named, audience);
    const search = this.#search(format.entity, clauses, audience, limit);
    return this.#executor.pages.serialized(format, search, audience);
  }

  /** The entities with the given ids in a wire format, in the order of the ids. */
  serializedByIds(
    format: WireFormat,
    ids: readonly number[],
    audience: Audience,
  ): Promise<SerializedEntities> {
    return this.#executor.pages.serializedByIds(format, ids, audience);
  }

  #search(entity: Entity, clauses: readonly Clause[], audience: Audience, limit: number): Search {
    const condition = compileQuery(clauses, audience, this.#executor.dialect);
    return { entity, condition, limit, isBrief: usesIndex(clauses), isGone: audience.isGone };
  }
}
