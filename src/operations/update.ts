import { resource } from '../entities/resource';
import { updateResources } from '../updates/update-resources';
import { updateEntities } from '../updates/write-entities';
import type { AtwsResponse } from './atws-response';
import type { EmulatorContext } from './emulator-context';
import type { Call } from './operation';
import { answerWritten } from './sent-entities';

/** update: writes all entities or none. Resource has rules of its own. */
export async function update(emulator: EmulatorContext, call: Call): Promise<AtwsResponse> {
  return answerWritten(emulator, call, 'update', (entity, sent) =>
    entity.name === resource.name
      ? updateResources(emulator, call.caller, sent)
      : updateEntities(emulator, call.caller, entity, sent),
  );
}
