import { servedEntity } from './get-field-info';
import type { Call, Service } from './operation';

/** getUDFInfo: the user-defined fields of an entity type, which no served one can have. */
export async function getUDFInfo(service: Service, call: Call): Promise<readonly never[]> {
  servedEntity(service, call.parameters.text('psTable'));
  return [];
}
