import type { Child } from 'hono/jsx';
import { sendInvitation, withdrawEmailChange } from '../../lifecycle/email';
import { isChangeable } from '../../lifecycle/records';
import { knownResource } from '../../lifecycle/reference';
import { Form } from '../frame/form';
import { Redirect, type Page } from '../frame/page';
import { Moment } from '../frame/parts';
import { tabPath } from '../frame/resource-frame';
import type { EmulatorContext } from '../../operations/emulator-context';

/** The e-mail address that waits for the person to confirm it, if one does. */
export async function pendingEmailOf({ store, timeZone }: EmulatorContext, id: number): Promise<Child> {
  const waiting = await store.emailChanges.of(id);
  if (!waiting) return null;
  return (
    <section class="card">
      <h2>Change of the e-mail address</h2>
      <p>
        The address is to be changed to {waiting.email}, as was asked for{' '}
        <Moment at={waiting.requestedAt} zone={timeZone} />. The person confirms it with the link in the
        message that was sent there, until <Moment at={waiting.expiresAt} zone={timeZone} />, or at the next
        log-in.
      </p>
      <Form action={`/resources/${id}/withdraw-email-change`}>
        <button class="quiet">Withdraw change</button>
      </Form>
    </section>
  );
}

/** How a person gets a password without anybody else knowing it. */
export async function invitationOf(
  { store }: EmulatorContext,
  { id }: { readonly id: number },
): Promise<Child> {
  const resource = await knownResource(store, id);
  if (!isChangeable(resource)) return null;
  return (
    <section class="card">
      <h2>Invitation</h2>
      <p>A message with a link to set a password goes to {resource.email}. An earlier link works no more.</p>
      <Form action={`/resources/${id}/invite`}>
        <button class="quiet">Send invitation</button>
      </Form>
    </section>
  );
}

/** The forms for messages to a person. */
export const RESOURCE_EMAIL: readonly Page[] = [
  {
    method: 'post',
    path: '/resources/:id/invite',
    audience: 'administrators',
    answer: async (context, { id, visitor }) => {
      await sendInvitation(context, id, visitor.userName);
      return new Redirect(tabPath(id, 'Security'), 'The invitation is sent.');
    },
  },
  {
    method: 'post',
    path: '/resources/:id/withdraw-email-change',
    audience: 'administrators',
    answer: async (context, { id, visitor }) => {
      await withdrawEmailChange(context, id, visitor.userName);
      return new Redirect(tabPath(id, 'General'), 'The change of the e-mail address is withdrawn.');
    },
  },
];
