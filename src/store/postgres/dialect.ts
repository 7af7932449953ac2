import type { FieldType } from '../../entities/field';
import type { Dialect } from '../engine';

/** How the text of a JSON value becomes what a column of the datatype holds. */
const AS_COLUMN: Readonly<Record<FieldType, string>> = {
  boolean: '::bigint',
  datetime: ' COLLATE "C"',
  decimal: '::double precision',
  double: '::double precision',
  float: '::double precision',
  integer: '::bigint',
  long: '::bigint',
  short: '::bigint',
  string: ' COLLATE "C"',
};

/** The SQL of PostgreSQL where it differs from that of SQLite. */
export const POSTGRES: Dialect = {
  place: 'database',
  position: 'strpos',
  // The planner decides by itself whether an index is worth its reading.
  unindexed: '',
  member: (json, name, type) => `(${json} ->> '${name}')${AS_COLUMN[type]}`,
  version: 'xmin',
  end: (text, length) => `right(${text}, ${length})`,
};
