import { Refusal, refusal } from '../refusals/refusal';
import type { WorkRecord } from '../store/people/record-store';
import type { ResourceSummary } from '../store/people/lifecycle-store';
import type { Stores } from '../store/store';
import { suggestion } from '../input/suggestion';
import { activeActor } from './administrator';
import { displayName } from './display-name';
import { knownResource, type ResourceReference } from './reference';
import type { RuleContext } from '../updates/rule-context';

/** A record to be created. The responsible resource is the owner by default. */
interface NewRecord {
  /** The acting resource, which must be active. */
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
    const ownerId = await assignee(stores, 'owner', record.owner);
    const responsibleId =
      record.responsible === undefined ? ownerId : await assignee(stores, 'responsible', record.responsible);
    const at = clock.now().toISOString();
    const { type } = record;
    const created = { type, title, ownerId, responsibleId, createdAt: at, updatedAt: at, closedAt: null };
    const added = { ...created, id: await stores.records.add(created) };
    await audit(stores, actor, undefined, added);
    return added;
  });
}

/** Assigns an open record to another owner or responsible resource. */
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
      ownerId: to.owner === undefined ? record.ownerId : await assignee(stores, 'owner', to.owner),
      responsibleId:
        to.responsible === undefined
          ? record.responsibleId
          : await assignee(stores, 'responsible', to.responsible),
      updatedAt: clock.now().toISOString(),
    };
    await stores.records.update(assigned);
    await audit(stores, actor, record, assigned);
    return assigned;
  });
}

/** Closes an open record, whose owner and responsible resource are final then. */
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
 * Replaces the title of an open or closed record by one that does not name a person; an unchanged title is not written.
 * `naming`: searches a record's title for the person.
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

/** A title with its line breaks as blanks, as an input field of a form sends it. */
function inOneLine(title: string): string {
  return title.replaceAll(/[\r\n]/g, '').trim();
}

/** The id of a resource that a record is assigned to. Throws a Refusal of one that cannot get records. */
async function assignee(
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

/** The members of a record that its history has, with ids instead of names: nothing that a redaction has to erase. */
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

/** The record of an id. Throws a Refusal of an unknown one. */
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

/** Throws a Refusal of an unknown record type, neither built in nor the tenant's own. */
export async function requireType(stores: Stores, type: string): Promise<void> {
  const types = await stores.records.types();
  if (!types.includes(type)) throw refusal('recordTypeUnknown', { type, hint: suggestion(type, types) });
}

/** Throws a Refusal of a resource that cannot get records. */
export function requireAssignable(resource: ResourceSummary): void {
  const state = stateOf(resource);
  if (state !== 'active') throw refusal('notAssignable', { resource: displayName(resource), state });
}

/** Whether a resource is neither deleted nor redacted. */
export function isChangeable(resource: Parameters<typeof stateOf>[0]): boolean {
  return resource.deletedAt === null && resource.redactedAt === null;
}

/** The state of a resource in one word. */
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
