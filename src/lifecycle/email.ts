import { refusal } from '../refusals/refusal';
import type { Areas } from '../store/store';
import type { EmailChangeContext } from '../updates/email-change';
import { invite } from '../updates/invitation';
import { administrator, changeableResource } from './administrator';
import type { LifeContext } from './inactivate';
import type { ResourceReference } from './reference';

/** What inviting needs beside the store. */
export interface InviteContext extends LifeContext, EmailChangeContext {
  readonly wakeDelivery: () => void;
}

/** Sends a resource an invitation to set a password, once more if need be. */
export async function sendInvitation(
  context: InviteContext,
  id: number,
  by: ResourceReference,
): Promise<void> {
  const { store, clock, wakeDelivery } = context;
  await store.transaction(async (areas) => {
    const actor = await administrator(areas, by);
    const { record } = await changeableResource(areas, id);
    await invite(areas, context, record);
    await areas.audit.add({
      at: clock.now().toISOString(),
      actorId: actor.id,
      resourceId: id,
      changes: { Invitation: {} },
    });
  });
  wakeDelivery();
}

/** Takes back the change of an e-mail address that waits to be confirmed, in the name of an administrator. */
export async function withdrawEmailChange(
  context: LifeContext,
  id: number,
  by: ResourceReference,
): Promise<void> {
  await withdraw(context, id, async (areas) => (await administrator(areas, by)).id);
}

/** The same, by the person whose address it is. */
export async function withdrawOwnEmailChange(context: LifeContext, id: number): Promise<void> {
  await withdraw(context, id, async () => id);
}

async function withdraw(
  { store, clock }: LifeContext,
  id: number,
  actorIn: (areas: Areas) => Promise<number>,
): Promise<void> {
  await store.transaction(async (areas) => {
    const actorId = await actorIn(areas);
    await changeableResource(areas, id);
    if (!(await areas.emailChanges.remove(id))) throw refusal('emailChangeUnknown');
    await areas.audit.add({
      at: clock.now().toISOString(),
      actorId,
      resourceId: id,
      changes: { Email: {} },
    });
  });
}
