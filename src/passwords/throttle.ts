import { createHash } from 'node:crypto';
import type { Clock } from '../runtime/clock';
import type { Store } from '../store/store';

const FAILURES_ALLOWED = 10;

/** The place of a log-in; failures count for each place by itself. */
export type LogInPlace = 'api' | 'console';

/**
 * Limits password guesses: after ten failures within a minute, a pair of address and user name is not checked until the
 * minute is over. Failures are counted for all servers over the data file.
 */
export class Throttle {
  readonly #place: LogInPlace;
  readonly #store: Pick<Store, 'failedLogIns' | 'state'>;
  readonly #clock: Clock;
  /** Running checks, which count as failures: guesses may arrive at the same time. */
  readonly #underWay = new Map<string, number>();

  constructor(place: LogInPlace, store: Pick<Store, 'failedLogIns' | 'state'>, clock: Clock) {
    this.#place = place;
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * The result of `check`, where false counts as a failure; `held` without a check, after too many failures. `who`: the
   * pair of an address and a user name that is counted.
   */
  async within(
    who: string,
    check: () => Promise<boolean | undefined>,
  ): Promise<boolean | undefined | 'held'> {
    const { failedLogIns, state } = this.#store;
    const { erasures } = state.last;
    const digest = createHash('sha256').update(`${this.#place} ${who}`).digest('hex');
    const failures = await failedLogIns.count(digest, this.#now());
    const others = this.#underWay.get(digest) ?? 0;
    if (failures + others >= FAILURES_ALLOWED) return 'held';
    this.#underWay.set(digest, others + 1);
    try {
      const isRight = await check();
      // A failure from before a reset does not count.
      if (isRight === false && state.last.erasures === erasures) await failedLogIns.add(digest, this.#now());
      if (isRight && failures > 0) await failedLogIns.forget(digest);
      return isRight;
    } finally {
      const left = Number(this.#underWay.get(digest)) - 1;
      if (left === 0) this.#underWay.delete(digest);
      else this.#underWay.set(digest, left);
    }
  }

  #now(): number {
    return Math.floor(this.#clock.elapsed());
  }
}
