import { types } from 'node:util';
import { z } from 'zod';

/** A date, also of another realm (a test in `vm`); the clock checks its range. */
const date = z.custom<Date>((value) => types.isDate(value), 'must be a Date');
const milliseconds = z.custom<number>((value) => typeof value === 'number', 'must be a number');

/** The schemas of arguments of `emulator.clock`. */
export const clockChange = z.strictObject({
  now: date.optional(),
  offset: milliseconds.optional(),
  frozen: z.boolean().optional(),
  tick: milliseconds.optional(),
});
export const clockTime = clockChange.extend({ now: date });
export const clockMove = clockChange.extend({ tick: milliseconds });
