import { resource } from '../entities/resource';
import { refusal, Refusal } from '../refusals/refusal';
import { updateResources } from '../updates/update-resources';
import { success, type AtwsResponse } from './atws-response';
import { unsupported } from './create';
import type { Call } from './operation';
import { audienceOf } from './query';
import type { EmulatorContext } from './emulator-context';

/** update: writes all entities or none. The answer has them as query answers them, in the order of the request. */
export async function update(emulator: EmulatorContext, call: Call): Promise<AtwsResponse> {
  const sent = call.parameters.entities('Entities');
  if (sent.length === 0) throw refusal('noEntities', { operation: 'update' });
  if (sent.some(({ type }) => type !== resource.name)) {
    throw await unsupported(emulator, call, 'entityNotUpdatable', 'update');
  }
  try {
    const ids = await updateResources(emulator, call.caller, sent);
    const audience = audienceOf(emulator, call.caller);
    return success(
      resource.resultType,
      await emulator.store.entities.serializedByIds(emulator.wireFormatOf(resource), ids, audience),
    );
  } catch (error) {
    throw error instanceof Refusal ? error.about(resource.resultType) : error;
  }
}
