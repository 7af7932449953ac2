import { Readable } from 'node:stream';
import { z } from 'zod';
import {
  removeSnapshot,
  requireSnapshot,
  restoreSnapshot,
  takeSnapshot,
  uploadSnapshot,
} from '../lifecycle/snapshots';
import { startOver } from '../lifecycle/start-over';
import { refusal } from '../refusals/refusal';
import { faultRule } from '../operations/fault-rule';
import { journalFilter } from './journal-filter';
import { requireOperation } from '../operations/operation-name';
import { CALL_RESULTS } from '../runtime/call-result';
import { FileAnswer, route, type Route } from './route';
import type { EmulatorContext } from '../operations/emulator-context';

const instant = z.string().describe('UTC, ISO 8601');

const clockState = z.object({ now: instant, offset: z.int(), frozen: z.boolean() });

const ruleInForce = faultRule.safeExtend({ id: z.int(), met: z.int().describe('calls so far') });

const journalEntry = z.object({
  id: z.int(),
  at: instant,
  operation: z.string().nullable(),
  user: z.string().nullable(),
  trackingIdentifier: z.string().nullable(),
  status: z.int(),
  returnCode: z
    .union([z.literal(1), z.literal(-1)])
    .nullable()
    .describe('null where the answer has none'),
  message: z.string().nullable().describe('why it was refused: ReturnCode -1, a fault, or HTTP'),
  rows: z.int().nullable().describe('entities or fields that were answered'),
  result: z.enum(CALL_RESULTS),
  faultRule: z
    .object({ id: z.int(), effect: z.string(), delayMs: z.number() })
    .nullable()
    .describe('that the call met'),
  durationMs: z.number(),
  requestHeaders: z.record(z.string(), z.string()).describe('without those that let somebody in'),
  responseHeaders: z.record(z.string(), z.string()),
  request: z.string(),
  response: z.string(),
});

const snapshot = z.object({ name: z.string(), bytes: z.int() });
const nothing = z.null();
const SQLITE = 'application/vnd.sqlite3';

function clockAnswer({ clock }: EmulatorContext): z.infer<typeof clockState> {
  const { now, offset, frozen } = clock.state;
  return { now: now.toISOString(), offset, frozen };
}

/** The routes that are about the emulator itself: its state, its clock, its journal, faults made on purpose. */
export const EMULATOR_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/state',
    summary: 'Show how the emulator stands',
    answer: z.object({
      domain: z.string(),
      resources: z.int(),
      requestsOfTheLastHour: z.int(),
      clock: clockState,
      faultRules: z.int(),
      snapshots: z.array(snapshot),
    }),
    handle: async (context) => {
      const { store, clock } = context;
      return {
        domain: (await store.tenant.read()).domain,
        resources: await store.lifecycle.count(),
        requestsOfTheLastHour: await store.usage.count(clock.now()),
        clock: clockAnswer(context),
        faultRules: (await context.faultRules.list()).length,
        snapshots: store.snapshots.list(),
      };
    },
  }),
  route({
    method: 'post',
    path: '/reset',
    summary: 'Start over: the seed again, no fault rules, an empty journal, the clock as it was',
    body: z.strictObject({}).default({}),
    answer: nothing,
    status: 204,
    handle: (context) => startOver(context),
  }),
  route({
    method: 'get',
    path: '/snapshots',
    summary: 'List snapshots',
    answer: z.array(snapshot),
    handle: async ({ store }) => store.snapshots.list(),
  }),
  route({
    method: 'post',
    path: '/snapshots/{name}',
    summary: 'Keep the present state under a name',
    body: z.strictObject({}).default({}),
    answer: nothing,
    status: 204,
    handle: async ({ store }, { name }) => {
      await takeSnapshot(store, name);
    },
  }),
  route({
    method: 'post',
    path: '/snapshots/{name}/restore',
    summary: 'Go back to a state; what was redacted since stays redacted',
    body: z.strictObject({}).default({}),
    answer: nothing,
    status: 204,
    handle: async ({ store }, { name }) => {
      await restoreSnapshot(store, name);
    },
  }),
  route({
    method: 'get',
    path: '/snapshots/{name}',
    summary: 'Download a snapshot, a SQLite database',
    rawAnswer: SQLITE,
    answer: z.instanceof(FileAnswer),
    handle: async ({ store }, { name }) => {
      requireSnapshot(store, name);
      return new FileAnswer(SQLITE, store.snapshots.fileOf(name));
    },
  }),
  route({
    method: 'put',
    path: '/snapshots/{name}',
    summary: 'Upload a snapshot that was downloaded',
    rawBody: SQLITE,
    body: z.instanceof(Readable, { error: () => `The body must be ${SQLITE}.` }),
    answer: nothing,
    status: 204,
    handle: async ({ store }, { name, body }) => {
      await uploadSnapshot(store, name, body);
    },
  }),
  route({
    method: 'delete',
    path: '/snapshots/{name}',
    summary: 'Delete a snapshot',
    answer: nothing,
    status: 204,
    handle: async ({ store }, { name }) => {
      removeSnapshot(store, name);
    },
  }),
  route({
    method: 'get',
    path: '/requests',
    summary: 'List the latest SOAP calls, the oldest first, with passwords and internal costs masked',
    query: journalFilter,
    answer: z.array(journalEntry),
    handle: async ({ journal, operations }, { query }) => {
      if (query.operation !== undefined) requireOperation(query.operation, operations);
      // Whoever asks: an administrator who may not view internal costs may have the token.
      return journal.list(query, { internalCosts: false });
    },
  }),
  route({
    method: 'delete',
    path: '/requests',
    summary: 'Forget the latest SOAP calls',
    answer: nothing,
    status: 204,
    handle: async ({ journal }) => {
      journal.clear();
    },
  }),
  route({
    method: 'get',
    path: '/clock',
    summary: 'Show the clock',
    answer: clockState,
    handle: async (context) => clockAnswer(context),
  }),
  route({
    method: 'put',
    path: '/clock',
    summary: 'Set, stop or move the clock; in this order, where several are given',
    body: z.strictObject({
      now: z.iso.datetime({ offset: true }).optional().describe('show this time'),
      offset: z.int().optional().describe('milliseconds ahead of the true time'),
      frozen: z.boolean().optional().describe('stop, or go on'),
      tick: z.int().optional().describe('move on by so many milliseconds'),
    }),
    answer: clockState,
    handle: async (context, { body: { now, ...change } }) => {
      await context.clock.change({ ...change, now: now === undefined ? undefined : new Date(now) });
      return clockAnswer(context);
    },
  }),
  route({
    method: 'delete',
    path: '/clock',
    summary: 'Show the true time again',
    answer: clockState,
    handle: async (context) => {
      await context.clock.reset();
      return clockAnswer(context);
    },
  }),
  route({
    method: 'get',
    path: '/faults',
    summary: 'List the fault rules',
    answer: z.array(ruleInForce),
    handle: async ({ faultRules }) => faultRules.list(),
  }),
  route({
    method: 'post',
    path: '/faults',
    summary: 'Order a fault: the first rule that fits a call holds',
    body: faultRule,
    answer: ruleInForce,
    status: 201,
    handle: async ({ faultRules, operations }, { body }) => {
      if (body.operation !== undefined) requireOperation(body.operation, operations);
      return faultRules.add(body);
    },
  }),
  route({
    method: 'delete',
    path: '/faults',
    summary: 'Delete all fault rules',
    answer: nothing,
    status: 204,
    handle: async ({ faultRules }) => {
      await faultRules.clear();
    },
  }),
  route({
    method: 'delete',
    path: '/faults/{id}',
    summary: 'Delete a fault rule',
    answer: nothing,
    status: 204,
    handle: async ({ faultRules }, { id }) => {
      if (!(await faultRules.remove(id))) throw refusal('faultRuleUnknown', { rule: id });
    },
  }),
];
