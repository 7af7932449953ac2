import { Worker } from 'node:worker_threads';

/** bcrypt is written in JavaScript and takes its time by design: it runs in a thread of its own. */
const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const bcrypt = require(workerData.bcrypt);
  parentPort.on('message', ({ digest, cost, hash }) => {
    try {
      const result = hash === undefined ? bcrypt.hashSync(digest, cost) : bcrypt.compareSync(digest, hash);
      parentPort.postMessage({ result });
    } catch (error) {
      parentPort.postMessage({ error });
    }
  });
`;

/** A digest to be hashed at a cost, or to be held against a hash. */
export interface Task {
  readonly digest: string;
  readonly cost?: number;
  readonly hash?: string;
}

/** What the thread answers to a task: its result, or why there is none. */
interface Answer {
  readonly result: string | boolean;
  readonly error?: Error;
}

interface Waiting {
  readonly resolve: (result: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

/** A thread takes some 20 MB, and less than 100 ms to start: one that has nothing to do for so long is ended. */
const IDLE_MS = 5000;

/** Does one task after the other. */
export class HashingThread {
  #waiting: Waiting | undefined;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** The hash, or whether the digest matches. Only asked for when the last task is done. */
  run(task: Task): Promise<string | boolean> {
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve, reject) => {
      worker.ref();
      this.#waiting = { resolve, reject };
      worker.postMessage(task);
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(WORKER, { eval: true, workerData: { bcrypt: require.resolve('bcryptjs') } });
    worker.on('message', ({ result, error }: Answer) => {
      const waiting = this.#waiting;
      this.#rest();
      if (error) waiting?.reject(error);
      else waiting?.resolve(result);
    });
    worker.on('error', (error: Error) => {
      this.#fail(worker, error);
    });
    worker.on('exit', () => {
      this.#fail(worker, new Error('The hashing thread has ended'));
    });
    return worker;
  }

  /** An idle thread does not keep the process alive. */
  #rest(): void {
    this.#waiting = undefined;
    this.#worker?.unref();
    this.#idle = setTimeout(() => {
      const worker = this.#worker;
      // Who comes before it has ended starts another.
      this.#worker = undefined;
      void worker?.terminate();
    }, IDLE_MS).unref();
  }

  /** What waits for a thread that has taken its place goes on. */
  #fail(worker: Worker, error: Error): void {
    if (worker !== this.#worker) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#worker = undefined;
    waiting?.reject(error);
  }
}
