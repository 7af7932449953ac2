// The part of the list that an address asks for, and its place in the whole.
import {
  DIRECTORY_ORDERS,
  DIRECTORY_STATES,
  type DirectoryPage,
  type DirectoryView,
} from '../../../store/people/directory-store';
import { count as figure } from '../../frame/figures';

export const PATH = '/resources';

/** How many rows a page can have; the first is the usual one. */
export const SIZES = [25, 50, 100];

export function viewOf(query: URLSearchParams): DirectoryView {
  const one = <T extends string>(name: string, all: readonly T[]): T | undefined =>
    all.find((value) => value === query.get(name));
  const number = (name: string): number | undefined => {
    const text = query.get(name) ?? '';
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  };
  return {
    search: query.get('search') ?? '',
    // Most visitors look for active resources.
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
export const ROW = 'row';

/** The number of the first row of a page, as the address says; undefined where that does not. */
export function firstRow(
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
export function positionText(
  { entries }: DirectoryPage,
  from: number | undefined,
  all: number | undefined,
): string | number {
  if (all === undefined || from === undefined || from + entries.length - 1 > all) return entries.length;
  if (entries.length === 0) return 'None';
  return `${figure(from)}–${figure(from + entries.length - 1)} of ${figure(all)}`;
}
