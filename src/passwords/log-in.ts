import type { Clock } from '../clock';
import { fold } from '../entities/fold';
import { refusal } from '../refusals';
import type { Store } from '../store/store';
import type { Hasher } from './hasher';
import { Throttle } from './throttle';

/** Lets people in who look after themselves or others: not integrations, and nobody who is not active. */
export class LogIn {
  readonly #store: Store;
  readonly #hasher: Hasher;
  readonly #throttle: Throttle;

  constructor(store: Store, hasher: Hasher, clock: Clock) {
    this.#store = store;
    this.#hasher = hasher;
    this.#throttle = new Throttle(clock);
  }

  /**
   * The id of the resource, by its user name with or without domain. Throws a Refusal, the same one for all
   * that a stranger could try; only who knows the password is told more. `address`: where the request is from.
   */
  async check(userName: string, password: string, address: string): Promise<number> {
    const localName = await this.#localName(userName);
    const who = `${address} ${fold(localName)}`;
    if (this.#throttle.isHeld(who)) throw refusal('tooManyLogIns');
    // A guess counts as a failure from its start on: guesses that all come at once count each other.
    this.#throttle.failed(who);
    const login = await this.#store.logins.find(localName);
    const matches = await this.#hasher.matches(password, login?.passwordHash ?? null);
    if (!login || !matches || !login.active) throw refusal('logInFailed');
    this.#throttle.succeeded(who);
    if (login.apiOnly) throw refusal('logInForPeople');
    return login.resourceId;
  }

  async #localName(userName: string): Promise<string> {
    const at = userName.lastIndexOf('@');
    if (at < 0) return userName;
    const { domain } = await this.#store.tenant.read();
    // No user name holds an @, so that of another domain finds nobody.
    return fold(userName.slice(at + 1)) === fold(domain) ? userName.slice(0, at) : userName;
  }
}
