import { z } from 'zod';
import type { JournalFilter } from './journal';

/** Which calls are listed, as a method or the query of an address says it. */
export const journalFilter = z.strictObject({
  operation: z.string().optional().describe('in any case'),
  user: z.string().optional().describe('user name, with or without domain'),
  status: z.coerce.number().int().optional().describe('HTTP status of the answer'),
  after: z.coerce.number().int().min(0).optional().describe('only calls after this id'),
}) satisfies z.ZodType<JournalFilter>;
