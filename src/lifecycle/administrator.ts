import { refusal } from '../refusals/refusal';
import type { ResourceSummary } from '../store/people/lifecycle-store';
import type { StoredResource } from '../store/people/resource-store';
import type { Stores } from '../store/store';
import { readOnly } from '../updates/read-only';
import { findResource, type ResourceReference } from './reference';

/** The acting administrator. Throws a Refusal of any other resource. */
export async function administrator(stores: Stores, by: ResourceReference): Promise<ResourceSummary> {
  const found = await findResource(stores, by);
  if (!found?.active || !found.systemAdministrator) throw refusal('notAnAdministrator', { user: by });
  return found;
}

/** The acting resource of an action that needs no administrator. Throws a Refusal of one that is not active. */
export async function activeActor(stores: Stores, by: ResourceReference): Promise<ResourceSummary> {
  const found = await findResource(stores, by);
  if (!found?.active) throw refusal('notActive', { user: by });
  return found;
}

/** A resource to be changed. Throws a Refusal of an unknown, deleted or redacted one. */
export async function changeableResource(stores: Stores, id: number): Promise<StoredResource> {
  const stored = await stores.resources.read(id);
  if (!stored) throw refusal('resourceUnknown', { resource: id });
  const refused = readOnly(stored);
  if (refused) throw refused;
  return stored;
}
