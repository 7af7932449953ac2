import type { Entity, Field } from '../entities/field';
import { resource } from '../entities/resource';
import { role } from '../entities/role';
import type { Audience } from './audience';
import type { SqlValue } from './sqlite/connection';
import type { TableName } from './sqlite/cache';

/** A piece of SQL and the parameters its question marks stand for, in order. */
export interface SqlFragment {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

const TABLES: Readonly<Record<string, TableName>> = { [resource.name]: 'resources', [role.name]: 'roles' };

/** The table of an entity. */
export function table(entity: Entity): TableName {
  const name = TABLES[entity.name];
  if (name === undefined) throw new Error(`No table holds ${entity.name}`);
  return name;
}

/**
 * How a field is read. InternalCost is nothing to who may not view it, 0 on a day without a range
 * (Resource page, "Conditions and Requirements"), else the amount of that day.
 */
export function column(field: Field, audience: Audience): SqlFragment {
  if (field.name !== 'InternalCost') return { sql: `e.${field.name}`, parameters: [] };
  if (!audience.mayViewInternalCost) return { sql: 'NULL', parameters: [] };
  return {
    sql:
      'coalesce((SELECT c.amount FROM internal_costs c WHERE c.resource_id = e.id' +
      " AND coalesce(c.first_day, '') <= ? AND coalesce(c.last_day, '9999-12-31') >= ?), 0.0)",
    parameters: [audience.today, audience.today],
  };
}

/** How a field is compared: text in its folded form. */
export function comparable(field: Field, audience: Audience): SqlFragment {
  return field.type === 'string'
    ? { sql: `e.${field.name}_folded`, parameters: [] }
    : column(field, audience);
}
