import type { Hasher } from '../passwords/hasher';
import { refusal } from '../refusals/refusal';
import type { Stores } from '../store/store';
import type { NewPassword } from './resource-checks';
import { changeTenant } from './change-tenant';
import { isPassword, passwordViolation, PASSWORDS_REMEMBERED } from '../passwords/rules';
import type { RuleContext } from './rule-context';

/** The services that checking and hashing new passwords needs. */
export type PasswordContext = Pick<RuleContext, 'store' | 'hasher' | 'wakeDelivery'>;

/** A new password for a resource. Undefined, empty or the mask: it stays. */
interface WantedPassword {
  /** Undefined where the request names no resource. */
  readonly id: number | undefined;
  readonly password: string | undefined;
}

/**
 * Runs `work` in a transaction with new passwords that were hashed before it, as each takes a good part of a second,
 * and the write lock would be held meanwhile. They have the order of `wanted`. `mayUnseat`: as in `changeTenant`.
 */
export async function withNewPasswords<T>(
  context: PasswordContext,
  wanted: readonly WantedPassword[],
  work: (stores: Stores, passwords: readonly (NewPassword | undefined)[]) => Promise<T>,
  mayUnseat?: (result: T) => boolean,
): Promise<T> {
  const { store, wakeDelivery } = context;
  for (;;) {
    const { passwords, histories, strongPasswords } = await preparePasswords(context, wanted);
    try {
      const result = await changeTenant(
        store,
        async (stores) => {
          for (const [id, history] of histories) {
            if (!areEqual(history, await stores.passwords.history(id))) throw new StalePasswords();
          }
          if ((await stores.tenant.read()).strongPasswords !== strongPasswords) throw new StalePasswords();
          return work(stores, passwords);
        },
        mayUnseat,
      );
      wakeDelivery();
      return result;
    } catch (error) {
      if (!(error instanceof StalePasswords)) throw error;
    }
  }
}

/** New passwords, hashed, and the stored state that they were checked against. */
interface PreparedPasswords {
  /** By position in `wanted`; undefined: that password stays. */
  readonly passwords: readonly (NewPassword | undefined)[];
  /** The stored hashes of each resource with a new password. */
  readonly histories: ReadonlyMap<number, readonly string[]>;
  /** The policy that they were checked against. */
  readonly strongPasswords: boolean;
}

/** A password or the policy was changed while new passwords were hashed. */
class StalePasswords extends Error {}

/** Hashes and compares passwords one at a time, so that log-ins get their turn. */
async function preparePasswords(
  { store, hasher }: PasswordContext,
  wanted: readonly WantedPassword[],
): Promise<PreparedPasswords> {
  const { strongPasswords } = await store.tenant.read();
  const histories = new Map<number, readonly string[]>();
  const setHere = new Map<number, readonly string[]>();
  const passwords: (NewPassword | undefined)[] = [];
  for (const { id, password } of wanted) {
    if (!isPassword(password) || id === undefined) {
      passwords.push(undefined);
      continue;
    }
    const stored = histories.get(id) ?? (await store.passwords.history(id));
    histories.set(id, stored);
    const history = setHere.get(id) ?? stored;
    const violation =
      passwordViolation(password, strongPasswords) ??
      (strongPasswords && (await isAmong(hasher, password, history))
        ? refusal('passwordUsedBefore')
        : undefined);
    const hash = violation ? undefined : await hasher.hash(password);
    if (hash !== undefined) setHere.set(id, [hash, ...history].slice(0, PASSWORDS_REMEMBERED));
    passwords.push({ violation, hash });
  }
  return { passwords, histories, strongPasswords };
}

async function isAmong(hasher: Hasher, password: string, hashes: readonly string[]): Promise<boolean> {
  for (const hash of hashes) if (await hasher.matches(password, hash)) return true;
  return false;
}

function areEqual(hashes: readonly string[], others: readonly string[]): boolean {
  return hashes.length === others.length && hashes.every((hash, index) => hash === others[index]);
}
