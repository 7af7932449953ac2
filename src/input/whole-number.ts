import { z } from 'zod';

/** The schema of a whole number, or of its digits, as the query of a URL has text only. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): z.ZodType<number> {
  return z
    .preprocess(
      (given) => (typeof given === 'string' && /^-?\d{1,15}$/.test(given) ? Number(given) : given),
      z.int().min(minimum).max(maximum),
    )
    .meta({ type: 'integer', minimum, maximum });
}
