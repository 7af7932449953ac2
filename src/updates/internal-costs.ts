import type { InternalCost } from '../store/people/resource-store';

/** The highest internal cost per hour. */
export const HIGHEST_COST = 1e9;

/** Whether a range of days ends before it starts. */
export function endsBeforeStart({ from, to }: Pick<InternalCost, 'from' | 'to'>): boolean {
  return from !== null && to !== null && from > to;
}

/** Whether two ranges of days overlap. */
export function overlap(costs: readonly Pick<InternalCost, 'from' | 'to'>[]): boolean {
  const sorted = costs.toSorted((a, b) => (a.from ?? '').localeCompare(b.from ?? ''));
  return sorted.some(
    ({ from }, index) => index > 0 && (sorted[index - 1]?.to ?? '9999-12-31') >= (from ?? ''),
  );
}
