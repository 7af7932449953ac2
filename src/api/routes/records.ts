import { z } from 'zod';
import * as inputs from '../../lifecycle/input-schemas';
import { assignRecord, closeRecord, createRecord, knownRecord, requireType } from '../../lifecycle/records';
import { knownResource } from '../../lifecycle/reference';
import { sentence } from '../../refusals/refusal';
import { route, type Route } from '../route';
import { person, personOf, record, recordOf } from './answers';
import { byAnybody, id, instant, page, yesOrNo } from './schemas';

/** A change of one value; `from` is null for a record that was just created. */
const changed = <T extends z.ZodType>(value: T) => z.object({ from: value.nullable(), to: value });

/** The records of work that belong to resources, and their history. */
export const RECORD_ROUTES: readonly Route[] = [
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
];
