// Writes the query of the builder as QueryXML.
import type { ClauseTree, QueryTree } from '../../queryxml/tree';
import { escape, escapeAttribute } from '../../xml/escape';

/** The QueryXML text of a query, a clause a line. */
export function writeQueryXml({ entity, clauses }: QueryTree): string {
  return [
    '<queryxml>',
    `  <entity>${escape(entity)}</entity>`,
    '  <query>',
    ...clauses.flatMap((clause) => linesOf(clause)).map((line) => `    ${line}`),
    '  </query>',
    '</queryxml>',
  ].join('\n');
}

function linesOf(clause: ClauseTree): readonly string[] {
  if (clause.kind === 'condition') {
    return [
      `<condition operator="${clause.joinedBy}">`,
      ...clause.clauses.flatMap((inner) => linesOf(inner)).map((line) => `  ${line}`),
      '</condition>',
    ];
  }
  const expressions = clause.expressions.map(
    ({ operator, text }) => `<expression op="${escapeAttribute(operator)}">${escape(text)}</expression>`,
  );
  return [
    `<field${clause.userDefined ? ' udf="true"' : ''}>${escape(clause.name)}${expressions.join('')}</field>`,
  ];
}
