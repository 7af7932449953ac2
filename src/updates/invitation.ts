import type { Clock } from '../runtime/clock';
import { invitationMessage } from '../mail/messages';
import { newToken, tokenDigest } from '../passwords/token';
import { refusal, type Refusal } from '../refusals/refusal';
import type { Stores } from '../store/store';
import { withNewPasswords, type PasswordContext } from './new-passwords';
import { isPassword, PASSWORDS_REMEMBERED } from '../passwords/rules';
import type { RuleContext } from './rule-context';

/** The path of the page where an invited person sets a password; the token is the query parameter `token`. */
export const INVITATION_PATH = '/set-password';

/** The recipient of an invitation, which becomes invalid when the address or user name changes. */
interface Invited {
  readonly id: number;
  readonly Email: string;
  readonly UserName: string;
}

/** Sends a resource a link to set a password. Earlier links become invalid. */
export async function invite(
  stores: Stores,
  { clock, linkBase, confirmationHours }: RuleContext,
  { id, Email, UserName }: Invited,
): Promise<void> {
  const { token, digest } = newToken();
  const now = clock.now();
  await stores.invitations.put({
    resourceId: id,
    tokenDigest: digest,
    expiresAt: new Date(now.getTime() + confirmationHours * 3_600_000).toISOString(),
  });
  const message = invitationMessage({
    recipient: Email,
    userName: `${UserName}@${(await stores.tenant.read()).domain}`,
    server: linkBase,
    link: `${linkBase}${INVITATION_PATH}?token=${token}`,
    hours: confirmationHours,
  });
  await stores.outbox.add(id, message, now);
}

/** The id of the resource that a token invites; undefined for an invalid or expired invitation. */
export async function invitedBy(
  { invitations }: Stores,
  clock: Clock,
  token: string,
): Promise<number | undefined> {
  const invitation = await invitations.byToken(tokenDigest(token));
  return invitation && invitation.expiresAt > clock.now().toISOString() ? invitation.resourceId : undefined;
}

/**
 * Sets the password of an invited resource, and marks its e-mail address as verified, as the link was sent there.
 * Throws a Refusal of a password that violates the rules; the link still works then.
 */
export async function acceptInvitation(
  context: PasswordContext & { readonly clock: Clock },
  token: string,
  password: string,
): Promise<'accepted' | 'unknown' | Refusal> {
  const { store, clock } = context;
  if (!isPassword(password)) return refusal('passwordMissing');
  const id = await invitedBy(store, clock, token);
  if (id === undefined) return 'unknown';
  return withNewPasswords(context, [{ id, password }], async (stores, [checked]) => {
    // The link may have been used, or the resource changed, while the password was hashed.
    const stored = await stores.resources.read(id);
    if (!stored || (await invitedBy(stores, clock, token)) !== id) return 'unknown';
    if (checked?.hash === undefined) return checked?.violation ?? 'unknown';
    await stores.invitations.remove(id);
    await stores.passwords.set(id, checked.hash, PASSWORDS_REMEMBERED);
    await stores.resources.verifyEmail(id, stored.record.Email);
    await stores.audit.add({
      at: clock.now().toISOString(),
      actorId: id,
      resourceId: id,
      changes: { Password: {} },
    });
    return 'accepted';
  });
}
