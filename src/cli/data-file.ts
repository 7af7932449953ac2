import { statSync } from 'node:fs';
import { DataFileError } from '../store/data-file-error';

/**
 * Throws a DataFileError where there is no such file. Where the system does not let one look, its error says so: a
 * file that this user may not see is not one that is missing.
 */
export function requireDataFile(data: string): void {
  if (statSync(data, { throwIfNoEntry: false }) === undefined) {
    throw new DataFileError(`There is no data file ${data}.`);
  }
}
