// The Privacy Action History.
import type { FC } from 'hono/jsx';
import {
  HISTORY_COLUMNS,
  HISTORY_LABELS,
  historyAsCsv,
  privacyHistory,
  type HistoryColumn,
  type HistoryView,
  type PrivacyHistoryEntry,
} from '../../lifecycle/privacy-history';
import { CONSOLE_PATH } from '../../http/paths';
import { address } from '../frame/address';
import { Empty } from '../frame/callout';
import { DAY_FIELDS, DayRangeInputs, daysIn } from '../frame/day-range';
import { BareInput } from '../frame/fields';
import { Hidden } from '../frame/form';
import { Grid, type Column } from '../frame/grid';
import { Icon } from '../frame/icon';
import { Link, Moment } from '../frame/parts';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Download, View, type Page } from '../frame/page';

const PATH = '/privacy-history';
const EXPORT_PATH = `${PATH}/export`;

/** The columns that are filtered by text; dates are filtered by day. */
const TEXT_COLUMNS = HISTORY_COLUMNS.filter((column) => column !== 'actionDate');

/** All fields of the filter, and the address without any of them. */
const FILTERS = [...TEXT_COLUMNS, ...DAY_FIELDS];
const NO_FILTER = Object.fromEntries(FILTERS.map((name) => [name, undefined]));

/** The history is shown; nothing here changes it. */
export const PRIVACY_HISTORY: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: async (context, { query }) => {
      const entries = await privacyHistory(context.store, viewIn(query, context));
      const isFiltered = FILTERS.some((name) => query.get(name));
      const { sort, descending } = sortIn(query);
      const clear = (
        <Link to={address(PATH, query, NO_FILTER)} class="button">
          Show everything
        </Link>
      );
      return new View(
        'Privacy Action History',
        <>
          <Filter query={query} isFiltered={isFiltered} count={entries.length} />
          {entries.length === 0 ? (
            isFiltered ? (
              <Empty title="No entry is like that." actions={clear}>
                All filters must fit.
              </Empty>
            ) : (
              <Empty title="No personal data was erased so far.">
                Redact is in the menu of each resource. What was erased, by whom and why, is listed here.
              </Empty>
            )
          ) : (
            <Grid
              caption="Privacy Action History"
              columns={columns(context)}
              rows={entries}
              order={{ path: PATH, query, sort, descending }}
            />
          )}
        </>,
        {
          lead: 'What was erased, by whom and why. Nobody can change or remove an entry.',
          actions: (
            <Link to={address(EXPORT_PATH, query)} class="button">
              <Icon name="download" />
              Export as CSV
            </Link>
          ),
        },
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
    days: { zone: timeZone, ...daysIn(query) },
    ...sortIn(query),
  };
}

/** The column that sorts; the newest entries are first by default. */
function sortIn(query: URLSearchParams): { readonly sort: HistoryColumn; readonly descending: boolean } {
  const sort = HISTORY_COLUMNS.find((column) => column === query.get('sort'));
  return sort
    ? { sort, descending: query.get('order') === 'descending' }
    : { sort: 'actionDate', descending: true };
}

function columns({ timeZone }: EmulatorContext): readonly Column<PrivacyHistoryEntry>[] {
  const column = (name: HistoryColumn, rest: Omit<Column<PrivacyHistoryEntry>, 'head' | 'sort'>) => ({
    head: HISTORY_LABELS[name],
    sort: name,
    ...rest,
  });
  return [
    column('actionDate', {
      width: 4,
      cell: ({ actionDate, actionType, initiatingPerson, affectedResource, reason }) => (
        <>
          <Moment at={actionDate} zone={timeZone} />
          <span class="sub">{`${actionType}: ${affectedResource}, by ${initiatingPerson}`}</span>
          <span class="sub">{reason}</span>
        </>
      ),
    }),
    column('actionType', { width: 2, rank: 'mid', cell: ({ actionType }) => actionType }),
    column('initiatingPerson', {
      width: 4,
      rank: 'mid',
      title: ({ initiatingPerson }) => initiatingPerson,
      cell: ({ initiatingPerson, initiatingId }) => (
        <Link to={`/resources/${initiatingId}`}>{initiatingPerson}</Link>
      ),
    }),
    column('affectedResource', {
      width: 5,
      rank: 'mid',
      cell: ({ affectedResource, resourceId }) => (
        <>
          <Link to={`/resources/${resourceId}`}>{affectedResource}</Link>{' '}
          <span class="muted">{resourceId}</span>
        </>
      ),
    }),
    column('reason', { rank: 'mid', kind: 'wrap', cell: ({ reason }) => reason }),
  ];
}

const Filter: FC<{
  readonly query: URLSearchParams;
  readonly isFiltered: boolean;
  readonly count: number;
}> = ({ query, isFiltered, count }) => (
  <form action={CONSOLE_PATH + PATH} class="toolbar" role="search">
    {TEXT_COLUMNS.map((column) => (
      <div class="filter">
        <BareInput
          name={column}
          label={HISTORY_LABELS[column]}
          placeholder={HISTORY_LABELS[column]}
          value={query.get(column) ?? ''}
        />
      </div>
    ))}
    <DayRangeInputs query={query} />
    <Hidden values={[...query].filter(([name]) => ['sort', 'order'].includes(name))} />
    <button>Show</button>
    {isFiltered && (
      <Link to={address(PATH, query, NO_FILTER)} class="button quiet">
        Clear
      </Link>
    )}
    <p class="push muted mid">{count === 1 ? 'One entry' : `${count} entries`}</p>
  </form>
);
