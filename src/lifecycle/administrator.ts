import { refusal } from '../refusals/refusal';
import type { ResourceSummary } from '../store/people/lifecycle-store';
import type { StoredResource } from '../store/people/resource-store';
import type { Stores } from '../store/store';
import { readOnly } from '../updates/read-only';
import { findResource, type ResourceReference } from './reference';

/** The acting administrator. Throws a Refusal where it is none. */
export async function administrator(stores: Stores, by: ResourceReference): Promise<ResourceSummary> {
  const found = await findResource(stores, by);
  if (!found?.active || !found.systemAdministrator) throw refusal('notAnAdministrator', { user: by });
  return found;
}

/** Whoever acts where no administrator is needed. Throws a Refusal where it is nobody who is active. */
export async function activeActor(stores: Stores, by: ResourceReference): Promise<ResourceSummary> {
  const found = await findResource(stores, by);
  if (!found?.active) throw refusal('notActive', { user: by });
  return found;
}

/** A resource that is to be changed. Throws a Refusal where there is none, or it is not changed any more. */
export async function changeableResource(stores: Stores, id: number): Promise<StoredResource> {
  const stored = await stores.resources.read(id);
  if (!stored) throw refusal('resourceUnknown', { resource: id });
  const refused = readOnly(stored);
  if (refused) throw refused;
  return stored;
}
