import { SearchTimeout } from '../search-timeout';
import type { SqlValue } from '../sql';
import type { Lane } from './lane';
import type { Pool } from './pool';
import { codeOf, failureOf } from './reasons';

/** The statement took longer than it may. */
const CANCELLED = '57014';

/** Long searches, on lanes of their own, so that no other call waits for them. */
export class Searcher {
  readonly #pool: Pool;
  readonly #seconds: number;

  /** `seconds`: how long a search may take, from when it is asked for. */
  constructor(pool: Pool, seconds: number) {
    this.#pool = pool;
    this.#seconds = seconds;
  }

  /** Values come as the text that the server sent. Throws a SearchTimeout, a StorageFailure, or StoreClosed. */
  async find(sql: string, parameters: readonly SqlValue[]): Promise<unknown[][]> {
    const deadline = performance.now() + this.#seconds * 1000;
    try {
      return await this.#pool.searching((lane) => this.#within(lane, deadline, sql, parameters));
    } catch (error) {
      throw failureOf(error, this.#pool.isClosed);
    }
  }

  async #within(
    lane: Lane,
    deadline: number,
    sql: string,
    parameters: readonly SqlValue[],
  ): Promise<unknown[][]> {
    const left = Math.ceil(deadline - performance.now());
    if (left <= 0) throw new SearchTimeout(this.#seconds);
    // All of it goes out at once. A setting of the connection would not be ours alone behind a pooler.
    const answers = await Promise.allSettled([
      lane.script(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${left}`),
      // Planned anew each time: a plan for any value may scan the whole table.
      lane.rows(sql, parameters, { asSent: true, prepare: false }),
      lane.script('COMMIT'),
    ]);
    const [begun, found] = answers;
    if (begun.status === 'rejected') throw begun.reason;
    if (found.status === 'fulfilled') return found.value;
    throw codeOf(found.reason) === CANCELLED ? new SearchTimeout(this.#seconds) : found.reason;
  }
}
