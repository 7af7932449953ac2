import type { Child } from 'hono/jsx';
import { knownResource } from '../../lifecycle/reference';
import { displayName } from '../../lifecycle/display-name';
import { assignRecord, closeRecord } from '../../lifecycle/records';
import type { WorkRecord } from '../../store/people/record-store';
import { Form } from '../frame/form';
import { Redirect, type Page, type View, type Visit } from '../frame/page';
import { Empty } from '../frame/callout';
import { Select } from '../frame/fields';
import { Link, Moment, Table } from '../frame/parts';
import { resourceView, tabPath } from '../frame/resource-frame';
import type { EmulatorContext } from '../../operations/emulator-context';

const ROWS = 25;

/** What a resource owns or is responsible for, and what can be done with it. */
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

/** What was typed; undefined where nothing was. */
function typed(form: URLSearchParams, name: string): string | undefined {
  return form.get(name)?.trim() || undefined;
}

async function recordsView(context: EmulatorContext, { id, query }: Visit): Promise<View> {
  const { records } = context.store;
  await knownResource(context.store, id);
  const associations = await records.associations(id);
  const types = associations.map(({ type }) => type);
  const type = types.find((one) => one === query.get('type'));
  const state = query.get('state') ?? 'open';
  const found = await records.list({
    resourceId: id,
    type,
    open: state === 'all' ? undefined : state === 'open',
    after: Number(query.get('after')) || undefined,
    limit: ROWS + 1,
  });
  const rows = found.slice(0, ROWS);
  const next = new URLSearchParams({ type: type ?? '', state, after: String(rows.at(-1)?.id) });
  return resourceView(
    context,
    id,
    'Records',
    <>
      {associations.length === 0 ? (
        <Empty>Nothing belongs to this resource.</Empty>
      ) : (
        <Table
          caption="Records by type"
          columns={['Type', 'Open', 'In all']}
          rows={associations.map((one) => [one.type, String(one.open), String(one.total)])}
        />
      )}
      <form method="get" class="row">
        <Select
          name="type"
          label="Type"
          value={type}
          options={types.map((value) => ({ value, label: value }))}
          nothing="all"
        />
        <Select
          name="state"
          label="State"
          value={state}
          options={['open', 'closed', 'all'].map((value) => ({ value, label: value }))}
        />
        <button>Show</button>
      </form>
      {rows.length === 0 ? (
        <Empty>There is no such record.</Empty>
      ) : (
        <Table
          caption="Records"
          columns={['Record', 'Type', 'Title', 'Owner', 'Responsible', 'Created', 'State']}
          rows={await Promise.all(rows.map((record) => cells(context, id, record)))}
        />
      )}
      {found.length > ROWS && (
        <nav aria-label="Pages">
          <Link to={`${tabPath(id, 'Records')}?${String(next)}`}>Next</Link>
        </nav>
      )}
    </>,
  );
}

async function cells(context: EmulatorContext, id: number, record: WorkRecord): Promise<readonly Child[]> {
  const { store, timeZone } = context;
  const person = async (who: number): Promise<Child> => (
    <Link to={`/resources/${who}`}>{displayName(await knownResource(store, who))}</Link>
  );
  return [
    String(record.id),
    record.type,
    record.title,
    await person(record.ownerId),
    await person(record.responsibleId),
    <Moment at={record.createdAt} zone={timeZone} />,
    record.closedAt === null ? (
      openMenu(id, record)
    ) : (
      <>
        closed <Moment at={record.closedAt} zone={timeZone} />
      </>
    ),
  ];
}

function openMenu(id: number, record: WorkRecord): Child {
  return (
    <details class="menu">
      <summary aria-label={`Actions for record ${record.id}`}>Actions</summary>
      <div>
        <Form action={`/records/${record.id}/assign`}>
          <input type="hidden" name="resource" value={String(id)} />
          <label>
            New owner <input name="owner" placeholder="user name" />
          </label>
          <label>
            New responsible resource <input name="responsible" placeholder="user name" />
          </label>
          <button class="quiet">Assign</button>
        </Form>
        <Form action={`/records/${record.id}/close`}>
          <input type="hidden" name="resource" value={String(id)} />
          <button class="quiet">Close record</button>
        </Form>
      </div>
    </details>
  );
}
