import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { ROOT } from '../../config/package-files';
import type { SqlValue } from './connection';
import { storageFailureOf, StoreClosed } from '../storage-failure';

/** A search took longer than it may. */
export class SearchTimeout extends Error {
  override readonly name = 'SearchTimeout';

  constructor(readonly seconds: number) {
    super(`A search took longer than ${seconds} seconds`);
  }
}

/** What a thread is told: a statement that answers ids, with `is_in_time()` among its conditions. */
export interface Search {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** How long it may take. */
  readonly milliseconds: number;
}

/** What a thread answers. */
export interface Outcome {
  readonly ids?: readonly number[];
  readonly isOutOfTime?: true;
  readonly problem?: { readonly message: string; readonly code: string | undefined };
}

interface Waiting extends Search {
  readonly until: number;
  readonly resolve: (ids: readonly number[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread has no TypeScript: it runs what was built, also where this file is run from its source. */
const THREAD = path.join(ROOT, 'dist', 'search-thread.js');

/** One processor is left to those who answer calls. */
const MAX_THREADS = Math.max(1, os.availableParallelism() - 1);

/** Searches that may take long, in threads of their own, so that nobody else waits for them. */
export class Searcher {
  readonly #file: string;
  readonly #seconds: number;
  readonly #waiting: Waiting[] = [];
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Waiting>();

  /** `seconds`: how long a search may take, from when it is asked for. */
  constructor(file: string, seconds: number) {
    this.#file = file;
    this.#seconds = seconds;
  }

  /** Throws a SearchTimeout. */
  find(sql: string, parameters: readonly SqlValue[]): Promise<readonly number[]> {
    const milliseconds = this.#seconds * 1000;
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        sql,
        parameters,
        milliseconds,
        until: performance.now() + milliseconds,
        resolve,
        reject,
      });
      this.#next();
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#idle, ...this.#busy.keys()].map((thread) => thread.terminate()));
  }

  #next(): void {
    if (this.#busy.size >= MAX_THREADS) return;
    const search = this.#waiting.shift();
    if (!search) return;
    const milliseconds = search.until - performance.now();
    if (milliseconds <= 0) {
      search.reject(new SearchTimeout(this.#seconds));
      this.#next();
      return;
    }
    const thread = this.#idle.pop() ?? this.#start();
    this.#busy.set(thread, search);
    thread.ref();
    thread.postMessage({ sql: search.sql, parameters: search.parameters, milliseconds } satisfies Search);
  }

  #start(): Worker {
    const thread = new Worker(THREAD, { workerData: this.#file });
    thread.on('message', ({ ids, isOutOfTime, problem }: Outcome) => {
      const search = this.#busy.get(thread);
      this.#busy.delete(thread);
      this.#idle.push(thread);
      // An idle thread does not keep the process alive.
      thread.unref();
      if (ids) search?.resolve(ids);
      else if (isOutOfTime) search?.reject(new SearchTimeout(this.#seconds));
      else search?.reject(storageFailureOf(Object.assign(new Error(problem?.message), problem)));
      this.#next();
    });
    thread.on('error', (error) => {
      this.#lost(thread, storageFailureOf(error));
    });
    thread.on('exit', () => {
      this.#lost(thread, new StoreClosed());
    });
    return thread;
  }

  #lost(thread: Worker, error: unknown): void {
    this.#busy.get(thread)?.reject(error);
    this.#busy.delete(thread);
    if (this.#idle.includes(thread)) this.#idle.splice(this.#idle.indexOf(thread), 1);
    this.#next();
  }
}
