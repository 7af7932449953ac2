// The line of a QueryXML that a refusal is about.
import { checkQuery, type CheckContext } from '../../queryxml/check';
import { parseQueryXml } from '../../queryxml/parse';
import type { ClauseTree } from '../../queryxml/tree';
import { Refusal } from '../../refusals/refusal';

/** The line of a query that a refusal is about, from 1; undefined where it is about all of it. */
export function blamedLine(
  sXML: string,
  { message, code }: Refusal,
  context: CheckContext,
): number | undefined {
  const [, told] = /\bline (\d+)/i.exec(message) ?? [];
  if (told !== undefined) return Number(told);
  const offset =
    code === 'entityUnknown' || code === 'entityNotQueryable'
      ? sXML.search(/<entity\b/i)
      : fieldOffset(sXML, message, context);
  return offset < 0 ? undefined : sXML.slice(0, offset).split('\n').length;
}

/** Where the first field begins that is refused with that sentence when it is asked for alone. */
function fieldOffset(sXML: string, message: string, context: CheckContext): number {
  try {
    const { entity, clauses } = parseQueryXml(sXML);
    const index = clauses.flatMap(fieldsIn).findIndex((field) => {
      const refused = refusalOf(() => checkQuery({ entity, clauses: [field] }, context));
      return refused?.message === message;
    });
    return [...sXML.matchAll(/<field\b/gi)][index]?.index ?? -1;
  } catch (error) {
    if (error instanceof Refusal) return -1;
    throw error;
  }
}

function fieldsIn(clause: ClauseTree): readonly ClauseTree[] {
  return clause.kind === 'field' ? [clause] : clause.clauses.flatMap(fieldsIn);
}

function refusalOf(work: () => void): Refusal | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
