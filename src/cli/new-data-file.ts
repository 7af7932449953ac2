import { renameSync, rmSync } from 'node:fs';
import { requireFileName } from '../store/data-file-error';

/** Makes a data file as a whole or not at all: it appears under its name when `make` is done. */
export async function newDataFile(file: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  requireFileName(file);
  const unfinished = `${file}.unfinished`;
  removeDatabase(unfinished);
  try {
    await make(unfinished);
    renameSync(unfinished, file);
  } finally {
    removeDatabase(unfinished);
  }
}

/** A database is up to three files. */
function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}
