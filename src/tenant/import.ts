import { createReadStream, readFileSync } from 'node:fs';
import { parse as parseCsv, CsvError } from 'csv-parse';
import { getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { type z } from 'zod';
import { resource } from '../entities/resource';
import type { Hasher } from '../passwords/hasher';
import type { Store } from '../store/store';
import { resourceDocument, tenantDocument, type TenantDocument } from './document';
import { ImportError } from './import-error';
import { ResourceAdder } from './fill';

/** What is read of a file: a whole tenant, or resources for one that is there. */
export type ImportFile =
  | { readonly kind: 'tenant'; readonly tenant: TenantDocument }
  | { readonly kind: 'resources'; readonly count: number; readonly rows: AsyncIterable<Row> | Iterable<Row> };

/** One resource of a file, unchecked, and the line it starts on. */
interface Row {
  readonly line: number;
  readonly value: unknown;
}

/** Problems are collected up to this many: a file with more is wrong as a whole. */
const MAX_PROBLEMS = 20;

/** Reads a `.csv` file, or else JSON: an array of resources, or a tenant as in `fixtures/demo.json`. */
export async function readImportFile(file: string): Promise<ImportFile> {
  if (/\.csv$/i.test(file)) return { kind: 'resources', count: await countLines(file), rows: csvRows(file) };
  const text = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  // The parser goes on after an error; what it finds then mostly follows from the first one.
  if (!root || errors.length > 0) {
    throw new ImportError(errors.slice(0, 1).map((error) => syntaxProblem(text, error)));
  }
  if (root.type === 'array') {
    const nodes = root.children ?? [];
    return { kind: 'resources', count: nodes.length, rows: jsonRows(text, nodes) };
  }
  const tenant = tenantDocument.safeParse(getNodeValue(root));
  if (!tenant.success) {
    throw new ImportError(
      tenant.error.issues
        .slice(0, MAX_PROBLEMS)
        .map((issue) => `line ${lineOf(text, offsetAt(root, issue.path))}: ${describe(issue)}`),
    );
  }
  return { kind: 'tenant', tenant: tenant.data };
}

/**
 * Adds all resources of a file, or none. `added` is told after each one. Throws an ImportError that lists
 * what is wrong, by line.
 */
export async function importResources(
  store: Store,
  rows: AsyncIterable<Row> | Iterable<Row>,
  hasher: Hasher,
  added: () => void,
): Promise<number> {
  return store.transaction(async (inside) => {
    const adder = await ResourceAdder.of(inside, hasher);
    const problems: string[] = [];
    let count = 0;
    for await (const { line, value } of rows) {
      const document = resourceDocument.safeParse(value);
      const problem = document.success
        ? (await adder.add(document.data))?.message
        : document.error.issues.map(describe).join('; ');
      if (problem !== undefined) problems.push(`line ${line}: ${problem}`);
      if (problems.length >= MAX_PROBLEMS) break;
      count += 1;
      added();
    }
    if (problems.length > 0) throw new ImportError(problems);
    return count;
  });
}

function* jsonRows(text: string, nodes: readonly Node[]): Iterable<Row> {
  let line = 1;
  let offset = 0;
  for (const node of nodes) {
    for (; offset < node.offset; offset += 1) if (text[offset] === '\n') line += 1;
    yield { line, value: getNodeValue(node) };
  }
}

/** Columns that are no text: what stands in their cells is read as JSON. */
const JSON_COLUMNS: ReadonlySet<string> = new Set(['id', 'InternalCost', 'emailVerified', 'internalCosts']);

const COLUMNS: ReadonlySet<string> = new Set([
  ...resource.fields.map(({ name }) => name),
  'emailVerified',
  'passwordHash',
  'internalCosts',
]);

async function* csvRows(file: string): AsyncIterable<Row> {
  const parser = createReadStream(file).pipe(
    parseCsv({ bom: true, info: true, skip_empty_lines: true, columns: checkedColumns }),
  );
  try {
    let countedTwice = 0;
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      // The parser counts up to the end of a record, and CRLF inside a cell as two lines.
      const breaks = Object.values(record).flatMap((cell) => cell.match(/\r\n|\r|\n/g) ?? []);
      countedTwice += breaks.filter((text) => text === '\r\n').length;
      yield { line: info.lines - countedTwice - breaks.length, value: csvValue(record) };
    }
  } catch (error) {
    if (error instanceof CsvError)
      throw new ImportError([`line ${String(error['lines'])}: ${error.message}`]);
    throw error;
  }
}

interface CsvRecord {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function checkedColumns(header: readonly string[]): string[] {
  return header.map((cell) => {
    const name = cell.trim();
    if (COLUMNS.has(name)) return name;
    throw new ImportError([
      `line 1: There is no column ${name}. The columns are ${[...COLUMNS].join(', ')}.`,
    ]);
  });
}

/** An empty cell is no value. */
function csvValue(record: CsvRecord['record']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(record)
      .filter(([, cell]) => cell !== '')
      .map(([name, cell]) => [name, JSON_COLUMNS.has(name) ? jsonCell(cell) : cell]),
  );
}

function jsonCell(cell: string): unknown {
  try {
    return JSON.parse(cell.toLowerCase()) as unknown;
  } catch {
    return cell;
  }
}

/** For the progress bar: cells may hold line breaks, so it is an estimate. */
async function countLines(file: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    for (const byte of chunk) if (byte === 10) lines += 1;
  }
  return Math.max(lines - 1, 1);
}

function syntaxProblem(text: string, { error, offset }: ParseError): string {
  return `line ${lineOf(text, offset)}: The JSON is not well-formed: ${printParseErrorCode(error)}.`;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Where the value at a path starts; as near as it is there at all. */
function offsetAt(root: Node, path: readonly PropertyKey[]): number {
  let node = root;
  for (const step of path) {
    const next =
      node.type === 'array'
        ? node.children?.[Number(step)]
        : node.children?.find(({ children }) => children?.[0]?.value === step)?.children?.[1];
    if (!next) break;
    node = next;
  }
  return node.offset;
}

function describe(issue: z.core.$ZodIssue): string {
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
