// The filter of the stored calls, for code and for the query of a URL.
import { z } from 'zod';
import { wholeNumber } from '../input/whole-number';
import { CALL_RESULTS } from '../runtime/call-result';
import type { JournalFilter } from '../runtime/journal';

/** The schema of the journal's filter, for `emulator.requests` and the query of a URL. */
export const journalFilter = z.strictObject({
  operation: z.string().optional().describe('in any case'),
  user: z.string().optional().describe('user name, with or without domain'),
  trackingIdentifier: z.string().optional(),
  status: wholeNumber(100, 599).optional().describe('HTTP status of the answer'),
  result: z.enum(CALL_RESULTS).optional().describe('injected: met a fault rule; refused: for another reason'),
  text: z
    .string()
    .optional()
    .describe('text in what was sent or answered, in any case, as far as it is kept'),
  after: wholeNumber(0).optional().describe('only calls after this id'),
}) satisfies z.ZodType<JournalFilter>;
