import type { Field, FieldValue } from '../entities/field';
import { fold } from '../entities/fold';
import { bit } from './bit';
import type { SqlValue } from './sql';

/** How the values of stored fields stand in the columns of a table. */

/** The columns of fields: one for each, and then the folded forms of texts. */
export function columnNames(fields: readonly Field[]): readonly string[] {
  return [
    ...fields.map(({ column }) => column),
    ...fields.filter(isText).map(({ comparedBy }) => comparedBy),
  ];
}

/** The columns of the fields that have a value. */
export function columnsOf(
  fields: readonly Field[],
  values: Readonly<Partial<Record<string, FieldValue>>>,
): Record<string, SqlValue> {
  const row: Record<string, SqlValue> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined) continue;
    row[field.column] = typeof value === 'boolean' ? bit(value) : value;
    if (isText(field)) row[field.comparedBy] = value === null ? null : fold(String(value));
  }
  return row;
}

/** The values of fields from the columns that a row begins with. */
export function valuesOf(fields: readonly Field[], row: readonly unknown[]): readonly FieldValue[] {
  return fields.map(({ type }, index) => {
    const value = row[index] as string | number | null;
    return type === 'boolean' && value !== null ? value === 1 : value;
  });
}

/** The statement that adds a row. */
export function insertInto(table: string, columns: readonly string[]): string {
  const names = columns.map((name) => `"${name}"`).join(', ');
  return `insert into "${table}" (${names}) values (${columns.map(() => '?').join(', ')})`;
}

function isText({ type }: Field): boolean {
  return type === 'string';
}
