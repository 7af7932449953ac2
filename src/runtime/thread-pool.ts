import type { Piscina } from 'piscina';

interface ThreadPoolOptions {
  /** The built file: a thread has no TypeScript, also where its pool is run from source. */
  readonly file: string;
  readonly maxThreads: number;
  /** Milliseconds after which a thread without a task ends. One that is idle does not keep the process alive. */
  readonly idleMs: number;
  /** Given to each thread as it starts. */
  readonly threadData?: unknown;
}

/** Threads that run the default function of a built file; the first one starts with the first task. */
export class ThreadPool<Task, Result> {
  readonly #options: ThreadPoolOptions;
  #pool: Promise<Piscina<Task, Result>> | undefined;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** Waits for a thread where all are busy. Rejects with the error of the function, or of its thread. */
  async run(task: Task): Promise<Result> {
    this.#pool ??= start(this.#options);
    const pool = await this.#pool;
    try {
      return await pool.run(task);
    } catch (error) {
      const { cause } = error as { readonly cause?: { readonly code?: unknown } };
      throw cause?.code === undefined ? error : Object.assign(error as Error, { code: cause.code });
    }
  }

  /** Ends all threads; tasks that are under way are rejected. */
  async close(): Promise<void> {
    await (await this.#pool)?.destroy();
    this.#pool = undefined;
  }
}

async function start<Task, Result>({
  file,
  maxThreads,
  idleMs,
  threadData,
}: ThreadPoolOptions): Promise<Piscina<Task, Result>> {
  // Named of the default export, which the library has in every format of module.
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

/**
 * A function as a thread runs it. An error of SQLite is none to the copying between threads: it travels as the cause
 * of one that is.
 */
export function threadTask<Task, Result>(work: (task: Task) => Result): (task: Task) => Result {
  return (task) => {
    try {
      return work(task);
    } catch (error) {
      throw new Error((error as Error).message, { cause: error });
    }
  };
}
