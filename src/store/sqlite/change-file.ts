// Changes of whole data files, in a thread: with a large file they take seconds.
import { builtFile } from '../../config/package-files';
import { runInThread } from '../../runtime/thread-pool';
import { storageFailureOf } from '../storage-failure';
import type { StateChange } from './restore';

/** A change of a data file, one transaction: of its state, or to the present schema. */
export type FileChange =
  (StateChange & { readonly file: string }) | { readonly change: 'migrate'; readonly file: string };

/** Makes a change; answers whether it found anything to change. Throws a StorageFailure. */
export async function changeFile(change: FileChange): Promise<boolean> {
  try {
    return await runInThread(builtFile('change-thread.js'), change);
  } catch (error) {
    throw storageFailureOf(error);
  }
}
