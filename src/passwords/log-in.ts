import { refusal } from '../refusals/refusal';
import type { Login } from '../store/log-in/login-store';
import type { Store } from '../store/store';
import type { Client } from '../runtime/client';
import type { PasswordCheck } from './password-guard';
import { findUser, userKey } from '../entities/user-name';

/** The log-in to the console, for active resources that are not API-only users. */
export class LogIn {
  readonly #store: Store;
  readonly #guard: PasswordCheck;

  constructor(store: Store, guard: PasswordCheck) {
    this.#store = store;
    this.#guard = guard;
  }

  /**
   * The resource of a user name, with or without domain. Throws a Refusal: the same one for an unknown name and a wrong
   * password; only after the right password it tells more.
   */
  async check(userName: string, password: string, client: Client): Promise<Login> {
    const { domain } = await this.#store.tenant.read();
    const login = await findUser(userName, domain, (localName) => this.#store.logins.find(localName));
    const hash = login?.active ? login.passwordHash : null;
    const matches = await this.#guard.matches(userKey(userName, domain), client, password, hash);
    if (matches === 'held') throw refusal('tooManyLogIns');
    if (matches === 'busy') throw refusal('tooManyChecks');
    if (!login || !matches) throw refusal('logInFailed');
    if (login.apiOnly) throw refusal('logInForPeople');
    return login;
  }
}
