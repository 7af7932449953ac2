import { type Refusal, refusal } from '../refusals/refusal';
import type { XmlElement } from '../xml/element';
import type { ClauseTree, ConditionTree, FieldTree, Join, QueryTree } from './tree';
import { readQueryXml } from './xml';

/** The limits of a QueryXML, which are checked before a query runs. */
const MAX_OR_CONDITIONS = 500;
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

/** Parses the sXML argument of query. Throws a Refusal that names the problem and its place. */
export function parseQueryXml(sXML: string | null): QueryTree {
  const root = readQueryXml(sXML ?? '');
  if (nameOf(root) !== 'queryxml') {
    throw refusal('queryElementUnexpected', { element: nameOf(root), parent: 'the document' });
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

/** `depth`: the number of conditions around the clauses. */
function clausesOf(parent: XmlElement, depth: number): ClauseTree[] {
  if (depth > MAX_DEPTH) throw refusal('nestedTooDeeply', { limit: MAX_DEPTH });
  rejectOthers(parent, ['field', 'condition']);
  rejectText(parent);
  return parent.children.map((child) =>
    nameOf(child) === 'field' ? fieldOf(child) : conditionOf(child, depth + 1),
  );
}

function fieldOf(element: XmlElement): FieldTree {
  const name = element.text.trim();
  if (name === '') throw refusal('fieldNameMissing');
  rejectOthers(element, ['expression']);
  if (element.children.length === 0) throw refusal('expressionMissing', { field: name });
  const expressions = element.children.map((expression) => {
    rejectOthers(expression, []);
    const operator = attribute(expression, 'op');
    if (operator === undefined) throw refusal('operatorMissing', { field: name });
    return { operator, text: expression.text };
  });
  return {
    kind: 'field',
    name,
    userDefined: attribute(element, 'udf')?.toLowerCase() === 'true',
    expressions,
  };
}

function conditionOf(element: XmlElement, depth: number): ConditionTree {
  const clauses = clausesOf(element, depth);
  if (clauses.length === 0) throw refusal('conditionEmpty');
  return { kind: 'condition', joinedBy: joinOf(attribute(element, 'operator')), clauses };
}

function joinOf(operator = 'AND'): Join {
  const join = operator.trim().toUpperCase();
  if (join !== 'AND' && join !== 'OR') throw refusal('conditionOperatorUnknown', { operator });
  return join;
}

/** The name of an element in lower case: clients write them in any case. */
function nameOf({ local }: XmlElement): string {
  return local.toLowerCase();
}

function attribute({ attributes }: XmlElement, name: string): string | undefined {
  return attributes.findLast(({ local }) => local.toLowerCase() === name)?.value;
}

function only(parent: XmlElement, name: string): XmlElement {
  const [found, ...others] = parent.children.filter((child) => nameOf(child) === name);
  if (!found || others.length > 0)
    throw refusal('queryElementMissing', { element: name, parent: nameOf(parent) });
  return found;
}

function rejectOthers(parent: XmlElement, allowed: readonly string[]): void {
  const other = parent.children.find((child) => !allowed.includes(nameOf(child)));
  if (other) throw refusal('queryElementUnexpected', { element: nameOf(other), parent: nameOf(parent) });
}

function rejectText(parent: XmlElement): void {
  const text = parent.text.trim();
  if (text !== '')
    throw refusal('queryTextUnexpected', { element: nameOf(parent), text: text.slice(0, 100) });
}

function rejectExcess(clauses: readonly ClauseTree[]): void {
  const { ors, expressions } = count(clauses);
  if (ors > MAX_OR_CONDITIONS) throw refusal('tooManyOrs');
  if (expressions > MAX_EXPRESSIONS) throw refusal('tooManyExpressions', { limit: MAX_EXPRESSIONS });
}

/** Counts expressions, and operands of OR: the expressions of a field with several, and conditions joined by OR. */
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
