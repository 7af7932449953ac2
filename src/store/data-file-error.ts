import path from 'node:path';

/** A data file that cannot be used; the message says why and what to do. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
}

/** The error of a folder that is named where a data file belongs. */
export function folderError(folder: string): DataFileError {
  return new DataFileError(`${folder} is a folder: name a file in it, ${path.join(folder, 'atws.db')}.`);
}

/** Throws a DataFileError for what SQLite takes for a database that is gone when it is closed. */
export function requireFileName(file: string): void {
  if (file.trim() === '' || file === ':memory:')
    throw new DataFileError(`"${file}" is no name of a data file.`);
}
