import cluster, { type Worker } from 'node:cluster';
import type { Log } from '../log';
import { Channel, ChannelEnded, type Question, type Remote } from './channel';
import type { Start, WorkerSide } from './protocol';

/** What a pool needs to start workers. */
export interface PoolSettings {
  readonly workers: number;
  readonly port: number;
  readonly startOf: () => Start;
  /** Answers what workers ask. */
  readonly answer: (question: Question) => Promise<unknown>;
  /** Told that a worker could not be replaced; the pool is closed then. */
  readonly failed: (error: unknown) => void;
}

/**
 * What a call makes is gone when it is answered: that V8 lets the space for new objects grow to 32 MiB makes nothing
 * faster.
 */
const SMALL_NEW_SPACE = '--max-semi-space-size=4';

/** Processes that answer calls on one port. One that ends is replaced, unless it could not even listen. */
export class Pool {
  readonly #program: string;
  readonly #logger: Log;
  readonly #workers = new Map<Worker, Remote<WorkerSide>>();
  /** Where each of those that listen does. */
  readonly #listening = new Map<Worker, string>();
  #maintenance: Promise<unknown> = Promise.resolve();
  #isClosing = false;
  #port = 0;

  /** `program`: the file that workers run. */
  constructor(program: string, logger: Log) {
    this.#program = program;
    this.#logger = logger;
  }

  /** Answers where all of them listen. Throws what keeps one from it. */
  async open(settings: PoolSettings): Promise<string> {
    cluster.schedulingPolicy = cluster.SCHED_RR;
    cluster.setupPrimary({ exec: this.#program, args: [], serialization: 'advanced' });
    this.#port = settings.port;
    const [origin = ''] = await Promise.all(
      Array.from({ length: settings.workers }, () => this.#start(settings)),
    );
    return origin;
  }

  /** What all workers answer; one that ends meanwhile has nothing to say. */
  async all<T>(ask: (worker: Remote<WorkerSide>) => Promise<T>): Promise<T[]> {
    const answers = [...this.#workers.values()].map(async (worker) => {
      try {
        return [await ask(worker)];
      } catch (error) {
        if (error instanceof ChannelEnded) return [];
        throw error;
      }
    });
    return (await Promise.all(answers)).flat();
  }

  /** No worker writes to the data file while `work` goes on. */
  withoutWriters<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#maintenance.then(async () => {
      try {
        await this.all(({ writers }) => writers.hold());
        return await work();
      } finally {
        await this.all(({ writers }) => writers.release());
      }
    });
    this.#maintenance = done.catch(() => undefined);
    return done;
  }

  /** Lets all answer what is under way, and end. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const closed = [...this.#workers].map(async ([worker, { server }]) => {
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      // One that could not start has nothing to close.
      await server.close().catch(() => undefined);
      if (worker.isConnected()) worker.process.disconnect();
      await ended;
    });
    await Promise.all(closed);
  }

  async #start(settings: PoolSettings): Promise<string> {
    // What the user asks for comes after ours, and so has its way.
    const worker = cluster.fork({ NODE_OPTIONS: `${SMALL_NEW_SPACE} ${process.env['NODE_OPTIONS'] ?? ''}` });
    const remote = new Channel(worker, settings.answer).remote<WorkerSide>();
    this.#workers.set(worker, remote);
    worker.once('exit', (code: number | null, signal: string | null) => {
      const origin = this.#listening.get(worker);
      this.#workers.delete(worker);
      this.#listening.delete(worker);
      if (origin === undefined || this.#isClosing) return;
      this.#logger.error({ pid: worker.process.pid, code, signal }, 'A worker ended, and is replaced');
      // With the last one the port is given back; that it was free once does not tell which it was.
      if (this.#listening.size === 0) this.#port = Number(new URL(origin).port) || this.#port;
      void this.#replace(settings);
    });
    worker.send(settings.startOf());
    try {
      await remote.server.assemble();
      const origin = await remote.server.listen(this.#port);
      this.#listening.set(worker, origin);
      return origin;
    } catch (error) {
      throw error instanceof ChannelEnded ? new Error('A worker ended before it listened') : error;
    }
  }

  async #replace(settings: PoolSettings): Promise<void> {
    try {
      // Nobody would tell a new worker to leave the file alone.
      await this.#maintenance;
      if (!this.#isClosing) await this.#start(settings);
    } catch (error) {
      if (this.#isClosing) return;
      await this.close();
      settings.failed(error);
    }
  }
}
