// The routes of the outbox.
import { z } from 'zod';
import { wholeNumber } from '../../input/whole-number';
import { refusal } from '../../refusals/refusal';
import { route, type Route } from '../route';
import { id, instant } from './schemas';

const message = z.object({
  id,
  createdAt: instant,
  resourceId: id,
  recipient: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  attempts: z.int(),
  nextAttemptAt: instant,
  sentAt: instant.nullable(),
  lastError: z.string().nullable(),
});

/** Messages to resources, sent or not. */
export const OUTBOX_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/outbox',
    summary: 'List messages, the newest first',
    query: z.strictObject({
      recipient: z.string().min(1).optional().describe('e-mail address, in any case'),
      after: wholeNumber(0).optional().describe('only ids after this one'),
      limit: wholeNumber(1).optional().describe('left out: all'),
    }),
    answer: z.array(message),
    handle: ({ store }, { query }) => store.outbox.list(query),
  }),
  route({
    method: 'get',
    path: '/outbox/{id}',
    summary: 'Show a message',
    answer: message,
    handle: async ({ store }, { id: messageId }) => {
      const found = await store.outbox.byId(messageId);
      if (!found) throw refusal('messageUnknown', { message: messageId });
      return found;
    },
  }),
  route({
    method: 'delete',
    path: '/outbox',
    summary: 'Forget all messages; those that were not sent never are',
    handle: ({ store }) => store.outbox.clear(),
  }),
];
