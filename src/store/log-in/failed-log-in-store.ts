// The failed log-ins of users by client.

import { sql } from 'kysely';
import { build } from '../build';
import type { Executor } from '../engine';

/** The most rows that are kept, the oldest goes first; fewer where the database leaves ids out. */
const MOST_KEPT = 10_000;

const WINDOW_MS = 60_000;

const count = build
  .selectFrom('failed_log_ins')
  .select('failures')
  .where('digest', '=', '')
  .where('since', '>', 0)
  .where('since', '<=', 0)
  .compile();
// A machine that was started anew counts from 0 again.
const forgetOld = build
  .deleteFrom('failed_log_ins')
  .where((row) => row.or([row('since', '<=', 0), row('since', '>', 0)]))
  .compile();
const add = build
  .insertInto('failed_log_ins')
  .values({ digest: '', failures: 1, since: 0 })
  .onConflict((conflict) =>
    conflict.column('digest').doUpdateSet({ failures: sql<number>`failed_log_ins.failures + 1` }),
  )
  .compile();
const forgetMost = build
  .deleteFrom('failed_log_ins')
  .where('id', '<=', sql<number>`(SELECT max(id) FROM failed_log_ins) - ${MOST_KEPT}`)
  .compile();
const forget = build.deleteFrom('failed_log_ins').where('digest', '=', '').compile();

/** Failed log-ins of the last minute, by a digest of who tried. Times are milliseconds of `Clock.elapsed()`. */
export class FailedLogInStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** How many there were within the minute that began with the first of them. */
  async count(digest: string, now: number): Promise<number> {
    const row = await this.#executor.first(count, [digest, now - WINDOW_MS, now]);
    return row?.failures ?? 0;
  }

  async add(digest: string, now: number): Promise<void> {
    // Asked for together, they share a commit.
    await Promise.all([
      this.#executor.run(forgetOld, [now - WINDOW_MS, now]),
      this.#executor.run(add, [digest, 1, now]),
      this.#executor.run(forgetMost),
    ]);
  }

  async forget(digest: string): Promise<void> {
    await this.#executor.run(forget, [digest]);
  }
}
