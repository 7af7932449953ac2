import { refusal } from '../refusals/refusal';
import type { Stores } from '../store/store';
import { invite } from '../updates/invitation';
import { administrator, changeableResource } from './administrator';
import type { ResourceReference } from './reference';
import type { RuleContext } from '../updates/rule-context';

/** Sends a resource an invitation to set a password, which replaces an earlier one. */
export async function sendInvitation(context: RuleContext, id: number, by: ResourceReference): Promise<void> {
  const { store, clock, wakeDelivery } = context;
  await store.transaction(async (stores) => {
    const actor = await administrator(stores, by);
    const { record } = await changeableResource(stores, id);
    if (!(await stores.resources.mayGiveLevel(actor.id, record.UserType))) throw refusal('logInNotGivable');
    await invite(stores, context, record);
    await stores.audit.add({
      at: clock.now().toISOString(),
      actorId: actor.id,
      resourceId: id,
      changes: { Invitation: {} },
    });
  });
  wakeDelivery();
}

/** Withdraws the pending change of an e-mail address, in the name of an administrator. */
export async function withdrawEmailChange(
  context: RuleContext,
  id: number,
  by: ResourceReference,
): Promise<void> {
  await withdraw(context, id, async (stores) => (await administrator(stores, by)).id);
}

/** Withdraws the pending change of a resource's own e-mail address. */
export async function withdrawOwnEmailChange(context: RuleContext, id: number): Promise<void> {
  await withdraw(context, id, async () => id);
}

async function withdraw(
  { store, clock }: RuleContext,
  id: number,
  actorIn: (stores: Stores) => Promise<number>,
): Promise<void> {
  await store.transaction(async (stores) => {
    const actorId = await actorIn(stores);
    await changeableResource(stores, id);
    if (!(await stores.emailChanges.remove(id))) throw refusal('emailChangeUnknown');
    await stores.audit.add({
      at: clock.now().toISOString(),
      actorId,
      resourceId: id,
      changes: { Email: {} },
    });
  });
}
