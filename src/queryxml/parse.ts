import { type Refusal, refusal } from '../refusals/index';
import type { ClauseTree, ConditionTree, FieldTree, Join, QueryTree } from './tree';
import { readXml, type Element } from './xml';

/** Limits past which a query is refused before it costs anything. */
export const MAX_OR_CONDITIONS = 500;
const MAX_EXPRESSIONS = 700;
const MAX_DEPTH = 32;

/** The elements of QueryXML, in lower case. */
export const QUERY_ELEMENTS: ReadonlySet<string> = new Set([
  'queryxml',
  'entity',
  'query',
  'field',
  'condition',
  'expression',
]);

/** Reads the sXML argument of query. Throws a Refusal that says what is wrong and where. */
export function parseQueryXml(sXML: string | null): QueryTree {
  const root = readXml(sXML ?? '');
  if (root.name !== 'queryxml') {
    throw refusal('queryElementUnexpected', { element: root.name, parent: 'the document' });
  }
  rejectOthers(root, ['entity', 'query']);
  rejectText(root);
  const entity = only(root, 'entity');
  rejectOthers(entity, []);
  const name = entity.text.trim();
  if (name === '') throw refusal('queryElementMissing', { element: 'entity', parent: 'queryxml' });
  try {
    const clauses = clausesOf(only(root, 'query'), 0);
    rejectExcess(clauses);
    return { entity: name, clauses };
  } catch (error) {
    throw (error as Refusal).about(name.toLowerCase());
  }
}

/** `depth`: how many conditions are around the clauses. */
function clausesOf(parent: Element, depth: number): ClauseTree[] {
  if (depth > MAX_DEPTH) throw refusal('nestedTooDeeply', { limit: MAX_DEPTH });
  rejectOthers(parent, ['field', 'condition']);
  rejectText(parent);
  return parent.children.map((child) =>
    child.name === 'field' ? fieldOf(child) : conditionOf(child, depth + 1),
  );
}

function fieldOf(element: Element): FieldTree {
  const name = element.text.trim();
  if (name === '') throw refusal('fieldNameMissing');
  rejectOthers(element, ['expression']);
  if (element.children.length === 0) throw refusal('expressionMissing', { field: name });
  const expressions = element.children.map((expression) => {
    rejectOthers(expression, []);
    const operator = expression.attributes['op'];
    if (operator === undefined) throw refusal('operatorMissing', { field: name });
    return { operator, text: expression.text };
  });
  return {
    kind: 'field',
    name,
    userDefined: element.attributes['udf']?.toLowerCase() === 'true',
    expressions,
  };
}

function conditionOf(element: Element, depth: number): ConditionTree {
  const clauses = clausesOf(element, depth);
  if (clauses.length === 0) throw refusal('conditionEmpty');
  return { kind: 'condition', joinedBy: joinOf(element.attributes['operator']), clauses };
}

function joinOf(operator = 'AND'): Join {
  const join = operator.trim().toUpperCase();
  if (join !== 'AND' && join !== 'OR') throw refusal('conditionOperatorUnknown', { operator });
  return join;
}

function only(parent: Element, name: string): Element {
  const [found, ...others] = parent.children.filter((child) => child.name === name);
  if (!found || others.length > 0)
    throw refusal('queryElementMissing', { element: name, parent: parent.name });
  return found;
}

function rejectOthers(parent: Element, allowed: readonly string[]): void {
  const other = parent.children.find(({ name }) => !allowed.includes(name));
  if (other) throw refusal('queryElementUnexpected', { element: other.name, parent: parent.name });
}

function rejectText(parent: Element): void {
  const text = parent.text.trim();
  if (text !== '') throw refusal('queryTextUnexpected', { element: parent.name, text: text.slice(0, 100) });
}

function rejectExcess(clauses: readonly ClauseTree[]): void {
  const { ors, expressions } = count(clauses);
  if (ors > MAX_OR_CONDITIONS) throw refusal('tooManyOrs');
  if (expressions > MAX_EXPRESSIONS) throw refusal('tooManyExpressions', { limit: MAX_EXPRESSIONS });
}

/** What is OR-ed: the expressions of a field that has several, and the conditions that say so. */
function count(clauses: readonly ClauseTree[]): { ors: number; expressions: number } {
  let ors = 0;
  let expressions = 0;
  for (const clause of clauses) {
    if (clause.kind === 'field') {
      expressions += clause.expressions.length;
      if (clause.expressions.length > 1) ors += clause.expressions.length;
    } else {
      const inside = count(clause.clauses);
      expressions += inside.expressions;
      ors += inside.ors + (clause.joinedBy === 'OR' ? 1 : 0);
    }
  }
  return { ors, expressions };
}
