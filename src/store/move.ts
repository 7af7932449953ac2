import type { MoveProgress } from './move-progress';

/**
 * Makes an empty database out of a data file, which stays. All or nothing: each row is compared. Throws a DataFileError.
 */
export async function moveToDatabase(file: string, url: string, progress: MoveProgress): Promise<void> {
  const postgres = await import('./postgres/move.js');
  await postgres.moveToDatabase(file, url, progress);
}

/** Makes a data file, which does not exist yet, out of a database, which stays. As the other way. */
export async function moveToFile(url: string, file: string, progress: MoveProgress): Promise<void> {
  const postgres = await import('./postgres/move.js');
  await postgres.moveToFile(url, file, progress);
}
