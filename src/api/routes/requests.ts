// The routes of the stored SOAP calls.
import { z } from 'zod';
import { journalFilter } from '../journal-filter';
import { requireOperation } from '../../operations/operation-name';
import { CALL_RESULTS } from '../../runtime/call-result';
import { route, type Route } from '../route';
import { instant } from './schemas';

const journalEntry = z.object({
  id: z.int(),
  at: instant,
  operation: z.string().nullable(),
  user: z.string().nullable(),
  trackingIdentifier: z.string().nullable(),
  status: z.int(),
  returnCode: z
    .union([z.literal(1), z.literal(-1)])
    .nullable()
    .describe('null where the answer has none'),
  message: z.string().nullable().describe('why it was refused: ReturnCode -1, a fault, or HTTP'),
  rows: z.int().nullable().describe('entities or fields that were answered'),
  result: z.enum(CALL_RESULTS),
  faultRule: z
    .object({ id: z.int(), effect: z.string(), delayMs: z.number() })
    .nullable()
    .describe('that the call met'),
  durationMs: z.number(),
  requestHeaders: z.record(z.string(), z.string()).describe('without credentials'),
  responseHeaders: z.record(z.string(), z.string()),
  request: z.string(),
  response: z.string(),
});

/** The journal of the latest SOAP calls. */
export const REQUEST_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/requests',
    summary: 'List the latest SOAP calls, the oldest first, with passwords and internal costs masked',
    query: journalFilter,
    answer: z.array(journalEntry),
    handle: async ({ journal, operations }, { query }) => {
      if (query.operation !== undefined) requireOperation(query.operation, operations);
      // The token may be in the hands of an administrator who may not view internal costs.
      return journal.list(query, { internalCosts: false });
    },
  }),
  route({
    method: 'delete',
    path: '/requests',
    summary: 'Forget the latest SOAP calls',
    handle: async ({ journal }) => {
      journal.clear();
    },
  }),
];
