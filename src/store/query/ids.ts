import type { Clause } from '../../queryxml/tree';

/** The ids that a query names one by one, ascending, where that is all it asks for; undefined for others. */
export function idsNamedBy(clauses: readonly Clause[]): readonly number[] | undefined {
  const [only, ...others] = clauses;
  if (only?.kind !== 'field' || !only.field.key || others.length > 0) return undefined;
  if (only.expressions.some(({ operator }) => operator !== 'Equals')) return undefined;
  const ids = new Set(only.expressions.map(({ value }) => Number(value)));
  return [...ids].sort((a, b) => a - b);
}
