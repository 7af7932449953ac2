import { findEntity } from '../entities/index';
import { refusal } from '../refusals/refusal';
import type { FieldInfo } from './field-infos';
import type { CacheableAnswer } from './cacheable-answer';
import type { Call } from './operation';
import type { EmulatorContext } from './emulator-context';

/** GetFieldInfo: the fields of an entity, without user-defined ones, with their picklists. */
export async function getFieldInfo(
  emulator: EmulatorContext,
  call: Call,
): Promise<CacheableAnswer<readonly FieldInfo[]>> {
  const entity = servedEntity(emulator, call.parameters.text('psObjectType'));
  return emulator.fieldInfos.of(entity, await emulator.store.tenant.picklists());
}

/** The entity of that name, if the contract declares it too; else a refusal. */
export function servedEntity(
  emulator: Pick<EmulatorContext, 'entities'>,
  name: string | null,
): EmulatorContext['entities'][number] {
  const entity = findEntity(emulator.entities, name ?? '');
  if (!entity) throw refusal('entityUnknown');
  return entity;
}
