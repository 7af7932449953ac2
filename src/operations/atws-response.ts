import type { Refusal } from '../refusals/refusal';
import { NO_ENTITIES, type SerializedEntities } from '../store/engine';
import { CacheableAnswer } from './cacheable-answer';

/** The result type of most operations; every list is present, empty or not (recorded). */
export interface AtwsResponse {
  readonly ReturnCode: 1 | -1;
  readonly EntityResults: SerializedEntities;
  readonly EntityResultType: string;
  readonly Errors: readonly { readonly Message: string }[];
  readonly EntityReturnInfoResults: readonly EntityReturnInfo[];
}

/** The result of one entity. */
interface EntityReturnInfo {
  readonly EntityId: number;
  readonly DatabaseAction: 'None' | 'Created' | 'Updated';
  readonly DuplicateStatus: CacheableAnswer<{ readonly Found: boolean; readonly Ignored: boolean }>;
  readonly Message?: string;
}

const NO_DUPLICATE = new CacheableAnswer({ Found: false, Ignored: false });

/** An EntityReturnInfo; DatabaseAction is always None (recorded, even for create). */
export function returnInfo(entityId: number, message?: string): EntityReturnInfo {
  return {
    EntityId: entityId,
    DatabaseAction: 'None',
    DuplicateStatus: NO_DUPLICATE,
    ...(message !== undefined && { Message: message }),
  };
}

/** The answer of a successful call: the entities, and the result of each in the same order. */
export function success(entityResultType: string, entities: SerializedEntities): AtwsResponse {
  return {
    ReturnCode: 1,
    EntityResults: entities,
    EntityResultType: entityResultType,
    Errors: [],
    EntityReturnInfoResults: entities.ids.map((id) => returnInfo(id)),
  };
}

/** The answer of a refused call. */
export function failure(refused: Refusal): AtwsResponse {
  return {
    ReturnCode: -1,
    EntityResults: NO_ENTITIES,
    EntityResultType: refused.entityResultType,
    Errors: refused.sentences.map((Message) => ({ Message })),
    EntityReturnInfoResults: [],
  };
}
