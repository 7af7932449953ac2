// Pages of a list that begins with the newest entry.
import type { FC } from 'hono/jsx';
import { Link } from './parts';

/** A part of a list, from the newest to the oldest, that is paged by id. */
export interface Part<T> {
  readonly rows: readonly T[];
  /** The id that the next part is before; undefined on the last one. */
  readonly before: number | undefined;
}

/** The rows of a page. */
export const ROWS = 50;

/** The first page of a list that has one row more than a page, if there is another page. */
export function partOf<T extends { readonly id: number }>(newestFirst: readonly T[]): Part<T> {
  const rows = newestFirst.slice(0, ROWS);
  return { rows, before: newestFirst.length > ROWS ? rows.at(-1)?.id : undefined };
}

/** The id in a query of a page that the rows are to be before. */
export function beforeOf(query: URLSearchParams): number | undefined {
  const before = query.get('before') ?? '';
  return /^\d{1,15}$/.test(before) ? Number(before) : undefined;
}

/** Links to the begin of the list, which has grown meanwhile, and to what is older. */
export const Paging: FC<{
  readonly path: string;
  readonly query: URLSearchParams;
  readonly before: number | undefined;
  /** The noun for the entries: `messages`. */
  readonly what: string;
}> = ({ path, query, before, what }) => {
  const to = (id?: number): string => {
    const target = new URLSearchParams(query);
    target.delete('before');
    if (id !== undefined) target.set('before', String(id));
    return target.size === 0 ? path : `${path}?${target.toString()}`;
  };
  return (
    <p class="row">
      <Link to={to()} class="button quiet">{`Look for newer ${what}`}</Link>
      {before !== undefined && <Link to={to(before)} class="button quiet">{`Older ${what}`}</Link>}
    </p>
  );
};
