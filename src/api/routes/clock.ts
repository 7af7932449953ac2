import { z } from 'zod';
import { route, type Route } from '../route';
import { instant } from './schemas';
import type { EmulatorContext } from '../../operations/emulator-context';

export const clockState = z.object({ now: instant, offset: z.int(), frozen: z.boolean() });

export function clockAnswer({ clock }: EmulatorContext): z.infer<typeof clockState> {
  const { now, offset, frozen } = clock.state;
  return { now: now.toISOString(), offset, frozen };
}

/** The clock of the emulator. */
export const CLOCK_ROUTES: readonly Route[] = [
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
