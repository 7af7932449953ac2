import { statSync } from 'node:fs';
import { DataFileError } from '../store/data-file-error';

/**
 * Throws a DataFileError for a missing data file, and the system's error where this user has no right to look for it.
 */
export function requireDataFile(data: string): void {
  if (statSync(data, { throwIfNoEntry: false }) === undefined) {
    throw new DataFileError(`There is no data file ${data}.`);
  }
}
