import type { Caller } from '../operations/operation';
import type { Client } from '../runtime/client';
import type { PasswordCheck } from '../passwords/password-guard';
import { findFullUser, userKey } from '../entities/user-name';
import { sentence } from '../refusals/refusal';
import type { Login } from '../store/log-in/login-store';
import type { Store } from '../store/store';
import { ClientGone, HttpRefusal } from '../http/answer';

/** Who calls, and by which user name. */
export interface Authenticated {
  readonly caller: Caller;
  readonly userName: string;
}

/**
 * Decides who calls. The hash of the password, the security level and Active are read anew for each call, so a
 * change of any of them holds from the next call on.
 */
export class Authentication {
  readonly #store: Store;
  readonly #passwords: PasswordCheck;

  constructor(store: Store, passwords: PasswordCheck) {
    this.#store = store;
    this.#passwords = passwords;
  }

  /**
   * The caller, by the Authorization header; undefined where there is none, it is wrong, or the resource is
   * not active. An unknown user takes as long as a wrong password. Throws an HttpRefusal where nobody could look.
   */
  async caller(authorization: string | undefined, client: Client): Promise<Authenticated | undefined> {
    const credentials = readBasic(authorization);
    const login = credentials && (await this.#login(credentials.userName));
    // Where nobody was looked up, the call still counts as one, at the time that the clock shows.
    if (!login) await this.#store.logins.look();
    if (!credentials) return undefined;
    const { userName, password } = credentials;
    const hash = login?.passwordHash ?? null;
    const key = userKey(userName, (await this.#store.tenant.read()).domain);
    const matches = await this.#passwords.matches(key, client, password, hash);
    if (matches === 'busy') {
      // A check whose client went away is not made.
      if (client.isGone()) throw new ClientGone();
      throw new HttpRefusal(503, `${sentence('tooManyChecks')}\n`, { headers: { 'Retry-After': '2' } });
    }
    return login?.active && matches === true ? { caller: login, userName } : undefined;
  }

  /** The user name that a call gives, believed or not; undefined where no resource has it. */
  async userName(authorization: string | undefined): Promise<string | undefined> {
    const { userName } = readBasic(authorization) ?? {};
    return userName !== undefined && (await this.#login(userName)) ? userName : undefined;
  }

  async #login(userName: string): Promise<Login | undefined> {
    const tenant = await this.#store.tenant.read();
    return findFullUser(userName, tenant.domain, (localName) => this.#store.logins.find(localName));
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function readBasic(authorization: string | undefined): { userName: string; password: string } | undefined {
  const [, encoded] = /^\s*basic\s+([\w+/=-]+)\s*$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const decoded = decode(Buffer.from(encoded, 'base64'));
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : { userName: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** Old clients send the bytes of whatever encoding their source is in. */
function decode(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
