import type { CacheableAnswer } from './cacheable-answer';
import type { FieldInfo } from './field-infos';
import { servedEntity } from './get-field-info';
import type { Call } from './operation';
import type { EmulatorContext } from './emulator-context';

/** getUDFInfo: the user-defined fields of an entity type, which only declared ones have. */
export async function getUDFInfo(
  emulator: EmulatorContext,
  call: Call,
): Promise<CacheableAnswer<readonly FieldInfo[]>> {
  const entity = await servedEntity(emulator, call.parameters.text('psTable'));
  return emulator.fieldInfos.userDefined(entity);
}
