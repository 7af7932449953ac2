import { statSync } from 'node:fs';
import { DataFileError } from '../store/data-file-error';

/** Throws a DataFileError for a missing data file, or the system's error where this user may not look for it. */
export function requireDataFile(data: string): void {
  if (statSync(data, { throwIfNoEntry: false }) === undefined) {
    throw new DataFileError(`There is no data file ${data}.`);
  }
}
