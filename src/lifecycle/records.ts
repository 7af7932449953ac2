import { Refusal, refusal } from '../refusals/refusal';
import type { WorkRecord } from '../store/people/record-store';
import type { ResourceSummary } from '../store/people/lifecycle-store';
import type { Stores } from '../store/store';
import { suggestion } from '../input/suggestion';
import { activeActor } from './administrator';
import { displayName } from './display-name';
import { knownResource, type ResourceReference } from './reference';
import type { RuleContext } from '../updates/rule-context';

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
  { store, clock }: RuleContext,
  { by, ...record }: NewRecord,
): Promise<WorkRecord> {
  return store.transaction(async (stores) => {
    const actor = await activeActor(stores, by);
    await requireType(stores, record.type);
    const title = record.title.trim();
    if (title === '') throw refusal('titleMissing');
    const ownerId = await taker(stores, 'owner', record.owner);
    const responsibleId =
      record.responsible === undefined ? ownerId : await taker(stores, 'responsible', record.responsible);
    const at = clock.now().toISOString();
    const { type } = record;
    const created = { type, title, ownerId, responsibleId, createdAt: at, updatedAt: at, closedAt: null };
    const added = { ...created, id: await stores.records.add(created) };
    await audit(stores, actor, undefined, added);
    return added;
  });
}

/** Gives an open record to another owner, or into the responsibility of another resource. */
export async function assignRecord(
  { store, clock }: RuleContext,
  id: number,
  to: {
    readonly owner?: ResourceReference | undefined;
    readonly responsible?: ResourceReference | undefined;
  },
  by: ResourceReference,
): Promise<WorkRecord> {
  return store.transaction(async (stores) => {
    const actor = await activeActor(stores, by);
    const record = await openRecord(stores, id);
    const assigned: WorkRecord = {
      ...record,
      ownerId: to.owner === undefined ? record.ownerId : await taker(stores, 'owner', to.owner),
      responsibleId:
        to.responsible === undefined
          ? record.responsibleId
          : await taker(stores, 'responsible', to.responsible),
      updatedAt: clock.now().toISOString(),
    };
    await stores.records.update(assigned);
    await audit(stores, actor, record, assigned);
    return assigned;
  });
}

/** Closes an open record; it stays with whom it belongs to for good. */
export async function closeRecord(
  { store, clock }: RuleContext,
  id: number,
  by: ResourceReference,
): Promise<WorkRecord> {
  return store.transaction(async (stores) => {
    const actor = await activeActor(stores, by);
    const at = clock.now().toISOString();
    const record = await openRecord(stores, id);
    const closed: WorkRecord = { ...record, updatedAt: at, closedAt: at };
    await stores.records.update(closed);
    await audit(stores, actor, record, closed);
    return closed;
  });
}

/**
 * Gives a record, also one that is closed, another title, which names nobody any more. One that is as it was stays.
 * `naming`: who is named in the title of a record.
 */
export async function retitle(
  stores: Stores,
  actor: ResourceSummary,
  { id, title, at }: { readonly id: number; readonly title: string; readonly at: string },
  naming: (record: WorkRecord) => string | undefined,
): Promise<void> {
  const record = await knownRecord(stores, id);
  const retitled: WorkRecord = { ...record, title: title.trim(), updatedAt: at };
  if (inOneLine(retitled.title) === inOneLine(record.title)) return;
  if (retitled.title === '') throw refusal('titleMissing');
  const word = naming(retitled);
  if (word !== undefined) throw refusal('titleNamesPerson', { word });
  await stores.records.update(retitled);
  await audit(stores, actor, record, retitled);
}

/** As a form sends back what it showed. */
function inOneLine(title: string): string {
  return title.replaceAll(/[\r\n]/g, '').trim();
}

/** The id of a resource that gets a record. Throws a Refusal of one that cannot. */
async function taker(
  stores: Stores,
  field: 'owner' | 'responsible',
  reference: ResourceReference,
): Promise<number> {
  try {
    const resource = await knownResource(stores, reference);
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
  { records }: Stores,
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
export async function knownRecord(stores: Stores, id: number): Promise<WorkRecord> {
  const record = await stores.records.read(id);
  if (!record) throw refusal('recordUnknown', { record: id });
  return record;
}

async function openRecord(stores: Stores, id: number): Promise<WorkRecord> {
  const record = await knownRecord(stores, id);
  if (record.closedAt !== null) throw refusal('recordClosed', { record: id });
  return record;
}

/** Throws a Refusal for a type that is neither built in nor the tenant's own. */
export async function requireType(stores: Stores, type: string): Promise<void> {
  const types = await stores.records.types();
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
