// Reads the rows of a declared entity from a CSV or JSON file.
import { CsvError, parse } from 'csv-parse/sync';
import { getNodeValue } from 'jsonc-parser';
import type { DeclaredEntity } from '../entities/declared';
import { restored } from '../input/csv-cell';
import { comparable, suggestion } from '../input/suggestion';
import { sentence } from '../refusals/refusal';
import { wellFormed } from './json-file';
import { USER_DEFINED, type DeclaredRow } from './declared-rows';
import { ImportError } from './import-error';
import { beginning, tooManyCells } from './read-csv';

/** The rows of a file, and the place of each. */
export interface DeclaredRowsFile {
  readonly rows: readonly DeclaredRow[];
  readonly placeOf: (row: number) => string;
}

/** The columns that .NET and PowerShell add. */
const NOISE: ReadonlySet<string> = new Set(['fields', 'pscomputername', 'psshowcomputername', 'runspaceid']);

/** Rows by the names or labels of fields, and of user-defined fields. Throws an ImportError. */
export function readDeclaredRows(text: string, entity: DeclaredEntity): DeclaredRowsFile {
  return /^\s*[[{]/.test(text) ? readJsonRows(text, entity) : readCsvRows(text, entity);
}

type Value = string | number | boolean | null;

function readJsonRows(text: string, entity: DeclaredEntity): DeclaredRowsFile {
  const { root, lines } = wellFormed(text);
  const nodes = root.type === 'array' ? (root.children ?? []) : [root];
  const placeOf = (row: number): string => `line ${lines.at(nodes[row]?.offset ?? 0)}`;
  const problems: string[] = [];
  const rows = nodes.map((node, index) => {
    const problem = (text: string): number => problems.push(`${placeOf(index)}: ${text}`);
    if (node.type === 'object') return rowOf(Object.entries(getNodeValue(node) as object), entity, problem);
    problem(sentence('rowNotAnObject'));
    return {};
  });
  if (problems.length > 0) throw new ImportError(problems);
  return { rows, placeOf };
}

function readCsvRows(text: string, entity: DeclaredEntity): DeclaredRowsFile {
  const { delimiter, body, line: first } = beginning(text, (cell) => placeIn(cell, entity) !== undefined);
  const [header, ...records] = withProblem(first, () => parse(body, { ...FORM, delimiter })).map((one) => {
    // With `info`, a record has another shape than declared.
    const { record, info } = one as unknown as { record: string[]; info: { lines: number } };
    return { record, place: `line ${info.lines + first - 1}` };
  });
  if (!header) throw new ImportError(['line 1: The file is empty.']);
  const names = header.record.map((name) => name.trim());
  const problems: string[] = [];
  const rows = records.map(({ record, place }) => {
    if (record.length > names.length) problems.push(`${place}: ${tooManyCells(record.length, names.length)}`);
    const cells = record.flatMap((cell, index): [string, string][] => {
      const name = names[index] ?? '';
      return cell === '' || name === '' ? [] : [[name, restored(cell)]];
    });
    return rowOf(cells, entity, () => undefined);
  });
  const columns = names.filter((name) => name !== '').map((name): [string, null] => [name, null]);
  rowOf(columns, entity, (problem) => problems.unshift(`${header.place}: ${problem}`));
  if (problems.length > 0) throw new ImportError(problems);
  return { rows, placeOf: (index) => records[index]?.place ?? header.place };
}

const FORM = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true } as const;

function withProblem<T>(first: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportError([
      `line ${Number((error as { readonly lines?: unknown }).lines) + first - 1}: The CSV is not well-formed.`,
    ]);
  }
}

/** The field of a name or label: in the row itself, or among the user-defined ones. */
function placeIn(
  name: string,
  { fields, userDefinedFields }: DeclaredEntity,
): { readonly name: string; readonly isUserDefined: boolean } | undefined {
  const wanted = comparable(name);
  const inside = wanted.replace(/^userdefinedfields\./, '');
  const own =
    fields.find((field) => comparable(field.name) === wanted) ??
    fields.find((field) => comparable(field.label) === wanted);
  if (own) return { name: own.name, isUserDefined: false };
  const userDefined = userDefinedFields.find((field) => comparable(field.name) === inside);
  return userDefined && { name: userDefined.name, isUserDefined: true };
}

function rowOf(
  members: readonly (readonly [string, unknown])[],
  entity: DeclaredEntity,
  problem: (sentence: string) => unknown,
): DeclaredRow {
  const own: Record<string, Value> = {};
  const userDefined: Record<string, Value> = {};
  const seen = new Map<string, string>();
  for (const [name, value] of members.flatMap(unwrapped)) {
    const place = placeIn(name, entity);
    if (place) {
      const { name: field, isUserDefined } = place;
      const key = `${isUserDefined ? USER_DEFINED : ''}.${field}`;
      const other = seen.get(key);
      if (other !== undefined) problem(`${other} and ${name} are both ${field}.`);
      seen.set(key, name);
      (isUserDefined ? userDefined : own)[field] = value as Value;
    } else if (!NOISE.has(comparable(name))) {
      const known = [...entity.fields, ...entity.userDefinedFields].map((field) => field.name);
      problem(sentence('nameUnknown', { name, hint: suggestion(name, known) }));
    }
  }
  return { ...own, ...(Object.keys(userDefined).length > 0 && { [USER_DEFINED]: userDefined }) };
}

/** User-defined fields as an object, or as the list of names and values that SOAP clients make of them. */
function unwrapped([name, value]: readonly [string, unknown]): readonly (readonly [string, unknown])[] {
  if (comparable(name) !== 'userdefinedfields') return [[name, value]];
  if (Array.isArray(value)) {
    return (value as readonly { readonly Name?: unknown; readonly Value?: unknown }[]).map((one) => [
      `${USER_DEFINED}.${String(one.Name)}`,
      one.Value ?? null,
    ]);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([inner, its]) => [`${USER_DEFINED}.${inner}`, its as unknown] as const);
}
