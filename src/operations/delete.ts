import { unsupported } from './create';
import type { Call, Service } from './operation';

/** delete: refused for every entity served; what SOAP cannot do to a resource, the life cycle can. */
export async function deleteEntities(service: Service, call: Call): Promise<never> {
  throw unsupported(service, call, 'entityNotDeletable', 'delete');
}
