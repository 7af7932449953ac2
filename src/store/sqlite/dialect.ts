import type { Dialect } from '../engine';

/** The SQL of SQLite where it differs from that of PostgreSQL. */
export const SQLITE: Dialect = {
  place: 'data file',
  position: 'instr',
  unindexed: '+',
  end: (text, length) => `substr(${text}, -${length})`,
};
