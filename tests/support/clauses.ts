import { entities } from '../../src/entities/index';
import { TimeZone } from '../../src/entities/time-zone';
import { checkQuery } from '../../src/queryxml/check';
import { parseQueryXml } from '../../src/queryxml/parse';
import type { Clause } from '../../src/queryxml/tree';
import { queryXml } from './soap';

/** The checked clauses of a filter in QueryXML. */
export function clausesOf(filter: string, entity = 'Resource'): readonly Clause[] {
  const context = { entities, timeZone: new TimeZone('America/New_York') };
  return checkQuery(parseQueryXml(queryXml(filter, entity)), context).clauses;
}

/** No clauses: every entity satisfies them. */
export const EVERYTHING: readonly Clause[] = [];
