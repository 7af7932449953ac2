import type { Caller } from '../operations/operation';
import type { Client } from '../runtime/client';
import type { PasswordCheck } from '../passwords/password-guard';
import { findFullUser, userKey } from '../entities/user-name';
import { sentence } from '../refusals/refusal';
import type { Login } from '../store/log-in/login-store';
import type { Store } from '../store/store';
import { ClientGone, HttpRefusal } from '../http/answer';

/** An authenticated caller, with the user name of the log-in. */
export interface Authenticated {
  readonly caller: Caller;
  readonly userName: string;
}

/**
 * Authenticates callers by HTTP Basic. The hash of the password, the security level and Active are read anew for each
 * call, so that a change of them holds from the next call on.
 */
export class Authentication {
  readonly #store: Store;
  readonly #passwords: PasswordCheck;

  constructor(store: Store, passwords: PasswordCheck) {
    this.#store = store;
    this.#passwords = passwords;
  }

  /**
   * The caller of an Authorization header; undefined where it is missing or wrong, or the resource is not active. An
   * unknown user takes as long as a wrong password. Throws an HttpRefusal where the password could not be checked.
   */
  async caller(authorization: string | undefined, client: Client): Promise<Authenticated | undefined> {
    const credentials = readBasic(authorization);
    if (!credentials) {
      await this.#store.logins.look();
      return undefined;
    }
    const { userName, password } = credentials;
    const { login, domain } = await this.#login(userName);
    const hash = login?.passwordHash ?? null;
    const key = userKey(userName, domain);
    const matches = await this.#passwords.matches(key, client, password, hash);
    if (matches === 'busy') {
      // The check was dropped, as its client closed the connection.
      if (client.isGone()) throw new ClientGone();
      throw new HttpRefusal(503, `${sentence('tooManyChecks')}\n`, { headers: { 'Retry-After': '2' } });
    }
    return login?.active && matches === true ? { caller: login, userName } : undefined;
  }

  /** The user name of a call, authenticated or not; undefined where no resource has it. */
  async userName(authorization: string | undefined): Promise<string | undefined> {
    const { userName } = readBasic(authorization) ?? {};
    return userName !== undefined && (await this.#login(userName)).login ? userName : undefined;
  }

  async #login(userName: string): Promise<{ readonly login: Login | undefined; readonly domain: string }> {
    const { tenant, logins } = this.#store;
    for (;;) {
      const { domain } = await tenant.read();
      const login = await findFullUser(userName, domain, (localName) => logins.find(localName));
      // Without a look-up, the state of the clock and of fault rules is still read for this call.
      if (!login) await logins.look();
      // Only these tell that another server has changed the tenant.
      if ((await tenant.read()).domain === domain) return { login, domain };
    }
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

/** UTF-8, or Latin-1 where it is not valid: old clients send the bytes of their source's encoding. */
function decode(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
