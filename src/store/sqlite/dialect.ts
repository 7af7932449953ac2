import type { Dialect } from '../engine';

/** The SQL of SQLite where it differs from that of PostgreSQL. */
export const SQLITE: Dialect = {
  place: 'data file',
  position: 'instr',
  unindexed: '+',
  member: (json, name) => `json_extract(${json}, '$."${name}"')`,
  version: null,
  end: (text, length) => `substr(${text}, -${length})`,
};
