// Reads files of resources, and adds their rows to a tenant.

import { check } from '../input/checked';
import { NotTextError, textOf } from '../input/file-text';
import { fold } from '../entities/fold';
import { sentence } from '../refusals/refusal';
import type { Stores } from '../store/store';
import { nearest } from '../input/suggestion';
import type { ColumnName } from './resource-columns';
import { plainMembers, resourceDocument, type TenantDocument } from './document';
import { fillDeclared } from './fill-declared';
import { fillLists } from './fill-lists';
import { fillRecords, ResourceAdder, type PasswordHasher } from './fill';
import { ImportError } from './import-error';
import { Problems } from './problems';
import { readCsv } from './read-csv';
import { readJsonFile, type JsonFile } from './read-json';
import type { Row, Rows } from './row';
import { EncodingError } from '../xml/decode';

/** Common encodings, for suggestions; every WHATWG label is accepted. */
const ENCODINGS = [
  ...['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1250', 'windows-1251', 'windows-1254'],
  ...[
    'iso-8859-1',
    'iso-8859-2',
    'iso-8859-15',
    'macintosh',
    'shift_jis',
    'euc-jp',
    'euc-kr',
    'gb18030',
    'big5',
  ],
];

/** The first bytes of binary files, with a sentence about each kind. */
const NO_TEXT: readonly (readonly [start: string, sentence: string])[] = [
  [
    'PK\x03\x04',
    'The file is an Excel workbook, or another zip archive. Save it in Excel as CSV UTF-8, and import that.',
  ],
  ['\xd0\xcf\x11\xe0', 'The file is an old Excel workbook. Save it in Excel as CSV UTF-8, and import that.'],
  [
    'SQLite format 3\0',
    'The file is a data file itself: serve it with --data, or write its tenant to JSON with atws export.',
  ],
];

/** The decoded text of a file to import. Throws an ImportError. */
export function importText(bytes: Buffer, encoding: string | undefined): string {
  const start = bytes.toString('latin1', 0, 16);
  const [, sentence] = NO_TEXT.find(([prefix]) => start.startsWith(prefix)) ?? [];
  if (sentence !== undefined) throw new ImportError([sentence]);
  try {
    return textOf(bytes, encoding);
  } catch (error) {
    if (error instanceof EncodingError) throw new ImportError([unknownEncoding(error.encoding)]);
    if (!(error instanceof NotTextError)) throw error;
    const hint =
      encoding === undefined
        ? ' If it is in the encoding of an older program, name that: --encoding windows-1252.'
        : '';
    throw new ImportError([
      `line ${error.line}: The file is not ${error.encoding.toUpperCase()} text from here on.${hint}`,
    ]);
  }
}

function unknownEncoding(label: string): string {
  const near = nearest(label, ENCODINGS);
  const hint = near === undefined ? `There are ${ENCODINGS.join(', ')} and more.` : `Did you mean ${near}?`;
  return `There is no encoding ${label}. ${hint}`;
}

/** Resources in a table, for an existing tenant. */
export interface TableFile extends Rows {
  readonly kind: 'resources';
}

/** Reads a file to import: JSON by its first bracket or its name, or else CSV. Throws an ImportError. */
export function readImportFile(name: string, bytes: Buffer, encoding?: string): JsonFile | TableFile {
  const text = importText(bytes, encoding);
  const isJson = /^\s*[[{]/.test(text) || /\.jsonc?$/i.test(name);
  return isJson ? readJsonFile(text) : { kind: 'resources', ...readCsv(text) };
}

/** The options of an import. */
export interface ImportOptions {
  readonly hasher: PasswordHasher;
  /** Called after each row. */
  readonly added?: () => void;
  /** Passwords by user name, for resources without one in the file. */
  readonly passwords?: ReadonlyMap<string, string>;
}

/** Adds all resources of a file. Answers their number. Throws an ImportError; the caller then rolls back. */
export async function addRows(
  stores: Stores,
  rows: Rows['rows'],
  { hasher, added, passwords = new Map<string, string>() }: ImportOptions,
): Promise<number> {
  const problems = new Problems();
  const adder = await ResourceAdder.of(stores, hasher, problems);
  const given = new Map([...passwords].map(([userName, password]) => [fold(userName), password]));
  const used = new Set<string>();
  let count = 0;
  for await (const { placeOf, values, problems: found, absent } of rows) {
    for (const problem of found) problems.add(problem);
    if (values === undefined) continue;
    const userName = fold(textIn(values, 'UserName'));
    used.add(userName);
    const Password = given.get(userName) ?? values.Password;
    const members = plainMembers({ ...values, ...(Password !== undefined && { Password }) });
    const document = check(resourceDocument, members, 'A resource');
    if (document.ok) await adder.add(document.value, placeOf, absent);
    else {
      for (const { steps, message } of document.problems) {
        problems.add({ place: placeOf(steps.map(String)[0]), sentence: message });
      }
    }
    count += 1;
    added?.();
  }
  for (const userName of passwords.keys()) {
    if (used.has(fold(userName))) continue;
    problems.add({ place: '--password', sentence: sentence('resourceUnknown', { resource: userName }) });
  }
  problems.require();
  return count;
}

function textIn(values: NonNullable<Row['values']>, name: ColumnName): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}

/** Fills a new database with a tenant whose resources are rows. Answers their number. Throws an ImportError. */
export async function addTenant(
  stores: Stores,
  tenant: TenantDocument,
  {
    rows,
    listPlace,
    recordPlace,
    rowPlace,
  }: Rows & Pick<Extract<JsonFile, { readonly kind: 'tenant' }>, 'listPlace' | 'recordPlace' | 'rowPlace'>,
  options: ImportOptions,
): Promise<number> {
  await stores.tenant.create(tenant);
  const count = await addRows(stores, rows, options);
  await fillLists(stores, tenant, listPlace);
  await fillRecords(stores, tenant, recordPlace);
  await fillDeclared(stores, tenant.entities ?? [], rowPlace);
  return count;
}
