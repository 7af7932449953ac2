import type { Clock } from '../runtime/clock';
import type { Store } from '../store/store';
import type { Client } from '../runtime/client';
import { passwordDigest } from './digest';
import { drawnCost } from './drawn-cost';
import type { Hasher } from './hasher';
import { Throttle, type LogInPlace } from './throttle';

/** Checks passwords. */
export type PasswordCheck = Pick<PasswordGuard, 'matches'>;

/** Whether a password is right. `held`: nobody looked, as too many were wrong; `busy`: as too many are looked at. */
export type Match = boolean | 'held' | 'busy';

/** A check under way, and who waits for it. */
interface UnderWay {
  readonly match: Promise<Match>;
  readonly clients: Client[];
}

/** Checks passwords, and slows guessing. */
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

  /** Whether that is the password of a user. Without a hash it is wrong, which takes as long. */
  matches(user: string, client: Client, password: string, hash: string | null): Promise<Match> {
    const who = pairOf(client, user);
    // A client that opens many connections at once sends the same password on each: one check is enough.
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
      // Read for every name, as it takes time, too.
      const costs = await this.#store.passwords.costs();
      return this.#hasher.check({ password, hash, drawnCost: drawnCost(user, costs), clients });
    });
    if (match !== undefined) return match;
    // Of a name without a password it is known without looking.
    return hash === null ? false : 'busy';
  }
}

/** Whose guesses are counted together: those for one user from one address. */
export function pairOf({ address }: Client, user: string): string {
  return `${address} ${user}`;
}
