// A list as a table: columns, sorting, pages.
import type { Child } from 'hono/jsx';
import { address } from './address';
import { Icon } from './icon';
import { Link } from './parts';

/** One column of a list. */
export interface Column<Row> {
  readonly head: Child;
  readonly cell: (row: Row) => Child;
  /** From 0, a box or a button, to 5, an e-mail address; without it, the column has the rest of the width. */
  readonly width?: 0 | 1 | 2 | 3 | 4 | 5;
  /** The columns that narrow windows leave out: `low` first, then `mid`. */
  readonly rank?: 'low' | 'mid';
  readonly kind?: 'name' | 'num' | 'wrap';
  /** The whole text, where the cell may end in dots. */
  readonly title?: (row: Row) => string;
  /** The value of `sort` in the address. */
  readonly sort?: string;
}

/** How a list is sorted, as the address says: `?sort=email&order=descending`. */
export interface Order {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly sort: string;
  readonly descending: boolean;
}

function classOf<Row>({ width, rank, kind }: Column<Row>, isHead = false): string | undefined {
  const names = [
    isHead && width !== undefined && `w-${width}`,
    rank,
    kind === 'name' && isHead ? false : kind,
  ];
  return names.filter((name) => typeof name === 'string').join(' ') || undefined;
}

/** A list of one line a row, whose heads sort it. What does not fit ends in dots. */
export function Grid<Row>({
  caption,
  columns,
  rows,
  order,
}: {
  /** The subject and the order of the list, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly order?: Order;
}) {
  return (
    <table class="grid">
      <caption class="sr">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col" class={classOf(column, true)} aria-sort={sortedBy(column, order)}>
              {order && column.sort !== undefined ? (
                <Link to={sortAddress(column.sort, order)}>{column.head}</Link>
              ) : (
                column.head
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {columns.map((column) => (
              <td class={classOf(column)} title={column.title?.(row)}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function sortedBy<Row>({ sort }: Column<Row>, order?: Order): 'ascending' | 'descending' | undefined {
  if (!order || sort === undefined || sort !== order.sort) return undefined;
  return order.descending ? 'descending' : 'ascending';
}

/** The list from its begin in the order of a column; the other way round where it is in that order. */
function sortAddress(sort: string, { path, query, sort: current, descending }: Order): string {
  const changes = { sort, order: sort === current && !descending ? 'descending' : 'ascending' };
  return address(path, query, { ...changes, before: undefined, after: undefined });
}

/** Where one is in a list, in words. */
export function placeText(shown: string | number): string {
  if (typeof shown === 'string') return shown;
  return shown === 1 ? 'One row' : `${shown} rows`;
}

/** Where one is in a list, and the ways on; addresses are behind `/admin`. */
export function Pages({
  shown,
  previous,
  next,
  sizes,
}: {
  /** `1–25 of 26`, or how many rows there are. */
  readonly shown: string | number;
  readonly previous?: string | undefined;
  readonly next?: string | undefined;
  /** How many rows a page can have. */
  readonly sizes?: readonly { readonly rows: number; readonly to: string; readonly isChosen: boolean }[];
}) {
  return (
    <nav class="pages" aria-label="Pages">
      <span>{placeText(shown)}</span>
      <span class="push">
        {sizes && 'Rows: '}
        {sizes?.map(({ rows, to, isChosen }, index) => (
          <>
            {index > 0 && ' · '}
            {isChosen ? <b>{rows}</b> : <Link to={to}>{rows}</Link>}
          </>
        ))}
      </span>
      {previous !== undefined && (
        <Link to={previous} class="button small">
          <Icon name="left" />
          Previous
        </Link>
      )}
      {next !== undefined && (
        <Link to={next} class="button small">
          Next
          <Icon name="right" />
        </Link>
      )}
    </nav>
  );
}
