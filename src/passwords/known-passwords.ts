import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { BoundedMap } from './bounded-map';
import { pairOf, type PasswordCheck } from './password-guard';

/** This many verified passwords are remembered. */
const MAX_REMEMBERED = 10_000;

/** One that so many wrong ones came beside is forgotten: who guesses where its user is does so no faster than others. */
const MOST_WRONG = 100;

/** A password that was checked: the hash it was checked against, and a digest to know it by. */
interface Verified {
  readonly passwordHash: string;
  readonly digest: Buffer;
  /** How many others were sent since. */
  wrong: number;
}

/**
 * Checks passwords, those that were verified before at once, if they come from the same address. They are remembered by
 * a digest with a key that never leaves this process, together with the hash they were verified against: with another
 * hash they are checked anew.
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

  /** As the guard does; a user who is known goes on while others guess, or flood the server. */
  readonly matches: PasswordCheck['matches'] = async (user, client, password, hash) => {
    const who = pairOf(client, user);
    const digest = createHash('sha256').update(this.#key).update(password, 'utf8').digest();
    const verified = this.#verified.get(who);
    if (verified?.passwordHash === hash && timingSafeEqual(verified.digest, digest)) return true;
    const life = this.#life;
    const matches = await this.#guard.matches(user, client, password, hash);
    // Who was erased meanwhile is not remembered.
    if (matches === true && hash !== null && life === this.#life)
      this.#verified.set(who, { passwordHash: hash, digest, wrong: 0 });
    else if (verified && (verified.wrong += 1) >= MOST_WRONG) this.#verified.delete(who);
    return matches;
  };
}
