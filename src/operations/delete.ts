import { unsupported } from './create';
import type { Call } from './operation';
import type { EmulatorContext } from './emulator-context';

/** delete: refused for every entity served; the life cycle can delete a resource. */
export async function deleteEntities(emulator: EmulatorContext, call: Call): Promise<never> {
  throw await unsupported(emulator, call, 'entityNotDeletable', 'delete');
}
