import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { BoundedMap } from './bounded-map';
import type { PasswordCheck } from './password-guard';

/** This many verified passwords are remembered. */
const MAX_REMEMBERED = 10_000;

/** A password that was checked: the hash it was checked against, and a digest to know it by. */
interface Verified {
  readonly passwordHash: string;
  readonly digest: Buffer;
}

/**
 * Checks passwords, those that were verified before at once. They are remembered by a digest with a key that never
 * leaves this process, together with the hash they were verified against: with another hash they are checked anew.
 */
export class KnownPasswords implements PasswordCheck {
  readonly #guard: PasswordCheck;
  readonly #key = randomBytes(32);
  readonly #verified = new BoundedMap<string, Verified>(MAX_REMEMBERED);

  constructor(guard: PasswordCheck) {
    this.#guard = guard;
  }

  /** Another number since all was forgotten. */
  #life = 0;

  forget(): void {
    this.#life += 1;
    this.#verified.clear();
  }

  /** As the guard does; a user who is known goes on while somebody guesses. */
  readonly matches: PasswordCheck['matches'] = async (user, address, password, hash) => {
    const digest = createHash('sha256').update(this.#key).update(password, 'utf8').digest();
    const verified = this.#verified.get(user);
    if (verified?.passwordHash === hash && timingSafeEqual(verified.digest, digest)) return true;
    const life = this.#life;
    const matches = await this.#guard.matches(user, address, password, hash);
    // Who was erased meanwhile is not remembered.
    if (matches && hash !== null && life === this.#life)
      this.#verified.set(user, { passwordHash: hash, digest });
    return matches;
  };
}
