// The conditions of the playground's builder, as a form sends them.
import type { Entity, Field } from '../../entities/field';
import type { ClauseTree, FieldTree, Join, QueryTree } from '../../queryxml/tree';

/** What stands before the name of a user-defined field in a row. No other field has a name with a colon. */
const USER_DEFINED = 'udf:';

/** The fields that a row can have, as the form sends them, with the text of each. */
export function fieldChoices({
  fields,
  userDefinedFields,
}: Entity): readonly (readonly [value: string, text: string])[] {
  const names = (of: readonly Field[]): readonly string[] =>
    of.filter(({ queryable }) => queryable).map(({ name }) => name);
  return [
    ['', '–'],
    ...names(fields).map((name) => [name, name] as const),
    ...names(userDefinedFields).map((name) => [USER_DEFINED + name, `${name} (user-defined)`] as const),
  ];
}

/** One row of the builder. */
export interface BuilderRow {
  /** How it is joined to what stands before it on its level. */
  readonly join: Join;
  /** How many conditions are around it. */
  readonly depth: number;
  /** A value of `fieldChoices`. */
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

/** Nobody builds more by hand; what takes more is written as text. */
const MOST_ROWS = 50;
const DEEPEST = 3;

/** A row without a field is passed over when the query is written. */
export const EMPTY_ROW: BuilderRow = { join: 'AND', depth: 0, field: '', operator: 'Equals', value: '' };

/** The rows that a form sent, numbered from 1, after what its button does to them: add, remove, nest, lift. */
export function rowsOf(form: URLSearchParams): readonly BuilderRow[] {
  const rows: BuilderRow[] = [];
  for (let number = 1; number <= MOST_ROWS && form.has(`field${number}`); number += 1) {
    const sent = (name: string): string => form.get(`${name}${number}`) ?? '';
    rows.push({
      join: sent('join') === 'OR' ? 'OR' : 'AND',
      depth: Math.min(DEEPEST, Number(/^\d$/.exec(sent('depth'))?.[0] ?? 0)),
      field: sent('field'),
      operator: sent('operator'),
      value: sent('value'),
    });
  }
  return withLevels(changed(rows, form));
}

function changed(rows: readonly BuilderRow[], form: URLSearchParams): readonly BuilderRow[] {
  const numbered = (name: string): number => Number(form.get(name) ?? 0) - 1;
  if (form.get('do') === 'add' && rows.length < MOST_ROWS) {
    return [...rows, { ...EMPTY_ROW, depth: rows.at(-1)?.depth ?? 0 }];
  }
  if (form.has('remove')) return rows.toSpliced(numbered('remove'), 1);
  const step = form.has('nest') ? 1 : form.has('lift') ? -1 : 0;
  const moved = numbered(step > 0 ? 'nest' : 'lift');
  return rows.map((row, index) => (index === moved ? { ...row, depth: row.depth + step } : row));
}

/** No row is more than one level below the one before it. */
function withLevels(rows: readonly BuilderRow[]): readonly BuilderRow[] {
  let most = 0;
  return (rows.length === 0 ? [EMPTY_ROW] : rows).map((row) => {
    const depth = Math.max(0, Math.min(row.depth, most, DEEPEST));
    most = depth + 1;
    return { ...row, depth };
  });
}

/** The query that rows stand for. */
export function treeOf(entity: string, rows: readonly BuilderRow[]): QueryTree {
  return { entity, clauses: clausesOf(withLevels(rows.filter(({ field }) => field !== '')), 0) };
}

function clausesOf(rows: readonly BuilderRow[], depth: number): readonly ClauseTree[] {
  const clauses: ClauseTree[] = [];
  let index = 0;
  for (let row = rows[index]; row; row = rows[index]) {
    const end = rows.findIndex((other, at) => at > index && other.depth <= depth);
    const until = row.depth > depth ? (end < 0 ? rows.length : end) : index + 1;
    if (row.depth > depth) {
      const inside = clausesOf(rows.slice(index, until), depth + 1);
      clauses.push({ kind: 'condition', joinedBy: row.join, clauses: inside });
    } else {
      // Where a level begins, there is nothing to join to, or it is said of the whole condition.
      clauses.push(row.join === 'OR' && index > 0 ? joined(fieldOf(row)) : fieldOf(row));
    }
    index = until;
  }
  return clauses;
}

function joined(field: FieldTree): ClauseTree {
  return { kind: 'condition', joinedBy: 'OR', clauses: [field] };
}

function fieldOf({ field, operator, value }: BuilderRow): FieldTree {
  const userDefined = field.startsWith(USER_DEFINED);
  const name = userDefined ? field.slice(USER_DEFINED.length) : field;
  return { kind: 'field', name, userDefined, expressions: [{ operator, text: value }] };
}
