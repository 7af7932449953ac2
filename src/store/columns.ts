// Columns and their values, between entities and statements.
import { declaredFieldsOf, isDeclared, type DeclaredEntity } from '../entities/declared';
import type { Computation, Entity, Field } from '../entities/field';
import { entities } from '../entities/index';
import type { Audience } from './audience';
import type { Dialect } from './engine';
import type { SqlFragment } from './sql';
import type { TableName } from './tables';

const TABLES: ReadonlyMap<string, TableName> = new Map(entities.map(({ name, table: its }) => [name, its]));

/** The table of an entity. */
export function table(entity: Entity): TableName {
  const name = isDeclared(entity) ? entity.table : TABLES.get(entity.name);
  if (name === undefined) throw new Error(`No table holds ${entity.name}`);
  return name;
}

/** What stands in a statement between FROM and the `e` of an entity's columns. */
export function source(entity: Entity, dialect: Dialect): string {
  return isDeclared(entity) ? declaredSource(entity, dialect) : table(entity);
}

/** The column with all values of an entity of a declared type; no field has a name with a colon. */
export const CONTENT = 'all:values';

/** Both databases merge it into the statement around it, so that only the columns that are asked for are looked up. */
function declaredSource(entity: DeclaredEntity, { member, version }: Dialect): string {
  const columns = declaredFieldsOf(entity)
    .filter(({ key }) => !key)
    .flatMap(({ column: its, comparedBy, type }) => {
      const slot = entity.slots.get(comparedBy);
      const value = `${member('r.content', its, type)} AS "${its}"`;
      if (comparedBy === its) return [value];
      return [
        value,
        `${slot === undefined ? member('r.folded', its, type) : `r.${slot}`} AS "${comparedBy}"`,
      ];
    });
  const own = ['r.id', `r.content AS "${CONTENT}"`, ...(version === null ? [] : [`r.${version}`])];
  return `(SELECT ${[...own, ...columns].join(', ')} FROM ${entity.table} r WHERE r.entity = '${entity.name}')`;
}

/** How a field is read. */
export function column({ column: name, computed }: Field, audience: Audience): SqlFragment {
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
  return field.comparedBy === field.column
    ? column(field, audience)
    : { sql: `e."${field.comparedBy}"`, parameters: [] };
}
