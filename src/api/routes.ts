import { z } from 'zod';
import { byTable, listedEntities, type ListedEntity } from '../entities/index';
import { findUser } from '../entities/user-name';
import { deleteResource } from '../lifecycle/delete';
import { DELETED_NOTE, displayName } from '../lifecycle/display-name';
import { sendInvitation, withdrawEmailChange } from '../lifecycle/email';
import { setActive } from '../lifecycle/inactivate';
import { licences } from '../lifecycle/licences';
import { HISTORY_COLUMNS, historyAsCsv, privacyHistory } from '../lifecycle/privacy-history';
import {
  assignRecord,
  closeRecord,
  createRecord,
  knownRecord,
  requireType,
  stateOf,
} from '../lifecycle/records';
import { associations, leftBehind, redact } from '../lifecycle/redact';
import { createResource } from '../lifecycle/create';
import * as inputs from '../lifecycle/input-schemas';
import { knownResource, type ResourceReference } from '../lifecycle/reference';
import { refusal, sentence } from '../refusals/refusal';
import type { ResourceSummary } from '../store/people/lifecycle-store';
import type { WorkRecord } from '../store/people/record-store';
import type { Store } from '../store/store';
import { wholeNumber } from '../input/whole-number';
import { EMULATOR_ROUTES } from './emulator-routes';
import { route, RawAnswer, type Route } from './route';

const MOST_ROWS = 1000;

const id = z.int().min(1);
const instant = z.string().describe('UTC, ISO 8601');
const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).transform((text) => new Date(text));
const byAnybody = inputs.reference.describe('id or user name of the acting resource, which is active');

/** The text of a query parameter as a value. */
const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true');
const page = {
  after: wholeNumber(0).optional().describe('only ids after this one'),
  limit: wholeNumber(1, MOST_ROWS).default(100),
};

const summary = z.object({
  id,
  userName: z.string(),
  displayName: z.string(),
  email: z.string(),
  state: z.enum(['active', 'inactive', 'deleted', 'redacted']),
  licenseType: z.int(),
  deletedAt: instant.nullable(),
  redactedAt: instant.nullable(),
});

const detail = summary.extend({
  note: z.string().nullable().describe('a warning, for a deleted resource'),
  pendingEmail: z
    .object({ email: z.string(), requestedAt: instant, linkExpiresAt: instant })
    .nullable()
    .describe('the e-mail address that waits for the person to confirm it'),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

const person = z.object({ id, displayName: z.string() });

const record = z.object({
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

/** From what to what: null where it began. */
const changed = <T extends z.ZodType>(value: T) => z.object({ from: value.nullable(), to: value });

const association = z.object({ type: z.string(), total: z.int(), open: z.int() });

const message = z.object({
  id,
  createdAt: instant,
  resourceId: id,
  recipient: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  attempts: z.int(),
  nextAttemptAt: instant,
  sentAt: instant.nullable(),
  lastError: z.string().nullable(),
});

const named = z.object({ id, name: z.string(), active: z.boolean() });

const tenant = z.object({
  domain: z.string().describe('behind the @ of user names'),
  ci: z.int().describe('its number in getZoneInfo'),
  timeZone: z.string(),
  strongPasswords: z.boolean(),
  trackingIdentifiers: z.array(z.string()),
  internalLocations: z.array(named),
  securityLevels: z.array(
    named.extend({
      system: z.boolean(),
      apiOnly: z.boolean(),
      systemAdministrator: z.boolean(),
      viewInternalCost: z.boolean(),
    }),
  ),
  ...byTable(() => z.array(named)),
  recordTypes: z.array(z.string()),
});

/** A resource as the API shows it in lists. */
function summaryOf(found: ResourceSummary): z.infer<typeof summary> {
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

async function detailOf(store: Store, resource: ResourceReference): Promise<z.infer<typeof detail>> {
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

async function personOf(store: Store, resourceId: number): Promise<z.infer<typeof person>> {
  const who = await store.lifecycle.byId(resourceId);
  return { id: resourceId, displayName: who ? displayName(who) : '' };
}

/** The user name of a filter may be written in every way. */
async function withLocalName<F extends { readonly userName?: string | undefined }>(
  { lifecycle, tenant }: Store,
  filter: F,
): Promise<F> {
  const { userName } = filter;
  if (userName === undefined) return filter;
  const { domain } = await tenant.read();
  const found = await findUser(userName, domain, (localName) => lifecycle.byUserName(localName));
  return { ...filter, userName: found?.userName ?? userName };
}

async function tenantOf(store: Store) {
  const lists: Partial<Record<ListedEntity['table'], z.infer<typeof named>[]>> = {};
  for (const entity of listedEntities) {
    const choices = await store.listedEntities.choices(entity);
    const list = choices.map(({ value, label, active }) => ({ id: Number(value), name: label, active }));
    lists[entity.table] = list.sort((one, other) => one.id - other.id);
  }
  return { ...(await store.tenant.whole()), ...lists, recordTypes: await store.records.types() };
}

async function recordOf(store: Store, found: WorkRecord): Promise<z.infer<typeof record>> {
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

/** Every route of the JSON API; the OpenAPI document is made of the same list. */
export const ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/resources',
    summary: 'List resources by ascending id',
    query: z.strictObject({
      active: yesOrNo.optional(),
      deleted: yesOrNo.optional(),
      redacted: yesOrNo.optional(),
      userName: z
        .string()
        .min(1)
        .optional()
        .describe('the user name, with its domain or without, in any case'),
      search: z.string().min(1).optional().describe('text in a name, the user name or the e-mail address'),
      ...page,
    }),
    answer: z.array(summary),
    handle: async ({ store }, { query }) =>
      (await store.lifecycle.list(await withLocalName(store, query))).map(summaryOf),
  }),
  route({
    method: 'post',
    path: '/resources',
    summary: 'Create a resource',
    body: inputs.newResource,
    answer: detail,
    status: 201,
    handle: async (context, { body }) => detailOf(context.store, await createResource(context, body)),
  }),
  route({
    method: 'get',
    path: '/resources/{resource}',
    summary: 'Show a resource with all its fields',
    answer: detail,
    handle: ({ store }, { resource }) => detailOf(store, resource),
  }),
  route({
    method: 'get',
    path: '/resources/{resource}/associations',
    summary: 'Show what is associated with a resource, and which of it is open',
    answer: z.object({ byType: z.array(association), openRecords: z.array(record) }),
    handle: async (context, { resource }) => {
      const { byType, openRecords } = await associations(context, resource);
      return {
        byType,
        openRecords: await Promise.all(openRecords.map((one) => recordOf(context.store, one))),
      };
    },
  }),
  route({
    method: 'get',
    path: '/resources/{resource}/left-behind',
    summary: 'Show what a redaction would leave of a resource: titles of records, and entries of the history',
    answer: z.object({
      titles: z.array(record).describe('records whose titles name the person; the first 1,000'),
      asInitiator: z.int().describe('entries of the Privacy Action History that keep the name for good'),
      inReasons: z.int().describe('entries whose reasons name the person'),
    }),
    handle: async (context, { resource }) => {
      const { titles, ...inHistory } = await leftBehind(context, resource);
      return { titles: await Promise.all(titles.map((one) => recordOf(context.store, one))), ...inHistory };
    },
  }),
  ...([true, false] as const).map((active) =>
    route({
      method: 'post',
      path: `/resources/{resource}/${active ? 'activate' : 'inactivate'}`,
      summary: active ? 'Take a resource back into use' : 'Take a resource out of use',
      body: inputs.action.omit({ resource: true }),
      answer: detail,
      handle: async (context, { resource, body }) => {
        const { id: resourceId } = await knownResource(context.store, resource);
        await setActive(context, resourceId, active, body.by);
        return detailOf(context.store, resourceId);
      },
    }),
  ),
  route({
    method: 'post',
    path: '/resources/{resource}/invite',
    summary: 'Send a resource a message with a link to set a password, once more if need be',
    body: inputs.action.omit({ resource: true }),
    answer: detail,
    handle: async (context, { resource, body }) => {
      const { id: resourceId } = await knownResource(context.store, resource);
      await sendInvitation(context, resourceId, body.by);
      return detailOf(context.store, resourceId);
    },
  }),
  route({
    method: 'post',
    path: '/resources/{resource}/withdraw-email-change',
    summary: 'Take back the change of an e-mail address that waits to be confirmed',
    body: inputs.action.omit({ resource: true }),
    answer: detail,
    handle: async (context, { resource, body }) => {
      const { id: resourceId } = await knownResource(context.store, resource);
      await withdrawEmailChange(context, resourceId, body.by);
      return detailOf(context.store, resourceId);
    },
  }),
  route({
    method: 'post',
    path: '/resources/{resource}/redact',
    summary: 'Erase the personal data of a resource, for good',
    body: inputs.redaction.omit({ resource: true }),
    answer: detail,
    handle: async (context, { resource, body }) => {
      // Its user name is another one afterwards.
      const { id: resourceId } = await knownResource(context.store, resource);
      await redact(context, resourceId, body.by, body.reason, body.titles);
      return detailOf(context.store, resourceId);
    },
  }),
  route({
    method: 'post',
    path: '/resources/{resource}/delete',
    summary: 'Delete a resource, with successors for its open records and perhaps a replacement',
    body: inputs.deletion.omit({ resource: true }),
    answer: z.object({ deleted: detail, replacement: detail.nullable() }),
    handle: async (context, { resource, body: { by, reassign, replacement } }) => {
      const { id: resourceId } = await knownResource(context.store, resource);
      const replacementId = await deleteResource(context, resourceId, by, reassign, replacement);
      return {
        deleted: await detailOf(context.store, resourceId),
        replacement: replacementId === undefined ? null : await detailOf(context.store, replacementId),
      };
    },
  }),
  route({
    method: 'get',
    path: '/deleted-resources',
    summary: 'List deleted resources',
    query: z.strictObject(page),
    answer: z.array(summary),
    handle: async ({ store }, { query }) =>
      (await store.lifecycle.list({ ...query, deleted: true })).map(summaryOf),
  }),
  route({
    method: 'get',
    path: '/records',
    summary: 'List records by ascending id',
    query: z.strictObject({
      type: z.string().optional(),
      open: yesOrNo.optional(),
      resource: z.string().min(1).optional().describe('owner or responsible, by id or user name'),
      ...page,
    }),
    answer: z.array(record),
    handle: async ({ store }, { query: { resource, ...query } }) => {
      if (query.type !== undefined) await requireType(store, query.type);
      const resourceId = resource === undefined ? undefined : (await knownResource(store, resource)).id;
      const found = await store.records.list({ ...query, resourceId });
      return Promise.all(found.map((one) => recordOf(store, one)));
    },
  }),
  route({
    method: 'post',
    path: '/records',
    summary: 'Create an open record',
    body: z.strictObject({
      by: byAnybody,
      type: z.string(),
      title: z.string(),
      owner: inputs.reference,
      responsible: inputs.reference.optional().describe('id or user name; left out: the owner'),
    }),
    answer: record,
    status: 201,
    handle: async (context, { body }) => recordOf(context.store, await createRecord(context, body)),
  }),
  route({
    method: 'post',
    path: '/records/{id}/assign',
    summary: 'Give an open record to another owner, or into the responsibility of another resource',
    body: z
      .strictObject({
        by: byAnybody,
        owner: inputs.reference.optional(),
        responsible: inputs.reference.optional(),
      })
      .refine(({ owner, responsible }) => owner ?? responsible, { error: () => sentence('takerMissing') }),
    answer: record,
    handle: async (context, { id: recordId, body: { by, ...to } }) =>
      recordOf(context.store, await assignRecord(context, recordId, to, by)),
  }),
  route({
    method: 'post',
    path: '/records/{id}/close',
    summary: 'Close an open record',
    body: z.strictObject({ by: byAnybody }),
    answer: record,
    handle: async (context, input) =>
      recordOf(context.store, await closeRecord(context, input.id, input.body.by)),
  }),
  route({
    method: 'get',
    path: '/records/{id}/history',
    summary: 'Show who created, assigned and closed a record, the oldest change first',
    answer: z.array(
      z.object({
        at: instant,
        by: person,
        changes: z
          .object({
            owner: changed(id),
            responsible: changed(id),
            open: changed(z.boolean()),
            title: z.object({}).describe('it changed; how is not told, as it may have named a person'),
          })
          .partial(),
      }),
    ),
    handle: async ({ store }, input) => {
      await knownRecord(store, input.id);
      return Promise.all(
        (await store.records.changesOf(input.id)).map(async ({ at, actorId, changes }) => ({
          at,
          by: await personOf(store, actorId),
          changes,
        })),
      );
    },
  }),
  route({
    method: 'get',
    path: '/privacy-history',
    summary: 'Show the Privacy Action History, as JSON or CSV',
    query: z.strictObject({
      ...Object.fromEntries(
        HISTORY_COLUMNS.map((column) => [column, z.string().optional().describe('text the column contains')]),
      ),
      from: moment.optional().describe('only actions from this instant on, or this day (UTC)'),
      until: moment.optional().describe('only actions before this instant or day'),
      sort: z.enum(HISTORY_COLUMNS).default('actionDate'),
      order: z.enum(['ascending', 'descending']).default('ascending'),
      format: z.enum(['json', 'csv']).default('json'),
    }),
    answer: z.array(
      z.object({
        id,
        actionDate: instant,
        actionType: z.string(),
        initiatingPerson: z.string(),
        initiatingId: id,
        affectedResource: z.string(),
        resourceId: id,
        reason: z.string(),
      }),
    ),
    textForm: 'text/csv',
    handle: async ({ store }, { query: { from, until, sort, order, format, ...filter } }) => {
      const entries = await privacyHistory(store, {
        filter,
        from,
        until,
        sort,
        descending: order === 'descending',
      });
      return format === 'csv' ? new RawAnswer('text/csv; charset=utf-8', historyAsCsv(entries)) : entries;
    },
  }),
  route({
    method: 'get',
    path: '/licences',
    summary: 'Count active resources by license type',
    answer: z.array(z.object({ licenseType: z.int(), label: z.string(), active: z.int() })),
    handle: ({ store }) => licences(store),
  }),
  route({
    method: 'get',
    path: '/outbox',
    summary: 'List messages, the newest first',
    query: z.strictObject({
      recipient: z.string().min(1).optional().describe('e-mail address, in any case'),
      after: wholeNumber(0).optional().describe('only ids after this one'),
      limit: wholeNumber(1).optional().describe('left out: all'),
    }),
    answer: z.array(message),
    handle: ({ store }, { query }) => store.outbox.list(query),
  }),
  route({
    method: 'get',
    path: '/outbox/{id}',
    summary: 'Show a message',
    answer: message,
    handle: async ({ store }, { id: messageId }) => {
      const found = await store.outbox.byId(messageId);
      if (!found) throw refusal('messageUnknown', { message: messageId });
      return found;
    },
  }),
  route({
    method: 'delete',
    path: '/outbox',
    summary: 'Forget all messages; those that were not sent never are',
    answer: z.null(),
    status: 204,
    handle: ({ store }) => store.outbox.clear(),
  }),
  route({
    method: 'get',
    path: '/tenant',
    summary: 'Show the tenant: what is true of all of it, and what resources refer to',
    answer: tenant,
    handle: ({ store }) => tenantOf(store),
  }),
  route({
    method: 'patch',
    path: '/tenant',
    summary: 'Change what holds for the whole tenant',
    body: z.strictObject({
      strongPasswords: z.boolean().describe('whether new passwords must be strong; present ones stay'),
    }),
    answer: tenant,
    handle: async ({ store }, { body }) => {
      await store.tenant.setStrongPasswords(body.strongPasswords);
      return tenantOf(store);
    },
  }),
  ...EMULATOR_ROUTES,
];
