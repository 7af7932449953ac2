import { isDeclared } from '../entities/declared';
import type { Field } from '../entities/field';
import { wireText } from '../entities/wire-text';
import { escape } from '../xml/escape';
import { column, CONTENT } from './columns';
import type { SqlFragment } from './sql';
import { fieldsOf, type FieldFormat, type WireFormat } from './wire-format';

/**
 * Writes entities of rows whose values are texts, as PostgreSQL sends them: none of them becomes another value first. Of a
 * declared type, the row has the JSON of all values, which is quicker to read here than member by member in a statement.
 */
export interface RowWriter {
  /** The columns of the fields, each behind a comma. Its parameters are the day, `days` times. */
  readonly columns: string;
  readonly days: number;
  readonly write: (row: readonly (string | null)[]) => string;
}

type Piece = (row: readonly (string | null)[]) => string;

/** `before`: how many columns a row has before those of the fields; the first one is the id. */
export function writerOf(format: WireFormat, mayViewInternalCost: boolean, before: number): RowWriter {
  if (!isDeclared(format.entity)) return columnWriter(format, mayViewInternalCost, before);
  const fields = fieldsOf(format.parts).map(({ field }) => field);
  const { write } = columnWriter(format, mayViewInternalCost, 0);
  return {
    columns: `, e."${CONTENT}"`,
    days: 0,
    write: (row) => {
      const values = JSON.parse(row[before] ?? '{}') as Readonly<Record<string, string | number>>;
      return write(
        fields.map(({ key, column: its }) => {
          const value = key ? row[0] : values[its];
          return value === undefined || value === null ? null : String(value);
        }),
      );
    },
  };
}

function columnWriter({ parts }: WireFormat, mayViewInternalCost: boolean, before: number): RowWriter {
  const columns: SqlFragment[] = [];
  const added = ({ field }: FieldFormat): number =>
    before - 1 + columns.push(column(field, { mayViewInternalCost, today: '' }));
  const pieces = parts.map((part): string | Piece => {
    if (typeof part === 'string') return part;
    if (!('fields' in part)) return pieceOf(part, added(part));
    const { fields, start, end, none } = part;
    const places = fields.map(added);
    const members = fields.map((field, index) => pieceOf(field, places[index] ?? 0));
    return (row) =>
      places.every((at) => (row[at] ?? null) === null)
        ? none
        : start + members.map((member) => member(row)).join('') + end;
  });
  return {
    columns: columns.map(({ sql }) => `, ${sql}`).join(''),
    days: columns.flatMap(({ parameters }) => parameters).length,
    write: (row) => {
      let xml = '';
      for (const piece of pieces) xml += typeof piece === 'string' ? piece : piece(row);
      return xml;
    },
  };
}

function pieceOf({ field, start, end, empty, missing }: FieldFormat, at: number): Piece {
  const text = textOf(field);
  const isText = field.wireType === 'xsd:string';
  return (row) => {
    const value = row[at] ?? null;
    if (value === null) return missing;
    return isText && value === '' ? empty : start + text(value) + end;
  };
}

/** How the text that the server sends is written. */
function textOf({ wireType }: Field): (value: string) => string {
  const text = wireText({ wireType });
  switch (wireType) {
    case 'xsd:string':
      return escape;
    case 'xsd:boolean':
      return (value) => (value === '1' ? 'true' : 'false');
    case 'xsd:decimal':
    case 'xsd:double':
    case 'xsd:float':
      return (value) => text(Number(value));
    case 'xsd:dateTime':
      return (value) => (value.endsWith('.000') ? value.slice(0, -'.000'.length) : escape(text(value)));
    case 'xsd:int':
    case 'xsd:long':
    case 'xsd:short':
    case null:
      return (value) => value;
  }
}
