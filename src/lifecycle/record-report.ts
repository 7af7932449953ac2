// Records in figures: by resource, type, state and time.

import { turn } from '../runtime/timers';
import type { TimeZone } from '../entities/time-zone';
import { csvRecord } from '../input/csv-cell';
import type { ResourceSummary } from '../store/people/lifecycle-store';
import type {
  FigureFilter,
  RecordFigure,
  RecordFigures,
  RecordRole,
} from '../store/people/record-figure-store';
import type { Stores } from '../store/store';
import { displayName } from './display-name';
import { stateOf } from './records';

export const REPORT_KEYS = ['resource', 'type', 'state', 'time'] as const;
export type ReportKey = (typeof REPORT_KEYS)[number];

/** The grouping and the filters of a report. */
export interface ReportView {
  readonly by: ReportKey;
  /** In which way records belong to the resources, of the rows and of the filter. */
  readonly role: RecordRole;
  readonly type: string | undefined;
  readonly open: boolean | undefined;
  /** The resources whose records are counted; empty: all. */
  readonly resources: readonly number[];
  /** Only records created on these local days, `yyyy-MM-dd`. */
  readonly days: { readonly first: string | undefined; readonly last: string | undefined };
}

/** One row: a resource by its id, a type, a state, or a period. */
export interface ReportRow extends RecordFigure {
  readonly key: number | string;
}

/** The rows of a report. With `resource`, the most records first; else by type, state or time as these are ordered. */
export async function recordReport(
  { recordFigures, records }: Pick<Stores, 'recordFigures' | 'records'>,
  zone: TimeZone,
  view: ReportView,
): Promise<readonly ReportRow[]> {
  const filter = filterOf(view, zone);
  switch (view.by) {
    case 'resource':
      return mostFirst(await recordFigures.byResource(view.role, filter));
    case 'type': {
      const figures = await recordFigures.byType(filter);
      return (await records.types()).flatMap((key) => rowsOf(key, figures.get(key)));
    }
    case 'state': {
      const { open, closed } = total([...(await recordFigures.byType(filter)).values()]);
      return [
        { key: 'open', open, closed: 0 },
        { key: 'closed', open: 0, closed },
      ].filter((row) => row.open + row.closed > 0);
    }
    case 'time': {
      const span = await recordFigures.span(filter);
      if (!span) return [];
      const { labels, boundaries } = periodsOf(
        zone.day(new Date(span.first)),
        zone.day(new Date(span.last)),
        zone,
      );
      const figures = await recordFigures.byPeriod(boundaries, filter);
      return labels.map((key, index) => ({ key, ...(figures.get(index) ?? { open: 0, closed: 0 }) }));
    }
  }
}

function rowsOf(key: string, figure: RecordFigure | undefined): readonly ReportRow[] {
  return figure ? [{ key, ...figure }] : [];
}

/** The sum of all figures. */
export function total(figures: readonly RecordFigure[]): RecordFigure {
  return figures.reduce((sum, { open, closed }) => ({ open: sum.open + open, closed: sum.closed + closed }), {
    open: 0,
    closed: 0,
  });
}

function mostFirst(figures: RecordFigures<number>): readonly (ReportRow & { readonly key: number })[] {
  return [...figures]
    .map(([key, figure]) => ({ key, ...figure }))
    .sort((a, b) => b.open + b.closed - a.open - a.closed || a.key - b.key);
}

function filterOf({ type, open, role, resources, days }: ReportView, zone: TimeZone): FigureFilter {
  const start = (day: string): string => zone.instant(`${day}T00:00:00.000`).toISOString();
  return {
    type,
    open,
    resources: { role, ids: resources },
    from: days.first === undefined ? undefined : start(days.first),
    until: days.last === undefined ? undefined : start(nextDay(days.last)),
  };
}

function nextDay(day: string): string {
  const date = new Date(`${day}T00:00:00.000Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** At most so many periods: bars that can be told from each other. */
const MOST_PERIODS = 62;

interface Periods {
  /** `2026-03-29`, `2026-03` or `2026`; where there are too many years, the first one is `before 1970`. */
  readonly labels: readonly string[];
  readonly boundaries: readonly string[];
}

/** The days, months or years from one local day to another: as small as so few periods can be. */
function periodsOf(first: string, last: string, zone: TimeZone): Periods {
  const starts = [10, 7, 4].map((length) => startsOf(first, last, length)).find((some) => some !== undefined);
  const years = starts ?? lastYears(last);
  const labels = starts ?? [`before ${years[0] ?? ''}`, ...years];
  const instants = (starts ? years.slice(1) : years).map((start) =>
    zone.instant(`${start}${'-01-01'.slice(start.length - 4)}T00:00:00.000`).toISOString(),
  );
  return { labels, boundaries: instants };
}

/** The first characters of the days from one to another, each once; undefined where they are too many. */
function startsOf(first: string, last: string, length: number): readonly string[] | undefined {
  const starts: string[] = [];
  // A month or a year alone is its first day, in UTC.
  const date = new Date(first.slice(0, length));
  for (;;) {
    const start = date.toISOString().slice(0, length);
    if (start > last) return starts;
    if (starts.length === MOST_PERIODS) return undefined;
    starts.push(start);
    if (length === 10) date.setUTCDate(date.getUTCDate() + 1);
    else if (length === 7) date.setUTCMonth(date.getUTCMonth() + 1);
    else date.setUTCFullYear(date.getUTCFullYear() + 1);
  }
}

function lastYears(last: string): readonly string[] {
  const year = Number(last.slice(0, 4));
  return Array.from({ length: MOST_PERIODS - 1 }, (_, index) =>
    String(year - MOST_PERIODS + 2 + index).padStart(4, '0'),
  );
}

/** So many resources are read by one statement. */
const AT_ONCE = 200;

/** The resources of rows, by id. */
export async function resourcesOf(
  { lifecycle }: Pick<Stores, 'lifecycle'>,
  rows: readonly ReportRow[],
): Promise<ReadonlyMap<number | string, ResourceSummary>> {
  const resources = new Map<number | string, ResourceSummary>();
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const ids = rows.slice(from, from + AT_ONCE).map(({ key }) => Number(key));
    for (const one of await lifecycle.byIds(ids)) resources.set(one.id, one);
    await turn();
  }
  return resources;
}

/** The heading of the first column. */
export const KEY_LABELS: Readonly<Record<ReportKey, string>> = {
  resource: 'Resource',
  type: 'Type',
  state: 'State',
  time: 'Created',
};

/** A report as CSV (RFC 4180), with a header. */
export async function reportAsCsv(
  stores: Pick<Stores, 'lifecycle'>,
  { by }: Pick<ReportView, 'by'>,
  rows: readonly ReportRow[],
): Promise<string> {
  const figures = ({ open, closed }: RecordFigure): number[] => [open, closed, open + closed];
  const heads = ['Open', 'Closed', 'Total'];
  if (by !== 'resource') {
    return [[KEY_LABELS[by], ...heads], ...rows.map((row) => [row.key, ...figures(row)])]
      .map(csvRecord)
      .join('');
  }
  const resources = await resourcesOf(stores, rows);
  const cells = rows.map((row) => {
    const resource = resources.get(row.key);
    const named = resource ? [displayName(resource), resource.userName, stateOf(resource)] : ['', '', ''];
    return [...named, row.key, ...figures(row)];
  });
  return [[KEY_LABELS.resource, 'User Name', 'State', 'Resource ID', ...heads], ...cells]
    .map(csvRecord)
    .join('');
}
