import type { Clock } from '../clock';
import { invitationMessage } from '../mail/messages';
import type { Hasher } from '../passwords/hasher';
import { newToken, tokenDigest } from '../passwords/token';
import type { Refusal } from '../refusals';
import type { Areas, Store } from '../store/store';
import type { EmailChangeContext } from './email-change';
import { objectionToPassword, PASSWORDS_REMEMBERED } from './password-rules';

/** The path of the page where an invited person sets a password; the token comes as `?token=`. */
export const INVITATION_PATH = '/set-password';

/** Sends a new resource the link with which it sets its first password. */
export async function invite(
  areas: Areas,
  { clock, publicUrl, confirmationHours }: EmailChangeContext,
  resourceId: number,
  recipient: string,
): Promise<void> {
  const { token, digest } = newToken();
  const now = clock.now();
  await areas.invitations.add({
    resourceId,
    tokenDigest: digest,
    expiresAt: new Date(now.getTime() + confirmationHours * 3_600_000).toISOString(),
  });
  const link = `${publicUrl}${INVITATION_PATH}?token=${token}`;
  await areas.outbox.add(resourceId, invitationMessage({ recipient, link, hours: confirmationHours }), now);
}

/** Whether a token is one of an invitation that still holds. */
export async function isInvited(store: Areas, clock: Clock, token: string): Promise<boolean> {
  const invitation = await store.invitations.byToken(tokenDigest(token));
  return invitation !== undefined && invitation.expiresAt > clock.now().toISOString();
}

/**
 * Sets the first password of an invited resource; whoever has the link has the address, so it is verified.
 * A Refusal where the password does not satisfy the rules; the link then still works.
 */
export async function acceptInvitation(
  store: Store,
  clock: Clock,
  hasher: Hasher,
  token: string,
  password: string,
): Promise<'accepted' | 'unknown' | Refusal> {
  const { strongPasswords } = await store.tenant.read();
  const objection = objectionToPassword(password, strongPasswords);
  if (objection) return objection;
  const hash = await hasher.hash(password);
  return store.transaction(async (areas) => {
    const invitation = await areas.invitations.byToken(tokenDigest(token));
    if (!invitation || !(await isInvited(areas, clock, token))) return 'unknown';
    const { resourceId } = invitation;
    const stored = await areas.resources.read(resourceId);
    if (!stored) return 'unknown';
    await areas.invitations.remove(resourceId);
    await areas.passwords.set(resourceId, hash, PASSWORDS_REMEMBERED);
    await areas.resources.verifyEmail(resourceId, stored.record.Email);
    await areas.audit.add({
      at: clock.now().toISOString(),
      actorId: resourceId,
      resourceId,
      changes: { Password: {} },
    });
    return 'accepted';
  });
}
