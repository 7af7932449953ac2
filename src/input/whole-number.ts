import { z } from 'zod';

/** A whole number, or its digits: the query of an address has nothing but text. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): z.ZodType<number> {
  return z
    .preprocess(
      (given) => (typeof given === 'string' && /^-?\d{1,15}$/.test(given) ? Number(given) : given),
      z.int().min(minimum).max(maximum),
    )
    .meta({ type: 'integer', minimum, maximum });
}
