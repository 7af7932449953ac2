import { sql } from 'kysely';
import { build } from './build';
import type { Executor } from './connection';

/** The timeframe of the threshold: requests older than this do not count. */
export const TIMEFRAME_MINUTES = 60;

const addRequests = build
  .insertInto('requests_per_second')
  .values({ second: 0, requests: 0 })
  .onConflict((conflict) =>
    conflict.column('second').doUpdateSet({ requests: sql<number>`requests + excluded.requests` }),
  )
  .compile();
const forget = build.deleteFrom('requests_per_second').where('second', '<=', 0).compile();

/** Counted requests go to the database at most this often. */
const FLUSH_AFTER_MS = 1000;

/** How many requests were made, second by second. */
export class UsageStore {
  readonly #executor: Executor;
  /** Requests by second that are not in the database yet. */
  readonly #pending = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** Counts one request. */
  record(instant: Date): void {
    const at = second(instant);
    this.#pending.set(at, (this.#pending.get(at) ?? 0) + 1);
    this.#timer ??= setTimeout(() => {
      // A count that cannot be written is not worth a failed call.
      this.flush().catch(() => undefined);
    }, FLUSH_AFTER_MS).unref();
  }

  /** Writes what was counted, and forgets what is past the timeframe. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const counted = [...this.#pending];
    this.#pending.clear();
    for (const [at, requests] of counted) {
      await this.#executor.run(addRequests, [at, requests]);
      await this.#executor.run(forget, [at - TIMEFRAME_MINUTES * 60]);
    }
  }

  /** Requests of the last 60 minutes. */
  async count(instant: Date): Promise<number> {
    await this.flush();
    const row = await this.#executor.first(
      build
        .selectFrom('requests_per_second')
        .select(({ fn }) => fn.sum<number | null>('requests').as('requests'))
        .where('second', '>', second(instant) - TIMEFRAME_MINUTES * 60)
        .where('second', '<=', second(instant))
        .compile(),
    );
    return row?.requests ?? 0;
  }
}

function second(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
