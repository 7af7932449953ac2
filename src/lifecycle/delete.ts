import type { TimeZone } from '../entities/time-zone';
import { Refusal, refusal } from '../refusals';
import type { ResourceRecord } from '../store/resource-store';
import type { Areas } from '../store/store';
import { addResource } from '../updates/add-resource';
import { isEmailAddress } from '../updates/email-address';
import type { EmailChangeContext } from '../updates/email-change';
import { invite } from '../updates/invitation';
import { administrator } from './administrator';
import type { LifeContext } from './inactivate';
import { requireAssignable, requireType } from './records';
import { knownResource, type ResourceReference } from './reference';

/** What deleting needs beside the store: the replacement gets a message and a hire date. */
export interface DeleteContext extends LifeContext, EmailChangeContext {
  readonly timeZone: TimeZone;
  readonly wakeDelivery: () => void;
}

/** Who takes the place of a deleted resource. */
export interface Replacement {
  readonly FirstName: string;
  readonly LastName: string;
  readonly Email: string;
  /** Left out: the part of the e-mail address before the @. */
  readonly UserName?: string | undefined;
}

/** Who takes over the open records of one type: a resource, or `replacement`. */
export type Successor = ResourceReference;

export const REPLACEMENT = 'replacement';

/**
 * Deletes a resource: it cannot be used any more, but stays for the records that are closed. Its open ones go
 * to the successors named per type. A replacement is a new resource that inherits its licence.
 *
 * Answers the id of the replacement, if there is one.
 */
export async function deleteResource(
  context: DeleteContext,
  resource: ResourceReference,
  by: ResourceReference,
  reassign: Readonly<Record<string, Successor>>,
  replacement?: Replacement,
): Promise<number | undefined> {
  const { store, clock, wakeDelivery } = context;
  const replacementId = await store.transaction(async (areas) => {
    const actor = await administrator(areas, by);
    const { id, deletedAt, active } = await knownResource(areas, resource);
    if (actor.id === id) throw refusal('cannotDeleteSelf');
    if (deletedAt !== null) throw refusal('alreadyDeleted');
    const at = clock.now().toISOString();
    // First, so that it cannot be named as a successor of its own.
    await areas.lives.markDeleted(id, at);
    // Links that were sent before would still change it.
    await areas.invitations.remove(id);
    await areas.emailChanges.remove(id);
    const created = replacement && (await addReplacement(areas, context, id, replacement));
    await handOver(areas, id, reassign, created, at);
    await areas.audit.add({
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
  areas: Areas,
  fromId: number,
  reassign: Readonly<Record<string, Successor>>,
  replacementId: number | undefined,
  at: string,
): Promise<void> {
  for (const type of Object.keys(reassign)) await requireType(areas, type);
  const open = (await areas.records.associations(fromId)).filter((association) => association.open > 0);
  const missing = open.filter(({ type }) => reassign[type] === undefined).map(({ type }) => type);
  if (missing.length > 0) throw refusal('reassignmentMissing', { types: missing.join(', ') });
  for (const [type, successor] of Object.entries(reassign)) {
    try {
      const to = await knownResource(areas, named(successor, replacementId));
      requireAssignable(to);
      await areas.records.reassignOpen(type, fromId, to.id, at);
    } catch (error) {
      throw error instanceof Refusal ? error.ofField(`reassign.${type}`) : error;
    }
  }
}

function named(successor: Successor, replacementId: number | undefined): ResourceReference {
  if (successor !== REPLACEMENT) return successor;
  if (replacementId === undefined) throw refusal('replacementMissing');
  return replacementId;
}

/** What is wrong with the e-mail address of a replacement, as long as it is one: somebody may have it. */
export async function objectionToNewEmail({ lives }: Areas, email: string): Promise<Refusal | undefined> {
  const isTaken = isEmailAddress(email) && (await lives.idByEmail(email)) !== undefined;
  return isTaken ? refusal('emailTaken') : undefined;
}

async function addReplacement(
  areas: Areas,
  context: DeleteContext,
  id: number,
  replacement: Replacement,
): Promise<number> {
  const { FirstName, LastName, Email } = replacement;
  const taken = await objectionToNewEmail(areas, Email);
  if (taken) throw taken;
  const stored = await areas.resources.read(id);
  if (!stored) throw refusal('resourceUnknown', { resource: id });
  const newId = await areas.resources.nextId();
  const values: Partial<ResourceRecord> = {
    ...inherited(stored.record),
    id: newId,
    FirstName,
    LastName,
    Email,
    EmailTypeCode: 'PRIMARY',
    Active: true,
    UserName: replacement.UserName ?? (await freeUserName(areas, Email)),
    HireDate: `${context.timeZone.day(context.clock.now())}T00:00:00.000`,
  };
  const objection = await addResource(
    areas,
    {
      timeZone: context.timeZone,
      picklists: await areas.tenant.picklists(),
      resources: areas.resources,
      actorId: undefined,
      emptyElements: 'error',
    },
    new Map(Object.entries(values).map(([name, value]) => [name, value === null ? null : String(value)])),
    async () => ({ emailVerified: false, passwordHash: null, internalCosts: [] }),
  );
  if (objection) throw objection;
  await invite(areas, context, newId, Email);
  return newId;
}

/** What comes with the place rather than with the person; the licence first of all. */
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

function inherited(record: ResourceRecord): Partial<ResourceRecord> {
  return Object.fromEntries(INHERITED.map((name) => [name, record[name]]));
}

const USER_NAME_LENGTH = 32;

async function freeUserName(areas: Areas, email: string): Promise<string> {
  const base = (email.split('@')[0] ?? '').slice(0, USER_NAME_LENGTH - 4);
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? base : `${base}${number}`;
    if ((await areas.resources.idOf(candidate)) === undefined) return candidate;
  }
}
