import { convert, type Conversion, type ConversionContext } from '../entities/convert';
import type { Entity, Field, FieldValue } from '../entities/field';
import { findEntity } from '../entities/index';
import { TimeZone } from '../entities/time-zone';
import { conversionRefusal, refusal } from '../refusals/refusal';
import { findOperator, isDefinedFor, WITHOUT_VALUE, type OperatorName } from './operators';
import type { Clause, ClauseTree, Expression, FieldTree, QueryTree } from './tree';

/** The entity types and the tenant's properties that a query is checked against. */
export interface CheckContext extends ConversionContext {
  readonly entities: readonly Entity[];
}

/** A QueryXML whose names, operators and values were checked. */
interface CheckedQuery {
  readonly entity: Entity;
  readonly clauses: readonly Clause[];
}

/** Longer than any field, as a pattern may be longer than the text it matches. */
const MAX_VALUE_LENGTH = 4000;

/** Checks the names, operators and values of a QueryXML. Throws a Refusal of the first problem. */
export function checkQuery(tree: QueryTree, context: CheckContext): CheckedQuery {
  const entity = findEntity(context.entities, tree.entity);
  if (!entity) throw refusal('entityUnknown');
  if (!entity.canQuery) throw refusal('entityNotQueryable');
  requireFewUserDefined(tree.clauses, entity);
  return { entity, clauses: checkClauses(tree.clauses, entity, context) };
}

/** The most user-defined fields in a query: of entities that the service implements in Visual Basic, and of others. */
const MOST_USER_DEFINED = { lowerCase: 1, other: 5 };

function requireFewUserDefined(clauses: readonly ClauseTree[], { name, resultType }: Entity): void {
  const limit = MOST_USER_DEFINED[resultType === name.toLowerCase() ? 'lowerCase' : 'other'];
  const names = new Set(clauses.flatMap(userDefinedIn));
  if (names.size > limit) throw refusal('tooManyUserDefinedFields', { entity: name, limit });
}

function userDefinedIn(clause: ClauseTree): readonly string[] {
  if (clause.kind === 'condition') return clause.clauses.flatMap(userDefinedIn);
  return clause.userDefined ? [clause.name.toLowerCase()] : [];
}

function checkClauses(clauses: readonly ClauseTree[], entity: Entity, context: CheckContext): Clause[] {
  return clauses.map((clause) =>
    clause.kind === 'field'
      ? { kind: 'field', ...checkField(clause, entity, context) }
      : { ...clause, clauses: checkClauses(clause.clauses, entity, context) },
  );
}

function checkField(
  { name, userDefined, expressions }: FieldTree,
  entity: Entity,
  context: CheckContext,
): { field: Field; expressions: Expression[] } {
  const fields = userDefined ? entity.userDefinedFields : entity.fields;
  const field = fields.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (!field) throw refusal('fieldUnknown', { field: name, entity: entity.name });
  if (!field.queryable) throw refusal('fieldNotQueryable', { field: field.name, entity: entity.name });
  return {
    field,
    expressions: expressions.map(({ operator: written, text }) => {
      const operator = findOperator(written);
      if (!operator) throw refusal('operatorUnknown', { operator: written, field: field.name });
      if (!isDefinedFor(operator, field.type)) {
        throw refusal('operatorNotForDatatype', { datatype: field.type, operator: operator.toLowerCase() });
      }
      return { operator, value: checkValue(operator, text, field, context) };
    }),
  };
}

function checkValue(operator: OperatorName, text: string, field: Field, context: CheckContext): FieldValue {
  if (WITHOUT_VALUE.has(operator)) return null;
  if (text.length > MAX_VALUE_LENGTH) {
    throw refusal('queryValueTooLong', { limit: MAX_VALUE_LENGTH, field: field.name });
  }
  // Without a value, today in the tenant's zone.
  if (operator === 'IsThisDay' && text.trim() === '') return null;
  const converted = operator === 'IsThisDay' ? aDay(field, text, context) : convert(field, text, context);
  if (!converted.ok) throw conversionRefusal(converted.reason, field.name, context.timeZone.name);
  return converted.value;
}

const WITHOUT_GAPS = { timeZone: new TimeZone('UTC') };

/** The value of IsThisDay: a day, also where daylight saving skips its midnight. */
function aDay(field: Field, text: string, context: ConversionContext): Conversion {
  const converted = convert(field, text, context);
  return converted.ok ? converted : convert(field, text, WITHOUT_GAPS);
}
