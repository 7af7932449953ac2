import { setImmediate as turn } from 'node:timers/promises';
import { builtFile } from '../config/package-files';
import type { Client } from '../runtime/client';
import { ThreadPool } from '../runtime/thread-pool';
import { passwordDigest } from './digest';
import type { HashingTask } from './hashing-thread';
import { Turns } from './turns';

/** So many checks of users wait from one address, and from all. */
const USERS_PER_ADDRESS = 50;
const USERS_IN_ALL = 200;

/**
 * So many checks of names without a password wait in all. Whoever brings more waits for the last of them and is
 * answered with it: no flood of invented names keeps users waiting, and its sender sees no difference.
 */
const STRANGERS_IN_ALL = 2;

/** What the server itself wants hashed takes its turn like a client. */
const OWN = '';

/** A thread takes some 20 MB, and less than 100 ms to start: one that has nothing to do for so long is ended. */
const IDLE_MS = 5000;

interface Work {
  readonly task: HashingTask;
  readonly done: Promise<string | boolean | undefined>;
  readonly resolve: (result: string | boolean | undefined) => void;
  readonly reject: (error: unknown) => void;
  /** The clients that wait for it, each with those that joined it; none where the server itself waits. */
  readonly clients?: (readonly Client[])[];
  readonly line: string;
  readonly isStranger: boolean;
}

/** A password that clients sent for a user name. */
export interface SentPassword {
  readonly password: string;
  /** Of the user; null where there is no such user, or no password. */
  readonly hash: string | null;
  /** At which cost it is checked where there is no hash; undefined: that of new passwords. */
  readonly drawnCost: number | undefined;
  /** Who sent it. More may join them while it waits. */
  readonly clients: readonly [Client, ...Client[]];
}

/** Hashes and checks passwords one by one, without holding up anybody else. */
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
   * Whether that is the password, for clients. Without a hash it is not, which takes as long. Undefined: it was not
   * looked at, as too many wait, or its clients went away.
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
      // One at a time: a flood is not answered at once, while others wait to be heard.
      await (this.#release = this.#release.then(() => turn()));
      return undefined;
    }
    const task = { digest: passwordDigest(password), hash: hash ?? hashOfNobody(drawnCost) };
    const result = await this.#add(task, address, [clients], hash === null).done;
    return result === undefined ? undefined : hash !== null && result === true;
  }

  /** What was not begun is not done any more. */
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

  /** Never rejects: each piece of work is told its result. */
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

  /** A check whose clients all went away is not begun. */
  #dropUnwanted(): void {
    const unwanted = this.#turns.remove(({ clients }) =>
      Boolean(clients?.every((joined) => joined.every(({ isGone }) => isGone()))),
    );
    for (const { resolve } of unwanted) resolve(undefined);
  }
}

/** Looks like a hash of that cost, and is one of no password. */
function hashOfNobody(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}
