// Reads CSV files as spreadsheets write them.

import { finished } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { columnOf, REQUIRED_COLUMNS, unknownColumn, type ColumnName } from './resource-columns';
import { restored } from '../input/csv-cell';
import type { Problem } from './problems';
import { NONE_ABSENT, type Row, type Rows } from './row';

/** The separators; the first one wins where several give equally many columns. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

const LINE_END = /\r\n|\r|\n/g;

/** The characters of a file that hold its first lines. */
const HEAD = 65_536;

/** The bytes that the parser gets at a time. */
const PIECE = 65_536;

const FORM = { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true };

/** The resources of a CSV file as Excel or PowerShell writes it. */
export function readCsv(text: string): Rows {
  const { delimiter, body, line } = beginning(text, (cell) => columnOf(cell) !== undefined);
  return {
    count: Math.max(linesOf(body), 1),
    // A transaction that runs again reads them again.
    rows: { [Symbol.asyncIterator]: () => rowsOf(body, delimiter, line) },
  };
}

interface Beginning {
  readonly delimiter: string;
  /** The text from the first line of CSV on, and the number of that line in the file. */
  readonly body: string;
  readonly line: number;
}

/**
 * Skips the lines before the header: `#TYPE ...` of Export-Csv, and `sep=;` of Excel, whose separator is used. Else it is
 * the one that gives the most known columns.
 */
export function beginning(text: string, isKnown: (cell: string) => boolean): Beginning {
  let body = text;
  let line = 1;
  let delimiter: string | undefined;
  for (;;) {
    const [whole, content = ''] = /^([^\r\n]*)(?:\r\n|\r|\n)/.exec(body.slice(0, HEAD)) ?? [];
    const separator = /^"?sep=(.)"?$/i.exec(content)?.[1];
    if (whole === undefined || !(separator ?? /^(#TYPE .*|\s*)$/.test(content))) break;
    delimiter ??= separator;
    body = body.slice(whole.length);
    line += 1;
  }
  return { delimiter: delimiter ?? delimiterOf(body, isKnown), body, line };
}

function delimiterOf(body: string, isKnown: (cell: string) => boolean): string {
  const score = (delimiter: string): number => {
    try {
      const [header = []] = parseAtOnce(body.slice(0, HEAD), { ...FORM, delimiter, to: 1 });
      return header.filter(isKnown).length * HEAD + header.length;
    } catch {
      return 0;
    }
  };
  return DELIMITERS.reduce((best, one) => (score(one) > score(best) ? one : best));
}

function linesOf(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

interface CsvRecord {
  readonly raw: string;
  readonly record: readonly string[];
}

async function* rowsOf(body: string, delimiter: string, firstLine: number): AsyncGenerator<Row> {
  let line = firstLine;
  let header: Header | undefined;
  let isBroken = false;
  try {
    for await (const { raw, record } of recordsOf(body, delimiter)) {
      const place = `line ${line}`;
      line += raw.match(LINE_END)?.length ?? 0;
      // Cleared rows of a spreadsheet are empty cells.
      if (record.every((cell) => cell.trim() === '')) continue;
      if (header) yield rowOf(record, header, place);
      else {
        header = headerOf(record, place);
        yield broken(place, header.problems);
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    isBroken = true;
    yield broken(`line ${line}`, [
      { place: `line ${line}`, sentence: BROKEN[error.code] ?? 'The CSV is not well-formed.' },
    ]);
  }
  if (!header && !isBroken) yield broken('line 1', [{ place: 'line 1', sentence: 'The file is empty.' }]);
}

/** All records up to the first syntax error, then a CsvError. The parser's stream would lose records before it. */
async function* recordsOf(body: string, delimiter: string): AsyncIterable<CsvRecord> {
  const records: CsvRecord[] = [];
  const parser = parse({
    ...FORM,
    delimiter,
    raw: true,
    // With `raw`, the record has another shape than declared.
    on_record: (record: unknown) => {
      records.push(record as CsvRecord);
      return null;
    },
  });
  const completion = finished(parser.resume()).catch((error: unknown) => error as Error);
  // As bytes, as a piece of text might end within a surrogate pair.
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length && !parser.errored; at += PIECE) {
    parser.write(bytes.subarray(at, at + PIECE));
    yield* records.splice(0);
  }
  parser.end();
  const failure = await completion;
  yield* records;
  if (failure !== undefined) throw failure;
}

/** A row of problems only. */
function broken(place: string, problems: readonly Problem[]): Row {
  return { placeOf: () => place, values: undefined, problems, absent: NONE_ABSENT };
}

const BROKEN: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'A quote is opened here and never closed.',
  INVALID_OPENING_QUOTE:
    'A quote stands inside of a cell that does not begin with one. In quotes, it is written twice.',
  CSV_INVALID_CLOSING_QUOTE:
    'Something stands behind the closing quote of a cell. In quotes, a quote is written twice.',
};

interface Header {
  /** By position; undefined for an ignored column. */
  readonly columns: readonly (ColumnName | undefined)[];
  readonly absent: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

function headerOf(cells: readonly string[], place: string): Header {
  const problems: Problem[] = [];
  const seen = new Map<ColumnName, string>();
  const columns = cells.map((cell) => {
    const name = cell.trim();
    const column = columnOf(name);
    if (column === undefined && name !== '')
      problems.push({ place, sentence: unknownColumn('column', name) });
    if (column === undefined || column === 'ignored') return undefined;
    const other = seen.get(column);
    if (other !== undefined) {
      problems.push({ place, sentence: `The columns ${other} and ${name} are both ${column}.` });
    }
    seen.set(column, name);
    return column;
  });
  const absent = REQUIRED_COLUMNS.filter((name) => !seen.has(name));
  if (absent.length > 0) {
    problems.push({
      place,
      sentence: `There is no column for ${absent.join(', ')}, which every resource must have.`,
    });
  }
  return { columns, absent: new Set(absent), problems };
}

export function tooManyCells(cells: number, columns: number): string {
  return `The line has ${cells} cells and the header ${columns}. A cell that holds the separator must be in quotes.`;
}

/** The row of a record. An empty cell is no value; Excel leaves out empty cells at the end of a line. */
function rowOf(record: readonly string[], { columns, absent }: Header, place: string): Row {
  const values: Partial<Record<ColumnName, unknown>> = {};
  const problems: Problem[] = [];
  for (const [index, cell] of record.entries()) {
    if (cell === '') continue;
    const column = columns[index];
    if (column !== undefined) values[column] = restored(cell);
    else if (index >= columns.length) {
      problems.push({ place, sentence: tooManyCells(record.length, columns.length) });
      break;
    }
  }
  return { placeOf: () => place, values: problems.length > 0 ? undefined : values, problems, absent };
}
