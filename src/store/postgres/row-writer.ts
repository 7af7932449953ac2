import type { Field } from '../../entities/field';
import { wireText } from '../../entities/wire-text';
import { escape } from '../../xml/escape';
import { column } from '../columns';
import type { SqlFragment } from '../sql';
import type { FieldFormat, WireFormat } from '../wire-format';

/** Writes entities of rows whose values are the text that the server sends: none of them becomes another value first. */
export interface RowWriter {
  /** The columns of the fields, each behind a comma. Its parameters are the day, `days` times. */
  readonly columns: string;
  readonly days: number;
  readonly write: (row: readonly (string | null)[]) => string;
}

type Piece = (row: readonly (string | null)[]) => string;

/** `before`: how many columns a row has before those of the fields. */
export function writerOf({ parts }: WireFormat, mayViewInternalCost: boolean, before: number): RowWriter {
  const columns: SqlFragment[] = [];
  const pieces = parts.map((part): string | Piece => {
    if (typeof part === 'string') return part;
    columns.push(column(part.field, { mayViewInternalCost, today: '' }));
    return pieceOf(part, before + columns.length - 1);
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
      return (value) => text(Number(value));
    case 'xsd:dateTime':
      return (value) => (value.endsWith('.000') ? value.slice(0, -'.000'.length) : escape(text(value)));
    case 'xsd:int':
    case null:
      return (value) => value;
  }
}
