// The routes of the emulator itself: state, clock, reset.
import { z } from 'zod';
import { startOver } from '../../lifecycle/start-over';
import { route, type Route } from '../route';
import { instant, noMembers } from './schemas';
import { snapshot } from './snapshots';
import type { EmulatorContext } from '../../operations/emulator-context';

const clockState = z.object({ now: instant, offset: z.int(), frozen: z.boolean() });

function clockAnswer({ clock }: EmulatorContext): z.infer<typeof clockState> {
  const { now, offset, frozen } = clock.state;
  return { now: now.toISOString(), offset, frozen };
}

/** The emulator itself: its state, the reset to its seed, its clock. */
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
        snapshots: await store.snapshots.list(),
      };
    },
  }),
  route({
    method: 'post',
    path: '/reset',
    summary: 'Start over: the seed again, no fault rules, an empty journal, the clock as it was',
    body: noMembers,
    handle: (context) => startOver(context),
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
];
