import { unsupported } from './create';
import type { Call } from './operation';
import type { EmulatorContext } from './emulator-context';

/** delete: refused for every entity served; what SOAP cannot do to a resource, the life cycle can. */
export async function deleteEntities(emulator: EmulatorContext, call: Call): Promise<never> {
  throw unsupported(emulator, call, 'entityNotDeletable', 'delete');
}
