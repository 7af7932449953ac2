import type { Clock } from '../runtime/clock';
import { newToken, tokenDigest } from '../passwords/token';
import { confirmChangeMessage } from '../mail/messages';
import type { PendingEmailChange } from '../store/log-in/email-change-store';
import type { Stores, Store } from '../store/store';
import type { RuleContext } from './rule-context';

/** The path of the confirmation page; the token is the query parameter `token`. */
export const CONFIRM_PATH = '/confirm-email';

/**
 * Stores the change of a verified e-mail address until it is confirmed, and sends a confirmation link to the new
 * address. A different pending change is replaced. Answers false, and sends nothing, where the same change is pending
 * and its link still works.
 */
export async function requestEmailChange(
  stores: Stores,
  context: RuleContext,
  resourceId: number,
  email: string,
): Promise<boolean> {
  const pending = await stores.emailChanges.of(resourceId);
  const now = context.clock.now();
  if (pending?.email === email && pending.expiresAt > now.toISOString()) return false;
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

/** Applies the change of a token, which works once and until it expires; the console can confirm it later, too. */
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

/** Applies the pending change of a resource that confirms it in the console; it does not expire. */
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
  // The recipient of the message, or the resource that logged in, is the actor.
  await stores.audit.add({
    at: clock.now().toISOString(),
    actorId: resourceId,
    resourceId,
    changes: { Email: {} },
  });
}

/** The pending e-mail address of a resource; undefined without one. */
export async function emailToConfirm(
  { emailChanges }: Stores,
  resourceId: number,
): Promise<string | undefined> {
  return (await emailChanges.of(resourceId))?.email;
}
