import { refusal } from '../refusals';
import type { WorkRecord } from '../store/record-store';
import type { ResourceSummary } from '../store/life-store';
import type { Areas } from '../store/store';
import { knownResource } from './administrator';
import { displayName } from './display-name';
import type { LifeContext } from './inactivate';

/** A record that is to be created. Without a responsible resource, the owner is. */
export interface NewRecord {
  readonly type: string;
  readonly title: string;
  readonly ownerId: number;
  readonly responsibleId?: number | undefined;
}

/** Creates an open record. */
export async function createRecord({ store, clock }: LifeContext, record: NewRecord): Promise<WorkRecord> {
  return store.transaction(async (areas) => {
    await requireType(areas, record.type);
    const title = record.title.trim();
    if (title === '') throw refusal('titleMissing');
    const responsibleId = record.responsibleId ?? record.ownerId;
    for (const id of [record.ownerId, responsibleId]) requireAssignable(await knownResource(areas, id));
    const at = clock.now().toISOString();
    const created = { ...record, title, responsibleId, createdAt: at, updatedAt: at, closedAt: null };
    return { ...created, id: await areas.records.add(created) };
  });
}

/** Gives an open record to another owner, or into the responsibility of another resource. */
export async function assignRecord(
  { store, clock }: LifeContext,
  id: number,
  to: { readonly ownerId?: number | undefined; readonly responsibleId?: number | undefined },
): Promise<WorkRecord> {
  return store.transaction(async (areas) => {
    const record = await openRecord(areas, id);
    for (const taker of [to.ownerId, to.responsibleId]) {
      if (taker !== undefined) requireAssignable(await knownResource(areas, taker));
    }
    const assigned: WorkRecord = {
      ...record,
      ownerId: to.ownerId ?? record.ownerId,
      responsibleId: to.responsibleId ?? record.responsibleId,
      updatedAt: clock.now().toISOString(),
    };
    await areas.records.update(assigned);
    return assigned;
  });
}

/** Closes an open record; it stays with whom it belongs to for good. */
export async function closeRecord({ store, clock }: LifeContext, id: number): Promise<WorkRecord> {
  return store.transaction(async (areas) => {
    const at = clock.now().toISOString();
    const closed: WorkRecord = { ...(await openRecord(areas, id)), updatedAt: at, closedAt: at };
    await areas.records.update(closed);
    return closed;
  });
}

async function openRecord(areas: Areas, id: number): Promise<WorkRecord> {
  const record = await areas.records.read(id);
  if (!record) throw refusal('recordUnknown', { record: id });
  if (record.closedAt !== null) throw refusal('recordClosed', { record: id });
  return record;
}

/** Throws a Refusal for a type that is neither built in nor the tenant's own. */
export async function requireType(areas: Areas, type: string): Promise<void> {
  const types = await areas.records.types();
  if (!types.includes(type)) throw refusal('recordTypeUnknown', { type, types: types.join(', ') });
}

/** Throws a Refusal for a resource that records cannot be assigned to. */
export function requireAssignable(resource: ResourceSummary): void {
  const state = stateOf(resource);
  if (state !== 'active') throw refusal('notAssignable', { resource: displayName(resource), state });
}

/** The word for what a resource is. */
export function stateOf({
  active,
  redactedAt,
  deletedAt,
}: Pick<ResourceSummary, 'active' | 'redactedAt' | 'deletedAt'>):
  'active' | 'inactive' | 'deleted' | 'redacted' {
  if (redactedAt !== null) return 'redacted';
  if (deletedAt !== null) return 'deleted';
  return active ? 'active' : 'inactive';
}
