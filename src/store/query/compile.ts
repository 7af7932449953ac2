import type { Field, FieldValue } from '../../entities/field';
import { fold } from '../../entities/fold';
import { prefixEnd } from '../prefix-end';
import { soundex } from '../../entities/soundex';
import type { Audience } from '../audience';
import { comparable } from '../columns';
import type { Dialect } from '../engine';
import type { SqlFragment, SqlValue } from '../sql';
import type { OperatorName } from '../../queryxml/operators';
import type { Clause, Expression, FieldClause } from '../../queryxml/tree';

/** Whom a query is answered, and which database. */
interface Asked {
  readonly audience: Audience;
  readonly dialect: Dialect;
}

/**
 * The condition of a query as SQL: only field names of the entity's table and parameters, never a value.
 * A null satisfies nothing but IsNull, which is how SQL has it, as QueryXML has no NOT.
 */
export function compileQuery(clauses: readonly Clause[], audience: Audience, dialect: Dialect): SqlFragment {
  return foldClauses(clauses, { audience, dialect });
}

/**
 * A level from left to right: `A, B joined by OR, C joined by AND` is `(A OR B) AND C`. A query without
 * clauses is true of everything.
 */
function foldClauses([first, ...others]: readonly Clause[], asked: Asked): SqlFragment {
  let joined = first ? compileClause(first, asked) : { sql: 'TRUE', parameters: [] };
  for (const clause of others) {
    const next = compileClause(clause, asked);
    const join = clause.kind === 'field' ? 'AND' : clause.joinedBy;
    joined = {
      sql: join === 'AND' ? `${joined.sql} AND ${next.sql}` : `(${joined.sql} OR ${next.sql})`,
      parameters: [...joined.parameters, ...next.parameters],
    };
  }
  return joined;
}

function compileClause(clause: Clause, asked: Asked): SqlFragment {
  if (clause.kind === 'field') return compileField(clause, asked);
  const inside = foldClauses(clause.clauses, asked);
  return clause.clauses.length > 1 ? parenthesised(inside) : inside;
}

function compileField({ field, expressions }: FieldClause, asked: Asked): SqlFragment {
  const subject = comparable(field, asked.audience);
  const [only, ...others] = expressions;
  if (only && others.length === 0) return compileExpression(subject, field, only, asked);
  if (expressions.every(({ operator }) => operator === 'Equals')) {
    return {
      sql: `${subject.sql} IN (${expressions.map(() => '?').join(', ')})`,
      parameters: [...subject.parameters, ...expressions.map(({ value }) => sqlValue(field, value))],
    };
  }
  const alternatives = expressions.map((expression) => compileExpression(subject, field, expression, asked));
  return parenthesised({
    sql: alternatives.map(({ sql }) => sql).join(' OR '),
    parameters: alternatives.flatMap(({ parameters }) => parameters),
  });
}

function parenthesised({ sql, parameters }: SqlFragment): SqlFragment {
  return { sql: `(${sql})`, parameters };
}

function compileExpression(
  subject: SqlFragment,
  field: Field,
  { operator, value }: Expression,
  asked: Asked,
): SqlFragment {
  const { sql, values } = CONDITIONS[operator](subject.sql, sqlValue(field, value), field, asked);
  // The parameters of the subject come first: only a plain column, which has none, is named twice.
  return { sql, parameters: [...subject.parameters, ...values] };
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

type WriteCondition = (subject: string, value: SqlValue, field: Field, asked: Asked) => Condition;

const CONDITIONS: Readonly<Record<OperatorName, WriteCondition>> = {
  Equals: comparison('='),
  NotEqual: comparison('<>'),
  GreaterThan: comparison('>'),
  LessThan: comparison('<'),
  GreaterThanOrEquals: comparison('>='),
  LessThanOrEquals: comparison('<='),
  BeginsWith: (subject, value) => beginsWith(subject, String(value)),
  EndsWith: (subject, value, _field, { dialect }) =>
    value === ''
      ? { sql: `${subject} IS NOT NULL`, values: [] }
      : { sql: `${dialect.end(subject, Array.from(String(value)).length)} = ?`, values: [value] },
  Contains: (subject, value, _field, { dialect }) => ({
    sql: `${dialect.position}(${subject}, ?) > 0`,
    values: [value],
  }),
  Like: (subject, value) => like(subject, String(value)),
  NotLike: (subject, value) => ({ sql: `${subject} NOT ${LIKE}`, values: [likePattern(String(value))] }),
  SoundsLike: (subject, value) => ({ sql: `sounds_like(${subject}) = ?`, values: [soundex(value)] }),
  IsNull: (subject, _value, { nullForm }) => ({
    sql: `${subject} ${nullForm === 'empty' ? "= ''" : 'IS NULL'}`,
    values: [],
  }),
  IsNotNull: (subject, _value, { nullForm }) => ({
    sql: `${subject} ${nullForm === 'empty' ? "<> ''" : 'IS NOT NULL'}`,
    values: [],
  }),
  IsThisDay: (subject, value, _field, { audience: { today } }) => {
    const day = value === null ? today : String(value).slice(0, 'yyyy-MM-dd'.length);
    return { sql: `${subject} BETWEEN ? AND ?`, values: [`${day}T00:00:00.000`, `${day}T23:59:59.999`] };
  },
};

/** Databases do not agree on the letter that takes away the meaning of a wildcard, where none is named. */
const LIKE = String.raw`LIKE ? ESCAPE '\'`;

/** A backslash is a letter like others in QueryXML. */
function likePattern(pattern: string): string {
  return pattern.replaceAll('\\', String.raw`\\`);
}

function comparison(sign: string): WriteCondition {
  return (subject, value) => ({ sql: `${subject} ${sign} ?`, values: [value] });
}

/**
 * As a range, which an index can answer. In parentheses, as SQLite counts every AND of a level towards the
 * depth of an expression, of which it takes 1000.
 */
function beginsWith(subject: string, prefix: string): Condition {
  const end = prefixEnd(prefix);
  return end === undefined
    ? { sql: `${subject} >= ?`, values: [prefix] }
    : { sql: `(${subject} >= ? AND ${subject} < ?)`, values: [prefix, end] };
}

/** The range of what stands before the first wildcard narrows the rows the pattern is tried on. */
function like(subject: string, pattern: string): Condition {
  const prefix = pattern.slice(0, pattern.search(/[%_]|$/));
  const matching = { sql: `${subject} ${LIKE}`, values: [likePattern(pattern)] };
  if (prefix === '') return matching;
  const range = beginsWith(subject, prefix);
  return { sql: `(${range.sql} AND ${matching.sql})`, values: [...range.values, ...matching.values] };
}

/** A date-time is text too, but no text of a string field: its T stays as it is. */
function sqlValue({ type }: Field, value: FieldValue): SqlValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return type === 'string' && typeof value === 'string' ? fold(value) : value;
}
