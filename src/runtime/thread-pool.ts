// A pool of threads that run a built file.

import type { Piscina } from 'piscina';

interface ThreadPoolOptions {
  /** A file of `dist/`, also where the pool is run from source: a thread has no TypeScript. */
  readonly file: string;
  readonly maxThreads: number;
  /** Milliseconds after which an idle thread ends. An idle thread does not keep the process alive. */
  readonly idleMs: number;
  /** The `workerData` of each thread. */
  readonly threadData?: unknown;
}

/** A pool of threads that run the default function of a built file; the first thread starts with the first task. */
export class ThreadPool<Task, Result> {
  readonly #options: ThreadPoolOptions;
  #pool: Promise<Piscina<Task, Result>> | undefined;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** Runs a task as soon as a thread is free. Rejects with the error of the function, or of its thread. */
  async run(task: Task): Promise<Result> {
    this.#pool ??= start(this.#options);
    const pool = await this.#pool;
    try {
      return await pool.run(task);
    } catch (error) {
      const code = codeOf(error);
      throw code === undefined ? error : Object.assign(error as Error, { code });
    }
  }

  /** Ends all threads; running tasks are rejected. */
  async close(): Promise<void> {
    await (await this.#pool)?.destroy();
    this.#pool = undefined;
  }
}

/** Runs one task in a thread that ends with it: for work that takes seconds and is seldom. */
export async function runInThread<Result>(file: string, task: unknown): Promise<Result> {
  const pool = new ThreadPool<unknown, Result>({ file, maxThreads: 1, idleMs: 0 });
  try {
    return await pool.run(task);
  } finally {
    await pool.close();
  }
}

async function start<Task, Result>({
  file,
  maxThreads,
  idleMs,
  threadData,
}: ThreadPoolOptions): Promise<Piscina<Task, Result>> {
  // By way of the default export, which the library has in both module formats.
  const { Piscina } = (await import('piscina')).default;
  return new Piscina<Task, Result>({
    filename: file,
    minThreads: 0,
    maxThreads,
    idleTimeout: idleMs,
    workerData: threadData,
    recordTiming: false,
  });
}

/** The code of an error, or of the error that caused it. */
function codeOf(error: unknown): unknown {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  return code ?? (cause === undefined ? undefined : codeOf(cause));
}

/** Wraps the function of a thread: errors of SQLite, which cannot be cloned, travel as the cause of an Error. */
export function threadTask<Task, Result>(work: (task: Task) => Result): (task: Task) => Result {
  return (task) => {
    try {
      return work(task);
    } catch (error) {
      throw new Error((error as Error).message, { cause: error });
    }
  };
}
