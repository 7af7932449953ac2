import { types } from 'node:util';
import { z } from 'zod';

/** Any date, also one of a test's own realm, and any number: which times a clock shows is for the clock to say. */
const date = z.custom<Date>((value) => types.isDate(value), 'must be a Date');
const milliseconds = z.custom<number>((value) => typeof value === 'number', 'must be a number');

/** What the methods of `emulator.clock` take. */
export const clockChange = z.strictObject({
  now: date.optional(),
  offset: milliseconds.optional(),
  frozen: z.boolean().optional(),
  tick: milliseconds.optional(),
});
export const clockTime = clockChange.extend({ now: date });
export const clockMove = clockChange.extend({ tick: milliseconds });
