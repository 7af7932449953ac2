// Reads the rows of a declared entity from a CSV or JSON file.
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { getNodeValue } from 'jsonc-parser';
import type { DeclaredEntity } from '../entities/declared';
import { restored } from '../input/csv-cell';
import { comparable, suggestion } from '../input/suggestion';
import { sentence } from '../refusals/refusal';
import { wellFormed } from './json-file';
import { USER_DEFINED, type DeclaredRow } from './declared-rows';
import { ImportError } from './import-error';

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
  const records = recordsOf(text, entity);
  const [header] = records;
  if (!header) throw new ImportError(['line 1: The file is empty.']);
  const problems: string[] = [];
  const rows = records.slice(1).map(({ record }) => {
    const cells = record.flatMap((cell, index): [string, string][] => {
      const name = header.record[index]?.trim() ?? '';
      return cell === '' || name === '' ? [] : [[name, restored(cell)]];
    });
    return rowOf(cells, entity, () => undefined);
  });
  rowOf(
    header.record.map((name): [string, null] => [name.trim(), null]).filter(([name]) => name !== ''),
    entity,
    (problem) => problems.push(`line ${header.line}: ${problem}`),
  );
  if (problems.length > 0) throw new ImportError(problems);
  return { rows, placeOf: (index) => `line ${records[index + 1]?.line ?? 0}` };
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly line: number;
}

/** The separator is the one that gives the most columns of the entity. */
function recordsOf(text: string, entity: DeclaredEntity): readonly CsvRecord[] {
  const parsed = [',', ';', '\t'].map((delimiter) => {
    const [header = []] = withProblem(() => parse(text, { ...FORM, delimiter, to: 1 }));
    return { delimiter, known: header.filter((name) => placeIn(name, entity) !== undefined).length };
  });
  const [best] = parsed.sort((one, other) => other.known - one.known);
  return withProblem(() =>
    parse(text, { ...FORM, delimiter: best?.delimiter ?? ',', info: true }).map((one) => {
      // With `info`, a record has another shape than declared.
      const { record, info } = one as unknown as { record: string[]; info: { lines: number } };
      return { record, line: info.lines };
    }),
  );
}

const FORM = { bom: true, relax_column_count: true, skip_empty_lines: true } as const;

function withProblem<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportError([
      `line ${Number((error as { readonly lines?: unknown }).lines)}: The CSV is not well-formed.`,
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
  for (const [name, value] of members.flatMap(unwrapped)) {
    const place = placeIn(name, entity);
    if (place) (place.isUserDefined ? userDefined : own)[place.name] = value as Value;
    else if (!NOISE.has(comparable(name))) {
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
