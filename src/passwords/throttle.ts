// Slows down guessing, by user and client.

import { createHash } from 'node:crypto';
import type { Clock } from '../runtime/clock';
import { StorageFailure } from '../store/storage-failure';
import type { Store } from '../store/store';
import { BoundedMap } from './bounded-map';

const FAILURES_ALLOWED = 10;

const WINDOW_MS = 60_000;

/** The most pairs of address and user name that are counted in memory while the data file cannot be written. */
const MOST_UNSTORED = 10_000;

/** The two kinds of log-ins, whose failures are counted apart. */
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
  /** Failed log-ins that could not be stored, as with a full disk: guessing stays slow. */
  readonly #unstored = new BoundedMap<string, { readonly failures: number; readonly since: number }>(
    MOST_UNSTORED,
  );

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
    const failures = (await failedLogIns.count(digest, this.#now())) + this.#countUnstored(digest);
    const others = this.#underWay.get(digest) ?? 0;
    if (failures + others >= FAILURES_ALLOWED) return 'held';
    this.#underWay.set(digest, others + 1);
    try {
      const isRight = await check();
      // Checks that began before a reset are forgotten with the rest.
      if (isRight === false && state.last.erasures === erasures) {
        await failedLogIns.add(digest, this.#now()).catch((error: unknown) => {
          this.#addUnstored(digest, error);
        });
      }
      if (isRight && failures > 0) {
        this.#unstored.delete(digest);
        await failedLogIns.forget(digest).catch(requireStorageFailure);
      }
      return isRight;
    } finally {
      const left = Number(this.#underWay.get(digest)) - 1;
      if (left === 0) this.#underWay.delete(digest);
      else this.#underWay.set(digest, left);
    }
  }

  #countUnstored(digest: string): number {
    const { failures, since } = this.#unstored.get(digest) ?? { failures: 0, since: 0 };
    return this.#now() - since < WINDOW_MS ? failures : 0;
  }

  /** `error`: why it could not be stored. */
  #addUnstored(digest: string, error: unknown): void {
    requireStorageFailure(error);
    const before = this.#countUnstored(digest);
    const since = before > 0 ? this.#unstored.get(digest)?.since : undefined;
    this.#unstored.set(digest, { failures: before + 1, since: since ?? this.#now() });
  }

  #now(): number {
    return Math.floor(this.#clock.elapsed());
  }
}

/** Throws any other error. */
function requireStorageFailure(error: unknown): void {
  if (!(error instanceof StorageFailure)) throw error;
}
