import { statSync } from 'node:fs';
import { isDatabaseUrl } from '../config/database-url';
import { DataFileError } from '../store/data-file-error';

/**
 * Throws a DataFileError where there is no such file; whether a database is there is found out when it is opened. Where the system does not let one look, its error says so: a
 * file that this user may not see is not one that is missing.
 */
export function requireDataFile(data: string): void {
  if (isDatabaseUrl(data)) return;
  if (statSync(data, { throwIfNoEntry: false }) === undefined) {
    throw new DataFileError(`There is no data file ${data}.`);
  }
}
