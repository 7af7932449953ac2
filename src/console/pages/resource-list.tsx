// The list of resources, with search, filters and actions for many.
import type { Child } from 'hono/jsx';
import type { EmulatorContext } from '../../operations/emulator-context';
import { displayName } from '../../lifecycle/display-name';
import { setActive, setAllActive } from '../../lifecycle/inactivate';
import { isChangeable } from '../../lifecycle/records';
import {
  DIRECTORY_ORDERS,
  DIRECTORY_STATES,
  type DirectoryCount,
  type DirectoryEntry,
  type DirectoryFilters,
  type DirectoryOrder,
  type DirectoryPage,
  type DirectoryState,
  type DirectoryView,
} from '../../store/people/directory-store';
import { address } from '../frame/address';
import { Alert, Empty } from '../frame/callout';
import { SearchInput } from '../frame/fields';
import { choicesOf, type ResourceChoices } from '../frame/field-values';
import { count as figure } from '../frame/figures';
import { Form, Hidden } from '../frame/form';
import { Grid, Pages, placeText, type Column } from '../frame/grid';
import { Icon } from '../frame/icon';
import { Chip, Menu, Segment } from '../frame/menu';
import { Redirect, View, type Page, type Visit, type Visitor } from '../frame/page';
import { Link } from '../frame/parts';
import { hasActions, LIST_FIELD, ResourceActions } from '../frame/resource-actions';
import { StateDot } from '../frame/resource-state';
import { violationsOf } from '../frame/violations';

const PATH = '/resources';

/** How many rows a page can have; the first is the usual one. */
const SIZES = [25, 50, 100];

/** The form whose boxes are in the rows of the list; each row has forms of its own. */
const BULK = 'bulk';

/** The states that are chosen from; who is deleted has a page of their own. */
const STATES = [
  ['active', 'Active'],
  ['inactive', 'Inactive'],
  ['redacted', 'Redacted'],
  [undefined, 'All'],
] as const satisfies readonly (readonly [DirectoryState | undefined, string])[];

/** The list of resources, and what can be done there. */
export const RESOURCE_LIST: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: (context, visit) => listed(context, visit, visit.query),
  },
  ...([true, false] as const).flatMap((active): Page[] => {
    const action = active ? 'activate' : 'inactivate';
    return [
      {
        method: 'post',
        path: `${PATH}/${action}`,
        audience: 'administrators',
        answer: async (context, visit) => {
          const { visitor, form } = visit;
          const query = new URLSearchParams(form.get(LIST_FIELD) ?? '');
          const ids = form.getAll('id').map(Number);
          try {
            await setAllActive(context, ids, active, visitor.userName);
          } catch (error) {
            return listed(context, visit, query, { ids, violation: Object.values(violationsOf(error))[0] });
          }
          const text = ids.length === 1 ? 'One resource is' : `${ids.length} resources are`;
          const fields = [
            ...ids.map((id) => ['id', String(id)] as const),
            [LIST_FIELD, String(query)] as const,
          ];
          return new Redirect(address(PATH, query), {
            text: `${text} ${active ? 'active' : 'inactive'} now.`,
            undo: { action: `${PATH}/${active ? 'inactivate' : 'activate'}`, fields },
          });
        },
      },
      {
        method: 'post',
        path: `${PATH}/:id/${action}`,
        audience: 'administrators',
        answer: async (context, { id, visitor, form }) => {
          await setActive(context, id, active, visitor.userName);
          const list = form.get(LIST_FIELD);
          return new Redirect(list === null ? `${PATH}/${id}` : address(PATH, new URLSearchParams(list)), {
            text: active ? 'The resource is active.' : 'The resource is inactive, and its license is free.',
            undo: {
              action: `${PATH}/${id}/${active ? 'inactivate' : 'activate'}`,
              fields: list === null ? [] : [[LIST_FIELD, list]],
            },
          });
        },
      },
    ];
  }),
];

/** The selection that was refused, and the sentence. */
interface Refused {
  readonly ids: readonly number[];
  readonly violation: string | undefined;
}

async function listed(
  { store }: EmulatorContext,
  { visitor }: Visit,
  query: Visit['query'],
  { ids, violation }: Refused = { ids: [], violation: undefined },
): Promise<View> {
  const view = viewOf(query);
  const choices = await choicesOf(store);
  const page = await store.directory.page(view);
  const count = await store.directory.counter(view.search);
  const from = firstRow(page, view, query);
  const shown = positionText(page, from, count?.(view));
  return new View(
    'Resources / Users (HR)',
    <>
      <Alert text={violation} />
      {toolbar({ view, query, choices, count, shown })}
      {page.entries.length === 0 ? (
        nobody(view, query, page)
      ) : (
        <Grid
          caption={`Resources, by ${ORDER_NAMES[view.order]}`}
          columns={columns(query, choices, visitor, ids)}
          rows={page.entries}
          order={{ path: PATH, query, sort: view.order, descending: view.descending }}
        />
      )}
      {paging(page, view, query, shown, from)}
      <Form action={`${PATH}/inactivate`} id={BULK} class="bulk row" label="With the selected resources">
        <input type="hidden" name={LIST_FIELD} value={String(query)} />
        <b>selected</b>
        <button class="small">Inactivate</button>
        <button class="small" formaction={`/admin${PATH}/activate`}>
          Activate
        </button>
        <button class="small quiet" type="reset">
          Clear
        </button>
      </Form>
    </>,
    {
      status: violation === undefined ? 200 : 422,
      actions: (
        <Link to={`${PATH}/new`} class="button primary">
          <Icon name="plus" />
          <span>
            New<span class="mid"> resource</span>
          </span>
        </Link>
      ),
    },
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
    licenseType: number('license'),
    order: one('sort', DIRECTORY_ORDERS) ?? 'name',
    descending: query.get('order') === 'descending',
    after: number('after'),
    before: number('before'),
    limit: SIZES.find((size) => size === number('rows')) ?? Number(SIZES[0]),
  };
}

/** In addresses of other pages of the list, the row that these begin with, or end before. */
const ROW = 'row';

/** The number of the first row of a page, as the address says; undefined where that does not. */
function firstRow(
  { entries }: DirectoryPage,
  { before, after }: DirectoryView,
  query: URLSearchParams,
): number | undefined {
  if (before === undefined && after === undefined) return 1;
  const row = /^\d{1,9}$/.test(query.get(ROW) ?? '') ? Number(query.get(ROW)) : undefined;
  if (row === undefined || before === undefined) return row;
  return Math.max(1, row - entries.length);
}

/** `26–50 of 100,000`; the rows alone where the rest is not known. */
function positionText(
  { entries }: DirectoryPage,
  from: number | undefined,
  all: number | undefined,
): string | number {
  if (all === undefined || from === undefined || from + entries.length - 1 > all) return entries.length;
  if (entries.length === 0) return 'None';
  return `${figure(from)}–${figure(from + entries.length - 1)} of ${figure(all)}`;
}

function toolbar({
  view,
  query,
  choices: { ResourceType = [], LicenseType = [] },
  count: countOf,
  shown,
}: {
  readonly view: DirectoryView;
  readonly query: URLSearchParams;
  readonly choices: ResourceChoices;
  readonly count: DirectoryCount | undefined;
  readonly shown: string | number;
}): Child {
  const to = (changes: Readonly<Record<string, string | undefined>>): string =>
    address(PATH, query, { ...changes, after: undefined, before: undefined, [ROW]: undefined });
  const count = (filters: Partial<DirectoryFilters>): number | undefined =>
    countOf?.({ ...view, ...filters });
  const labelIn = (values: typeof LicenseType, value: string | number | undefined): string | undefined =>
    value === undefined
      ? undefined
      : (values.find((one) => one.value === String(value))?.label ?? String(value));
  const kept = ['state', 'type', 'license', 'sort', 'order', 'rows'];
  return (
    <form class="toolbar" role="search">
      <SearchInput
        label="Search names, user names and e-mail addresses"
        placeholder="Name, user name or e-mail"
        value={view.search}
      />
      <Hidden values={[...query].filter(([name]) => kept.includes(name))} />
      <Segment
        label="State"
        choices={STATES.map(([state, label]) => ({
          label,
          // No state in the address means the active ones, an empty one all.
          to: to({ state: state === 'active' ? undefined : (state ?? '') }),
          isChosen: state === view.state,
          count: count({ state }),
        }))}
      />
      <Chip
        id="type-menu"
        label="Type"
        chosen={labelIn(ResourceType, view.resourceType)}
        choices={[
          { value: undefined, label: 'Any' },
          ...ResourceType.filter(({ active, value }) => active || value === view.resourceType),
        ].map(({ value, label }) => ({
          label,
          to: to({ type: value }),
          isChosen: value === view.resourceType,
          count: count({ resourceType: value }),
        }))}
      />
      <Chip
        id="license-menu"
        label="License"
        chosen={labelIn(LicenseType, view.licenseType)}
        choices={[
          { value: undefined, label: 'Any' },
          ...LicenseType.filter(({ active, value }) => active || value === String(view.licenseType)),
        ].map(({ value, label }) => ({
          label,
          to: to({ license: value }),
          isChosen: value === (view.licenseType === undefined ? undefined : String(view.licenseType)),
          count: count({ licenseType: value === undefined ? undefined : Number(value) }),
        }))}
      />
      <p class="push muted mid">{placeText(shown)}</p>
    </form>
  );
}

const ORDER_NAMES: Readonly<Record<DirectoryOrder, string>> = {
  name: 'last name',
  userName: 'user name',
  email: 'e-mail address',
  hireDate: 'hire date',
  id: 'resource ID',
};

function columns(
  query: URLSearchParams,
  choices: ResourceChoices,
  visitor: Visitor,
  selected: readonly number[],
): readonly Column<DirectoryEntry>[] {
  const label = (name: keyof ResourceChoices, value: string): string =>
    choices[name]?.find((choice) => choice.value === value)?.label ?? value;
  const license = ({ licenseType }: DirectoryEntry): string => label('LicenseType', String(licenseType));
  return [
    {
      head: <span class="sr">Select</span>,
      width: 0,
      cell: (entry) =>
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
    },
    {
      head: 'Name',
      sort: 'name',
      kind: 'name',
      title: displayName,
      cell: (entry) => (
        <>
          <Link to={`${PATH}/${entry.id}`}>{displayName(entry)}</Link>
          <span class="sub">{`${entry.userName} · ${license(entry)}`}</span>
        </>
      ),
    },
    {
      head: <span class="sr">Actions</span>,
      width: 0,
      cell: (resource) =>
        hasActions({ resource }) && (
          <Menu id={`menu-${resource.id}`} label={`Actions for ${displayName(resource)}`}>
            <ResourceActions resource={resource} visitor={visitor} list={String(query)} />
          </Menu>
        ),
    },
    {
      head: 'User name',
      sort: 'userName',
      width: 3,
      rank: 'mid',
      title: (entry) => entry.userName,
      cell: (entry) => entry.userName,
    },
    {
      head: 'E-mail',
      sort: 'email',
      width: 5,
      rank: 'mid',
      title: (entry) => entry.email,
      cell: (entry) => entry.email,
    },
    { head: 'Type', width: 1, rank: 'low', cell: (entry) => label('ResourceType', entry.resourceType) },
    { head: 'License', width: 4, rank: 'mid', title: license, cell: license },
    { head: 'Hired', sort: 'hireDate', width: 1, rank: 'low', cell: (entry) => entry.hireDate.slice(0, 10) },
    { head: 'State', width: 1, cell: (entry) => <StateDot of={entry} /> },
  ];
}

/** The text in place of an empty list, and the ways on. */
function nobody(view: DirectoryView, query: URLSearchParams, { previous, next }: DirectoryPage): Child {
  if (previous !== undefined || next !== undefined) {
    return <Empty title="Nobody so far">There are more resources to look through.</Empty>;
  }
  const inAll = new URLSearchParams({ state: '', search: view.search });
  return (
    <Empty
      title={view.search === '' ? 'There is no such resource' : `Nobody is called “${view.search}”`}
      actions={
        <>
          {view.state !== undefined && (
            <Link to={`${PATH}?${inAll.toString()}`} class="button">
              Search in all states
            </Link>
          )}
          <Link to={address(PATH, query, { search: undefined })} class="button quiet">
            Clear the search
          </Link>
        </>
      }
    >
      Beginnings of names, user names and e-mail addresses are looked for.
    </Empty>
  );
}

function paging(
  { previous, next, entries: { length: rows } }: DirectoryPage,
  view: DirectoryView,
  query: URLSearchParams,
  shown: string | number,
  from: number | undefined,
): Child {
  const to = (changes: Readonly<Record<string, number | undefined>>): string =>
    address(PATH, query, { before: undefined, after: undefined, [ROW]: undefined, ...changes });
  return (
    <Pages
      shown={shown}
      previous={previous === undefined ? undefined : to({ before: previous, [ROW]: from })}
      next={
        next === undefined
          ? undefined
          : to({ after: next, [ROW]: from === undefined ? undefined : from + rows })
      }
      sizes={SIZES.map((size) => ({ rows: size, isChosen: size === view.limit, to: to({ rows: size }) }))}
    />
  );
}
