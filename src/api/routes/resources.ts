// The routes of resources: listed, read, created, changed.
import { z } from 'zod';
import { findUser } from '../../entities/user-name';
import { createResource } from '../../lifecycle/create';
import * as inputs from '../../lifecycle/input-schemas';
import { licenses } from '../../lifecycle/licenses';
import { associations, leftBehind } from '../../lifecycle/redact';
import type { Store } from '../../store/store';
import { route, type Route } from '../route';
import { record, recordOf, detail, detailOf, summary, summaryOf } from './answers';
import { page, yesOrNo } from './schemas';

const association = z.object({ type: z.string(), total: z.int(), open: z.int() });

/** Listing, creating and showing resources. */
export const RESOURCE_ROUTES: readonly Route[] = [
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
    path: '/licenses',
    summary: 'Count active resources by license type',
    answer: z.array(z.object({ licenseType: z.int(), label: z.string(), active: z.int() })),
    handle: ({ store }) => licenses(store),
  }),
];

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
