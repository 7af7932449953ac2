// Commits transactions in groups, so that one fsync serves many.

import { turn } from '../../runtime/timers';
import { BUSY_MS, type Connection } from './connection';
import type { WriteLock } from './write-lock';

/** One piece of work that is done as a whole or not at all, and the caller that waits for it. */
interface Member {
  /** Answers what to tell when all is on the disk. */
  readonly work: () => Promise<() => void>;
  readonly fail: (error: unknown) => void;
}

/** The transactions that share a commit. */
interface Group {
  readonly members: Member[];
  /** Whether the group is closed to further transactions. */
  isClosed: boolean;
}

/** Begins a transaction when it can, for `Gate.alone`. Throws when another process has written for too long. */
export function patientBegin(connection: Connection): () => boolean {
  let giveUp: number | undefined;
  return () => {
    giveUp ??= performance.now() + BUSY_MS;
    return connection.begin(performance.now() > giveUp);
  };
}

/**
 * Runs transactions one after the other. Those that are asked for at the same time share one commit, as the disk
 * takes much longer than the work: each is answered when it is on the disk, and one that fails undoes only itself.
 */
export class GroupCommit {
  readonly #connection: Connection;
  readonly #writeLock: WriteLock;
  readonly #waiting: Member[] = [];
  #isCollecting = false;
  #hasFailed = false;

  constructor(connection: Connection, writeLock: WriteLock) {
    this.#connection = connection;
    this.#writeLock = writeLock;
  }

  /** Whether the last of them could not be stored. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        work: async () => {
          const result = await work();
          return () => {
            resolve(result);
          };
        },
        fail: reject,
      });
      if (this.#isCollecting) return;
      this.#isCollecting = true;
      void this.#start();
    });
  }

  /** Never rejects: each caller is told its result. */
  async #start(): Promise<void> {
    const group: Group = { members: [], isClosed: false };
    try {
      await this.#writeLock.exclusively(() => this.#commit(group), patientBegin(this.#connection));
      this.#hasFailed = false;
    } catch (error) {
      this.#hasFailed = true;
      this.#connection.makeRoom();
      // Later transactions are members of the next group.
      if (!group.isClosed) {
        group.members.push(...this.#waiting.splice(0));
        this.#close(group);
      }
      for (const { fail } of group.members) fail(error);
    }
  }

  #close(group: Group): void {
    group.isClosed = true;
    this.#isCollecting = false;
  }

  /** Does the work of each caller that waits, which then is a member of the group. */
  async #commit(group: Group): Promise<void> {
    try {
      const tell = await this.#attemptAll(group.members);
      // Calls that have arrived meanwhile are read in this turn, and come along.
      await turn();
      this.#close(group);
      tell.push(...(await this.#attemptAll(group.members)));
      this.#connection.control('COMMIT');
      for (const one of tell) one();
    } catch (error) {
      if (this.#connection.inTransaction) this.#connection.control('ROLLBACK');
      throw error;
    }
  }

  async #attemptAll(members: Member[]): Promise<(() => void)[]> {
    const tell: (() => void)[] = [];
    for (const member of this.#waiting.splice(0)) {
      members.push(member);
      tell.push(await this.#attempt(member));
    }
    return tell;
  }

  async #attempt({ work, fail }: Member): Promise<() => void> {
    this.#connection.control('SAVEPOINT member');
    try {
      return await work();
    } catch (error) {
      this.#connection.control('ROLLBACK TO member');
      return () => {
        fail(error);
      };
    } finally {
      this.#connection.control('RELEASE member');
    }
  }
}
