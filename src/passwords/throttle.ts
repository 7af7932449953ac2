import { createHash } from 'node:crypto';
import type { Clock } from '../runtime/clock';
import type { Store } from '../store/store';

const FAILURES_ALLOWED = 10;

/** What log-ins are for: who fails at one of them may still try the other. */
export type LogInPlace = 'api' | 'console';

/**
 * Slows guessing: after ten failures within a minute, nobody is checked until the minute is over. Failures are counted
 * for all servers over the data file.
 */
export class Throttle {
  readonly #place: LogInPlace;
  readonly #store: Pick<Store, 'failedLogIns' | 'state'>;
  readonly #clock: Clock;
  /** Checks under way: guesses that all come at once count each other. */
  readonly #underWay = new Map<string, number>();

  constructor(place: LogInPlace, store: Pick<Store, 'failedLogIns' | 'state'>, clock: Clock) {
    this.#place = place;
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * What `check` answers, which counts as a failure when it is false; `held` where it is not asked, after too many
   * failures. `who`: the pair that is counted, an address and a user name.
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
      // What was begun before a reset is forgotten with the rest.
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
