import type { TimeZone } from '../entities/time-zone';
import type { PrivacyAction } from '../store/people/privacy-store';
import type { Store } from '../store/store';
import { csvRecord } from '../input/csv-cell';
import { displayName, marked, REDACTED_NAME } from './display-name';

/** One line of the Privacy Action History, with people by name. */
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

/** The columns as people read them. */
export const HISTORY_LABELS: Readonly<Record<HistoryColumn, string>> = {
  actionDate: 'Action Date',
  actionType: 'Action Type',
  initiatingPerson: 'Initiating Person',
  affectedResource: 'Affected Resource',
  reason: 'Reason',
};

/** Days as the clocks of a zone have them, `yyyy-MM-dd`. */
interface Days {
  readonly zone: TimeZone;
  readonly first?: string | undefined;
  readonly last?: string | undefined;
}

/** Which lines are shown, and in which order. */
export interface HistoryView {
  /** Text that one of the columns must contain; case is ignored. */
  readonly filter?: Partial<Readonly<Record<HistoryColumn, string>>> | undefined;
  /** Only actions from this instant on, and before that one. */
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  /** Only actions of these days. */
  readonly days?: Days | undefined;
  readonly sort?: HistoryColumn | undefined;
  readonly descending?: boolean | undefined;
}

/**
 * The Privacy Action History; by default the oldest first. Who acted keeps the name of then, whatever becomes of them;
 * only the mark of somebody who was deleted since is added.
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

/** Days are compared, not instants: where clocks are put forward at midnight, a day starts at another time. */
function isOnDays(
  { actionDate }: PrivacyHistoryEntry,
  { zone, first = '', last = '9999-12-31' }: Days,
): boolean {
  const day = zone.day(new Date(actionDate));
  return first <= day && day <= last;
}

function sorted(
  entries: readonly PrivacyHistoryEntry[],
  { sort = 'actionDate', descending = false }: HistoryView,
): PrivacyHistoryEntry[] {
  const ordered = entries.toSorted((a, b) => a[sort].localeCompare(b[sort], 'en') || a.id - b.id);
  return descending ? ordered.reverse() : ordered;
}

/**
 * The history as CSV (RFC 4180), with a line of headers. Dates are UTC; with a zone, another column has what
 * its clocks showed.
 */
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
