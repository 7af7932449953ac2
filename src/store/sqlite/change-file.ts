// Changes of whole data files, in a thread: with a large file they take seconds.
import { builtFile } from '../../config/package-files';
import { ThreadPool } from '../../runtime/thread-pool';
import { storageFailureOf } from '../storage-failure';
import type { StateChange } from './restore';

/** A change of a data file, one transaction: of its state, or to the present schema. */
export type FileChange =
  (StateChange & { readonly file: string }) | { readonly change: 'migrate'; readonly file: string };

/** Milliseconds for which the thread waits for another change: tests reset a server again and again. */
const IDLE_MS = 5000;

/** Makes changes, one after the other. Its thread starts with the first. */
export class FileChanger {
  readonly #thread = new ThreadPool<FileChange, boolean>({
    file: builtFile('change-thread.js'),
    maxThreads: 1,
    idleMs: IDLE_MS,
  });

  /** Answers whether the change found anything to change. Throws a StorageFailure. */
  async change(change: FileChange): Promise<boolean> {
    try {
      return await this.#thread.run(change);
    } catch (error) {
      throw storageFailureOf(error);
    }
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}

/** Brings a data file to the present schema. Throws a StorageFailure. */
export async function migrateFile(file: string): Promise<void> {
  const changer = new FileChanger();
  try {
    await changer.change({ change: 'migrate', file });
  } finally {
    await changer.close();
  }
}
