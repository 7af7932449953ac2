import { findEntity } from '../entities/index';
import { refusal } from '../refusals/refusal';
import type { FieldInfo } from './field-infos';
import type { CacheableAnswer } from './cacheable-answer';
import type { Call, Service } from './operation';

/** GetFieldInfo: the fields of an entity type with their picklists, without user-defined fields. */
export async function getFieldInfo(
  service: Service,
  call: Call,
): Promise<CacheableAnswer<readonly FieldInfo[]>> {
  const entity = servedEntity(service, call.parameters.text('psObjectType'));
  return service.fieldInfos.of(entity, await service.store.tenant.picklists());
}

/** The entity type of a name. Throws a Refusal of one that is not served or that the contract does not declare. */
export function servedEntity(
  service: Pick<Service, 'entities'>,
  name: string | null,
): Service['entities'][number] {
  const entity = findEntity(service.entities, name ?? '');
  if (!entity) throw refusal('entityUnknown');
  return entity;
}
