import type { Field, FieldValue } from '../entities/field';
import type { Values } from '../store/entity-rows';
import type { Change } from '../store/people/audit-store';

/** The changed values of some fields by column, and their audit form. */
export function changesOf(
  fields: readonly Field[],
  before: Values,
  values: ReadonlyMap<string, FieldValue>,
): { readonly changed: Values; readonly changes: Record<string, Change> } {
  const changed: Record<string, FieldValue> = {};
  const changes: Record<string, Change> = {};
  for (const { name, column, impersonal } of fields) {
    const from = before[column] ?? null;
    const to = values.get(column);
    if (to === undefined || to === from) continue;
    changed[column] = to;
    changes[name] = impersonal ? { from, to } : {};
  }
  return { changed, changes };
}
