import { z } from 'zod';

/** The schema of the answer of `/readyz`. */
export const readiness = z.object({
  clock: z.object({ now: z.iso.datetime(), offset: z.number(), frozen: z.boolean() }),
  faultRules: z.number(),
});
