// query: the entities that fit a QueryXML, by id, a page at a time.
import type { Entity } from '../entities/field';
import { Refusal, refusal } from '../refusals/refusal';
import { checkQuery } from '../queryxml/check';
import { parseQueryXml, QUERY_ELEMENTS } from '../queryxml/parse';
import type { Clause } from '../queryxml/tree';
import { success, type AtwsResponse } from './atws-response';
import type { Call, Caller } from './operation';
import type { Audience } from '../store/audience';
import type { StoredEntity } from '../store/entity-store';
import { ClientGone } from '../http/answer';
import { SearchAbandoned } from '../store/search-abandoned';
import { SearchTimeout } from '../store/search-timeout';
import type { RuleContext } from '../updates/rule-context';
import type { EmulatorContext } from './emulator-context';

/** The most entities in an answer of query; clients ask for the next page with `id > last id`. */
export const PAGE_SIZE = 500;

type QueryContext = Pick<RuleContext, 'store' | 'clock' | 'timeZone'> & Pick<EmulatorContext, 'entities'>;

/** query: the entities that satisfy a QueryXML text, by ascending id. */
export function query(
  emulator: QueryContext & Pick<EmulatorContext, 'wireFormatOf'>,
  call: Call,
): Promise<AtwsResponse> {
  const { entities } = emulator.store;
  return runQuery(emulator, call, async (entity, clauses, audience) => {
    const found = await entities.serialized(emulator.wireFormatOf(entity), clauses, audience, PAGE_SIZE);
    return success(entity.resultType, found);
  });
}

/** The result of a query as values. */
export interface QueryResult {
  readonly entity: Entity;
  readonly found: readonly StoredEntity[];
}

/** The same query with its result as values, for the console. */
export function queryValues(emulator: QueryContext, call: Call): Promise<QueryResult> {
  const { entities } = emulator.store;
  return runQuery(emulator, call, async (entity, clauses, audience) => ({
    entity,
    found: await entities.select(entity, clauses, audience, PAGE_SIZE),
  }));
}

/** Parses, checks and runs a query. Throws a Refusal. */
async function runQuery<T>(
  emulator: QueryContext,
  call: Call,
  answer: (entity: Entity, clauses: readonly Clause[], audience: Audience) => Promise<T>,
): Promise<T> {
  const sXML = call.parameters.text('sXML');
  const element = call.parameters.elementIn('sXML');
  if (element !== undefined && (QUERY_ELEMENTS.has(element.toLowerCase()) || !isMarkup(sXML ?? ''))) {
    throw refusal('queryNotText', { element });
  }
  const tree = parseQueryXml(sXML);
  try {
    const { entity, clauses } = checkQuery(tree, {
      entities: await emulator.entities(),
      timeZone: emulator.timeZone,
    });
    const { caller, isGone } = call;
    return await answer(entity, clauses, { isGone, ...audienceOf(emulator, caller) });
  } catch (error) {
    if (error instanceof SearchAbandoned) throw new ClientGone();
    // The real service echoes the requested entity name, even an unknown one (recorded).
    const refused =
      error instanceof SearchTimeout ? refusal('searchTooLong', { seconds: error.seconds }) : error;
    throw refused instanceof Refusal ? refused.about(tree.entity.toLowerCase()) : refused;
  }
}

/** Whether a text is markup, escaped once more or not. */
function isMarkup(text: string): boolean {
  return /^\s*[<&]/.test(text);
}

/** The audience of an answer, by the caller and the tenant's day. */
export function audienceOf(emulator: Pick<RuleContext, 'clock' | 'timeZone'>, caller: Caller): Audience {
  return {
    mayViewInternalCost: caller.viewInternalCost,
    today: emulator.timeZone.day(emulator.clock.now()),
  };
}
