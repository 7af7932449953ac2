// The thread that rewrites a data file, so that it holds no erased bytes.

import { threadTask } from '../../runtime/thread-pool';
import { loadSqlite } from './driver';
import type { Rewrite } from './rewrite-file';

/** Other processes may hold the file for as long. */
const BUSY_MS = 60_000;

/** Writes the content of a data file anew, on a connection of its own. */
export default threadTask(({ file, target }: Rewrite): void => {
  const sqlite = new (loadSqlite())(file, { timeout: BUSY_MS, fileMustExist: true });
  try {
    if (target !== undefined) {
      sqlite.prepare('VACUUM INTO ?').run(target);
      return;
    }
    sqlite.exec('VACUUM');
    const [{ busy } = { busy: 1 }] = sqlite.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
    if (busy !== 0) throw new Error('The write-ahead log is in use');
  } finally {
    sqlite.close();
  }
});
