import type { Clock } from '../runtime/clock';
import { newToken, tokenDigest } from '../passwords/token';
import { confirmChangeMessage } from '../mail/messages';
import type { PendingEmailChange } from '../store/log-in/email-change-store';
import type { Stores, Store } from '../store/store';
import type { RuleContext } from './rule-context';

/** The path of the page that confirms; the token comes as `?token=`. */
export const CONFIRM_PATH = '/confirm-email';

/**
 * Keeps a change of a verified address until it is confirmed, and asks the new address to do so. Answers
 * false for the change that waits already: it is not asked for again while its link works. Another one takes
 * its place.
 */
export async function requestEmailChange(
  stores: Stores,
  context: RuleContext,
  resourceId: number,
  email: string,
): Promise<boolean> {
  const waiting = await stores.emailChanges.of(resourceId);
  const now = context.clock.now();
  if (waiting?.email === email && waiting.expiresAt > now.toISOString()) return false;
  const { token, digest } = newToken();
  await stores.emailChanges.put({
    resourceId,
    email,
    tokenDigest: digest,
    requestedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + context.confirmationHours * 3_600_000).toISOString(),
  });
  const link = `${context.linkBase}${CONFIRM_PATH}?token=${token}`;
  const message = confirmChangeMessage({ recipient: email, link, hours: context.confirmationHours });
  await stores.outbox.add(resourceId, message, now);
  return true;
}

/**
 * Applies the change that a token stands for. A token works once, and not past its time; the change then goes on
 * waiting for a log-in.
 */
export async function confirmEmailChange(
  store: Store,
  clock: Clock,
  token: string,
): Promise<'confirmed' | 'expired' | 'unknown'> {
  return store.transaction(async (stores) => {
    const change = await stores.emailChanges.byToken(tokenDigest(token));
    if (!change) return 'unknown';
    if (change.expiresAt <= clock.now().toISOString()) return 'expired';
    await apply(stores, clock, change);
    return 'confirmed';
  });
}

/** Applies the change that waits for a resource who confirms it after a log-in, however late that is. */
export async function confirmOwnEmailChange(
  store: Store,
  clock: Clock,
  resourceId: number,
): Promise<'confirmed' | 'unknown'> {
  return store.transaction(async (stores) => {
    const change = await stores.emailChanges.of(resourceId);
    if (!change) return 'unknown';
    await apply(stores, clock, change);
    return 'confirmed';
  });
}

async function apply(stores: Stores, clock: Clock, { resourceId, email }: PendingEmailChange): Promise<void> {
  await stores.emailChanges.remove(resourceId);
  await stores.invitations.remove(resourceId);
  await stores.resources.verifyEmail(resourceId, email);
  // Whoever got the message, or logged in, confirmed: the resource itself.
  await stores.audit.add({
    at: clock.now().toISOString(),
    actorId: resourceId,
    resourceId,
    changes: { Email: {} },
  });
}

/** The address that waits for a resource to confirm it; undefined where none does. */
export async function emailToConfirm(
  { emailChanges }: Stores,
  resourceId: number,
): Promise<string | undefined> {
  return (await emailChanges.of(resourceId))?.email;
}
