import { SearchAbandoned } from '../search-abandoned';
import { SearchTimeout } from '../search-timeout';
import type { SqlValue } from '../sql';
import type { Lane } from './lane';
import type { Pool } from './pool';
import { codeOf, failureOf } from './reasons';

/** The statement took longer than it may. */
const CANCELLED = '57014';

/** Milliseconds between two looks for the client of a search. */
const LOOK_MS = 100;

/** Tells a transaction from all others, also where a pooler has given its connection to another client. */
const KEY = "pg_backend_pid() || ' ' || extract(epoch FROM now())";

/** Ends the statement of the transaction with this key, if it is still under way. */
const CANCEL = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
  WHERE pid || ' ' || extract(epoch FROM xact_start) = ?`;

/** Long searches, on lanes of their own, so that no other call waits for them. */
export class Searcher {
  readonly #pool: Pool;
  readonly #seconds: number;

  /** `seconds`: how long a search may take, from when it is asked for. */
  constructor(pool: Pool, seconds: number) {
    this.#pool = pool;
    this.#seconds = seconds;
  }

  /**
   * Values come as the text that the server sent. `isGone`: whether the client of the search went away. Throws a
   * SearchTimeout, a SearchAbandoned, a StorageFailure, or StoreClosed.
   */
  async find(
    sql: string,
    parameters: readonly SqlValue[],
    isGone: () => boolean = () => false,
  ): Promise<unknown[][]> {
    const deadline = performance.now() + this.#seconds * 1000;
    try {
      return await this.#pool.searching((lane) => this.#within(lane, deadline, sql, parameters, isGone));
    } catch (error) {
      throw failureOf(error, this.#pool.isClosed);
    }
  }

  async #within(
    lane: Lane,
    deadline: number,
    sql: string,
    parameters: readonly SqlValue[],
    isGone: () => boolean,
  ): Promise<unknown[][]> {
    if (isGone()) throw new SearchAbandoned();
    const left = Math.ceil(deadline - performance.now());
    if (left <= 0) throw new SearchTimeout(this.#seconds);
    // All of it goes out at once. A setting of the connection would not be ours alone behind a pooler.
    const beginning = lane.value(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${left}; SELECT ${KEY}`);
    const answering = Promise.allSettled([
      beginning,
      // Planned anew each time: a plan for any value may scan the whole table.
      lane.rows(sql, parameters, { asSent: true, prepare: false }),
      lane.script('COMMIT'),
    ]);
    let cancelling: Promise<void> | undefined;
    const looks = setInterval(() => {
      // At every look, as nothing is cancelled between two statements.
      if (isGone()) cancelling = this.#cancel(beginning);
    }, LOOK_MS).unref();
    const [begun, found] = await answering;
    clearInterval(looks);
    if (cancelling) {
      // Otherwise it could end the next statement on this lane.
      await cancelling;
      throw new SearchAbandoned();
    }
    if (begun.status === 'rejected') throw begun.reason;
    if (found.status === 'fulfilled') return found.value;
    throw codeOf(found.reason) === CANCELLED ? new SearchTimeout(this.#seconds) : found.reason;
  }

  async #cancel(key: Promise<unknown>): Promise<void> {
    try {
      const lane = await this.#pool.reading();
      await lane.rows(CANCEL, [await key]);
    } catch {
      // The search ends with its time, or with its connection.
    }
  }
}
