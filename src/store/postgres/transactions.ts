import { wait } from '../../runtime/timers';
import type { Executor } from '../engine';
import type { Lane } from './lane';
import type { Pool } from './pool';
import { codeOf, failureOf, isOfConnection, outcomeUnknown } from './reasons';

/** Conflicts with other transactions (serialization failure, deadlock): a retry may succeed. */
const CONFLICTS: ReadonlySet<string | undefined> = new Set(['40001', '40P01']);

/** Another transaction has stored the same key, which a check finds in a retry; or this one inserted it twice. */
const SAME_KEY = '23505';

const MOST_ATTEMPTS = 30;
const MOST_ATTEMPTS_OF_A_KEY = 5;
const LONGEST_WAIT_MS = 32;

export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ';

/** A transaction that is under way on a lane. */
export interface Attempt {
  readonly executor: Executor;
  /** The error of the first failed statement, after which PostgreSQL runs no more of the transaction. */
  readonly failure: () => Error | undefined;
  /** Its changes so far to data that this server caches. */
  readonly changes: Changes;
}

/** The changes of a transaction to data that this server caches. */
export interface Changes {
  /** Whether it has written to a table of settings. */
  readonly settings: boolean;
  /** The ids of resources whose rows it has updated one by one. */
  readonly resources: ReadonlySet<number>;
}

/**
 * Transactions as if each ran alone. One that conflicts with others is retried. Retries run one at a time, and no
 * transaction begins in this process meanwhile: of many that write the same row, some would lose each time.
 */
export class Transactions {
  readonly #pool: Pool;
  /**
   * Begins a transaction with time limits for its statements and for idling, so that a server that fell silent keeps none
   * open. It sees the data from when nobody goes back to a state. Answers the count of changed settings.
   */
  readonly #beginning: string;
  readonly #begin: (lane: Lane, settings: Promise<unknown>) => Attempt;
  readonly #changed: (changes: Changes) => void;
  /** Settles when the last queued retry ends. */
  #lastRetry: Promise<void> | undefined;

  constructor(
    pool: Pool,
    statementSeconds: number,
    begin: (lane: Lane, settings: Promise<unknown>) => Attempt,
    changed: (changes: Changes) => void,
  ) {
    this.#pool = pool;
    const limit = statementSeconds * 1000;
    this.#beginning = `BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL statement_timeout = ${limit};
      SET LOCAL idle_in_transaction_session_timeout = ${limit}; LOCK TABLE emulator_state IN ROW SHARE MODE;
      SELECT settings FROM emulator_state`;
    this.#begin = begin;
    this.#changed = changed;
  }

  async run<T>(work: (inside: Executor) => Promise<T>): Promise<T> {
    while (this.#lastRetry) await this.#lastRetry;
    try {
      return await this.#pool.writing(async (lane) => {
        try {
          return await this.#attempt(lane, work);
        } catch (error) {
          if (!mayRetry(error, 1)) throw error;
          return await this.#inTurn(() => this.#tryAgain(lane, work));
        }
      });
    } catch (error) {
      throw failureOf(error, this.#pool.isClosed);
    }
  }

  /** Does work on a lane to itself; after a conflict, all of it again. */
  async single<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    try {
      return await this.#pool.writing(async (lane) => {
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await work(lane);
          } catch (error) {
            if (attempt >= MOST_ATTEMPTS || !CONFLICTS.has(codeOf(error))) throw error;
            await wait(Math.random() * Math.min(2 ** attempt, LONGEST_WAIT_MS));
          }
        }
      });
    } catch (error) {
      throw failureOf(error, this.#pool.isClosed);
    }
  }

  /** A transaction with statements of this folder, not of a store. `work` may run again. */
  async alone<T>(isolation: Isolation, work: (lane: Lane) => Promise<T>): Promise<T> {
    return this.single(async (lane) => {
      await lane.script(`BEGIN ISOLATION LEVEL ${isolation}`);
      try {
        const result = await work(lane);
        await stored(lane.script('COMMIT'));
        this.#changed(ANY_CHANGES);
        return result;
      } catch (error) {
        await this.#undo(lane);
        throw error;
      }
    });
  }

  async #tryAgain<T>(lane: Lane, work: (inside: Executor) => Promise<T>): Promise<T> {
    for (let attempt = 2; ; attempt += 1) {
      try {
        return await this.#attempt(lane, work);
      } catch (error) {
        if (!mayRetry(error, attempt)) throw error;
        // Another server may be retrying the same conflict.
        await wait(Math.random() * Math.min(2 ** attempt, LONGEST_WAIT_MS));
      }
    }
  }

  async #attempt<T>(lane: Lane, work: (inside: Executor) => Promise<T>): Promise<T> {
    // BEGIN is pipelined with the first statement of the work.
    const begun = lane.value(this.#beginning);
    begun.catch(() => undefined);
    const { executor, failure, changes } = this.#begin(lane, begun);
    try {
      const result = await work(executor);
      await begun;
      const failed = failure();
      if (failed !== undefined) throw failed;
      await stored(lane.script('COMMIT'));
      this.#changed(changes);
      return result;
    } catch (error) {
      await this.#undo(lane);
      throw failure() ?? error;
    }
  }

  async #undo(lane: Lane): Promise<void> {
    try {
      await lane.script('ROLLBACK');
    } catch {
      await lane.close();
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#lastRetry;
    const done = (async () => {
      await before;
      return work();
    })();
    const end: Promise<void> = done
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (this.#lastRetry === end) this.#lastRetry = undefined;
      });
    this.#lastRetry = end;
    return done;
  }
}

/** Statements of this folder may have changed anything. */
const ANY_CHANGES: Changes = { settings: true, resources: new Set() };

/**
 * The answer of a statement that stores. Throws a StorageFailure of its own where the connection is lost, as the change may
 * have been committed before.
 */
export async function stored<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isOfConnection(error) ? outcomeUnknown(error) : error;
  }
}

function mayRetry(error: unknown, attempts: number): boolean {
  const code = codeOf(error);
  return code === SAME_KEY
    ? attempts < MOST_ATTEMPTS_OF_A_KEY
    : CONFLICTS.has(code) && attempts < MOST_ATTEMPTS;
}
