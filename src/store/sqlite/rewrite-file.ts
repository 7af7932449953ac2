import { Worker } from 'node:worker_threads';
import { reasonOf } from '../../input/system-error';
import { StorageFailure } from '../storage-failure';

/** A big file takes seconds: that happens in a thread of its own, on a connection of its own. */
const THREAD = `
  const { workerData: { sqlite, file, target } } = require('node:worker_threads');
  const database = new (require(sqlite))(file, { timeout: 60000, fileMustExist: true });
  if (target === undefined) {
    database.exec('VACUUM');
    const [{ busy }] = database.pragma('wal_checkpoint(TRUNCATE)');
    if (busy) throw new Error('The write-ahead log is in use');
  } else {
    database.prepare('VACUUM INTO ?').run(target);
  }
  database.close();
`;

/** Rewrites a data file without its unused bytes, and empties its write-ahead log. */
export function rewriteFile(file: string): Promise<void> {
  return inThread('rewritten', { file });
}

/** Writes what is in a data file to another one, which is empty. */
export function copyFile(file: string, target: string): Promise<void> {
  return inThread('copied', { file, target });
}

function inThread(done: string, files: { readonly file: string; readonly target?: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(THREAD, {
      eval: true,
      workerData: { ...files, sqlite: require.resolve('better-sqlite3') },
    });
    thread.on('error', (error) => {
      // What comes from a thread is no Error of this one.
      reject(new StorageFailure(reasonOf(error) ?? 'SQLite refuses it', error, done));
    });
    thread.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new StorageFailure('the thread that does it was ended', undefined, done));
    });
  });
}
