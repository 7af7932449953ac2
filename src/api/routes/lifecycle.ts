import { z } from 'zod';
import { deleteResource } from '../../lifecycle/delete';
import { sendInvitation, withdrawEmailChange } from '../../lifecycle/email';
import { setActive } from '../../lifecycle/inactivate';
import * as inputs from '../../lifecycle/input-schemas';
import { redact } from '../../lifecycle/redact';
import { knownResource } from '../../lifecycle/reference';
import { route, type Route } from '../route';
import { detail, detailOf } from './answers';
import type { EmulatorContext } from '../../operations/emulator-context';

/** The life cycle of a resource: in and out of use, its e-mail address, redaction, deletion. */
export const LIFECYCLE_ROUTES: readonly Route[] = [
  action('activate', 'Take a resource back into use', inputs.action, (context, resourceId, { by }) =>
    setActive(context, resourceId, true, by),
  ),
  action('inactivate', 'Take a resource out of use', inputs.action, (context, resourceId, { by }) =>
    setActive(context, resourceId, false, by),
  ),
  action(
    'invite',
    'Send a resource a message with a link to set a password, once more if need be',
    inputs.action,
    (context, id, { by }) => sendInvitation(context, id, by),
  ),
  action(
    'withdraw-email-change',
    'Take back the change of an e-mail address that waits to be confirmed',
    inputs.action,
    (context, id, { by }) => withdrawEmailChange(context, id, by),
  ),
  action(
    'redact',
    'Erase the personal data of a resource, for good',
    inputs.redaction,
    (context, id, { by, reason, titles }) => redact(context, id, by, reason, titles),
  ),
  route({
    method: 'post',
    path: '/resources/{resource}/delete',
    summary: 'Delete a resource, with successors for its open records and perhaps a replacement',
    body: inputs.deletion.omit({ resource: true }),
    answer: z.object({ deleted: detail, replacement: detail.nullable() }),
    handle: async (context, { resource, body: { by, reassign, replacement } }) => {
      const { id: resourceId } = await knownResource(context.store, resource);
      const replacementId = await deleteResource(context, resourceId, by, reassign, replacement);
      return {
        deleted: await detailOf(context.store, resourceId),
        replacement: replacementId === undefined ? null : await detailOf(context.store, replacementId),
      };
    },
  }),
];

/** An action upon a resource, which it answers with. */
function action<B extends z.ZodObject<typeof inputs.action.shape>>(
  name: string,
  summary: string,
  input: B,
  act: (context: EmulatorContext, resourceId: number, body: z.output<B>) => Promise<unknown>,
): Route {
  return route({
    method: 'post',
    path: `/resources/{resource}/${name}`,
    summary,
    body: input.omit({ resource: true }),
    answer: detail,
    handle: async (context, { resource, body }) => {
      // By its id: a redaction changes the user name.
      const { id: resourceId } = await knownResource(context.store, resource);
      await act(context, resourceId, body as z.output<B>);
      return detailOf(context.store, resourceId);
    },
  });
}
