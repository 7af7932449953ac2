// Serializes entities to XML in SQL.

import type { WireType } from '../../entities/field';
import { column } from '../columns';
import type { SqlFragment } from '../sql';
import { fieldsOf, type FieldFormat, type WireFormat } from '../wire-format';

/**
 * An entity in its form, as an expression: SQLite puts a page together in half of the time that it takes to make
 * JavaScript values of its rows, and text of rows. Each parameter is the day.
 */
export function serialization({ parts }: WireFormat, mayViewInternalCost: boolean): SqlFragment {
  const values = fieldsOf(parts)
    .map(({ field }) => field)
    .filter(({ wireType }) => STORED_AS_SENT.has(wireType))
    .map(({ column: its }) => `e."${its}"`);
  // One look at all values of a row tells whether one of them has to be escaped: of a damaged file, any of them.
  const plain = concatenated(parts, mayViewInternalCost, (value) => value);
  const escaped = concatenated(parts, mayViewInternalCost, (value) => `escaped(${value})`);
  return {
    sql: `CASE WHEN is_plain(concat(${["''", ...values].join(', ')})) THEN ${plain.sql} ELSE ${escaped.sql} END`,
    parameters: [...plain.parameters, ...escaped.parameters],
  };
}

/**
 * Text beside a null is a null, which `concat` leaves out. Only a decimal has parameters (InternalCost): its
 * expression stands once, those of others may be repeated.
 */
function concatenated(
  parts: WireFormat['parts'],
  mayViewInternalCost: boolean,
  safe: (value: string) => string,
): SqlFragment {
  const pieces = parts.map((part): SqlFragment => {
    if (typeof part === 'string') return { sql: literal(part), parameters: [] };
    // Only declared entities have user-defined fields, and are not written by SQLite.
    return 'fields' in part
      ? { sql: literal(part.none), parameters: [] }
      : written(part, mayViewInternalCost, safe);
  });
  return {
    sql: `concat(${pieces.map(({ sql }) => sql).join(', ')})`,
    parameters: pieces.flatMap(({ parameters }) => parameters),
  };
}

/** A field with its element. */
function written(
  { field, start, end, empty, missing }: FieldFormat,
  mayViewInternalCost: boolean,
  safe: (value: string) => string,
): SqlFragment {
  const { sql, parameters } = column(field, { mayViewInternalCost, today: '' });
  const value = field.wireType === 'xsd:string' ? sql : VALUE[field.wireType ?? 'xsd:int'](sql);
  const isSent = STORED_AS_SENT.has(field.wireType);
  const element = `${literal(start)} || ${isSent ? safe(value) : value} || ${literal(end)}`;
  const present =
    field.wireType === 'xsd:string'
      ? `CASE ${sql} WHEN '' THEN ${literal(empty)} ELSE ${element} END`
      : element;
  return { sql: missing === '' ? present : `coalesce(${present}, ${literal(missing)})`, parameters };
}

/** The text of a value as `wireText` has it, which is asked where SQLite would say it in another way. */
const VALUE: Readonly<Record<Exclude<WireType, 'xsd:string'>, (column: string) => string>> = {
  'xsd:boolean': (column) => `CASE ${column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END`,
  'xsd:dateTime': (column) =>
    `CASE substr(${column}, 20) WHEN '.000' THEN substr(${column}, 1, 19) ELSE wire_text('xsd:dateTime', ${column}) END`,
  'xsd:decimal': (column) => `wire_text('xsd:decimal', ${column})`,
  'xsd:double': (column) => `wire_text('xsd:double', ${column})`,
  'xsd:float': (column) => `wire_text('xsd:float', ${column})`,
  'xsd:int': (column) => column,
  'xsd:long': (column) => column,
  'xsd:short': (column) => column,
};

/** Values that are sent as they are stored. A row id is always a number; the others were written by this program. */
const STORED_AS_SENT: ReadonlySet<WireType | null> = new Set([
  'xsd:string',
  'xsd:dateTime',
  'xsd:double',
  'xsd:float',
  'xsd:int',
  'xsd:long',
  'xsd:short',
]);

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
