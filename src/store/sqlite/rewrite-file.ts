import { builtFile } from '../../config/package-files';
import { reasonOf } from '../../input/system-error';
import { ThreadPool } from '../../runtime/thread-pool';
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

/** A big file takes seconds, and is seldom rewritten: its thread ends with it. `done`: what could not be done. */
async function inThread(done: string, rewrite: Rewrite): Promise<void> {
  const pool = new ThreadPool<Rewrite, void>({
    file: builtFile('rewrite-thread.js'),
    maxThreads: 1,
    idleMs: 0,
  });
  try {
    await pool.run(rewrite);
  } catch (error) {
    throw new StorageFailure(reasonOf(error) ?? 'SQLite refuses it', error, done);
  } finally {
    await pool.close();
  }
}
