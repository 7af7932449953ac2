import { Refusal, refusal } from '../refusals';
import { askedIds } from '../queryxml/asked-ids';
import { checkQuery } from '../queryxml/check';
import { compileQuery } from '../queryxml/compile';
import { isBrief } from '../queryxml/brief';
import { parseQueryXml } from '../queryxml/parse';
import { success, type AtwsResponse } from './atws-response';
import type { Call, Caller, Service } from './operation';
import type { Audience } from '../store/columns';
import { SearchTimeout } from '../store/searcher';

/** A query answers at most this many entities; the next page is asked for with `id > last id`. */
export const PAGE_SIZE = 500;

type QueryService = Pick<Service, 'store' | 'clock' | 'entities' | 'timeZone'>;

/** query: the entities that satisfy a QueryXML text, by ascending id. */
export async function query(service: QueryService, call: Call): Promise<AtwsResponse> {
  const tree = parseQueryXml(call.parameters.text('sXML'));
  try {
    const { entity, clauses } = checkQuery(tree, service);
    const audience = audienceOf(service, call.caller);
    const ids = askedIds(clauses);
    const { entities } = service.store;
    const found = ids
      ? await entities.byIds(entity, ids, audience)
      : await entities.select(entity, compileQuery(clauses, audience), audience, PAGE_SIZE, isBrief(clauses));
    return success(
      entity.resultType,
      found.slice(0, PAGE_SIZE).map((stored) => ({ entity, stored })),
    );
  } catch (error) {
    // The real service echoes the name it was asked for, even one it does not know (recorded).
    const refused =
      error instanceof SearchTimeout ? refusal('searchTooLong', { seconds: error.seconds }) : error;
    throw refused instanceof Refusal ? refused.about(tree.entity.toLowerCase()) : refused;
  }
}

/** Who asks, and on which day of the tenant. */
export function audienceOf(service: Pick<Service, 'clock' | 'timeZone'>, caller: Caller): Audience {
  return {
    mayViewInternalCost: caller.viewInternalCost,
    today: service.timeZone.day(service.clock.now()),
  };
}
