import { refusal } from '../refusals';
import type { PrivacyAction } from '../store/privacy-store';
import type { Store } from '../store/store';
import { displayName } from './display-name';

/** One line of the Privacy Action History, with people by name. */
export interface PrivacyHistoryEntry extends PrivacyAction {
  readonly initiatingPerson: string;
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

/** Which lines are shown, and in which order. */
export interface HistoryView {
  /** Text that one of the columns must contain; case is ignored. */
  readonly filter?: Partial<Readonly<Record<HistoryColumn, string>>> | undefined;
  /** Only actions from this instant on, and before that one. */
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  readonly sort?: HistoryColumn | undefined;
  readonly descending?: boolean | undefined;
}

/** The Privacy Action History; by default the oldest first. */
export async function privacyHistory(store: Store, view: HistoryView = {}): Promise<PrivacyHistoryEntry[]> {
  const names = new Map<number, string>();
  const nameOf = async (id: number): Promise<string> => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const resource = await store.lives.byId(id);
    if (!resource) throw refusal('resourceUnknown', { resource: id });
    names.set(id, displayName(resource));
    return displayName(resource);
  };
  const entries: PrivacyHistoryEntry[] = [];
  for (const action of await store.privacy.list()) {
    entries.push({
      ...action,
      initiatingPerson: await nameOf(action.initiatingId),
      affectedResource: await nameOf(action.resourceId),
    });
  }
  return sorted(
    entries.filter((entry) => isShown(entry, view)),
    view,
  );
}

function isShown(entry: PrivacyHistoryEntry, { filter = {}, from, until }: HistoryView): boolean {
  if (from !== undefined && entry.actionDate < from.toISOString()) return false;
  if (until !== undefined && entry.actionDate >= until.toISOString()) return false;
  return HISTORY_COLUMNS.every((column) => {
    const wanted = filter[column];
    return wanted === undefined || entry[column].toLowerCase().includes(wanted.toLowerCase());
  });
}

function sorted(
  entries: readonly PrivacyHistoryEntry[],
  { sort = 'actionDate', descending = false }: HistoryView,
): PrivacyHistoryEntry[] {
  const ordered = entries.toSorted((a, b) => a[sort].localeCompare(b[sort], 'en') || a.id - b.id);
  return descending ? ordered.reverse() : ordered;
}

/** The history as CSV (RFC 4180), with a line of headers. */
export function historyAsCsv(entries: readonly PrivacyHistoryEntry[]): string {
  const header = 'Action Date,Action Type,Initiating Person,Affected Resource,Reason';
  const lines = entries.map((entry) => HISTORY_COLUMNS.map((column) => csvCell(entry[column])).join(','));
  return [header, ...lines].map((line) => `${line}\r\n`).join('');
}

/** A spreadsheet takes text that starts with one of these for a formula. */
function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
