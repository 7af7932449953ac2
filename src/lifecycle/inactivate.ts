import type { Clock } from '../clock';
import { Refusal, refusal } from '../refusals';
import type { ResourceSummary } from '../store/life-store';
import type { Areas, Store } from '../store/store';
import { administrator } from './administrator';
import { displayName } from './display-name';
import { knownResource, type ResourceReference } from './reference';

/** What every life-cycle action needs. */
export interface LifeContext {
  readonly store: Store;
  readonly clock: Clock;
}

/** Takes a resource out of use, or back into it. One that is so already stays as it is. */
export async function setActive(
  { store, clock }: LifeContext,
  resource: ResourceReference,
  active: boolean,
  by: ResourceReference,
): Promise<void> {
  await store.transaction(async (areas) => {
    await setOne(areas, clock, await knownResource(areas, resource), active, await administrator(areas, by));
  });
}

/** Takes resources out of use: all of them, or none, and then a Refusal names the one it failed at. */
export async function inactivateAll(
  { store, clock }: LifeContext,
  ids: readonly number[],
  by: ResourceReference,
): Promise<void> {
  if (ids.length === 0) throw refusal('nothingSelected');
  await store.transaction(async (areas) => {
    const actor = await administrator(areas, by);
    for (const id of ids) {
      const resource = await knownResource(areas, id);
      try {
        await setOne(areas, clock, resource, false, actor);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw refusal('noneInactivated', { resource: displayName(resource), sentence: error.message });
      }
    }
  });
}

async function setOne(
  areas: Areas,
  clock: Clock,
  { id, active: before, redactedAt, deletedAt }: ResourceSummary,
  active: boolean,
  actor: ResourceSummary,
): Promise<void> {
  if (active && redactedAt !== null) throw refusal('resourceRedacted');
  if (active && deletedAt !== null) throw refusal('resourceDeleted');
  if (!active && actor.id === id) throw refusal('cannotInactivateSelf');
  if (before === active) return;
  await areas.lives.setActive(id, active);
  await areas.audit.add({
    at: clock.now().toISOString(),
    actorId: actor.id,
    resourceId: id,
    changes: { Active: { from: before, to: active } },
  });
}
