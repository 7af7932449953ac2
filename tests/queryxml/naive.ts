import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Field } from '../../src/entities/field';
import { resource } from '../../src/entities/resource';
import type { ClauseTree } from '../../src/queryxml/tree';

/**
 * QueryXML as a person would explain it: every resource of the demo tenant is looked at, one by one, in
 * memory. Shares no code with the emulator but the names and the types of the fields.
 */

/** Who asks, and on which day: what InternalCost, and IsThisDay without a value, depend on. */
export interface View {
  readonly mayViewInternalCost: boolean;
  /** The tenant's day, `yyyy-MM-dd`. */
  readonly today: string;
}

export type Value = string | number | boolean | null;

interface DemoResource {
  readonly id: number;
  readonly internalCosts?: readonly {
    readonly from: string | null;
    readonly to: string | null;
    readonly amount: number;
  }[];
  readonly [field: string]: unknown;
}

const DEMO_FILE = path.join(__dirname, '..', '..', 'fixtures', 'demo.json');

export const demo = JSON.parse(readFileSync(DEMO_FILE, 'utf8')) as {
  readonly resources: readonly DemoResource[];
};

/** What an operator depends on. */
type Compared = Pick<Field, 'type' | 'picklist'>;

/** A field of Resource that may stand in a filter. */
export type QueryableField = (typeof queryableFields)[number];

export const queryableFields = resource.fields.filter((field) => field.queryable);

/** The 15 operators, as the vendor spells them. */
export const OPERATORS = [
  'Equals',
  'NotEqual',
  'GreaterThan',
  'LessThan',
  'GreaterThanOrEquals',
  'LessThanOrEquals',
  'BeginsWith',
  'EndsWith',
  'Contains',
  'IsNull',
  'IsNotNull',
  'IsThisDay',
  'Like',
  'NotLike',
  'SoundsLike',
] as const;

export type OperatorName = (typeof OPERATORS)[number];

const EQUALITY = ['Equals', 'NotEqual', 'IsNull', 'IsNotNull'] as const;
const ORDER = ['LessThan', 'LessThanOrEquals', 'GreaterThan', 'GreaterThanOrEquals'] as const;
const TEXT = ['BeginsWith', 'EndsWith', 'Contains', 'Like', 'NotLike', 'SoundsLike'] as const;

/** The vendor's matrix: which operators a datatype has. */
export const MATRIX: Readonly<Record<string, readonly OperatorName[]>> = {
  string: [...EQUALITY, ...ORDER, ...TEXT],
  integer: [...EQUALITY, ...ORDER],
  long: [...EQUALITY, ...ORDER],
  double: [...EQUALITY, ...ORDER],
  decimal: [...EQUALITY, ...ORDER],
  datetime: [...EQUALITY, ...ORDER, 'IsThisDay'],
  boolean: EQUALITY,
};

/** The ids of the resources that satisfy the clauses, ascending. */
export function naiveIds(clauses: readonly ClauseTree[], view: View): number[] {
  return demo.resources
    .filter((row) => allHold(clauses, row, view))
    .map(({ id }) => id)
    .sort((a, b) => a - b);
}

/** The values that a field has in the demo tenant, as that user sees them. */
export function demoValues(field: QueryableField, view: View): Value[] {
  return demo.resources.map((row) => valueOf(row, field, view));
}

/** One level, from left to right: each clause joins what stands before it. */
function allHold(clauses: readonly ClauseTree[], row: DemoResource, view: View): boolean {
  return clauses.reduce((before, clause, index) => {
    const holds = clauseHolds(clause, row, view);
    if (index === 0) return holds;
    return clause.kind === 'condition' && clause.joinedBy === 'OR' ? before || holds : before && holds;
  }, true);
}

function clauseHolds(clause: ClauseTree, row: DemoResource, view: View): boolean {
  if (clause.kind === 'condition') return allHold(clause.clauses, row, view);
  const field = queryableFields.find(({ name }) => name.toLowerCase() === clause.name.toLowerCase());
  if (!field) throw new Error(`No queryable field ${clause.name}`);
  const value = valueOf(row, field, view);
  return clause.expressions.some(({ operator, text }) =>
    holds(operatorNamed(operator), field, value, text, view),
  );
}

function operatorNamed(name: string): OperatorName {
  const found = OPERATORS.find((operator) => operator.toLowerCase() === name.toLowerCase());
  if (!found) throw new Error(`No operator ${name}`);
  return found;
}

function valueOf(row: DemoResource, field: QueryableField, view: View): Value {
  if (field.name === 'InternalCost') return internalCost(row, view);
  const value = row[field.name] as Value | undefined;
  if (field.type === 'datetime') return dateTime(String(value));
  // Plain strings are never null.
  return value ?? (field.type === 'string' && !field.picklist ? '' : null);
}

function internalCost({ internalCosts = [] }: DemoResource, { mayViewInternalCost, today }: View): Value {
  if (!mayViewInternalCost) return null;
  const range = internalCosts.find(
    ({ from, to }) => (from === null || from <= today) && (to === null || today <= to),
  );
  return range?.amount ?? 0;
}

/** Whether an operator with a text is true of a value. */
export function holds(
  operator: OperatorName,
  field: Compared,
  value: Value,
  text: string,
  view: View,
): boolean {
  if (operator === 'IsNull') return isNull(field, value);
  if (operator === 'IsNotNull') return !isNull(field, value);
  if (value === null) return false;
  if (operator === 'IsThisDay') return String(value).startsWith(text.trim().slice(0, 10) || view.today);
  if (typeof value === 'string' && field.type === 'string') {
    const [have, want] = [lower(value), lower(text)];
    return (TEXT_OPERATORS[operator] ?? ordered(operator))(have, want);
  }
  return ordered(operator)(value, convert(field, text));
}

function isNull({ type, picklist }: Compared, value: Value): boolean {
  return type === 'string' && !picklist ? value === '' : value === null;
}

type Test<T> = (have: T, want: T) => boolean;

const TEXT_OPERATORS: Partial<Record<OperatorName, Test<string>>> = {
  BeginsWith: (have, want) => have.startsWith(want),
  EndsWith: (have, want) => have.endsWith(want),
  Contains: (have, want) => have.includes(want),
  Like: (have, want) => pattern(want).test(have),
  NotLike: (have, want) => !pattern(want).test(have),
  SoundsLike: (have, want) => soundex(want) !== undefined && soundex(have) === soundex(want),
};

/** What the sign of a comparison must be. */
const SIGNS: Partial<Record<OperatorName, (sign: number) => boolean>> = {
  Equals: (sign) => sign === 0,
  NotEqual: (sign) => sign !== 0,
  GreaterThan: (sign) => sign > 0,
  LessThan: (sign) => sign < 0,
  GreaterThanOrEquals: (sign) => sign >= 0,
  LessThanOrEquals: (sign) => sign <= 0,
};

function ordered(operator: OperatorName): Test<Value> {
  const fits = SIGNS[operator];
  if (!fits) throw new Error(`${operator} is not defined for this datatype`);
  return (have, want) => fits(compare(have, want));
}

/** Text by code points, everything else by size. */
function compare(have: Value, want: Value): number {
  if (typeof have === 'string') return Buffer.compare(Buffer.from(have), Buffer.from(String(want)));
  return Number(have) - Number(want);
}

/** Only the forms that the tests of queries send; the others are the matter of tests/entities. */
function convert({ type }: Compared, text: string): Value {
  const trimmed = text.trim();
  if (type === 'boolean') return ['1', 'true'].includes(trimmed.toLowerCase());
  return type === 'datetime' ? dateTime(trimmed) : Number(trimmed);
}

/** `yyyy-MM-dd`, with or without time and fraction, as `yyyy-MM-ddTHH:mm:ss.SSS`. */
function dateTime(text: string): string {
  const missing = '0000-00-00T00:00:00.000'.slice(text.length);
  return text.replace(' ', 'T') + missing;
}

function lower(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function pattern(like: string): RegExp {
  const source = like
    .replace(/[$()*+./?[\\\]^{|}]/g, '\\$&')
    .replace(/%/g, '[^]*')
    .replace(/_/g, '[^]');
  return new RegExp(`^${source}$`, 'u');
}

const SOUNDEX_CODES = [/[aeiouywh]/, /[bfpv]/, /[cgjkqsxz]/, /[dt]/, /l/, /[mn]/, /r/];

/** What a text sounds like, letters with an accent as the letter; undefined for text without a letter. */
function soundex(text: string): string | undefined {
  const letters = text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  if (letters === '') return undefined;
  const codes = Array.from(letters, (letter) => SOUNDEX_CODES.findIndex((group) => group.test(letter)));
  const sounds = codes.filter((code, index) => index > 0 && code > 0 && code !== codes[index - 1]);
  return (letters.charAt(0) + sounds.join('')).padEnd(4, '0').slice(0, 4);
}
