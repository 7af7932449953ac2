import type { Clock } from '../runtime/clock';
import { Refusal, refusal } from '../refusals/refusal';
import type { ResourceSummary } from '../store/people/lifecycle-store';
import type { Stores } from '../store/store';
import { changeTenant } from '../updates/change-tenant';
import { administrator, changeableResource } from './administrator';
import { displayName } from './display-name';
import { knownResource, type ResourceReference } from './reference';
import type { RuleContext } from '../updates/rule-context';

/** Activates or inactivates a resource. Without a change, nothing is written. */
export async function setActive(
  { store, clock }: RuleContext,
  resource: ResourceReference,
  active: boolean,
  by: ResourceReference,
): Promise<void> {
  await changeTenant(store, async (stores) => {
    const { id } = await knownResource(stores, resource);
    await setOne(stores, clock, id, active, await administrator(stores, by));
  });
}

/** Inactivates or activates resources: all of them, or none. Throws a Refusal that names the one it failed at. */
export async function setAllActive(
  { store, clock }: RuleContext,
  ids: readonly number[],
  active: boolean,
  by: ResourceReference,
): Promise<void> {
  if (ids.length === 0) throw refusal('nothingSelected');
  await changeTenant(store, async (stores) => {
    const actor = await administrator(stores, by);
    for (const id of ids) {
      const resource = await knownResource(stores, id);
      try {
        await setOne(stores, clock, id, active, actor);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const done = active ? 'activated' : 'inactivated';
        throw refusal('noneChanged', { done, resource: displayName(resource), sentence: error.message });
      }
    }
  });
}

async function setOne(
  stores: Stores,
  clock: Clock,
  id: number,
  active: boolean,
  actor: ResourceSummary,
): Promise<void> {
  const wasActive = (await changeableResource(stores, id)).record.Active;
  if (!active && actor.id === id) throw refusal('cannotInactivateSelf');
  if (wasActive === active) return;
  await stores.lifecycle.setActive(id, active);
  await stores.audit.add({
    at: clock.now().toISOString(),
    actorId: actor.id,
    resourceId: id,
    changes: { Active: { from: wasActive, to: active } },
  });
}
