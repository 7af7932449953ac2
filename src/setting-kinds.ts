import { z } from 'zod';
import { isTimeZone } from './entities/time-zone';

/** What the value of a setting may be, as it is given in code or as text. */

export const text: z.ZodType<string> = z.string().min(1);

/** Text of a flag or variable that means yes or no. */
export const flag: z.ZodType<boolean> = z.preprocess(
  (value) => {
    const text = typeof value === 'string' ? value.trim().toLowerCase() : value;
    if (text === '' || text === 'on' || text === 'true' || text === '1') return true;
    return text === 'off' || text === 'false' || text === '0' ? false : text;
  },
  z.boolean({ error: 'must be on or off' }),
);

export function whole(minimum: number, maximum: number): z.ZodType<number> {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return z.coerce.number({ error }).int({ error }).min(minimum, { error }).max(maximum, { error });
}

export const token: z.ZodType<string> = z.string().min(16, { error: 'must have 16 characters or more' });

/** A list, or text with commas. */
export const names: z.ZodType<string[]> = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').flatMap((name) => name.trim() || []) : value),
  z.array(z.string()),
);

export const timeZone: z.ZodType<string> = z
  .string()
  .refine(isTimeZone, { error: 'must be an IANA time zone' });

export function url(protocol: RegExp, error: string): z.ZodType<string> {
  return z.url({ protocol, error });
}

export function oneOf<const T extends string>(...values: readonly T[]): z.ZodType<T> {
  const error = `must be ${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
  return z.enum(values, { error });
}
