import { readFileSync } from 'node:fs';
import { builtFile } from '../../config/package-files';
import { isTimeZone } from '../../entities/time-zone';
import { runInThread } from '../../runtime/thread-pool';
import type { FileToCheck, FoundInFile } from './check-thread';
import { RELEASED_SHAPES, SCHEMA_VERSION } from './migrations';

/** The fault of a file that should be a data file, or else its version. */
export type Checked =
  | { readonly problem: 'foreign' | 'other tables' | 'damaged' | 'passwords' | 'no tenant' }
  | { readonly version: number };

/**
 * Looks whether a file is a data file that is whole, in a thread: with a big one it takes seconds. `schemaFile` makes a
 * database of the present version; `application` marks those of ours.
 */
export async function checkFile(file: string, schemaFile: string, application: number): Promise<Checked> {
  const task: FileToCheck = {
    file,
    application,
    schema: readFileSync(schemaFile, 'utf8'),
    shapes: RELEASED_SHAPES.slice(0, SCHEMA_VERSION - 1),
  };
  const found = await runInThread<FoundInFile>(builtFile('check-thread.js'), task);
  if ('problem' in found) return found;
  const isTenant = found.timeZones.length === 1 && found.timeZones.every(isTimeZone);
  return isTenant ? { version: found.version } : { problem: 'no tenant' };
}
