import type { Dialect } from '../engine';

/** The SQL of PostgreSQL where it differs from that of SQLite. */
export const POSTGRES: Dialect = {
  place: 'database',
  position: 'strpos',
  // The planner decides by itself whether an index is worth its reading.
  unindexed: '',
  end: (text, length) => `right(${text}, ${length})`,
};
