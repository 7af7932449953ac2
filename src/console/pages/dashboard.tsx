// The dashboard: widgets of open records, licenses in use and refused calls.
import type { Child, FC } from 'hono/jsx';
import { displayName } from '../../lifecycle/display-name';
import { licenses } from '../../lifecycle/licenses';
import { recordReport, resourcesOf, total, type ReportRow } from '../../lifecycle/record-report';
import type { ResourceSummary } from '../../store/people/lifecycle-store';
import { CONSOLE_PATH } from '../../http/paths';
import { address } from '../frame/address';
import { BarPanel, Legend, RECORD_PARTS, type BarRow } from '../frame/bars';
import { FigureCard } from '../frame/figure-card';
import { count } from '../frame/figures';
import { Hidden } from '../frame/form';
import { Segment } from '../frame/menu';
import { Redirect, View, type Page } from '../frame/page';
import { Link } from '../frame/parts';
import { roleIn, ROLES } from '../frame/record-roles';
import { CHOSEN, ChosenResources, resourceFilter, ResourceFilterInput } from '../frame/resource-filter';
import { REPORT_PATH } from './report';

const PATH = '/dashboard';

/** So many bars are in a widget; the report has them all. */
const MOST_BARS = 10;

export const DASHBOARD: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: async ({ store, timeZone, journal: { tally } }, { query }) => {
      const filter = await resourceFilter(store, 'Widgets', PATH, query);
      if (filter instanceof Redirect) return filter;
      const role = roleIn(query);
      const view = {
        role,
        type: undefined,
        open: undefined,
        resources: filter.chosen.map(({ id }) => id),
        days: { first: undefined, last: undefined },
      };
      const byResource = await recordReport(store, timeZone, { ...view, by: 'resource' });
      const byType = await recordReport(store, timeZone, { ...view, by: 'type' });
      const all = total(byType);
      const used = await licenses(store);
      const refusals = tally.refusals.list();
      const openOnes = most(byResource, 'open');
      const closedOnes = most(byResource, 'closed');
      const names = await resourcesOf(store, [...openOnes, ...closedOnes]);
      const report = (changes: Readonly<Record<string, string>>): string =>
        address(REPORT_PATH, query, changes);
      return new View(
        'Dashboard',
        <>
          <form action={CONSOLE_PATH + PATH} class="toolbar" role="search">
            <ResourceFilterInput
              label="Widget filter: an active resource"
              placeholder="An active resource"
              filter={filter}
            />
            <Hidden values={[...query].filter(([name]) => [CHOSEN, 'role'].includes(name))} />
            <button>Filter</button>
            <Segment
              label="Whose records"
              choices={ROLES.map(([one, label]) => ({
                label,
                to: address(PATH, query, { role: one === 'owner' ? undefined : one }),
                isChosen: one === role,
              }))}
            />
          </form>
          <ChosenResources filter={filter} />
          <div class="stack">
            <dl class="cards four">
              <FigureCard
                name="Open records"
                figure={all.open}
                to={report({ by: 'resource', state: 'open' })}
              />
              <FigureCard
                name="Closed records"
                figure={all.closed}
                to={report({ by: 'resource', state: 'closed' })}
              />
              <FigureCard
                name="Licenses in use"
                figure={used.reduce((sum, { active }) => sum + active, 0)}
                to="/resources"
              />
              <FigureCard
                name="Refused calls"
                figure={refusals.reduce((sum, [, calls]) => sum + calls, 0)}
                to="/requests?result=refused"
              />
            </dl>
            <div class="cards">
              <BarPanel
                title="Open records by resource"
                caption="Open records by resource"
                rows={openOnes.map((row) => ({ label: nameOf(row, names), parts: [['v1', row.open]] }))}
                footer={<More of={byResource} part="open" to={report({ by: 'resource', state: 'open' })} />}
              />
              <BarPanel
                title="Records by type"
                caption="Records by type, open and closed"
                rows={byType.map(typeBar)}
                aside={<Legend of={RECORD_PARTS} />}
                footer={
                  <Link to={report({ by: 'type' })}>
                    <small>Report by type</small>
                  </Link>
                }
              />
              <BarPanel
                title="Closed records by resource"
                caption="Closed records by resource"
                rows={closedOnes.map((row) => ({ label: nameOf(row, names), parts: [['v4', row.closed]] }))}
                footer={
                  <More of={byResource} part="closed" to={report({ by: 'resource', state: 'closed' })} />
                }
              />
              <BarPanel
                title="Licenses in use"
                caption="Active resources by license type"
                rows={used
                  .filter(({ active }) => active > 0)
                  .map(({ label, licenseType, active }) => ({
                    label: <Link to={`/resources?license=${licenseType}`}>{label}</Link>,
                    parts: [['v1', active]],
                  }))}
              />
              <BarPanel
                title="Refused calls"
                caption="Refused calls by sentence"
                nothing="No call was refused since the list of requests was empty."
                rows={refusals
                  .slice(0, MOST_BARS)
                  .map(([sentence, calls]) => ({ label: sentence, parts: [['v2', calls]] }))}
                aside={
                  <Link to="/requests?result=refused">
                    <small>Show the calls</small>
                  </Link>
                }
              />
            </div>
          </div>
        </>,
        { status: filter.violation === undefined ? 200 : 422 },
      );
    },
  },
];

/** The rows with the most open, or closed, records. */
function most(rows: readonly ReportRow[], part: 'open' | 'closed'): readonly ReportRow[] {
  return rows
    .filter((row) => row[part] > 0)
    .sort((a, b) => b[part] - a[part])
    .slice(0, MOST_BARS);
}

function nameOf({ key }: ReportRow, names: ReadonlyMap<number | string, ResourceSummary>): Child {
  const resource = names.get(key);
  return <Link to={`/resources/${key}/records`}>{resource ? displayName(resource) : String(key)}</Link>;
}

function typeBar({ key, ...figure }: ReportRow): BarRow {
  return {
    label: (
      <Link to={address(REPORT_PATH, new URLSearchParams({ by: 'resource', type: String(key) }))}>{key}</Link>
    ),
    parts: RECORD_PARTS.map(([kind, part]) => [kind, figure[part]]),
  };
}

const More: FC<{
  readonly of: readonly ReportRow[];
  readonly part: 'open' | 'closed';
  readonly to: string;
}> = ({ of, part, to }) => {
  const resources = of.filter((row) => row[part] > 0).length;
  return (
    <Link to={to}>
      <small>
        {resources > MOST_BARS ? `All ${count(resources)} resources in the report` : 'Report by resource'}
      </small>
    </Link>
  );
};
