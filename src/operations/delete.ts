import { unsupported } from './create';
import type { Call, Service } from './operation';

/** delete: refused for every entity served; the life cycle can delete a resource. */
export async function deleteEntities(service: Service, call: Call): Promise<never> {
  throw unsupported(service, call, 'entityNotDeletable', 'delete');
}
