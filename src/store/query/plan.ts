import type { OperatorName } from '../../queryxml/operators';
import type { Clause, FieldClause } from '../../queryxml/tree';

/**
 * Whether a search for the first entities that satisfy the clauses looks at few others, however many there are.
 * All other searches may have to look at every entity.
 */
export function usesIndex(clauses: readonly Clause[]): boolean {
  if (clauses.length === 0) return true;
  const isEachNeeded = clauses.every((clause) => clause.kind === 'field' || clause.joinedBy === 'AND');
  const fields = clauses.filter((clause) => clause.kind === 'field');
  if (isEachNeeded && fields.some((clause) => clause.field.index === 'unique' && isEquals(clause)))
    return true;
  const [only] = fields;
  return clauses.length === 1 && only !== undefined && isInOrder(only);
}

function isEquals({ expressions }: FieldClause): boolean {
  return expressions.every(({ operator }) => operator === 'Equals');
}

function isInOrder({ field, expressions }: FieldClause): boolean {
  if (expressions.length > 1) return false;
  const operators = field.key ? RANGES : field.index === null ? NONE : EQUALS;
  return expressions.every(({ operator }) => operators.has(operator));
}

const RANGES: ReadonlySet<OperatorName> = new Set([
  'GreaterThan',
  'GreaterThanOrEquals',
  'LessThan',
  'LessThanOrEquals',
]);

const EQUALS: ReadonlySet<OperatorName> = new Set(['Equals']);
const NONE: ReadonlySet<OperatorName> = new Set();
