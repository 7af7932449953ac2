import type { Clock } from '../clock';
import type { Store } from '../store/store';
import { passwordDigest } from './digest';
import type { Hasher } from './hasher';
import { Throttle, type LogInPlace } from './throttle';

/** Checks passwords. */
export type PasswordCheck = Pick<PasswordGuard, 'matches'>;

/** Checks passwords, and slows guessing. */
export class PasswordGuard {
  readonly #hasher: Hasher;
  readonly #throttle: Throttle;
  readonly #underWay = new Map<string, Promise<boolean | undefined>>();

  constructor(place: LogInPlace, hasher: Hasher, store: Pick<Store, 'failedLogIns'>, clock: Clock) {
    this.#hasher = hasher;
    this.#throttle = new Throttle(place, store, clock);
  }

  /**
   * Whether that is the password of a user; undefined where nobody looks, as too many were wrong. `address`: where
   * it comes from. Without a hash it is wrong, which takes as long.
   */
  matches(
    user: string,
    address: string,
    password: string,
    hash: string | null,
  ): Promise<boolean | undefined> {
    const who = `${address} ${user}`;
    // A client that opens many connections at once sends the same password on each: one check is enough.
    const guess = `${who} ${passwordDigest(password)} ${hash ?? ''}`;
    const underWay = this.#underWay.get(guess);
    if (underWay) return underWay;
    const check = this.#throttle
      .within(who, () => this.#hasher.matches(password, hash))
      .finally(() => this.#underWay.delete(guess));
    this.#underWay.set(guess, check);
    return check;
  }
}
