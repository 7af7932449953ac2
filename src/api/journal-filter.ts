import { z } from 'zod';
import { wholeNumber } from '../input/whole-number';
import type { JournalFilter } from '../runtime/journal';

/** The schema of the journal's filter, for `emulator.requests` and the query of a URL. */
export const journalFilter = z.strictObject({
  operation: z.string().optional().describe('in any case'),
  user: z.string().optional().describe('user name, with or without domain'),
  status: wholeNumber(100, 599).optional().describe('HTTP status of the answer'),
  after: wholeNumber(0).optional().describe('only calls after this id'),
}) satisfies z.ZodType<JournalFilter>;
