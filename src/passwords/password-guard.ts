import type { Clock } from '../clock';
import { passwordDigest } from './digest';
import type { Hasher } from './hasher';
import { Throttle } from './throttle';

/** Checks passwords. */
export type PasswordCheck = Pick<PasswordGuard, 'matches'>;

/** Checks passwords, and slows guessing. */
export class PasswordGuard {
  readonly #hasher: Hasher;
  readonly #throttle: Throttle;
  readonly #underWay = new Map<string, Promise<boolean>>();

  constructor(hasher: Hasher, clock: Clock) {
    this.#hasher = hasher;
    this.#throttle = new Throttle(clock);
  }

  /**
   * Whether that is the password of a user; undefined where nobody looks, as too many were wrong. `address`: where
   * it comes from. Without a hash it is wrong, which takes as long.
   */
  async matches(
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
    if (this.#throttle.isHeld(who)) return undefined;
    // A guess counts as a failure from its start on: guesses that all come at once count each other.
    this.#throttle.failed(who);
    const check = this.#hasher.matches(password, hash).finally(() => this.#underWay.delete(guess));
    this.#underWay.set(guess, check);
    const matches = await check;
    if (matches) this.#throttle.succeeded(who);
    return matches;
  }

  /** Whoever was held for too many failures may try again. */
  forgetFailures(): void {
    this.#throttle.clear();
  }
}
