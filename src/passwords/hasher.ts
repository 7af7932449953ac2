// Hashes and checks passwords in a thread, in turns by client.

import { turn } from '../runtime/timers';
import { builtFile } from '../config/package-files';
import type { Client } from '../runtime/client';
import { ThreadPool } from '../runtime/thread-pool';
import { passwordDigest } from './digest';
import type { HashingTask } from './hashing-thread';
import { Turns } from './turns';

/** The limits of waiting checks of users, from one address and in all. */
const USERS_PER_ADDRESS = 50;
const USERS_IN_ALL = 200;

/**
 * The limit of waiting checks of names without a password. A further client joins the last of them and gets its
 * result: a flood of invented names does not delay users, and its sender sees no difference.
 */
const STRANGERS_IN_ALL = 2;

/** The queue of the server's own hashing, which takes turns with those of clients. */
const OWN = '';

/** The idle time after which the thread ends: it takes some 20 MB, and less than 100 ms to start. */
const IDLE_MS = 5000;

interface Work {
  readonly task: HashingTask;
  readonly done: Promise<string | boolean | undefined>;
  readonly resolve: (result: string | boolean | undefined) => void;
  readonly reject: (error: unknown) => void;
  /** The clients that wait for the result, in groups that share a check; undefined for the server's own hashing. */
  readonly clients?: (readonly Client[])[];
  readonly line: string;
  readonly isStranger: boolean;
}

/** A password check that clients wait for. */
export interface SentPassword {
  readonly password: string;
  /** The stored hash; null for an unknown user, or one without a password. */
  readonly hash: string | null;
  /** The cost of the check without a hash; undefined: that of new passwords. */
  readonly drawnCost: number | undefined;
  /** The clients that sent it; more may join while it waits. */
  readonly clients: readonly [Client, ...Client[]];
}

/** Hashes and checks passwords in a thread, one at a time, in turns between clients. */
export class Hasher {
  readonly #cost: number;
  readonly #thread = new ThreadPool<HashingTask, string | boolean>({
    file: builtFile('hashing-thread.js'),
    maxThreads: 1,
    idleMs: IDLE_MS,
  });
  readonly #turns = new Turns<Work>();
  #isBusy = false;
  #release: Promise<void> = Promise.resolve();

  /** `cost`: the logarithm of bcrypt's rounds, one of `BCRYPT_COSTS`. */
  constructor(cost: number) {
    this.#cost = cost;
  }

  async hash(password: string): Promise<string> {
    return String(await this.#add({ digest: passwordDigest(password), cost: this.#cost }).done);
  }

  async matches(password: string, hash: string): Promise<boolean> {
    return (await this.#add({ digest: passwordDigest(password), hash }).done) === true;
  }

  /**
   * Whether a password matches. Without a hash it does not, which takes as long. Undefined: not checked, as too many
   * checks wait, or all its clients closed their connections.
   */
  async check({
    password,
    hash,
    drawnCost = this.#cost,
    clients,
  }: SentPassword): Promise<boolean | undefined> {
    this.#dropUnwanted();
    const waiting = this.#turns.all().filter((work) => work.clients);
    const users = waiting.filter(({ isStranger }) => !isStranger);
    const strangers = waiting.filter(({ isStranger }) => isStranger);
    const [{ address }] = clients;
    const last = strangers[STRANGERS_IN_ALL - 1];
    if (hash !== null) {
      const own = users.filter(({ line }) => line === address);
      if (own.length >= USERS_PER_ADDRESS || users.length >= USERS_IN_ALL) return undefined;
    } else if (last) {
      last.clients?.push(clients);
      await last.done;
      // One at a time, with turns of the event loop between: answers to a flood do not delay other requests.
      await (this.#release = this.#release.then(() => turn()));
      return undefined;
    }
    const task = { digest: passwordDigest(password), hash: hash ?? hashOfNobody(drawnCost) };
    const result = await this.#add(task, address, [clients], hash === null).done;
    return result === undefined ? undefined : hash !== null && result === true;
  }

  /** Drops the work that has not begun. */
  async close(): Promise<void> {
    for (const { reject } of this.#turns.remove(() => true)) reject(new Error('The hasher was closed'));
    await this.#thread.close();
  }

  #add(task: HashingTask, line = OWN, clients?: Work['clients'], isStranger = false): Work {
    let resolve: Work['resolve'] = () => undefined;
    let reject: Work['reject'] = () => undefined;
    const done = new Promise<string | boolean | undefined>((...both) => {
      [resolve, reject] = both;
    });
    const work = { task, done, resolve, reject, line, isStranger, ...(clients && { clients }) };
    this.#turns.add(line, work);
    if (!this.#isBusy) void this.#workOff();
    return work;
  }

  /** Never rejects: each piece of work gets its own result or error. */
  async #workOff(): Promise<void> {
    this.#isBusy = true;
    for (let work = this.#turns.next(); work; work = this.#turns.next()) {
      try {
        work.resolve(await this.#thread.run(work.task));
      } catch (error) {
        work.reject(error);
      }
      this.#dropUnwanted();
    }
    this.#isBusy = false;
  }

  /** Drops the checks whose clients all closed their connections. */
  #dropUnwanted(): void {
    const unwanted = this.#turns.remove(({ clients }) =>
      Boolean(clients?.every((joined) => joined.every(({ isGone }) => isGone()))),
    );
    for (const { resolve } of unwanted) resolve(undefined);
  }
}

/** A well-formed hash of a cost that no password matches. */
function hashOfNobody(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}
