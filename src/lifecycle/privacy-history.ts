import type { TimeZone } from '../entities/time-zone';
import type { PrivacyAction } from '../store/people/privacy-store';
import type { Store } from '../store/store';
import { csvRecord } from '../input/csv-cell';
import { displayName, marked, REDACTED_NAME } from './display-name';

/** An entry of the Privacy Action History, with the names of its people. */
export interface PrivacyHistoryEntry extends PrivacyAction {
  readonly affectedResource: string;
}

export const HISTORY_COLUMNS = [
  'actionDate',
  'actionType',
  'initiatingPerson',
  'affectedResource',
  'reason',
] as const;
export type HistoryColumn = (typeof HISTORY_COLUMNS)[number];

/** The headings of the columns. */
export const HISTORY_LABELS: Readonly<Record<HistoryColumn, string>> = {
  actionDate: 'Action Date',
  actionType: 'Action Type',
  initiatingPerson: 'Initiating Person',
  affectedResource: 'Affected Resource',
  reason: 'Reason',
};

/** A range of local days, `yyyy-MM-dd`. */
interface Days {
  readonly zone: TimeZone;
  readonly first?: string | undefined;
  readonly last?: string | undefined;
}

/** A filter and an order of entries. */
export interface HistoryView {
  /** The text that a column must contain, by column; case is ignored. */
  readonly filter?: Partial<Readonly<Record<HistoryColumn, string>>> | undefined;
  /** Only actions at or after `from`, and before `until`. */
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  /** Only actions of these days. */
  readonly days?: Days | undefined;
  readonly sort?: HistoryColumn | undefined;
  readonly descending?: boolean | undefined;
}

/**
 * The Privacy Action History, by default the oldest entry first. The initiating person has the name of the time of the
 * action; only the mark of a resource that was deleted since is added.
 */
export async function privacyHistory(store: Store, view: HistoryView = {}): Promise<PrivacyHistoryEntry[]> {
  const entries = (await store.privacy.list()).map(({ initiatingDeletedAt, deletedAt, ...action }) => ({
    ...action,
    initiatingPerson: marked(action.initiatingPerson, initiatingDeletedAt),
    affectedResource: displayName({ ...REDACTED_NAME, deletedAt }),
  }));
  return sorted(
    entries.filter((entry) => isShown(entry, view)),
    view,
  );
}

function isShown(entry: PrivacyHistoryEntry, { filter = {}, from, until, days }: HistoryView): boolean {
  if (from !== undefined && entry.actionDate < from.toISOString()) return false;
  if (until !== undefined && entry.actionDate >= until.toISOString()) return false;
  if (days !== undefined && !isOnDays(entry, days)) return false;
  return HISTORY_COLUMNS.every((column) => {
    const wanted = filter[column];
    return wanted === undefined || entry[column].toLowerCase().includes(wanted.toLowerCase());
  });
}

/** Compares local days, as not every day starts at midnight: daylight saving may skip it. */
function isOnDays(
  { actionDate }: PrivacyHistoryEntry,
  { zone, first = '', last = '9999-12-31' }: Days,
): boolean {
  const day = zone.day(new Date(actionDate));
  return first <= day && day <= last;
}

function sorted(
  entries: readonly PrivacyHistoryEntry[],
  { sort = 'actionDate', descending }: HistoryView,
): PrivacyHistoryEntry[] {
  // Equal ones stay in the order of their ids, which they are read in.
  const ordered = entries.toSorted((a, b) => a[sort].localeCompare(b[sort], 'en'));
  return descending ? ordered.reverse() : ordered;
}

/** The history as CSV (RFC 4180), with a header. Dates are UTC; with a zone, another column has the local time. */
export function historyAsCsv(entries: readonly PrivacyHistoryEntry[], zone?: TimeZone): string {
  const columns = HISTORY_COLUMNS.map((column) => ({
    label: HISTORY_LABELS[column],
    text: (entry: PrivacyHistoryEntry): string => entry[column],
  }));
  if (zone) {
    columns.push({
      label: `${HISTORY_LABELS.actionDate} (${zone.name})`,
      text: ({ actionDate }) => zone.wallClock(new Date(actionDate)).replace('T', ' ').slice(0, 19),
    });
  }
  const rows = [
    columns.map(({ label }) => label),
    ...entries.map((entry) => columns.map(({ text }) => text(entry))),
  ];
  return rows.map(csvRecord).join('');
}
