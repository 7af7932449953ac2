import type { DataFileError } from './data-file-error';

/** How data is opened. All but the first are about a database that other servers use, too. */
export interface OpenOptions {
  /** How long a search may take. */
  readonly searchSeconds: number;
  /** How many connections there are at most: one that reads, two that search, and the others for what writes. */
  readonly connections: number;
  /** Whether statements are prepared, which needs a connection that stays the same. */
  readonly prepares: boolean;
  /** How long any other statement may take. */
  readonly statementSeconds: number;
  /** Told once when a later version has brought the database to another form: nothing more can be done with it. */
  readonly outdated: (error: DataFileError) => void;
}

export const OPEN_DEFAULTS: OpenOptions = {
  searchSeconds: 30,
  connections: 12,
  prepares: true,
  statementSeconds: 30,
  outdated: () => undefined,
};
