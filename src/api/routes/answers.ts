// Answers that several groups of routes have: resources, changes, privacy entries.
import { z } from 'zod';
import { DELETED_NOTE, displayName } from '../../lifecycle/display-name';
import { stateOf } from '../../lifecycle/records';
import { knownResource, type ResourceReference } from '../../lifecycle/reference';
import { refusal } from '../../refusals/refusal';
import type { ResourceSummary } from '../../store/people/lifecycle-store';
import type { WorkRecord } from '../../store/people/record-store';
import type { Store } from '../../store/store';
import { id, instant } from './schemas';

/** A resource in the lists of the JSON API. */
export const summary = z.object({
  id,
  userName: z.string(),
  displayName: z.string(),
  email: z.string(),
  state: z.enum(['active', 'inactive', 'deleted', 'redacted']),
  licenseType: z.int(),
  deletedAt: instant.nullable(),
  redactedAt: instant.nullable(),
});

/** A resource with all its fields. */
export const detail = summary.extend({
  note: z.string().nullable().describe('a warning, for a deleted resource'),
  pendingEmail: z
    .object({ email: z.string(), requestedAt: instant, linkExpiresAt: instant })
    .nullable()
    .describe('the e-mail address that waits for the person to confirm it'),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export function summaryOf(found: ResourceSummary): z.infer<typeof summary> {
  const { userName, email, licenseType, deletedAt, redactedAt } = found;
  return {
    id: found.id,
    userName,
    displayName: displayName(found),
    email,
    state: stateOf(found),
    licenseType,
    deletedAt,
    redactedAt,
  };
}

/** Throws a Refusal for an unknown resource. */
export async function detailOf(store: Store, resource: ResourceReference): Promise<z.infer<typeof detail>> {
  const found = await knownResource(store, resource);
  const stored = await store.resources.read(found.id);
  if (!stored) throw refusal('resourceUnknown', { resource });
  const note = found.deletedAt === null ? null : DELETED_NOTE;
  const waiting = await store.emailChanges.of(found.id);
  const pendingEmail = waiting
    ? { email: waiting.email, requestedAt: waiting.requestedAt, linkExpiresAt: waiting.expiresAt }
    : null;
  return { ...summaryOf(found), note, pendingEmail, fields: { ...stored.record } };
}

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
