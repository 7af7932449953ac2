import { createEntities } from '../updates/write-entities';
import type { AtwsResponse } from './atws-response';
import type { EmulatorContext } from './emulator-context';
import type { Call } from './operation';
import { answerWritten } from './sent-entities';

/** create: adds all entities or none, where getEntityInfo says that the type can be created. */
export async function create(emulator: EmulatorContext, call: Call): Promise<AtwsResponse> {
  return answerWritten(emulator, call, 'create', (entity, sent) =>
    createEntities(emulator, call.caller, entity, sent),
  );
}
