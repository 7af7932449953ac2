import os from 'node:os';
import { builtFile } from '../../config/package-files';
import { ThreadPool } from '../../runtime/thread-pool';
import { storageFailureOf, StoreClosed } from '../storage-failure';
import { SearchTimeout } from '../search-timeout';
import type { SqlValue } from '../sql';

/** A statement that answers ids, with `is_in_time()` among its conditions. */
export interface Search {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** Until when it may take, in milliseconds as `instant()` counts them. */
  readonly deadline: number;
}

/** Milliseconds of the monotonic clock that all threads of a process share. */
export function instant(): number {
  return performance.timeOrigin + performance.now();
}

/** One processor is left to the thread that answers calls. */
const MAX_THREADS = Math.max(1, os.availableParallelism() - 1);

/** A thread of a busy server is not started anew for each search. */
const IDLE_MS = 60_000;

/** Long searches, in threads with a connection each, so that no other call waits for them. */
export class Searcher {
  readonly #seconds: number;
  /** The ids that were found; null for a search that ran out of time. */
  readonly #pool: ThreadPool<Search, readonly number[] | null>;
  #isClosed = false;

  /** `seconds`: how long a search may take, from when it is asked for. */
  constructor(dataFile: string, seconds: number) {
    this.#seconds = seconds;
    this.#pool = new ThreadPool({
      file: builtFile('search-thread.js'),
      maxThreads: MAX_THREADS,
      idleMs: IDLE_MS,
      threadData: dataFile,
    });
  }

  /** Throws a SearchTimeout, a StorageFailure, or StoreClosed. */
  async find(sql: string, parameters: readonly SqlValue[]): Promise<readonly number[]> {
    const ids = await this.#run({ sql, parameters, deadline: instant() + this.#seconds * 1000 });
    if (ids === null) throw new SearchTimeout(this.#seconds);
    return ids;
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return this.#pool.close();
  }

  async #run(search: Search): Promise<readonly number[] | null> {
    try {
      return await this.#pool.run(search);
    } catch (error) {
      throw this.#isClosed ? new StoreClosed() : storageFailureOf(error);
    }
  }
}
