import { refusal } from '../refusals/refusal';
import type { EmulatorContext } from './emulator-context';
import type { Call } from './operation';
import { sentType } from './sent-entities';

/** delete: refused for every entity served, as getEntityInfo says; the life cycle can delete a resource. */
export async function deleteEntities(emulator: EmulatorContext, call: Call): Promise<never> {
  throw refusal('entityNotDeletable').about((await sentType(emulator, call, 'delete')).resultType);
}
