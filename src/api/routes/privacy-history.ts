// The route of the Privacy Action History.
import { z } from 'zod';
import { HISTORY_COLUMNS, historyAsCsv, privacyHistory } from '../../lifecycle/privacy-history';
import { RawAnswer, route, type Route } from '../route';
import { id, instant } from './schemas';

const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).transform((text) => new Date(text));

/** The Privacy Action History. */
export const PRIVACY_HISTORY_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/privacy-history',
    summary: 'Show the Privacy Action History, as JSON or CSV',
    query: z.strictObject({
      ...Object.fromEntries(
        HISTORY_COLUMNS.map((column) => [column, z.string().optional().describe('text the column contains')]),
      ),
      from: moment.optional().describe('only actions from this instant on, or this day (UTC)'),
      until: moment.optional().describe('only actions before this instant or day'),
      sort: z.enum(HISTORY_COLUMNS).default('actionDate'),
      order: z.enum(['ascending', 'descending']).default('ascending'),
      format: z.enum(['json', 'csv']).default('json'),
    }),
    answer: z.array(
      z.object({
        id,
        actionDate: instant,
        actionType: z.string(),
        initiatingPerson: z.string(),
        initiatingId: id,
        affectedResource: z.string(),
        resourceId: id,
        reason: z.string(),
      }),
    ),
    textForm: 'text/csv',
    handle: async ({ store }, { query: { from, until, sort, order, format, ...filter } }) => {
      const entries = await privacyHistory(store, {
        filter,
        from,
        until,
        sort,
        descending: order === 'descending',
      });
      return format === 'csv' ? new RawAnswer('text/csv; charset=utf-8', historyAsCsv(entries)) : entries;
    },
  }),
];
