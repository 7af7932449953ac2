import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DataFileError } from '../store/data-file-error';
import { reasonOf } from '../input/system-error';

/** Writes a file atomically. Throws a DataFileError where it cannot be written. */
export function writeWhole(file: string, text: string, mode: number): void {
  const unfinished = `${file}.unfinished`;
  try {
    rmSync(unfinished, { force: true });
    const handle = openSync(unfinished, 'wx', mode);
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new DataFileError(`The file ${file} cannot be written: ${reasonOf(error) ?? String(error)}.`);
  }
}
