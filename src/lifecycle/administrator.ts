import { refusal } from '../refusals';
import type { ResourceSummary } from '../store/life-store';
import type { Areas } from '../store/store';
import { findResource, type ResourceReference } from './reference';

/** The acting administrator. Throws a Refusal where it is none. */
export async function administrator(areas: Areas, by: ResourceReference): Promise<ResourceSummary> {
  const found = await findResource(areas, by);
  if (!found?.active || !found.systemAdministrator) throw refusal('notAnAdministrator', { user: by });
  return found;
}
