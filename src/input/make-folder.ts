import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder for its owner only, and those it is in. Answers the first one that was missing; undefined where none was.
 * Throws the system's error. One by one: `recursive` of Node never returns where the system knows no such folder and
 * makes none, as in `/proc`.
 */
export function makeFolder(folder: string): string | undefined {
  const missing: string[] = [];
  let one = path.resolve(folder);
  do {
    missing.unshift(one);
    one = path.dirname(one);
  } while (!existsSync(one));
  let first: string | undefined;
  for (const next of missing) {
    try {
      mkdirSync(next, { mode: 0o700 });
      first ??= next;
    } catch (error) {
      // It was there, or another process was quicker.
      if (!isFolder(next)) throw error;
    }
  }
  return first;
}

function isFolder(file: string): boolean {
  return existsSync(file) && statSync(file).isDirectory();
}
