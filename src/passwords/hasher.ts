import { Worker } from 'node:worker_threads';
import { passwordDigest } from './digest';

/** bcrypt is written in JavaScript and takes its time by design: it runs in a thread of its own. */
const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const bcrypt = require(workerData.bcrypt);
  parentPort.on('message', ({ id, digest, cost, hash }) => {
    try {
      const result = hash === undefined ? bcrypt.hashSync(digest, cost) : bcrypt.compareSync(digest, hash);
      parentPort.postMessage({ id, result });
    } catch (error) {
      parentPort.postMessage({ id, error });
    }
  });
`;

interface Task {
  readonly digest: string;
  readonly cost?: number;
  readonly hash?: string;
}

/** What the thread answers to a task: its result, or why there is none. */
interface Answer {
  readonly id: number;
  readonly result: string | boolean;
  readonly error?: Error;
}

interface Waiting {
  readonly resolve: (result: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

/** A thread takes some 20 MB, and less than 100 ms to start: one that has nothing to do for so long is ended. */
const IDLE_MS = 5000;

/** Hashes and checks passwords without holding up anybody else. */
export class Hasher {
  readonly #cost: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  #nobody: Promise<string> | undefined;

  /** `cost`: the logarithm of bcrypt's rounds, 4 to 31. */
  constructor(cost: number) {
    this.#cost = cost;
  }

  async hash(password: string): Promise<string> {
    return String(await this.#run({ digest: passwordDigest(password), cost: this.#cost }));
  }

  /** Checking against no hash at all takes as long, and fails. */
  async matches(password: string, hash: string | null): Promise<boolean> {
    const digest = passwordDigest(password);
    if (hash !== null) return (await this.#run({ digest, hash })) === true;
    this.#nobody ??= this.hash('');
    await this.#run({ digest, hash: await this.#nobody });
    return false;
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  #run(task: Task): Promise<string | boolean> {
    clearTimeout(this.#idle);
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) worker.ref();
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, ...task });
    });
  }

  #start(): Worker {
    const worker = new Worker(WORKER, { eval: true, workerData: { bcrypt: require.resolve('bcryptjs') } });
    worker.on('message', ({ id, result, error }: Answer) => {
      if (error) this.#waiting.get(id)?.reject(error);
      else this.#waiting.get(id)?.resolve(result);
      this.#settled(id);
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
  #settled(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size > 0) return;
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
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#worker = undefined;
  }
}
