import { resource, type ResourceField } from '../entities/resource';
import { nearest, comparable } from '../input/suggestion';

/** The columns beside the fields of Resource. */
const EXTRAS = ['emailVerified', 'passwordHash', 'internalCosts', 'deletedAt', 'redactedAt'] as const;

/** The name of a column of CSV, or of a member of a resource in JSON. */
export type ColumnName = ResourceField | (typeof EXTRAS)[number];

/** All columns, in the order of messages and exports. */
export const COLUMN_NAMES: readonly ColumnName[] = [...resource.fields.map(({ name }) => name), ...EXTRAS];

/** The columns that every resource must have; ids are assigned where missing. */
export const REQUIRED_COLUMNS: readonly ColumnName[] = resource.fields
  .filter(({ required, key }) => required && !key)
  .map(({ name }) => name);

/** The columns that .NET and PowerShell add, without data of the resource. */
const NOISE: ReadonlySet<string> = new Set([
  'fields',
  'userdefinedfields',
  'pscomputername',
  'psshowcomputername',
  'runspaceid',
]);

const BY_NAME: ReadonlyMap<string, ColumnName> = new Map([
  // The service's label of LocationID is misspelt.
  ['primarylocation', 'LocationID'] as const,
  ...resource.fields.map(({ label, name }) => [comparable(label), name] as const),
  ...COLUMN_NAMES.map((name) => [comparable(name), name] as const),
]);

/** The column of a field name or label; `ignored` for one without data; undefined for an unknown one. */
export function columnOf(name: string): ColumnName | 'ignored' | undefined {
  return NOISE.has(comparable(name)) ? 'ignored' : BY_NAME.get(comparable(name));
}

const NAMES_AND_LABELS: readonly string[] = [...COLUMN_NAMES, ...resource.fields.map(({ label }) => label)];

/** The sentence about a name that `columnOf` does not know. */
export function unknownColumn(kind: 'column' | 'field', name: string): string {
  const near = nearest(name, NAMES_AND_LABELS);
  const hint = near === undefined ? `The ${kind}s are ${COLUMN_NAMES.join(', ')}.` : `Did you mean ${near}?`;
  return `There is no ${kind} ${name}. ${hint}`;
}
