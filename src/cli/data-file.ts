import { statSync } from 'node:fs';
import { isDatabaseUrl } from '../config/database-url';
import { DataFileError } from '../store/data-file-error';

/**
 * Throws a DataFileError for a missing data file, or the system's error where this user may not look for it. A database is
 * looked for when it is opened.
 */
export function requireDataFile(data: string): void {
  if (isDatabaseUrl(data)) return;
  if (statSync(data, { throwIfNoEntry: false }) === undefined) {
    throw new DataFileError(`There is no data file ${data}.`);
  }
}
