import type { Entity, Field, FieldValue } from '../entities/field';
import { column, table, type Audience, type SqlFragment } from './columns';
import type { Executor } from './connection';

/** One stored entity as answers show it: the value of each queryable field, by name. */
export type EntityValues = Readonly<Record<string, FieldValue>> & { readonly id: number };

/** Reads entities by conditions known only at run time. */
export class EntityStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** The entities of these ids, in this order. */
  async byIds(entity: Entity, ids: readonly number[], audience: Audience): Promise<EntityValues[]> {
    const condition = { sql: `e.id IN (${ids.map(() => '?').join(', ')})`, parameters: ids };
    const found = await this.select(entity, condition, audience, ids.length);
    const byId = new Map(found.map((values) => [values.id, values]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** At most `limit` entities that satisfy `condition`, by ascending id. */
  async select(
    entity: Entity,
    condition: SqlFragment,
    audience: Audience,
    limit: number,
  ): Promise<EntityValues[]> {
    // A field that cannot be queried never leaves the store (Password, DefaultServiceDeskRoleID).
    const fields = entity.fields.filter(({ queryable }) => queryable);
    const columns = fields.map((field) => column(field, audience));
    const rows = await this.#executor.rows(
      `SELECT ${columns.map(({ sql }) => sql).join(', ')} FROM ${table(entity)} e` +
        ` WHERE ${condition.sql} ORDER BY e.id LIMIT ?`,
      [...columns.flatMap(({ parameters }) => parameters), ...condition.parameters, limit],
    );
    return rows.map((row) => entityValues(fields, row));
  }
}

function entityValues(fields: readonly Field[], row: readonly unknown[]): EntityValues {
  const values: Record<string, FieldValue> = {};
  fields.forEach((field, index) => {
    const stored = row[index] as string | number | null;
    values[field.name] = field.type === 'boolean' && stored !== null ? stored === 1 : stored;
  });
  return values as EntityValues;
}
