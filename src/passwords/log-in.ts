import { fold } from '../entities/fold';
import { localName } from '../entities/user-name';
import { refusal } from '../refusals';
import type { Store } from '../store/store';
import type { PasswordCheck } from './password-guard';

/** Lets people in who look after themselves or others: not integrations, and nobody who is not active. */
export class LogIn {
  readonly #store: Store;
  readonly #guard: PasswordCheck;

  constructor(store: Store, guard: PasswordCheck) {
    this.#store = store;
    this.#guard = guard;
  }

  /**
   * The id of the resource, by its user name with or without domain. Throws a Refusal, the same one for all
   * that a stranger could try; only who knows the password is told more. `address`: where the request is from.
   */
  async check(userName: string, password: string, address: string): Promise<number> {
    const localName = await this.#localName(userName);
    const login = await this.#store.logins.find(localName);
    const hash = login?.active ? login.passwordHash : null;
    const matches = await this.#guard.matches(fold(localName), address, password, hash);
    if (matches === undefined) throw refusal('tooManyLogIns');
    if (!login || !matches) throw refusal('logInFailed');
    if (login.apiOnly) throw refusal('logInForPeople');
    return login.resourceId;
  }

  async #localName(userName: string): Promise<string> {
    const { domain } = await this.#store.tenant.read();
    // No user name holds an @, so that of another domain finds nobody.
    return localName(userName, domain) ?? userName;
  }
}
