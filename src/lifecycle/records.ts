import { Refusal, refusal } from '../refusals/refusal';
import type { WorkRecord } from '../store/people/record-store';
import type { ResourceSummary } from '../store/people/lifecycle-store';
import type { Areas } from '../store/store';
import { suggestion } from '../input/suggestion';
import { activeActor } from './administrator';
import { displayName } from './display-name';
import type { LifeContext } from './inactivate';
import { knownResource, type ResourceReference } from './reference';

/** A record that is to be created. Without a responsible resource, the owner is. */
export interface NewRecord {
  /** Whoever creates it: an active resource. */
  readonly by: ResourceReference;
  readonly type: string;
  readonly title: string;
  readonly owner: ResourceReference;
  readonly responsible?: ResourceReference | undefined;
}

/** Creates an open record. */
export async function createRecord(
  { store, clock }: LifeContext,
  { by, ...record }: NewRecord,
): Promise<WorkRecord> {
  return store.transaction(async (areas) => {
    const actor = await activeActor(areas, by);
    await requireType(areas, record.type);
    const title = record.title.trim();
    if (title === '') throw refusal('titleMissing');
    const ownerId = await taker(areas, 'owner', record.owner);
    const responsibleId =
      record.responsible === undefined ? ownerId : await taker(areas, 'responsible', record.responsible);
    const at = clock.now().toISOString();
    const { type } = record;
    const created = { type, title, ownerId, responsibleId, createdAt: at, updatedAt: at, closedAt: null };
    const added = { ...created, id: await areas.records.add(created) };
    await audit(areas, actor, undefined, added);
    return added;
  });
}

/** Gives an open record to another owner, or into the responsibility of another resource. */
export async function assignRecord(
  { store, clock }: LifeContext,
  id: number,
  to: {
    readonly owner?: ResourceReference | undefined;
    readonly responsible?: ResourceReference | undefined;
  },
  by: ResourceReference,
): Promise<WorkRecord> {
  return store.transaction(async (areas) => {
    const actor = await activeActor(areas, by);
    const record = await openRecord(areas, id);
    const assigned: WorkRecord = {
      ...record,
      ownerId: to.owner === undefined ? record.ownerId : await taker(areas, 'owner', to.owner),
      responsibleId:
        to.responsible === undefined
          ? record.responsibleId
          : await taker(areas, 'responsible', to.responsible),
      updatedAt: clock.now().toISOString(),
    };
    await areas.records.update(assigned);
    await audit(areas, actor, record, assigned);
    return assigned;
  });
}

/** Closes an open record; it stays with whom it belongs to for good. */
export async function closeRecord(
  { store, clock }: LifeContext,
  id: number,
  by: ResourceReference,
): Promise<WorkRecord> {
  return store.transaction(async (areas) => {
    const actor = await activeActor(areas, by);
    const at = clock.now().toISOString();
    const record = await openRecord(areas, id);
    const closed: WorkRecord = { ...record, updatedAt: at, closedAt: at };
    await areas.records.update(closed);
    await audit(areas, actor, record, closed);
    return closed;
  });
}

/**
 * Gives a record, also one that is closed, another title, which names nobody any more. One that is as it was stays.
 * `naming`: who is named in the title of a record.
 */
export async function retitle(
  areas: Areas,
  actor: ResourceSummary,
  { id, title, at }: { readonly id: number; readonly title: string; readonly at: string },
  naming: (record: WorkRecord) => string | undefined,
): Promise<void> {
  const record = await knownRecord(areas, id);
  const retitled: WorkRecord = { ...record, title: title.trim(), updatedAt: at };
  if (inOneLine(retitled.title) === inOneLine(record.title)) return;
  if (retitled.title === '') throw refusal('titleMissing');
  const word = naming(retitled);
  if (word !== undefined) throw refusal('titleNamesPerson', { word });
  await areas.records.update(retitled);
  await audit(areas, actor, record, retitled);
}

/** As a form sends back what it showed. */
function inOneLine(title: string): string {
  return title.replaceAll(/[\r\n]/g, '').trim();
}

/** The id of a resource that gets a record. Throws a Refusal of one that cannot. */
async function taker(
  areas: Areas,
  field: 'owner' | 'responsible',
  reference: ResourceReference,
): Promise<number> {
  try {
    const resource = await knownResource(areas, reference);
    requireAssignable(resource);
    return resource.id;
  } catch (error) {
    throw error instanceof Refusal ? error.ofField(field) : error;
  }
}

/** What of a record its history tells, by ids: nothing that a redaction would have to erase. */
const AUDITED = {
  owner: ({ ownerId }: WorkRecord) => ownerId,
  responsible: ({ responsibleId }: WorkRecord) => responsibleId,
  open: ({ closedAt }: WorkRecord) => closedAt === null,
} as const;

async function audit(
  { records }: Areas,
  { id: actorId }: ResourceSummary,
  before: WorkRecord | undefined,
  after: WorkRecord,
): Promise<void> {
  const changes = Object.entries(AUDITED)
    .map(([name, of]) => [name, { from: before ? of(before) : null, to: of(after) }] as const)
    .filter(([, { from, to }]) => from !== to);
  const isRetitled = before !== undefined && before.title !== after.title;
  if (changes.length === 0 && !isRetitled) return;
  await records.addChange({
    at: after.updatedAt,
    actorId,
    recordId: after.id,
    changes: { ...Object.fromEntries(changes), ...(isRetitled && { title: {} }) },
  });
}

/** A record. Throws a Refusal where there is none. */
export async function knownRecord(areas: Areas, id: number): Promise<WorkRecord> {
  const record = await areas.records.read(id);
  if (!record) throw refusal('recordUnknown', { record: id });
  return record;
}

async function openRecord(areas: Areas, id: number): Promise<WorkRecord> {
  const record = await knownRecord(areas, id);
  if (record.closedAt !== null) throw refusal('recordClosed', { record: id });
  return record;
}

/** Throws a Refusal for a type that is neither built in nor the tenant's own. */
export async function requireType(areas: Areas, type: string): Promise<void> {
  const types = await areas.records.types();
  if (!types.includes(type)) throw refusal('recordTypeUnknown', { type, hint: suggestion(type, types) });
}

/** Throws a Refusal for a resource that records cannot be assigned to. */
export function requireAssignable(resource: ResourceSummary): void {
  const state = stateOf(resource);
  if (state !== 'active') throw refusal('notAssignable', { resource: displayName(resource), state });
}

/** Whether a resource can still be changed: it is neither deleted nor redacted. */
export function isChangeable(resource: Parameters<typeof stateOf>[0]): boolean {
  return resource.deletedAt === null && resource.redactedAt === null;
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
