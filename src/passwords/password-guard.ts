import type { Clock } from '../runtime/clock';
import type { Store } from '../store/store';
import type { Client } from '../runtime/client';
import { passwordDigest } from './digest';
import { drawnCost } from './drawn-cost';
import type { Hasher } from './hasher';
import { Throttle, type LogInPlace } from './throttle';

/** The check of passwords that callers and the console use. */
export type PasswordCheck = Pick<PasswordGuard, 'matches'>;

/** The result of a check, which is not made after too many wrong passwords (`held`) or among too many (`busy`). */
export type Match = boolean | 'held' | 'busy';

/** A running check, and the clients that wait for it. */
interface UnderWay {
  readonly match: Promise<Match>;
  readonly clients: Client[];
}

/** Checks passwords with a limit on wrong guesses. */
export class PasswordGuard {
  readonly #hasher: Hasher;
  readonly #store: Pick<Store, 'passwords'>;
  readonly #throttle: Throttle;
  readonly #underWay = new Map<string, UnderWay>();

  constructor(
    place: LogInPlace,
    hasher: Hasher,
    store: Pick<Store, 'failedLogIns' | 'passwords' | 'state'>,
    clock: Clock,
  ) {
    this.#hasher = hasher;
    this.#store = store;
    this.#throttle = new Throttle(place, store, clock);
  }

  /** Whether a password is that of a user. Without a hash it is wrong, which takes as long. */
  matches(user: string, client: Client, password: string, hash: string | null): Promise<Match> {
    const who = pairOf(client, user);
    // Clients send the same password on several connections at once: one check serves them all.
    const guess = `${who} ${passwordDigest(password)} ${hash ?? ''}`;
    const underWay = this.#underWay.get(guess);
    if (underWay) {
      underWay.clients.push(client);
      return underWay.match;
    }
    const clients: [Client, ...Client[]] = [client];
    const match = this.#match(user, who, { password, hash, clients }).finally(() =>
      this.#underWay.delete(guess),
    );
    this.#underWay.set(guess, { match, clients });
    return match;
  }

  async #match(
    user: string,
    who: string,
    { password, hash, clients }: { password: string; hash: string | null; clients: [Client, ...Client[]] },
  ): Promise<Match> {
    const match = await this.#throttle.within(who, async () => {
      // Read for known names, too, as reading takes time.
      const costs = await this.#store.passwords.costs();
      return this.#hasher.check({ password, hash, drawnCost: drawnCost(user, costs), clients });
    });
    if (match !== undefined) return match;
    // A name without a password needs no check.
    return hash === null ? false : 'busy';
  }
}

/** The key under which guesses are counted: an address and a user name. */
export function pairOf({ address }: Client, user: string): string {
  return `${address} ${user}`;
}
