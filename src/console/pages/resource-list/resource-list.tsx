// The list of resources, with search, filters and actions for many.
import type { Child } from 'hono/jsx';
import type { EmulatorContext } from '../../../operations/emulator-context';
import { setActive, setAllActive } from '../../../lifecycle/inactivate';
import type { DirectoryOrder, DirectoryPage, DirectoryView } from '../../../store/people/directory-store';
import { address } from '../../frame/address';
import { Alert, Empty } from '../../frame/callout';
import { choicesOf } from '../../frame/field-values';
import { Form } from '../../frame/form';
import { Grid, Pages } from '../../frame/grid';
import { Icon } from '../../frame/icon';
import { Redirect, View, type Page, type Visit } from '../../frame/page';
import { Link } from '../../frame/parts';
import { LIST_FIELD } from '../../frame/resource-actions';
import { violationsOf } from '../../frame/violations';
import { BULK, columns } from './columns';
import { toolbar } from './toolbar';
import { firstRow, PATH, positionText, ROW, SIZES, viewOf } from './view';

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

const ORDER_NAMES: Readonly<Record<DirectoryOrder, string>> = {
  name: 'last name',
  userName: 'user name',
  email: 'e-mail address',
  hireDate: 'hire date',
  id: 'resource ID',
};

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
