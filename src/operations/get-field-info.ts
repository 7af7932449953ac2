import type { Entity } from '../entities/field';
import { findEntity } from '../entities/index';
import { refusal } from '../refusals/refusal';
import type { FieldInfo } from './field-infos';
import type { CacheableAnswer } from './cacheable-answer';
import type { Call } from './operation';
import type { EmulatorContext } from './emulator-context';

/** GetFieldInfo: the fields of an entity type with their picklists, without user-defined fields. */
export async function getFieldInfo(
  emulator: EmulatorContext,
  call: Call,
): Promise<CacheableAnswer<readonly FieldInfo[]>> {
  const entity = await servedEntity(emulator, call.parameters.text('psObjectType'));
  return emulator.fieldInfos.of(entity, await emulator.store.tenant.picklists());
}

/** The entity type of a name. Throws a Refusal of one that is not served or that the contract does not declare. */
export async function servedEntity(
  emulator: Pick<EmulatorContext, 'entities'>,
  name: string | null,
): Promise<Entity> {
  const entity = findEntity(await emulator.entities(), name ?? '');
  if (!entity) throw refusal('entityUnknown');
  return entity;
}
