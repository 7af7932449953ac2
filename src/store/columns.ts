// Columns and their values, between entities and statements.
import type { Computation, Entity, Field } from '../entities/field';
import { entities } from '../entities/index';
import type { Audience } from './audience';
import { foldedColumn } from './rows';
import type { SqlFragment } from './sql';
import type { TableName } from './tables';

const TABLES: ReadonlyMap<string, TableName> = new Map(entities.map(({ name, table: its }) => [name, its]));

/** The table of an entity. */
export function table(entity: Entity): TableName {
  const name = TABLES.get(entity.name);
  if (name === undefined) throw new Error(`No table holds ${entity.name}`);
  return name;
}

/** How a field is read. */
export function column({ name, computed }: Field, audience: Audience): SqlFragment {
  return computed === null ? { sql: `e."${name}"`, parameters: [] } : COMPUTED[computed](audience);
}

const COMPUTED: Readonly<Record<Computation, (audience: Audience) => SqlFragment>> = {
  // Null for callers without the right to view it, 0 on a day without a range (Resource page, "Conditions and Requirements"),
  // else the amount of that day.
  costOfTheDay: ({ mayViewInternalCost, today }) =>
    mayViewInternalCost
      ? {
          sql:
            'coalesce((SELECT c.amount FROM internal_costs c WHERE c.resource_id = e.id' +
            " AND coalesce(c.first_day, '') <= ? AND coalesce(c.last_day, '9999-12-31') >= ? LIMIT 1), 0.0)",
          parameters: [today, today],
        }
      : { sql: 'NULL', parameters: [] },
};

/** How a field is compared: text in its folded form. */
export function comparable(field: Field, audience: Audience): SqlFragment {
  return field.type === 'string'
    ? { sql: `e."${foldedColumn(field)}"`, parameters: [] }
    : column(field, audience);
}
