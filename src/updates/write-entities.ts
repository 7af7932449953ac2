// Creates and updates entities by their field tables over SOAP: all of a call, or none.
import { isDeclared } from '../entities/declared';
import { emptyEntity, storedFieldsOf, type Entity, type Field } from '../entities/field';
import { Refusal, refusal } from '../refusals/refusal';
import type { EntityRows, Values } from '../store/entity-rows';
import type { Change } from '../store/people/audit-store';
import type { Stores } from '../store/store';
import { idOf, requireBatch, writeEach, type Actor, type SentEntity, type WriteContext } from './batch';
import { changesOf } from './changes';
import {
  checkContext,
  checksOf,
  violationOf,
  type CheckContext,
  type CheckedField,
  type Draft,
} from './checks';
import type { SubmittedValue } from './submitted-value';
import { keepDefault, listRoles, ownerReadOnly } from './rows-of-resources';

/** The fields that a client gives. What is read-only and required at once is given when the entity is created. */
const GIVEN: Readonly<Record<'create' | 'update', (field: Field) => boolean>> = {
  create: ({ key, readOnly, required }) => !key && (required || !readOnly),
  update: ({ readOnly }) => !readOnly,
};

/** What all entities of a call are written with. */
interface Batch {
  readonly stores: Stores;
  readonly rows: EntityRows;
  readonly entity: Entity;
  readonly checks: readonly CheckedField[];
  readonly context: CheckContext;
  readonly stamp: { readonly at: string; readonly actorId: number };
  readonly inspect?: Inspection | undefined;
}

/** Looks at an entity as it is stored before it is changed; answers why it must not be. */
export type Inspection = (stored: Values) => Refusal | undefined;

/**
 * Creates entities: all of them, or none. Answers their ids in the order of the request. Throws a Refusal with the first
 * violation of each.
 */
export function createEntities(
  context: WriteContext,
  actor: Actor,
  entity: Entity,
  sent: readonly SentEntity[],
): Promise<readonly number[]> {
  return writeAll(context, actor, entity, sent, 'create', createOne);
}

/**
 * Updates entities: all of them, or none. A writable field that was not sent is cleared. Answers the ids in the order of
 * the request. Throws a Refusal with the first violation of each.
 */
export function updateEntities(
  context: WriteContext,
  actor: Actor,
  entity: Entity,
  sent: readonly SentEntity[],
  inspect?: Inspection,
): Promise<readonly number[]> {
  return writeAll(context, actor, entity, sent, 'update', updateOne, inspect);
}

async function writeAll(
  context: WriteContext,
  actor: Actor,
  entity: Entity,
  sent: readonly SentEntity[],
  writing: 'create' | 'update',
  writeOne: (batch: Batch, sent: SentEntity) => Promise<Values | Refusal>,
  inspect?: Inspection,
): Promise<readonly number[]> {
  requireBatch(writing, actor, sent);
  const checks = checksOf([...entity.fields, ...entity.userDefinedFields].filter(GIVEN[writing]));
  const textsWithoutValue = context.textsWithoutValueOf(entity);
  const actorId = actor.resourceId;
  return context.store.transaction(async (stores) => {
    const batch: Batch = {
      stores,
      rows: rowsOf(stores, entity),
      entity,
      checks,
      context: await checkContext(stores, context, actorId, textsWithoutValue),
      stamp: { at: context.clock.now().toISOString(), actorId },
      inspect,
    };
    const written = await writeEach(writing, sent, (one) => writeOne(batch, one));
    await listRoles(stores, entity, written);
    return written.map(({ id }) => Number(id));
  });
}

/** Where the entities of a type are. */
function rowsOf({ declared, listedEntities }: Stores, entity: Entity): EntityRows {
  return isDeclared(entity) ? declared : listedEntities;
}

/**
 * Deletes entities: all of them, or none. What refers to them stays as it is. Throws a Refusal for those that are not
 * there.
 */
export function deleteEntities(
  context: WriteContext,
  actor: Actor,
  entity: Entity,
  sent: readonly SentEntity[],
): Promise<void> {
  requireBatch('delete', actor, sent);
  const stamp = { at: context.clock.now().toISOString(), actorId: actor.resourceId };
  return context.store.transaction(async (stores) => {
    await writeEach('delete', sent, async (one) => {
      const id = idOf(one, context.timeZone);
      if (id === undefined || !(await rowsOf(stores, entity).delete(entity, id))) {
        return refusal('noPermissionToDelete');
      }
      await stores.entityAudit.add({
        ...stamp,
        entity: entity.name,
        entityId: id,
        changes: { id: { from: id, to: null } },
      });
      return id;
    });
  });
}

/** Fields that the client does not give have no value. */
async function createOne(batch: Batch, sent: SentEntity): Promise<Values | Refusal> {
  const { rows, entity, checks, context } = batch;
  const submitted = submittedOf(entity, sent);
  if (submitted instanceof Refusal) return submitted;
  const draft: Draft = { stored: undefined, submitted, values: new Map() };
  const violation = await violationOf(draft, checks, context);
  if (violation) return violation;
  const id = await rows.nextId(entity);
  const values = { ...emptyEntity(entity), ...Object.fromEntries(draft.values), id };
  await rows.insert(entity, values);
  await afterwards(batch, undefined, values, {});
  return values;
}

/** What was sent, by column. A name of a user-defined field that there is not is no element that the framework ignores. */
function submittedOf(
  { name: entity, userDefinedFields }: Entity,
  sent: SentEntity,
): ReadonlyMap<string, SubmittedValue> | Refusal {
  if (sent.userDefinedFields.size === 0) return sent.fields;
  const submitted = new Map(sent.fields);
  for (const [name, value] of sent.userDefinedFields) {
    const field = userDefinedFields.find((one) => one.name.toLowerCase() === name.trim().toLowerCase());
    if (!field) return refusal('fieldUnknown', { field: name, entity });
    submitted.set(field.column, value);
  }
  return submitted;
}

async function updateOne(batch: Batch, sent: SentEntity): Promise<Values | Refusal> {
  const { stores, rows, entity, checks, context } = batch;
  const id = idOf(sent, context.timeZone);
  const before = id === undefined ? undefined : await rows.read(entity, id);
  if (id === undefined || !before) return refusal('noPermissionToUpdate');
  const refused = (await ownerReadOnly(stores, entity, before)) ?? batch.inspect?.(before);
  if (refused) return refused;
  const submitted = submittedOf(entity, sent);
  if (submitted instanceof Refusal) return submitted;
  const draft: Draft = { stored: { record: before }, submitted, values: new Map() };
  const violation = await violationOf(draft, checks, context);
  if (violation) return violation;
  const { changed, changes } = changesOf(storedFieldsOf(entity), before, draft.values);
  if (Object.keys(changed).length === 0) return before;
  await rows.update(entity, id, changed);
  const after = { ...before, ...changed };
  await afterwards(batch, before, after, changes);
  return after;
}

/** The audit entry of an entity that was written, and what follows from it. */
async function afterwards(
  { stores, entity, stamp }: Batch,
  before: Values | undefined,
  after: Values,
  changes: Readonly<Record<string, Change>>,
): Promise<void> {
  await stores.entityAudit.add({ ...stamp, entity: entity.name, entityId: Number(after['id']), changes });
  await keepDefault(stores, entity, before, after, stamp);
}
