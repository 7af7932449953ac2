import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock';
import { fold } from '../entities/fold';
import { domainOf } from '../operations/get-zone-info';
import type { Caller } from '../operations/operation';
import type { Hasher } from '../passwords/hasher';
import type { Login } from '../store/login-store';
import type { Store } from '../store/store';
import { BoundedMap } from '../passwords/bounded-map';
import { Throttle } from '../passwords/throttle';

/** This many verified log-ins are remembered. */
const MAX_REMEMBERED = 10_000;

/** A password that was checked: the hash it was checked against, and a digest to know it by. */
interface Verified {
  readonly passwordHash: string;
  readonly digest: Buffer;
}

/** Who calls, and by which user name. */
export interface Authenticated {
  readonly caller: Caller;
  readonly userName: string;
}

/**
 * Decides who calls. A password that was verified is remembered by a digest with a key that never leaves
 * this process, together with the hash it was verified against: the hash, the security level and Active are
 * read anew for each call, so a change of any of them holds from the next call on.
 */
export class Authentication {
  readonly #store: Store;
  readonly #hasher: Hasher;
  readonly #throttle: Throttle;
  readonly #key = randomBytes(32);
  readonly #verified = new BoundedMap<string, Verified>(MAX_REMEMBERED);
  readonly #checks = new Map<string, Promise<boolean>>();

  constructor(store: Store, hasher: Hasher, clock: Clock) {
    this.#store = store;
    this.#hasher = hasher;
    this.#throttle = new Throttle(clock);
  }

  /**
   * The caller, by the Authorization header; undefined where there is none, it is wrong, or the resource is
   * not active. An unknown user takes as long as a wrong password.
   */
  async caller(authorization: string | undefined, address: string): Promise<Authenticated | undefined> {
    const credentials = readBasic(authorization);
    if (!credentials) return undefined;
    const { userName, password } = credentials;
    const login = await this.#login(userName);
    const known = await this.#isPassword(fold(userName), password, login?.passwordHash ?? null, address);
    return login?.active && known ? { caller: login, userName } : undefined;
  }

  /** Whoever was held for too many failures may try again. */
  forgetFailures(): void {
    this.#throttle.clear();
  }

  /** The user name that a call gives, believed or not; undefined where no resource has it. */
  async userName(authorization: string | undefined): Promise<string | undefined> {
    const { userName } = readBasic(authorization) ?? {};
    return userName !== undefined && (await this.#login(userName)) ? userName : undefined;
  }

  async #login(userName: string): Promise<Login | undefined> {
    const tenant = await this.#store.tenant.read();
    const isOurs = domainOf(userName) === tenant.domain.toLowerCase();
    return isOurs ? this.#store.logins.find(userName.slice(0, userName.lastIndexOf('@'))) : undefined;
  }

  async #isPassword(user: string, password: string, hash: string | null, address: string): Promise<boolean> {
    const digest = createHash('sha256').update(this.#key).update(password, 'utf8').digest();
    const verified = this.#verified.get(user);
    if (verified?.passwordHash === hash && timingSafeEqual(verified.digest, digest)) return true;
    const who = `${address} ${user}`;
    // A client that opens many connections at once sends the same password on each: one check is enough.
    const check = `${who} ${digest.toString('base64')} ${hash ?? ''}`;
    let matches = this.#checks.get(check);
    if (!matches) {
      if (this.#throttle.isHeld(who)) return false;
      // A guess counts as a failure from its start on: guesses that all come at once count each other.
      this.#throttle.failed(who);
      matches = this.#hasher.matches(password, hash).finally(() => this.#checks.delete(check));
      this.#checks.set(check, matches);
    }
    if (!(await matches) || hash === null) return false;
    this.#throttle.succeeded(who);
    this.#verified.set(user, { passwordHash: hash, digest });
    return true;
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
