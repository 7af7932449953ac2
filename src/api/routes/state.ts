import { z } from 'zod';
import { refusal } from '../../refusals/refusal';
import { route, type Route } from '../route';
import { clockAnswer, clockState } from './clock';
import { noMembers } from './schemas';
import { snapshot } from './snapshots';

/** The state of the emulator, and the reset to its seed. */
export const STATE_ROUTES: readonly Route[] = [
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
    body: noMembers,
    handle: async ({ mayReset, reset }) => {
      if (!mayReset) throw refusal('resetNotAllowed');
      await reset();
    },
  }),
];
