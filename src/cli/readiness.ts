import { z } from 'zod';

/** What `/readyz` tells. */
export const readiness = z.object({
  clock: z.object({ now: z.iso.datetime(), offset: z.number(), frozen: z.boolean() }),
  faultRules: z.number(),
});
