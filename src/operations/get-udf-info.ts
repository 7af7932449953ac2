import { servedEntity } from './get-field-info';
import type { Call } from './operation';
import type { EmulatorContext } from './emulator-context';

/** getUDFInfo: the user-defined fields of an entity type, which no served one can have. */
export async function getUDFInfo(emulator: EmulatorContext, call: Call): Promise<readonly never[]> {
  servedEntity(emulator, call.parameters.text('psTable'));
  return [];
}
