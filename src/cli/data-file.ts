import { statSync } from 'node:fs';
import { isDatabaseUrl } from '../config/database-url';
import { DataFileError, folderError } from '../store/data-file-error';

/**
 * Throws a DataFileError for a missing data file or a folder, or the system's error where this user may not look for it. A database is
 * looked for when it is opened.
 */
export function requireDataFile(data: string): void {
  if (isDatabaseUrl(data)) return;
  const found = statSync(data, { throwIfNoEntry: false });
  if (found === undefined) throw new DataFileError(`There is no data file ${data}.`);
  if (found.isDirectory()) throw folderError(data);
}
