import { z } from 'zod';
import { displayName } from '../../lifecycle/display-name';
import type { WorkRecord } from '../../store/people/record-store';
import type { Store } from '../../store/store';
import { id, instant } from './schemas';

/** A resource as records name it. */
export const person = z.object({ id, displayName: z.string() });

/** A record of work in answers. */
export const record = z.object({
  id,
  type: z.string(),
  title: z.string(),
  open: z.boolean(),
  owner: person,
  responsible: person,
  createdAt: instant,
  updatedAt: instant,
  closedAt: instant.nullable(),
});

export async function personOf(store: Store, resourceId: number): Promise<z.infer<typeof person>> {
  const who = await store.lifecycle.byId(resourceId);
  return { id: resourceId, displayName: who ? displayName(who) : '' };
}

export async function recordOf(store: Store, found: WorkRecord): Promise<z.infer<typeof record>> {
  const { type, title, createdAt, updatedAt, closedAt } = found;
  return {
    id: found.id,
    type,
    title,
    open: closedAt === null,
    owner: await personOf(store, found.ownerId),
    responsible: await personOf(store, found.responsibleId),
    createdAt,
    updatedAt,
    closedAt,
  };
}
