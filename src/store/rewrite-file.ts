import { Worker } from 'node:worker_threads';

/** A big file takes seconds: that happens in a thread of its own, on a connection of its own. */
const THREAD = `
  const { workerData: { sqlite, file, target } } = require('node:worker_threads');
  const database = new (require(sqlite))(file, { timeout: 60000 });
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
  return inThread('The data file could not be rewritten', { file });
}

/** Writes what is in a data file to another one, which is empty. */
export function copyFile(file: string, target: string): Promise<void> {
  return inThread('The data file could not be copied', { file, target });
}

function inThread(
  problem: string,
  files: { readonly file: string; readonly target?: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(THREAD, {
      eval: true,
      workerData: { ...files, sqlite: require.resolve('better-sqlite3') },
    });
    thread.on('error', reject);
    thread.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(problem));
    });
  });
}
