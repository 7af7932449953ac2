import { z } from 'zod';
import { requireSnapshot, requireSnapshotName, restoreSnapshot, takeSnapshot } from '../lifecycle/snapshots';
import { refusal } from '../refusals';
import type { FaultEffect, FaultRuleInForce } from '../soap/fault-rules';
import { RawAnswer, route, type ControlContext, type Route } from './route';

const instant = z.string().describe('UTC, ISO 8601');

const clockState = z.object({ now: instant, offset: z.int(), frozen: z.boolean() });

const faultRule = {
  operation: z.string().optional().describe('left out: all operations'),
  times: z.int().positive().optional().describe('so many calls; left out: always'),
  probability: z.number().min(0).max(1).optional().describe('left out: 1'),
  delayMs: z.int().min(0).max(600_000).optional(),
  fault: z.string().optional().describe('answer a SOAP fault with this text'),
  httpStatus: z.int().min(400).max(599).optional().describe('answer this status, without SOAP'),
  effect: z
    .enum([
      'connection reset',
      'truncated body',
      'malformed XML',
      'expired threshold',
      'IntegrationCode is invalid.',
    ])
    .optional(),
};

const ruleInForce = z.object({ id: z.int(), met: z.int().describe('calls so far'), ...faultRule });

const journalEntry = z.object({
  id: z.int(),
  at: instant,
  operation: z.string().nullable(),
  user: z.string().nullable(),
  trackingIdentifier: z.string().nullable(),
  status: z.int(),
  durationMs: z.number(),
  request: z.string(),
  response: z.string(),
});

const snapshot = z.object({ name: z.string(), bytes: z.int() });
const nothing = z.null();
const SQLITE = 'application/vnd.sqlite3';

function clockAnswer({ clock }: ControlContext): z.infer<typeof clockState> {
  const { now, offset, frozen } = clock.state;
  return { now: now.toISOString(), offset, frozen };
}

function effectOf({
  fault,
  httpStatus,
  effect,
}: {
  readonly fault?: string | undefined;
  readonly httpStatus?: number | undefined;
  readonly effect?: Exclude<FaultEffect['kind'], 'fault' | 'httpStatus'> | undefined;
}): FaultEffect | undefined {
  if (fault !== undefined) return { kind: 'fault', text: fault };
  if (httpStatus !== undefined) return { kind: 'httpStatus', status: httpStatus };
  return effect && { kind: effect };
}

function ruleAnswer({ effect, ...rule }: FaultRuleInForce): z.infer<typeof ruleInForce> {
  return {
    ...rule,
    ...(effect?.kind === 'fault' && { fault: effect.text }),
    ...(effect?.kind === 'httpStatus' && { httpStatus: effect.status }),
    ...(effect && effect.kind !== 'fault' && effect.kind !== 'httpStatus' && { effect: effect.kind }),
  };
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
        resources: await store.lives.count(),
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
    handle: async ({ mayReset, reset }) => {
      if (!mayReset) throw refusal('resetNotAllowed');
      await reset();
    },
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
    answer: z.instanceof(Buffer),
    handle: async ({ store }, { name }) => {
      requireSnapshot(store, name);
      return new RawAnswer(SQLITE, store.snapshots.read(name));
    },
  }),
  route({
    method: 'put',
    path: '/snapshots/{name}',
    summary: 'Upload a snapshot that was downloaded',
    rawBody: SQLITE,
    body: z.instanceof(Buffer, { error: `the body must be ${SQLITE}` }),
    answer: nothing,
    status: 204,
    handle: async ({ store }, { name, body }) => {
      requireSnapshotName(name);
      await store.putSnapshot(name, body);
    },
  }),
  route({
    method: 'delete',
    path: '/snapshots/{name}',
    summary: 'Delete a snapshot',
    answer: nothing,
    status: 204,
    handle: async ({ store }, { name }) => {
      requireSnapshot(store, name);
      store.snapshots.remove(name);
    },
  }),
  route({
    method: 'get',
    path: '/requests',
    summary: 'List the latest SOAP calls, the oldest first, with passwords masked',
    query: z.strictObject({
      operation: z.string().optional(),
      user: z.string().optional(),
      status: z.coerce.number().int().optional(),
      after: z.coerce.number().int().min(0).optional().describe('only calls after this id'),
    }),
    answer: z.array(journalEntry),
    handle: async ({ journal }, { query }) => journal.list(query),
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
    handle: async ({ faultRules }) => (await faultRules.list()).map(ruleAnswer),
  }),
  route({
    method: 'post',
    path: '/faults',
    summary: 'Order a fault: the first rule that fits a call holds',
    body: z
      .strictObject(faultRule)
      .refine(
        ({ fault, httpStatus, effect }) =>
          [fault, httpStatus, effect].filter((one) => one !== undefined).length < 2,
        'give one of fault, httpStatus and effect',
      ),
    answer: ruleInForce,
    status: 201,
    handle: async ({ faultRules }, { body: { operation, times, probability, delayMs, ...effect } }) =>
      ruleAnswer(await faultRules.add({ operation, times, probability, delayMs, effect: effectOf(effect) })),
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
