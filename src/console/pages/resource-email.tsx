// The pending e-mail change of a resource, and its invitation.
import type { Child } from 'hono/jsx';
import { sendInvitation, withdrawEmailChange } from '../../lifecycle/email';
import { isChangeable } from '../../lifecycle/records';
import { knownResource } from '../../lifecycle/reference';
import { Form } from '../frame/form';
import { Redirect, type Page } from '../frame/page';
import { Callout } from '../frame/callout';
import { Moment, Panel } from '../frame/parts';
import { tabPath } from '../frame/resource-frame';
import type { EmulatorContext } from '../../operations/emulator-context';

/** The e-mail address that waits for the person to confirm it, if one does. */
export async function pendingEmailOf({ store, timeZone }: EmulatorContext, id: number): Promise<Child> {
  const waiting = await store.emailChanges.of(id);
  if (!waiting) return null;
  return (
    <Callout
      tone="info"
      action={
        <Form action={`/resources/${id}/withdraw-email-change`}>
          <button class="small">Withdraw change</button>
        </Form>
      }
    >
      The e-mail address becomes <b>{waiting.email}</b> when the person confirms it: by the link in the
      message of <Moment at={waiting.requestedAt} zone={timeZone} />, until{' '}
      <Moment at={waiting.expiresAt} zone={timeZone} />, or at the next log-in.
    </Callout>
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
    <Panel title="Invitation">
      <p>
        A message with a link to set a password goes to <b>{resource.email}</b>. An earlier link works no
        more.
      </p>
      <Form action={`/resources/${id}/invite`}>
        <button class="small">Send invitation</button>
      </Form>
    </Panel>
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
