import type { InternalCost } from '../store/people/resource-store';

/** No resource costs more than this per hour. */
export const HIGHEST_COST = 1e9;

/** Whether a range of days ends before it starts. */
export function endsBeforeStart({ from, to }: Pick<InternalCost, 'from' | 'to'>): boolean {
  return from !== null && to !== null && from > to;
}

/** Whether some day is in two of the ranges. */
export function overlap(costs: readonly Pick<InternalCost, 'from' | 'to'>[]): boolean {
  const sorted = costs.toSorted((a, b) => (a.from ?? '').localeCompare(b.from ?? ''));
  return sorted.some(
    ({ from }, index) => index > 0 && (sorted[index - 1]?.to ?? '9999-12-31') >= (from ?? ''),
  );
}
