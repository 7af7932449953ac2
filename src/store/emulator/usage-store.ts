import { sql } from 'kysely';
import { build } from '../build';
import type { Executor } from '../engine';

/** The timeframe of the threshold: requests older than this do not count. */
export const TIMEFRAME_MINUTES = 60;

/** The hours that are shown. */
const HOURS = 24;
const HOUR_MS = 3_600_000;

/** The requests of one hour. The instant of its begin is UTC text. */
export interface HourOfUse {
  readonly from: string;
  readonly requests: number;
}

const addToSecond = build
  .insertInto('requests_per_second')
  .values({ second: 0, requests: 0 })
  .onConflict((conflict) =>
    conflict
      .column('second')
      .doUpdateSet({ requests: sql<number>`requests_per_second.requests + excluded.requests` }),
  )
  .compile();
const forgetSeconds = build.deleteFrom('requests_per_second').where('second', '<=', 0).compile();
const addToHour = build
  .insertInto('requests_per_hour')
  .values({ hour: 0, requests: 0 })
  .onConflict((conflict) =>
    conflict
      .column('hour')
      .doUpdateSet({ requests: sql<number>`requests_per_hour.requests + excluded.requests` }),
  )
  .compile();
const forgetHours = build.deleteFrom('requests_per_hour').where('hour', '<', 0).compile();

/** Counted requests go to the database at most this often. */
const FLUSH_AFTER_MS = 1000;

/** How many requests were made: second by second for the threshold, hour by hour for people. */
export class UsageStore {
  readonly #executor: Executor;
  /** Requests by second that are not in the database yet. */
  readonly #pending = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #written: Promise<void> = Promise.resolve();

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

  /** Writes the counts of this server, and forgets those past the timeframe, or past the day. */
  flush(): Promise<void> {
    // A reader of the count waits for the writes under way, too.
    const written = this.#written.then(() => this.#write());
    this.#written = written.catch(() => undefined);
    return written;
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const counted = [...this.#pending];
    this.#pending.clear();
    for (const [at, requests] of counted) {
      const hour = Math.floor(at / 3600);
      // Asked for together, they share a commit.
      await Promise.all([
        this.#executor.run(addToSecond, [at, requests]),
        this.#executor.run(forgetSeconds, [at - TIMEFRAME_MINUTES * 60]),
        this.#executor.run(addToHour, [hour, requests]),
        this.#executor.run(forgetHours, [hour - HOURS]),
      ]);
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

  /** The last 24 hours, the oldest first; the last of them goes on. They begin at full hours of UTC. */
  async lastDay(instant: Date): Promise<HourOfUse[]> {
    await this.flush();
    const first = Math.floor(instant.getTime() / HOUR_MS) - HOURS + 1;
    const rows = await this.#executor.all(
      build
        .selectFrom('requests_per_hour')
        .selectAll()
        .where('hour', '>=', first)
        .where('hour', '<', first + HOURS)
        .compile(),
    );
    const byHour = new Map(rows.map(({ hour, requests }) => [hour, requests]));
    return Array.from({ length: HOURS }, (_, index) => ({
      from: new Date((first + index) * HOUR_MS).toISOString(),
      requests: byHour.get(first + index) ?? 0,
    }));
  }
}

function second(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
