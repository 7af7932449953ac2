import { z } from 'zod';
import { journalFilter } from '../journal-filter';
import { requireOperation } from '../operation-name';
import { route, type Route } from '../route';
import { instant } from './schemas';

const journalEntry = z.object({
  id: z.int(),
  at: instant,
  operation: z.string().nullable(),
  user: z.string().nullable(),
  trackingIdentifier: z.string().nullable(),
  status: z.int(),
  durationMs: z.number(),
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
