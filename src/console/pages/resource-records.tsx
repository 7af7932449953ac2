// The records of a resource.
import type { Child } from 'hono/jsx';
import { knownResource } from '../../lifecycle/reference';
import { displayName } from '../../lifecycle/display-name';
import { assignRecord, closeRecord } from '../../lifecycle/records';
import type { Association, WorkRecord } from '../../store/people/record-store';
import { address } from '../frame/address';
import { Form } from '../frame/form';
import { Grid, Pages, type Column } from '../frame/grid';
import { Chip, Menu, MenuItem, Segment } from '../frame/menu';
import { Redirect, type Page, type View, type Visit } from '../frame/page';
import { Empty } from '../frame/callout';
import { Link, Moment, Nothing } from '../frame/parts';
import { resourceView, tabPath } from '../frame/resource-frame';
import type { EmulatorContext } from '../../operations/emulator-context';

const ROWS = 25;

/** The records that a resource owns or is responsible for, and their actions. */
export const RESOURCE_RECORDS: readonly Page[] = [
  {
    method: 'get',
    path: '/resources/:id/records',
    audience: 'administrators',
    answer: recordsView,
  },
  {
    method: 'post',
    path: '/records/:id/close',
    audience: 'administrators',
    answer: async (context, { id, form, visitor }) => {
      await closeRecord(context, id, visitor.userName);
      return new Redirect(back(form), 'The record is closed.');
    },
  },
  {
    method: 'post',
    path: '/records/:id/assign',
    audience: 'administrators',
    answer: async (context, { id, form, visitor }) => {
      const to = { owner: typed(form, 'owner'), responsible: typed(form, 'responsible') };
      await assignRecord(context, id, to, visitor.userName);
      return new Redirect(back(form), 'The record is assigned.');
    },
  },
];

/** The page whose form was sent: one resource's records. */
function back(form: URLSearchParams): string {
  return tabPath(Number(form.get('resource')), 'Records');
}

/** The typed value; undefined for an empty one. */
function typed(form: URLSearchParams, name: string): string | undefined {
  return form.get(name)?.trim() || undefined;
}

const STATES = ['open', 'closed', 'all'] as const;

async function recordsView(context: EmulatorContext, visit: Visit): Promise<View> {
  const { id, query } = visit;
  const { records } = context.store;
  await knownResource(context.store, id);
  const associations = await records.associations(id);
  const type = associations.find((one) => one.type === query.get('type'))?.type;
  const state = STATES.find((one) => one === query.get('state')) ?? 'open';
  const after = Number(query.get('after')) || undefined;
  const found = await records.list({
    resourceId: id,
    type,
    open: state === 'all' ? undefined : state === 'open',
    after,
    limit: ROWS + 1,
  });
  const rows = found.slice(0, ROWS);
  const path = tabPath(id, 'Records');
  const last = rows.at(-1);
  const names = await namesOf(context, rows);
  const body =
    associations.length === 0 ? (
      <Empty title="Nothing belongs to this resource">Records are created over the JSON API.</Empty>
    ) : (
      <>
        <Filters associations={associations} path={path} query={query} type={type} state={state} />
        {last ? (
          <Grid caption="Records, by their numbers" columns={columns(context, id, names)} rows={rows} />
        ) : (
          <Empty>There is no such record.</Empty>
        )}
        <Pages
          shown={rows.length}
          previous={after === undefined ? undefined : address(path, query, { after: undefined })}
          next={last && found.length > ROWS ? address(path, query, { after: last.id }) : undefined}
        />
      </>
    );
  return resourceView(context, visit, 'Records', body);
}

const Filters = ({
  associations,
  path,
  query,
  type,
  state,
}: {
  readonly associations: readonly Association[];
  readonly path: string;
  readonly query: URLSearchParams;
  readonly type: string | undefined;
  readonly state: (typeof STATES)[number];
}) => {
  const to = (changes: Readonly<Record<string, string | undefined>>): string =>
    address(path, query, { ...changes, after: undefined });
  const within = associations.filter((one) => type === undefined || one.type === type);
  const sum = (count: (one: Association) => number, of = within): number =>
    of.reduce((all, one) => all + count(one), 0);
  const counts = {
    open: (one: Association) => one.open,
    closed: (one: Association) => one.total - one.open,
    all: (one: Association) => one.total,
  } as const;
  const count = counts[state];
  return (
    <div class="toolbar">
      <Segment
        label="State"
        choices={STATES.map((one) => ({
          label: { open: 'Open', closed: 'Closed', all: 'All' }[one],
          to: to({ state: one === 'open' ? undefined : one }),
          isChosen: one === state,
          count: sum(counts[one]),
        }))}
      />
      <Chip
        id="type-menu"
        label="Type"
        chosen={type}
        choices={[
          {
            label: 'Any',
            to: to({ type: undefined }),
            isChosen: type === undefined,
            count: sum(count, [...associations]),
          },
          ...associations.map((one) => ({
            label: one.type,
            to: to({ type: one.type }),
            isChosen: one.type === type,
            count: count(one),
          })),
        ]}
      />
    </div>
  );
};

/** The names of the owners and the responsible resources of records, by id. */
async function namesOf(
  { store }: EmulatorContext,
  records: readonly WorkRecord[],
): Promise<ReadonlyMap<number, string>> {
  const ids = new Set(records.flatMap(({ ownerId, responsibleId }) => [ownerId, responsibleId]));
  const names = new Map<number, string>();
  for (const id of ids) names.set(id, displayName(await knownResource(store, id)));
  return names;
}

function columns(
  { timeZone }: EmulatorContext,
  id: number,
  names: ReadonlyMap<number, string>,
): readonly Column<WorkRecord>[] {
  const person = (who: number): Child => <Link to={`/resources/${who}`}>{names.get(who)}</Link>;
  return [
    { head: 'Record', width: 1, rank: 'mid', cell: (record) => String(record.id) },
    { head: 'Title', title: (record) => record.title, cell: (record) => record.title },
    {
      head: <span class="sr">Actions</span>,
      width: 0,
      cell: (record) => record.closedAt === null && openMenu(id, record),
    },
    { head: 'Type', width: 2, cell: (record) => record.type },
    { head: 'Owner', width: 3, rank: 'mid', cell: (record) => person(record.ownerId) },
    { head: 'Responsible', width: 3, rank: 'mid', cell: (record) => person(record.responsibleId) },
    {
      head: 'Created',
      width: 4,
      rank: 'low',
      cell: (record) => <Moment at={record.createdAt} zone={timeZone} />,
    },
    {
      head: 'Closed',
      width: 4,
      rank: 'mid',
      cell: (record) =>
        record.closedAt === null ? <Nothing /> : <Moment at={record.closedAt} zone={timeZone} />,
    },
  ];
}

function openMenu(id: number, record: WorkRecord): Child {
  return (
    <Menu id={`menu-${record.id}`} label={`Actions for record ${record.id}`}>
      <MenuItem>
        <Form action={`/records/${record.id}/close`}>
          <input type="hidden" name="resource" value={String(id)} />
          <button>Close record</button>
        </Form>
      </MenuItem>
      <MenuItem part>
        <Form action={`/records/${record.id}/assign`} class="body stack tight">
          <input type="hidden" name="resource" value={String(id)} />
          <div class="field">
            <label for={`owner-${record.id}`}>New owner</label>
            <input id={`owner-${record.id}`} name="owner" placeholder="user name" />
          </div>
          <div class="field">
            <label for={`responsible-${record.id}`}>New responsible resource</label>
            <input id={`responsible-${record.id}`} name="responsible" placeholder="user name" />
          </div>
          <button>Assign</button>
        </Form>
      </MenuItem>
    </Menu>
  );
}
