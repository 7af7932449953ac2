// Deletes a resource, with or without a replacement.

import type { FieldValue } from '../entities/field';
import { resource as resourceEntity } from '../entities/resource';
import { Refusal, refusal } from '../refusals/refusal';
import type { ResourceRecord, StoredResource } from '../store/people/resource-store';
import type { Stores } from '../store/store';
import { addResource } from '../updates/add-resource';
import { changeTenant } from '../updates/change-tenant';
import { checkContext } from '../updates/checks';
import { isEmailAddress } from '../updates/email-address';
import { invite } from '../updates/invitation';
import { userNamesOf } from '../updates/user-names';
import { administrator } from './administrator';
import { requireAssignable, requireType } from './records';
import { knownResource, type ResourceReference } from './reference';
import type { RuleContext } from '../updates/rule-context';

/** The fields that belong to the position rather than the person, above all the license. */
const INHERITED = [
  'LicenseType',
  'UserType',
  'LocationID',
  'ResourceType',
  'PayrollType',
  'NumberFormat',
  'DateFormat',
  'TimeFormat',
  'DefaultServiceDeskRoleID',
] as const satisfies readonly (keyof ResourceRecord)[];

/** The name of an inherited field. */
export type InheritedField = (typeof INHERITED)[number];

/** The fields that a replacement inherits. */
export const INHERITED_FIELDS = resourceEntity.fields.filter(
  (field): field is Extract<(typeof resourceEntity.fields)[number], { readonly name: InheritedField }> =>
    (INHERITED as readonly string[]).includes(field.name),
);

/** The replacement of a deleted resource; its own values take precedence over inherited ones. */
export interface Replacement extends Readonly<Partial<Record<InheritedField, string | number | undefined>>> {
  readonly FirstName: string;
  readonly LastName: string;
  readonly Email: string;
  /** Undefined: the part of the e-mail address before the @. */
  readonly UserName?: string | undefined;
}

/** The new owner of the open records of one type: a resource, or `replacement`. */
export type Successor = ResourceReference;

export const REPLACEMENT = 'replacement';

/**
 * Deletes a resource: it becomes unusable, but stays as the owner of closed records. Its open records go to the
 * successors, by record type. A replacement is a new resource that inherits its license.
 *
 * Answers the id of the replacement, if there is one.
 */
export async function deleteResource(
  context: RuleContext,
  resource: ResourceReference,
  by: ResourceReference,
  reassign: Readonly<Record<string, Successor>>,
  replacement?: Replacement,
): Promise<number | undefined> {
  const { store, clock, wakeDelivery } = context;
  const replacementId = await changeTenant(store, async (stores) => {
    const actor = await administrator(stores, by);
    const { id, deletedAt, active } = await knownResource(stores, resource);
    if (actor.id === id) throw refusal('cannotDeleteSelf');
    if (deletedAt !== null) throw refusal('alreadyDeleted');
    // Checked while the resource still has its own address, as the form does.
    const violation = replacement && (await newEmailViolation(stores, replacement.Email));
    if (violation) throw violation;
    const at = clock.now().toISOString();
    // First, so that it cannot be its own successor.
    await stores.lifecycle.markDeleted(id, at);
    // Links in earlier messages would still change it.
    await stores.invitations.remove(id);
    await stores.emailChanges.remove(id);
    const created = replacement && (await addReplacement(stores, context, id, replacement, actor.id));
    await handOver(stores, id, reassign, created, { at, actorId: actor.id });
    await stores.audit.add({
      at,
      actorId: actor.id,
      resourceId: id,
      changes: active ? { Active: { from: true, to: false } } : {},
    });
    return created;
  });
  wakeDelivery();
  return replacementId;
}

async function handOver(
  stores: Stores,
  fromId: number,
  reassign: Readonly<Record<string, Successor>>,
  replacementId: number | undefined,
  change: { readonly at: string; readonly actorId: number },
): Promise<void> {
  for (const type of Object.keys(reassign)) await requireType(stores, type);
  const open = (await stores.records.associations(fromId)).filter((association) => association.open > 0);
  const missing = open.filter(({ type }) => reassign[type] === undefined).map(({ type }) => type);
  if (missing.length > 0) throw refusal('reassignmentMissing', { types: missing.join(', ') });
  for (const [type, successor] of Object.entries(reassign)) {
    try {
      const to = await knownResource(stores, resolved(successor, replacementId));
      requireAssignable(to);
      await stores.records.reassignOpen(type, fromId, to.id, change);
    } catch (error) {
      throw error instanceof Refusal ? error.ofField(`reassign.${type}`) : error;
    }
  }
}

function resolved(successor: Successor, replacementId: number | undefined): ResourceReference {
  if (successor !== REPLACEMENT) return successor;
  if (replacementId === undefined) throw refusal('replacementMissing');
  return replacementId;
}

/** The violation of a replacement's e-mail address that another resource has. */
export async function newEmailViolation({ lifecycle }: Stores, email: string): Promise<Refusal | undefined> {
  const isTaken = isEmailAddress(email) && (await lifecycle.hasEmail(email));
  return isTaken ? refusal('emailTaken') : undefined;
}

async function addReplacement(
  stores: Stores,
  context: RuleContext,
  id: number,
  replacement: Replacement,
  actorId: number,
): Promise<number> {
  const { FirstName, LastName, Email } = replacement;
  const newId = await stores.resources.nextId();
  const UserName = replacement.UserName ?? (await freeUserName(stores, Email));
  const values: Readonly<Record<string, FieldValue>> = {
    ...(await inheritedValues(stores, id, replacement)),
    id: newId,
    FirstName,
    LastName,
    Email,
    EmailTypeCode: 'PRIMARY',
    Active: true,
    UserName,
    HireDate: `${context.timeZone.day(context.clock.now())}T00:00:00.000`,
  };
  const violation = await addResource(
    stores,
    await checkContext(stores, { timeZone: context.timeZone, emptyElements: 'error' }, actorId),
    new Map(Object.entries(values).map(([name, value]) => [name, value === null ? null : String(value)])),
    async () => ({ emailVerified: false, passwordHash: null, internalCosts: [] }),
  );
  if (violation) throw violation;
  await stores.roles.followDefault(newId);
  await invite(stores, context, { id: newId, Email, UserName });
  return newId;
}

/** The inherited fields of a replacement, or its own values. Throws a Refusal of a field that needs an own value. */
async function inheritedValues(
  stores: Stores,
  id: number,
  replacement: Replacement,
): Promise<Readonly<Partial<Record<InheritedField, FieldValue>>>> {
  const { record } = await storedResource(stores, id);
  const obsolete = await obsoleteFields(stores, id);
  const values = INHERITED_FIELDS.map(
    ({ name }) => [name, replacement[name] ?? (obsolete.includes(name) ? null : record[name])] as const,
  );
  const missing = INHERITED_FIELDS.filter(
    ({ name, required }) => required && values.some(([one, value]) => one === name && value === null),
  );
  if (missing.length > 0) {
    throw refusal('replacementFieldsMissing', { fields: missing.map(({ name }) => name).join(', ') });
  }
  return Object.fromEntries(values);
}

/** The fields of a resource with inactive values, which a replacement cannot inherit. */
export async function obsoleteFields(stores: Stores, id: number): Promise<readonly InheritedField[]> {
  const { record } = await storedResource(stores, id);
  const choices = await stores.tenant.choices(resourceEntity);
  const obsolete: InheritedField[] = [];
  for (const { name } of INHERITED_FIELDS) {
    const value = record[name];
    if (value === null) continue;
    const isActive = choices[name]?.some((one) => one.active && one.value === String(value));
    if (!isActive) obsolete.push(name);
  }
  return obsolete;
}

async function storedResource({ resources }: Stores, id: number): Promise<StoredResource> {
  const stored = await resources.read(id);
  if (!stored) throw refusal('resourceUnknown', { resource: id });
  return stored;
}

async function freeUserName({ resources }: Stores, email: string): Promise<string> {
  for (const candidate of userNamesOf(email)) {
    if ((await resources.idOf(candidate)) === undefined) return candidate;
  }
  return '';
}
