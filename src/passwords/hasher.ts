import { Worker } from 'node:worker_threads';
import { passwordDigest } from './digest';

/** bcrypt is written in JavaScript and takes its time by design: it runs in a thread of its own. */
const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const bcrypt = require(workerData.bcrypt);
  parentPort.on('message', ({ id, digest, cost, hash }) => {
    const result = hash === undefined ? bcrypt.hashSync(digest, cost) : bcrypt.compareSync(digest, hash);
    parentPort.postMessage({ id, result });
  });
`;

interface Task {
  readonly digest: string;
  readonly cost?: number;
  readonly hash?: string;
}

interface Waiting {
  readonly resolve: (result: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

/** Hashes and checks passwords without holding up anybody else. */
export class Hasher {
  readonly #cost: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
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
    await this.#worker?.terminate();
  }

  #run(task: Task): Promise<string | boolean> {
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
    worker.on('message', ({ id, result }: { id: number; result: string | boolean }) => {
      this.#waiting.get(id)?.resolve(result);
      this.#settled(id, worker);
    });
    worker.on('error', (error: Error) => {
      this.#fail(error);
    });
    worker.on('exit', () => {
      this.#fail(new Error('The hashing thread has ended'));
    });
    return worker;
  }

  /** An idle thread does not keep the process alive. */
  #settled(id: number, worker: Worker): void {
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) worker.unref();
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#worker = undefined;
  }
}
