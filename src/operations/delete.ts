import { Refusal } from '../refusals/refusal';
import { NO_ENTITIES } from '../store/engine';
import { deleteEntities as deleteAll } from '../updates/write-entities';
import { success, type AtwsResponse } from './atws-response';
import type { EmulatorContext } from './emulator-context';
import type { Call } from './operation';
import { sentType } from './sent-entities';

/**
 * delete: removes all entities or none, where getEntityInfo says that the type can be deleted. The answer has no entity
 * (recorded). The life cycle can delete a resource.
 */
export async function deleteEntities(emulator: EmulatorContext, call: Call): Promise<AtwsResponse> {
  const entity = await sentType(emulator, call, 'delete');
  try {
    await deleteAll(emulator, call.caller, entity, call.parameters.entities('Entities'));
    return success(entity.resultType, NO_ENTITIES);
  } catch (error) {
    throw error instanceof Refusal ? error.about(entity.resultType) : error;
  }
}
