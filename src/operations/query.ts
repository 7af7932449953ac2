import type { Entity } from '../entities/field';
import { Refusal, refusal } from '../refusals/refusal';
import { checkQuery } from '../queryxml/check';
import { parseQueryXml, QUERY_ELEMENTS } from '../queryxml/parse';
import type { Clause } from '../queryxml/tree';
import { success, type AtwsResponse } from './atws-response';
import type { Call, Caller, Service } from './operation';
import type { Audience } from '../store/audience';
import type { StoredEntity } from '../store/entity-store';
import { SearchTimeout } from '../store/search-timeout';

/** A query answers at most this many entities; the next page is asked for with `id > last id`. */
export const PAGE_SIZE = 500;

type QueryService = Pick<Service, 'store' | 'clock' | 'entities' | 'timeZone'>;

/** query: the entities that satisfy a QueryXML text, by ascending id. */
export function query(
  service: QueryService & Pick<Service, 'wireFormatOf'>,
  call: Call,
): Promise<AtwsResponse> {
  const { entities } = service.store;
  return runQuery(service, call, async (entity, clauses, audience) => {
    const found = await entities.serialized(service.wireFormatOf(entity), clauses, audience, PAGE_SIZE);
    return success(entity.resultType, found);
  });
}

/** Their type, and their values. */
export interface QueryResult {
  readonly entity: Entity;
  readonly found: readonly StoredEntity[];
}

/** The same entities as values, for pages and other code that reads no XML. */
export function queryValues(service: QueryService, call: Call): Promise<QueryResult> {
  const { entities } = service.store;
  return runQuery(service, call, async (entity, clauses, audience) => ({
    entity,
    found: await entities.select(entity, clauses, audience, PAGE_SIZE),
  }));
}

/** Understands what is asked for, and answers it. Throws a Refusal. */
async function runQuery<T>(
  service: QueryService,
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
    const { entity, clauses } = checkQuery(tree, service);
    return await answer(entity, clauses, audienceOf(service, call.caller));
  } catch (error) {
    // The real service echoes the name it was asked for, even one it does not know (recorded).
    const refused =
      error instanceof SearchTimeout ? refusal('searchTooLong', { seconds: error.seconds }) : error;
    throw refused instanceof Refusal ? refused.about(tree.entity.toLowerCase()) : refused;
  }
}

/** Whether a text is a document, or was one before it was escaped once more. */
function isMarkup(text: string): boolean {
  return /^\s*[<&]/.test(text);
}

/** Who asks, and on which day of the tenant. */
export function audienceOf(service: Pick<Service, 'clock' | 'timeZone'>, caller: Caller): Audience {
  return {
    mayViewInternalCost: caller.viewInternalCost,
    today: service.timeZone.day(service.clock.now()),
  };
}
