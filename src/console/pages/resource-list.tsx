import type { Child } from 'hono/jsx';
import { displayName } from '../../lifecycle/display-name';
import { inactivateAll, setActive } from '../../lifecycle/inactivate';
import { isChangeable, stateOf } from '../../lifecycle/records';
import {
  DIRECTORY_ORDERS,
  DIRECTORY_STATES,
  type DirectoryEntry,
  type DirectoryOrder,
  type DirectoryPage,
  type DirectoryView,
} from '../../store/people/directory-store';
import { choicesOf, type ResourceChoices } from '../frame/field-values';
import { Form } from '../frame/form';
import { violationsOf } from '../frame/violations';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Redirect, View, type Page, type Visit } from '../frame/page';
import { Alert, Empty } from '../frame/callout';
import { Input, Select } from '../frame/fields';
import { Link, Table } from '../frame/parts';

const ROWS = 25;

/** The form whose boxes are in the rows of the list; each row has forms of its own. */
const BULK = 'bulk';

const ORDER_NAMES: Readonly<Record<DirectoryOrder, string>> = {
  name: 'Last name',
  userName: 'User name',
  email: 'E-mail',
  hireDate: 'Hire date',
  id: 'Resource ID',
};

/** The word for what a resource is, with a colour for those in use. */
export function stateBadge(resource: Parameters<typeof stateOf>[0]): Child {
  const state = stateOf(resource);
  return <span class={`badge ${state}`}>{state}</span>;
}

/** The list of resources, and what can be done there. */
export const RESOURCE_LIST: readonly Page[] = [
  {
    method: 'get',
    path: '/resources',
    audience: 'administrators',
    answer: (context, { query }) => listed(context, query),
  },
  {
    method: 'post',
    path: '/resources/inactivate',
    audience: 'administrators',
    answer: async (context, { visitor, form }) => {
      const query = new URLSearchParams(form.get('list') ?? '');
      const ids = form.getAll('id').map(Number);
      try {
        await inactivateAll(context, ids, visitor.userName);
        return new Redirect(`/resources?${String(query)}`, `Inactivated: ${ids.length}.`);
      } catch (error) {
        return listed(context, query, { ids, violation: Object.values(violationsOf(error))[0] });
      }
    },
  },
  ...([true, false] as const).map((active): Page => ({
    method: 'post',
    path: `/resources/:id/${active ? 'activate' : 'inactivate'}`,
    audience: 'administrators',
    answer: async (context, { id, visitor, form }) => {
      await setActive(context, id, active, visitor.userName);
      const done = active ? 'The resource is active.' : 'The resource is inactive.';
      return new Redirect(`/resources?${form.get('list') ?? ''}`, done);
    },
  })),
];

/** What was selected, and why nothing came of it. */
interface Refused {
  readonly ids: readonly number[];
  readonly violation: string | undefined;
}

async function listed(
  { store }: EmulatorContext,
  query: Visit['query'],
  { ids, violation }: Refused = { ids: [], violation: undefined },
): Promise<View> {
  const view = viewOf(query);
  const choices = await choicesOf(store);
  const page = await store.directory.page(view);
  return new View(
    'Resources / Users (HR)',
    <>
      <Alert text={violation} />
      <p class="row">
        <Link to="/resources/new" class="button">
          New resource
        </Link>
      </p>
      {filters(view, choices)}
      {page.entries.length === 0 ? (
        <Empty>
          {page.next === undefined && page.previous === undefined
            ? 'There is no such resource. Clear the search or choose other filters.'
            : 'Nobody so far. There are more resources to look through.'}
        </Empty>
      ) : (
        rows(page.entries, query, choices, ids)
      )}
      {paging(page, query)}
    </>,
    { status: violation === undefined ? 200 : 422 },
  );
}

function viewOf(query: URLSearchParams): DirectoryView {
  const one = <T extends string>(name: string, all: readonly T[]): T | undefined =>
    all.find((value) => value === query.get(name));
  const number = (name: string): number | undefined => {
    const text = query.get(name) ?? '';
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  };
  return {
    search: query.get('search') ?? '',
    // People look for those who are there, unless they say otherwise.
    state: query.has('state') ? one('state', DIRECTORY_STATES) : 'active',
    resourceType: query.get('type') || undefined,
    licenseType: number('licence'),
    order: one('sort', DIRECTORY_ORDERS) ?? 'name',
    descending: query.get('direction') === 'descending',
    after: number('after'),
    before: number('before'),
    limit: ROWS,
  };
}

function filters(view: DirectoryView, { ResourceType = [], LicenseType = [] }: ResourceChoices): Child {
  return (
    <form method="get" class="row" role="search">
      <Input name="search" label="Search" value={view.search} hint="Beginnings of words" />
      <Select
        name="state"
        label="State"
        value={view.state ?? ''}
        options={DIRECTORY_STATES.map((state) => ({ value: state, label: state }))}
        nothing="all"
      />
      <Select name="type" label="Type" value={view.resourceType} options={ResourceType} nothing="all" />
      <Select
        name="licence"
        label="License"
        value={String(view.licenseType)}
        options={LicenseType}
        nothing="all"
      />
      <Select
        name="sort"
        label="Sort by"
        value={view.order}
        options={DIRECTORY_ORDERS.map((order) => ({ value: order, label: ORDER_NAMES[order] }))}
      />
      <Select
        name="direction"
        label="Direction"
        value={view.descending ? 'descending' : 'ascending'}
        options={['ascending', 'descending'].map((value) => ({ value, label: value }))}
      />
      <button>Show</button>
    </form>
  );
}

function rows(
  entries: readonly DirectoryEntry[],
  query: URLSearchParams,
  choices: ResourceChoices,
  selected: readonly number[],
): Child {
  const label = (name: keyof ResourceChoices, value: string): string =>
    choices[name]?.find((choice) => choice.value === value)?.label ?? value;
  return (
    <>
      <Table
        caption="Resources"
        columns={[
          <span class="visually-hidden">Selected</span>,
          'Name',
          <span class="visually-hidden">Actions</span>,
          'User name',
          'E-mail',
          'Type',
          'License',
          'Hired',
          'State',
        ]}
        rows={entries.map((entry) => [
          isChangeable(entry) && (
            <input
              type="checkbox"
              form={BULK}
              name="id"
              value={String(entry.id)}
              checked={selected.includes(entry.id)}
              aria-label={`Select ${displayName(entry)}`}
            />
          ),
          <Link to={`/resources/${entry.id}`}>{displayName(entry)}</Link>,
          menu(entry, query),
          entry.userName,
          entry.email,
          label('ResourceType', entry.resourceType),
          label('LicenseType', String(entry.licenseType)),
          <span class="nowrap">{entry.hireDate.slice(0, 10)}</span>,
          stateBadge(entry),
        ])}
      />
      <Form action="/resources/inactivate" id={BULK}>
        <input type="hidden" name="list" value={String(query)} />
        <button class="quiet">Inactivate selected</button>
      </Form>
    </>
  );
}

/** What can be done with a resource: less with one that is redacted or deleted, and nothing with one that is both. */
function menu(entry: DirectoryEntry, query: URLSearchParams): Child {
  const { id, active, deletedAt, redactedAt } = entry;
  if (deletedAt !== null && redactedAt !== null) return null;
  return (
    <details class="menu">
      <summary aria-label={`Actions for ${displayName(entry)}`}>⋯</summary>
      <ul>
        {isChangeable(entry) && (
          <>
            <li>
              <Link to={`/resources/${id}/edit`}>Edit</Link>
            </li>
            <li>
              <Form action={`/resources/${id}/${active ? 'inactivate' : 'activate'}`}>
                <input type="hidden" name="list" value={String(query)} />
                <button class="link">{active ? 'Inactivate' : 'Activate'}</button>
              </Form>
            </li>
          </>
        )}
        {redactedAt === null && (
          <li>
            <Link to={`/resources/${id}/redact`}>Redact…</Link>
          </li>
        )}
        {deletedAt === null && (
          <>
            <li>
              <Link to={`/resources/${id}/delete`}>Delete…</Link>
            </li>
            <li>
              <Link to={`/resources/${id}/delete-and-replace`}>Delete and replace…</Link>
            </li>
          </>
        )}
      </ul>
    </details>
  );
}

function paging({ previous, next }: DirectoryPage, query: URLSearchParams): Child {
  const to = (side: 'before' | 'after', id: number): string => {
    const there = new URLSearchParams(query);
    there.delete('before');
    there.delete('after');
    there.set(side, String(id));
    return `/resources?${String(there)}`;
  };
  return (
    <nav aria-label="Pages" class="row">
      {previous !== undefined && <Link to={to('before', previous)}>Previous</Link>}
      {next !== undefined && <Link to={to('after', next)}>Next</Link>}
    </nav>
  );
}
