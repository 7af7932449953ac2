import { unsupported } from './create';
import type { Call, Service } from './operation';

/** update: not served yet. */
export async function update(service: Service, call: Call): Promise<never> {
  throw unsupported(service, call, 'entityNotUpdatable', 'update');
}
