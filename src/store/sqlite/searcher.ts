import os from 'node:os';
import { builtFile } from '../../config/package-files';
import { ThreadPool } from '../../runtime/thread-pool';
import { storageFailureOf, StoreClosed } from '../storage-failure';
import { SearchAbandoned } from '../search-abandoned';
import { SearchTimeout } from '../search-timeout';
import type { SqlValue } from '../sql';

/** A statement that answers ids, with `is_in_time()` among its conditions. */
export interface Search {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** Until when it may take, in milliseconds as `instant()` counts them. */
  readonly deadline: number;
  /** Memory that threads share: 1 from when its client went away. */
  readonly abandoned: Int32Array;
}

/** Milliseconds of the monotonic clock that all threads of a process share. */
export function instant(): number {
  return performance.timeOrigin + performance.now();
}

/** One processor is left to the thread that answers calls. */
const MAX_THREADS = Math.max(1, os.availableParallelism() - 1);

/** A thread of a busy server is not started anew for each search. */
const IDLE_MS = 60_000;

/** Milliseconds between two looks for the client of a search. */
const LOOK_MS = 100;

/** Long searches, in threads with a connection each, so that no other call waits for them. */
export class Searcher {
  readonly #seconds: number;
  /** The ids that were found; null for a search that ran out of time, or whose client went away. */
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

  /**
   * `isGone`: whether the client of the search went away. Throws a SearchTimeout, a SearchAbandoned, a StorageFailure, or
   * StoreClosed.
   */
  async find(
    sql: string,
    parameters: readonly SqlValue[],
    isGone: () => boolean = () => false,
  ): Promise<readonly number[]> {
    const abandoned = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const look = (): void => {
      if (isGone()) Atomics.store(abandoned, 0, 1);
    };
    look();
    const looks = setInterval(look, LOOK_MS).unref();
    try {
      const deadline = instant() + this.#seconds * 1000;
      const ids = await this.#run({ sql, parameters, deadline, abandoned });
      if (ids !== null) return ids;
      throw Atomics.load(abandoned, 0) === 1 ? new SearchAbandoned() : new SearchTimeout(this.#seconds);
    } finally {
      clearInterval(looks);
    }
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
