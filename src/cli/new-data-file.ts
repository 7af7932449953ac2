// Makes a new data file as a whole or not at all.

import { existsSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../input/make-folder';
import { reasonOf } from '../input/system-error';
import { DataFileError, requireFileName } from '../store/data-file-error';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Makes a data file, which appears under its name when `make` is done. After a failure or a signal, nothing of it is
 * left, nor a folder that was made for it.
 */
export async function newDataFile<T>(file: string, make: (unfinished: string) => Promise<T>): Promise<T> {
  requireFileName(file);
  const unfinished = `${file}.unfinished`;
  const folder = path.dirname(path.resolve(file));
  const madeFrom = madeFolder(folder, file);
  const remove = (): void => {
    removeDatabase(unfinished);
    if (madeFrom !== undefined && !existsSync(file)) removeFolders(folder, madeFrom);
  };
  const stop = (): void => {
    remove();
    process.exit(130);
  };
  removeDatabase(unfinished);
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    const made = await make(unfinished);
    if (existsSync(file))
      throw new DataFileError(`${file} was made by somebody else meanwhile; it is left as it is.`);
    renameSync(unfinished, file);
    return made;
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    remove();
  }
}

/** Makes the folder of a file. Answers the first one that was missing; undefined where none was. */
function madeFolder(folder: string, file: string): string | undefined {
  try {
    return makeFolder(folder);
  } catch (error) {
    const reason = reasonOf(error) ?? String((error as NodeJS.ErrnoException).code);
    throw new DataFileError(`The folder of the data file ${file} cannot be made: ${reason}.`);
  }
}

/** Removes empty folders, up to the first one that was made. */
function removeFolders(folder: string, last: string): void {
  for (let one = folder; one.startsWith(last); one = path.dirname(one)) {
    try {
      rmdirSync(one);
    } catch {
      return;
    }
  }
}

/** Removes a database, which is up to three files. */
function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}
