import type { Clock } from '../clock';
import { refusal } from '../refusals';
import type { Store } from '../store/store';
import { administrator, knownResource } from './administrator';

/** What every life-cycle action needs. */
export interface LifeContext {
  readonly store: Store;
  readonly clock: Clock;
}

/** Takes a resource out of use, or back into it. One that is so already stays as it is. */
export async function setActive(
  { store, clock }: LifeContext,
  id: number,
  active: boolean,
  by: string,
): Promise<void> {
  await store.transaction(async (areas) => {
    const actor = await administrator(areas, by);
    const { active: before, redactedAt, deletedAt } = await knownResource(areas, id);
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
  });
}
