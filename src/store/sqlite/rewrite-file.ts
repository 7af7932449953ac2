import { builtFile } from '../../config/package-files';
import { reasonOf } from '../../input/system-error';
import { runInThread } from '../../runtime/thread-pool';
import { StorageFailure } from '../storage-failure';

/** A data file, and the empty file that its content is written to; without one, it is rewritten in place. */
export interface Rewrite {
  readonly file: string;
  readonly target?: string;
}

/** Rewrites a data file without its unused bytes, and empties its write-ahead log. Throws a StorageFailure. */
export function rewriteFile(file: string): Promise<void> {
  return inThread('rewritten', { file });
}

/** Writes what is in a data file to another one, which is empty. Throws a StorageFailure. */
export function copyFile(file: string, target: string): Promise<void> {
  return inThread('copied', { file, target });
}

/** `done`: the work in the sentence of a failure. */
async function inThread(done: string, rewrite: Rewrite): Promise<void> {
  try {
    await runInThread<unknown>(builtFile('rewrite-thread.js'), rewrite);
  } catch (error) {
    throw new StorageFailure(reasonOf(error) ?? 'SQLite refuses it', error, done);
  }
}
