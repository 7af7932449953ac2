// The thread that changes a whole data file: restore, reset, erasure in another file, migration.
import { threadTask } from '../../runtime/thread-pool';
import type { FileChange } from './change-file';
import { Connection } from './connection';
import { bringUpToDate } from './data-file';
import { changeState } from './restore';

/** Makes one change on a connection of its own. */
export default threadTask((asked: FileChange): boolean => {
  if (asked.change === 'migrate') return bringUpToDate(asked.file);
  const connection = new Connection(asked.file);
  try {
    connection.control('BEGIN IMMEDIATE');
    return changeState(connection, asked);
  } finally {
    connection.close();
  }
});
