import { findEntity } from '../entities/index';
import { refusal } from '../refusals/refusal';
import type { FieldInfo } from './field-infos';
import type { CacheableAnswer } from './cacheable-answer';
import type { Call, Service } from './operation';

/** GetFieldInfo: the fields of an entity, without user-defined ones, with their picklists. */
export async function getFieldInfo(
  service: Service,
  call: Call,
): Promise<CacheableAnswer<readonly FieldInfo[]>> {
  const entity = servedEntity(service, call.parameters.text('psObjectType'));
  return service.fieldInfos.of(entity, await service.store.tenant.picklists());
}

/** The entity of that name, if the contract declares it too; else a refusal. */
export function servedEntity(
  service: Pick<Service, 'entities'>,
  name: string | null,
): Service['entities'][number] {
  const entity = findEntity(service.entities, name ?? '');
  if (!entity) throw refusal('entityUnknown');
  return entity;
}
