/** A data file that cannot be used; the message says why and what to do. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
}

/** Throws a DataFileError for what SQLite takes for a database that is gone when it is closed. */
export function requireFileName(file: string): void {
  if (file.trim() === '' || file === ':memory:')
    throw new DataFileError(`"${file}" is no name of a data file.`);
}
