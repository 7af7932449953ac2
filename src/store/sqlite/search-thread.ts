import os from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { addFunctions } from './functions';
import { loadSqlite } from './driver';
import type { Outcome, Search } from './searcher';

/**
 * A thread that searches a data file on a connection of its own. It gives way to the thread that answers calls
 * (only Linux takes the priority of a thread; elsewhere it would be that of the process).
 */

if (process.platform === 'linux') os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);

/** A look at the clock costs more than a row. */
const ROWS_BETWEEN_LOOKS = 1024;

let deadline = Infinity;
let rows = 0;

const sqlite = new (loadSqlite())(String(workerData), { readonly: true, timeout: 10_000 });
addFunctions(sqlite);
sqlite.function('is_in_time', () => {
  rows += 1;
  if (rows % ROWS_BETWEEN_LOOKS === 0 && performance.now() > deadline) throw new Error('Out of time');
  return 1;
});

parentPort?.on('message', ({ sql, parameters, milliseconds }: Search) => {
  deadline = performance.now() + milliseconds;
  let outcome: Outcome;
  try {
    outcome = { ids: sqlite.prepare(sql).pluck().all(parameters) as number[] };
  } catch (error) {
    // An error of SQLite loses its message on the way.
    const { message, code } = error as { readonly message: string; readonly code?: string };
    outcome = performance.now() > deadline ? { isOutOfTime: true } : { problem: { message, code } };
  }
  parentPort?.postMessage(outcome);
});
