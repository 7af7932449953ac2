import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import { confirmChangeMessage } from '../mail/messages';
import type { Areas, Store } from '../store/store';

/** What asking for a confirmation needs. */
export interface EmailChangeContext {
  readonly clock: Clock;
  /** How people reach this server. */
  readonly publicUrl: string;
  /** How long a link works. */
  readonly confirmationHours: number;
}

/** The path of the page that confirms; the token comes as `?token=`. */
export const CONFIRM_PATH = '/confirm-email';

/**
 * Keeps a change of a verified address until it is confirmed, and asks the new address to do so. The change
 * that waits already is not asked for again; another one takes its place.
 */
export async function requestEmailChange(
  areas: Areas,
  context: EmailChangeContext,
  resourceId: number,
  email: string,
): Promise<void> {
  if ((await areas.emailChanges.of(resourceId))?.email === email) return;
  const token = randomBytes(32).toString('base64url');
  const now = context.clock.now();
  await areas.emailChanges.put({
    resourceId,
    email,
    tokenDigest: digestOf(token),
    requestedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + context.confirmationHours * 3_600_000).toISOString(),
  });
  const link = `${context.publicUrl}${CONFIRM_PATH}?token=${token}`;
  const message = confirmChangeMessage({ recipient: email, link, hours: context.confirmationHours });
  await areas.outbox.add(resourceId, message, now);
}

/** Applies the change that a token stands for. A token works once, and not past its time. */
export async function confirmEmailChange(
  store: Store,
  clock: Clock,
  token: string,
): Promise<'confirmed' | 'expired' | 'unknown'> {
  return store.transaction(async (areas) => {
    const change = await areas.emailChanges.byToken(digestOf(token));
    if (!change) return 'unknown';
    const now = clock.now().toISOString();
    await areas.emailChanges.remove(change.resourceId);
    if (change.expiresAt <= now) return 'expired';
    await areas.resources.verifyEmail(change.resourceId, change.email);
    // Whoever got the message confirmed: the resource itself.
    await areas.audit.add({
      at: now,
      actorId: change.resourceId,
      resourceId: change.resourceId,
      changes: { Email: {} },
    });
    return 'confirmed';
  });
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
