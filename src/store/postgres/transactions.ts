import { setTimeout as wait } from 'node:timers/promises';
import type { Executor } from '../engine';
import type { Lane } from './lane';
import type { Pool } from './pool';
import { codeOf, failureOf, isOfConnection, outcomeUnknown } from './reasons';

/** Other transactions got in the way (serialization failure, deadlock): the same may go well the next time. */
const IN_THE_WAY: ReadonlySet<string | undefined> = new Set(['40001', '40P01']);

/** Somebody else has stored the same key meanwhile, which a check finds the next time; or we did it ourselves. */
const SAME_KEY = '23505';

const MOST_ATTEMPTS = 30;
const MOST_ATTEMPTS_OF_A_KEY = 5;
const LONGEST_WAIT_MS = 32;

type Isolation = 'READ COMMITTED' | 'REPEATABLE READ';

/** A transaction that is under way on a lane. */
export interface Attempt {
  readonly executor: Executor;
  /** What went wrong with a statement of it first: after that, PostgreSQL does nothing more of it. */
  readonly failure: () => Error | undefined;
  /** What it has written so far that something is kept of. */
  readonly changes: Changes;
}

/** What a transaction has changed, as far as this server keeps something of it. */
export interface Changes {
  /** Whether it has written to a table of settings. */
  readonly settings: boolean;
  /** The ids of resources whose rows it has updated one by one. */
  readonly resources: ReadonlySet<number>;
}

/**
 * Transactions as if each ran alone. One that others got in the way of is done again: one by one, and no other
 * begins here meanwhile, or of many that write the same row some would lose each time.
 */
export class Transactions {
  readonly #pool: Pool;
  /**
   * Begins one, whose statements take no longer, and which no server that fell silent keeps open. Answers how often
   * settings were changed.
   */
  readonly #beginning: string;
  readonly #begin: (lane: Lane, settings: Promise<unknown>) => Attempt;
  readonly #changed: (changes: Changes) => void;
  /** The end of the last of those that are done again. */
  #again: Promise<void> | undefined;

  constructor(
    pool: Pool,
    statementSeconds: number,
    begin: (lane: Lane, settings: Promise<unknown>) => Attempt,
    changed: (changes: Changes) => void,
  ) {
    this.#pool = pool;
    const limit = statementSeconds * 1000;
    this.#beginning = `BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL statement_timeout = ${limit};
      SET LOCAL idle_in_transaction_session_timeout = ${limit}; SELECT settings FROM emulator_state`;
    this.#begin = begin;
    this.#changed = changed;
  }

  async run<T>(work: (inside: Executor) => Promise<T>): Promise<T> {
    while (this.#again) await this.#again;
    try {
      return await this.#pool.writing(async (lane) => {
        try {
          return await this.#attempt(lane, work);
        } catch (error) {
          if (!mayGoWell(error, 1)) throw error;
          return await this.#inTurn(() => this.#tryAgain(lane, work));
        }
      });
    } catch (error) {
      throw failureOf(error, this.#pool.isClosed);
    }
  }

  /** Runs a statement that is a transaction of its own. */
  async single<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    try {
      return await this.#pool.writing(async (lane) => {
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await work(lane);
          } catch (error) {
            if (attempt >= MOST_ATTEMPTS || !IN_THE_WAY.has(codeOf(error))) throw error;
            await wait(Math.random() * Math.min(2 ** attempt, LONGEST_WAIT_MS));
          }
        }
      });
    } catch (error) {
      throw failureOf(error, this.#pool.isClosed);
    }
  }

  /** A transaction for itself, with statements that are none of a store. `work` may run again. */
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
        if (!mayGoWell(error, attempt)) throw error;
        // Another node does the same.
        await wait(Math.random() * Math.min(2 ** attempt, LONGEST_WAIT_MS));
      }
    }
  }

  async #attempt<T>(lane: Lane, work: (inside: Executor) => Promise<T>): Promise<T> {
    // It goes out together with the first statement of the work.
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
    const before = this.#again;
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
        if (this.#again === end) this.#again = undefined;
      });
    this.#again = end;
    return done;
  }
}

/** Of statements that are none of a store. */
const ANY_CHANGES: Changes = { settings: true, resources: new Set() };

/**
 * The answer of a statement that stores. Throws a StorageFailure of its own where the connection is lost: it may have been
 * done before.
 */
export async function stored<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isOfConnection(error) ? outcomeUnknown(error) : error;
  }
}

function mayGoWell(error: unknown, attempts: number): boolean {
  const code = codeOf(error);
  return code === SAME_KEY
    ? attempts < MOST_ATTEMPTS_OF_A_KEY
    : IN_THE_WAY.has(code) && attempts < MOST_ATTEMPTS;
}
