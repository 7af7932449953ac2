// Remembers checked passwords, so that each is hashed once.

import { hash as digestOf, randomBytes, timingSafeEqual } from 'node:crypto';
import { BoundedMap } from './bounded-map';
import { pairOf, type PasswordCheck } from './password-guard';

/** The number of verified passwords that are remembered. */
const MAX_REMEMBERED = 10_000;

/** The wrong passwords after which a verified one is dropped, so that guessing from its address is no faster. */
const MOST_WRONG = 100;

/** A verified password: the hash it matched, and a keyed digest of it. */
interface Verified {
  readonly passwordHash: string;
  readonly digest: Buffer;
  /** The wrong passwords since. */
  wrong: number;
}

/**
 * A cache of verified passwords, which makes a further check from the same address fast. An entry is a digest, with a
 * key that never leaves this process, and the hash that the password matched: with another hash it is checked anew.
 */
export class KnownPasswords implements PasswordCheck {
  readonly #guard: PasswordCheck;
  readonly #key = randomBytes(32).toString('hex');
  readonly #verified = new BoundedMap<string, Verified>(MAX_REMEMBERED);

  constructor(guard: PasswordCheck) {
    this.#guard = guard;
  }

  /** Incremented by `forget`. */
  #life = 0;

  forget(): void {
    this.#life += 1;
    this.#verified.clear();
  }

  /** Checks as the guard does. A cached user is not affected by guesses of others, or by a flood. */
  readonly matches: PasswordCheck['matches'] = async (user, client, password, hash) => {
    const who = pairOf(client, user);
    const digest = digestOf('sha256', this.#key + password, 'buffer');
    const verified = this.#verified.get(who);
    if (verified?.passwordHash === hash && timingSafeEqual(verified.digest, digest)) return true;
    const life = this.#life;
    const matches = await this.#guard.matches(user, client, password, hash);
    // A user may have been erased meanwhile.
    if (matches === true && hash !== null && life === this.#life)
      this.#verified.set(who, { passwordHash: hash, digest, wrong: 0 });
    else if (verified && (verified.wrong += 1) >= MOST_WRONG) this.#verified.delete(who);
    return matches;
  };
}
