// The records report: figures by resource, type, state and time, as chart, table and CSV.
import type { Child, FC } from 'hono/jsx';
import { displayName } from '../../lifecycle/display-name';
import {
  KEY_LABELS,
  recordReport,
  REPORT_KEYS,
  reportAsCsv,
  resourcesOf,
  type ReportRow,
  type ReportView,
} from '../../lifecycle/record-report';
import type { ResourceSummary } from '../../store/people/lifecycle-store';
import { CONSOLE_PATH } from '../../http/paths';
import { address } from '../frame/address';
import { axisFor, BarChart } from '../frame/bar-chart';
import { Bar, Legend, RECORD_PARTS, type BarRow } from '../frame/bars';
import { Empty } from '../frame/callout';
import { DAY_FIELDS, dayViolations, DayRangeInputs, daysIn } from '../frame/day-range';
import { count } from '../frame/figures';
import { Hidden } from '../frame/form';
import { Grid, Pages, type Column } from '../frame/grid';
import { Icon } from '../frame/icon';
import { Chip, Segment } from '../frame/menu';
import { Download, Redirect, View, type Page } from '../frame/page';
import { Link, Panel } from '../frame/parts';
import { roleIn, ROLES } from '../frame/record-roles';
import {
  CHOSEN,
  ChosenResources,
  FIND,
  resourceFilter,
  ResourceFilterInput,
  type ResourceFilter,
} from '../frame/resource-filter';
import { StateDot } from '../frame/resource-state';

export const REPORT_PATH = '/report';
const EXPORT_PATH = `${REPORT_PATH}/export`;

const ROWS = 50;

/** All that narrows the report down, and the address without any of it. */
const FILTERS = [CHOSEN, 'type', 'state', ...DAY_FIELDS];
const NO_FILTER = Object.fromEntries([...FILTERS, FIND, 'page'].map((name) => [name, undefined]));

/** The parameters that the form of the filters sends as they are. */
const KEPT = ['by', 'role', CHOSEN, 'type', 'state'];

const STATE_LABELS: Readonly<Record<string, string>> = { open: 'Open', closed: 'Closed' };

/** Records in figures: as a chart, as a table, and as CSV. */
export const REPORT: readonly Page[] = [
  {
    method: 'get',
    path: REPORT_PATH,
    audience: 'administrators',
    answer: async ({ store, timeZone }, { query }) => {
      const filter = await resourceFilter(store, 'Reports', REPORT_PATH, query);
      if (filter instanceof Redirect) return filter;
      const types = await store.records.types();
      const view = viewOf(query, filter, types);
      const rows = await recordReport(store, timeZone, view);
      const page = Math.max(1, Math.floor(Number(query.get('page')) || 1));
      const shown = rows.slice((page - 1) * ROWS, page * ROWS);
      const names = view.by === 'resource' ? await resourcesOf(store, shown) : new Map<number, never>();
      const isRefused = filter.violation !== undefined || Object.keys(dayViolations(query)).length > 0;
      const zone = view.by === 'time' ? `Days, months and years of ${timeZone.name}. ` : '';
      return new View(
        'Records report',
        <>
          <Toolbar query={query} view={view} types={types} filter={filter} />
          <ChosenResources filter={filter} />
          {shown.length === 0 ? (
            <NoRecords query={query} />
          ) : (
            <Result query={query} view={view} rows={rows} shown={shown} page={page} names={names} />
          )}
        </>,
        {
          status: isRefused ? 422 : 200,
          lead: `${zone}Deleted resources keep their closed records.`,
          actions: (
            <Link to={address(EXPORT_PATH, query, { page: undefined })} class="button">
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
    answer: async ({ store, timeZone }, { query }) => {
      const filter = await resourceFilter(store, 'Reports', REPORT_PATH, query);
      if (filter instanceof Redirect) return filter;
      const view = viewOf(query, filter, await store.records.types());
      // Figures without the filter that was asked for would be taken for those with it.
      if (filter.violation !== undefined) return new Redirect(address(REPORT_PATH, query));
      return new Download(
        'text/csv; charset=utf-8',
        await reportAsCsv(store, view, await recordReport(store, timeZone, view)),
        { 'Content-Disposition': `attachment; filename="records-by-${view.by}.csv"` },
      );
    },
  },
];

function viewOf(query: URLSearchParams, filter: ResourceFilter, types: readonly string[]): ReportView {
  const state = query.get('state');
  return {
    by: REPORT_KEYS.find((key) => key === query.get('by')) ?? 'resource',
    role: roleIn(query),
    type: types.find((type) => type === query.get('type')),
    open: state === 'open' ? true : state === 'closed' ? false : undefined,
    resources: filter.chosen.map(({ id }) => id),
    days: daysIn(query),
  };
}

const Toolbar: FC<{
  readonly query: URLSearchParams;
  readonly view: ReportView;
  readonly types: readonly string[];
  readonly filter: ResourceFilter;
}> = ({ query, view, types, filter }) => {
  const to = (changes: Readonly<Record<string, string | undefined>>): string =>
    address(REPORT_PATH, query, { ...changes, page: undefined });
  const state = view.open === undefined ? undefined : view.open ? 'open' : 'closed';
  return (
    <>
      <div class="toolbar">
        <Segment
          label="By"
          choices={REPORT_KEYS.map((key, index) => ({
            label: `By ${key}`,
            to: to({ by: index === 0 ? undefined : key }),
            isChosen: key === view.by,
          }))}
        />
        <Segment
          label="Whose records"
          choices={ROLES.map(([role, label], index) => ({
            label,
            to: to({ role: index === 0 ? undefined : role }),
            isChosen: role === view.role,
          }))}
        />
      </div>
      <form action={CONSOLE_PATH + REPORT_PATH} class="toolbar" role="search">
        <ResourceFilterInput
          label="Report filter: a resource that is not deleted"
          placeholder="A resource, inactive ones too"
          filter={filter}
        />
        <Chip
          id="type-menu"
          label="Type"
          chosen={view.type}
          choices={[undefined, ...types].map((type) => ({
            label: type ?? 'Any',
            to: to({ type }),
            isChosen: type === view.type,
          }))}
        />
        <Chip
          id="state-menu"
          label="State"
          chosen={state && STATE_LABELS[state]}
          choices={[undefined, 'open', 'closed'].map((one) => ({
            label: one === undefined ? 'Any' : (STATE_LABELS[one] ?? one),
            to: to({ state: one }),
            isChosen: one === state,
          }))}
        />
        <DayRangeInputs query={query} />
        <Hidden values={[...query].filter(([name]) => KEPT.includes(name))} />
        <button>Filter</button>
      </form>
    </>
  );
};

type Names = ReadonlyMap<number | string, ResourceSummary>;

const NoRecords: FC<{ readonly query: URLSearchParams }> = ({ query }) =>
  [...FILTERS, 'page'].some((name) => query.get(name)) ? (
    <Empty
      title="There is no such record."
      actions={
        <Link to={address(REPORT_PATH, query, NO_FILTER)} class="button">
          Show everything
        </Link>
      }
    >
      All filters must fit.
    </Empty>
  ) : (
    <Empty title="There are no records.">They are created over the JSON API.</Empty>
  );

const Result: FC<{
  readonly query: URLSearchParams;
  readonly view: ReportView;
  readonly rows: readonly ReportRow[];
  /** The rows of this page, and its number from 1. */
  readonly shown: readonly ReportRow[];
  readonly page: number;
  readonly names: Names;
}> = ({ query, view, rows, shown, page, names }) => {
  const most = rows.reduce((largest, { open, closed }) => Math.max(largest, open + closed), 0);
  const before = (page - 1) * ROWS;
  const to = (number: number): string => address(REPORT_PATH, query, { page: number });
  return (
    <div class="stack">
      {view.by === 'time' && (
        <Panel title="Records by the time they were created" aside={<Legend of={RECORD_PARTS} />}>
          <PeriodChart periods={rows} />
        </Panel>
      )}
      <Grid
        caption={`Records by ${KEY_LABELS[view.by].toLowerCase()}`}
        columns={columns(view, names, most)}
        rows={shown}
      />
      <Pages
        shown={`${count(before + 1)}–${count(before + shown.length)} of ${count(rows.length)}`}
        previous={page > 1 ? to(page - 1) : undefined}
        next={page * ROWS < rows.length ? to(page + 1) : undefined}
      />
    </div>
  );
};

/** More labels than these would run into each other on a phone. */
const MOST_LABELS = 5;

const PeriodChart: FC<{ readonly periods: readonly ReportRow[] }> = ({ periods }) => {
  const bars = periods.map((period) => ({ label: period.key, parts: partsOf(period).toReversed() }));
  return (
    <BarChart
      id="periods"
      title={`Records created, ${[periods[0]?.key, periods.at(-1)?.key].join(' to ')}`}
      description="The figures are in the table below."
      bars={bars}
      axis={axisFor(bars)}
      labelEvery={Math.ceil(periods.length / MOST_LABELS)}
    />
  );
};

function partsOf(row: ReportRow): BarRow['parts'] {
  return RECORD_PARTS.map(([kind, part]) => [kind, row[part]]);
}

/** The text of a row's first cell. */
function labelOf({ by }: ReportView, { key }: ReportRow, names: Names): string {
  const resource = names.get(key);
  if (by === 'resource') return resource ? displayName(resource) : String(key);
  return STATE_LABELS[key] ?? String(key);
}

/** `most`: the total that fills a bar. */
function columns(view: ReportView, names: Names, most: number): readonly Column<ReportRow>[] {
  const figure = (head: string, of: (row: ReportRow) => number): Column<ReportRow> => ({
    head,
    kind: 'num',
    width: 2,
    cell: (row) => count(of(row)),
  });
  const name = (row: ReportRow): Child => (
    <>
      {view.by === 'resource' ? (
        <Link to={`/resources/${row.key}/records`}>{labelOf(view, row, names)}</Link>
      ) : (
        labelOf(view, row, names)
      )}
      <span class="sub">{`${count(row.open)} open, ${count(row.closed)} closed`}</span>
    </>
  );
  return [
    { head: KEY_LABELS[view.by], kind: 'name', title: (row) => labelOf(view, row, names), cell: name },
    ...(view.by === 'resource' ? resourceColumns(names) : []),
    ...(view.by === 'time' ? [] : [barColumn(most)]),
    { ...figure('Open', ({ open }) => open), rank: 'mid' },
    { ...figure('Closed', ({ closed }) => closed), rank: 'mid' },
    figure('Total', ({ open, closed }) => open + closed),
  ];
}

function barColumn(most: number): Column<ReportRow> {
  return {
    head: (
      <span class="line">
        <Legend of={RECORD_PARTS} />
      </span>
    ),
    width: 5,
    rank: 'mid',
    cell: (row) => <Bar most={most} parts={partsOf(row)} />,
  };
}

function resourceColumns(names: Names): readonly Column<ReportRow>[] {
  return [
    {
      head: 'User name',
      width: 5,
      rank: 'mid',
      title: ({ key }) => names.get(key)?.userName ?? '',
      cell: ({ key }) => names.get(key)?.userName,
    },
    {
      head: 'State',
      width: 2,
      rank: 'mid',
      cell: ({ key }) => {
        const resource = names.get(key);
        return resource && <StateDot of={resource} />;
      },
    },
  ];
}
