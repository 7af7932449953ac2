// The thread of long searches.

import os from 'node:os';
import { workerData } from 'node:worker_threads';
import { threadTask } from '../../runtime/thread-pool';
import { loadSqlite } from './driver';
import { addFunctions } from './functions';
import { instant, type Search } from './searcher';

/**
 * A thread that searches a data file on a connection of its own. It gives way to the thread that answers calls
 * (only Linux takes the priority of a thread; elsewhere it would be that of the process).
 */

if (process.platform === 'linux') os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);

/** A look at the clock costs more than a row. */
const ROWS_BETWEEN_LOOKS = 1024;

let search: Pick<Search, 'deadline' | 'abandoned'> | undefined;
let rows = 0;

function isOver(): boolean {
  return search !== undefined && (instant() > search.deadline || Atomics.load(search.abandoned, 0) === 1);
}

const sqlite = new (loadSqlite())(String(workerData), { readonly: true, timeout: 10_000 });
addFunctions(sqlite);
sqlite.function('is_in_time', () => {
  rows += 1;
  if (rows % ROWS_BETWEEN_LOOKS === 0 && isOver()) throw new Error('Nobody waits any longer');
  return 1;
});

/** The ids that a search finds; null when it ran out of time or its client went away, be it while it waited. */
export default threadTask((asked: Search): readonly number[] | null => {
  search = asked;
  if (isOver()) return null;
  try {
    return sqlite.prepare(asked.sql).pluck().all(asked.parameters) as number[];
  } catch (error) {
    if (isOver()) return null;
    throw error;
  }
});
