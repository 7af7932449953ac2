import { Worker } from 'node:worker_threads';

/** A big file takes seconds to rewrite: it happens in a thread of its own, on a connection of its own. */
const WORKER = `
  const { workerData } = require('node:worker_threads');
  const database = new (require(workerData.sqlite))(workerData.file, { timeout: 60000 });
  database.exec('VACUUM');
  const [{ busy }] = database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  if (busy) throw new Error('The write-ahead log is in use');
`;

/** Rewrites a data file without its unused bytes, and empties its write-ahead log. */
export function rewriteFile(file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, {
      eval: true,
      workerData: { file, sqlite: require.resolve('better-sqlite3') },
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error('The data file could not be rewritten'));
    });
  });
}
