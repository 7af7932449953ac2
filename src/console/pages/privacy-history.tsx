import type { Child, FC } from 'hono/jsx';
import {
  HISTORY_COLUMNS,
  HISTORY_LABELS,
  historyAsCsv,
  privacyHistory,
  type HistoryColumn,
  type HistoryView,
  type PrivacyHistoryEntry,
} from '../../lifecycle/privacy-history';
import { sentence } from '../../refusals/refusal';
import { CONSOLE_PATH } from '../../http/paths';
import type { Violations } from '../frame/violations';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Download, View, type Page } from '../frame/page';
import { Empty } from '../frame/callout';
import { Input } from '../frame/fields';
import { Link, Moment, Table } from '../frame/parts';

const PATH = '/privacy-history';
const EXPORT_PATH = `${PATH}/export`;

/** The columns that are filtered by text; dates are filtered by day. */
const TEXT_COLUMNS = HISTORY_COLUMNS.filter((column) => column !== 'actionDate');

/** The days of the filter: the names of the fields. */
const DAYS = { first: 'from', last: 'through' } as const;

/** What was done to personal data, by whom and why. Nothing here changes anything. */
export const PRIVACY_HISTORY: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: async (context, { query }) => {
      const entries = await privacyHistory(context.store, viewIn(query, context));
      const isFiltered = [...TEXT_COLUMNS, ...Object.values(DAYS)].some((name) => query.get(name));
      return new View(
        'Privacy Action History',
        <>
          <Filter query={query} violations={violationsIn(query)} zone={context.timeZone.name} />
          {entries.length === 0 ? (
            <Empty>{isFiltered ? 'No entry is like that.' : 'No personal data was erased so far.'}</Empty>
          ) : (
            <Table
              caption="Privacy Action History"
              columns={HISTORY_COLUMNS.map((column) => (
                <SortLink column={column} query={query} />
              ))}
              rows={entries.map((entry) => cellsOf(entry, context))}
            />
          )}
        </>,
      );
    },
  },
  {
    method: 'get',
    path: EXPORT_PATH,
    audience: 'administrators',
    answer: async (context, { query }) => {
      const entries = await privacyHistory(context.store, viewIn(query, context));
      return new Download('text/csv; charset=utf-8', historyAsCsv(entries, context.timeZone), {
        'Content-Disposition': 'attachment; filename="privacy-action-history.csv"',
      });
    },
  },
];

function viewIn(query: URLSearchParams, { timeZone }: EmulatorContext): HistoryView {
  return {
    filter: Object.fromEntries(TEXT_COLUMNS.map((column) => [column, query.get(column)?.trim() ?? ''])),
    days: { zone: timeZone, first: dayIn(query, DAYS.first), last: dayIn(query, DAYS.last) },
    ...sortIn(query),
  };
}

/** What is sorted by; the newest entries are first unless somebody wants it otherwise. */
function sortIn(query: URLSearchParams): { readonly sort: HistoryColumn; readonly descending: boolean } {
  const sort = HISTORY_COLUMNS.find((column) => column === query.get('sort'));
  return sort
    ? { sort, descending: query.get('order') === 'descending' }
    : { sort: 'actionDate', descending: true };
}

/** A day that was asked for; browsers without a field for days send whatever was typed. */
function dayIn(query: URLSearchParams, name: string): string | undefined {
  const typed = query.get(name)?.trim() ?? '';
  return /^\d{4}-\d{2}-\d{2}$/.test(typed) ? typed : undefined;
}

function violationsIn(query: URLSearchParams): Violations {
  const wrong = Object.values(DAYS).filter((name) => query.get(name)?.trim() && !dayIn(query, name));
  return Object.fromEntries(wrong.map((name) => [name, sentence('notADate', { field: name })]));
}

/** The same page in another order, or as a file. */
function link(path: string, query: URLSearchParams, changes: Readonly<Record<string, string>>): string {
  const all = new URLSearchParams({ ...Object.fromEntries(query), ...changes });
  return `${path}?${all.toString()}`;
}

const SortLink: FC<{ readonly column: HistoryColumn; readonly query: URLSearchParams }> = ({
  column,
  query,
}) => {
  const { sort, descending } = sortIn(query);
  const isCurrent = column === sort;
  const order = isCurrent && !descending ? 'descending' : 'ascending';
  return (
    <Link to={link(PATH, query, { sort: column, order })}>
      {HISTORY_LABELS[column]}
      {isCurrent && ' '}
      {isCurrent && (
        <span role="img" aria-label={descending ? 'descending' : 'ascending'}>
          {descending ? '▼' : '▲'}
        </span>
      )}
    </Link>
  );
};

function cellsOf(entry: PrivacyHistoryEntry, { timeZone }: EmulatorContext): readonly Child[] {
  const { actionDate, actionType, initiatingPerson, initiatingId, affectedResource, resourceId, reason } =
    entry;
  return [
    <Moment at={actionDate} zone={timeZone} />,
    actionType,
    <Link to={`/resources/${initiatingId}`}>{initiatingPerson}</Link>,
    <Link to={`/resources/${resourceId}`}>{affectedResource}</Link>,
    reason,
  ];
}

const Filter: FC<{
  readonly query: URLSearchParams;
  readonly violations: Violations;
  readonly zone: string;
}> = ({ query, violations, zone }) => (
  <form action={CONSOLE_PATH + PATH} class="card" role="search">
    <div class="fields">
      {TEXT_COLUMNS.map((column) => (
        <Input name={column} label={HISTORY_LABELS[column]} value={query.get(column) ?? ''} />
      ))}
      <Input
        name={DAYS.first}
        label="From day"
        type="date"
        hint={zone}
        value={query.get(DAYS.first) ?? ''}
        violation={violations[DAYS.first]}
      />
      <Input
        name={DAYS.last}
        label="Through day"
        type="date"
        hint={zone}
        value={query.get(DAYS.last) ?? ''}
        violation={violations[DAYS.last]}
      />
    </div>
    {['sort', 'order'].map((name) => {
      const value = query.get(name);
      return value !== null && <input type="hidden" name={name} value={value} />;
    })}
    <div class="row">
      <button>Filter</button>
      <Link to={PATH}>Show everything</Link>
      <Link to={link(EXPORT_PATH, query, {})}>Export as CSV</Link>
    </div>
  </form>
);
