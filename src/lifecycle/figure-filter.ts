// Whom figures about records can be filtered by.

import { refusal, type Refusal } from '../refusals/refusal';
import type { ResourceSummary } from '../store/people/lifecycle-store';
import type { Stores } from '../store/store';
import { displayName } from './display-name';
import { stateOf } from './records';
import { findResource, knownResource, type ResourceReference } from './reference';

/** What is filtered: the widgets of a dashboard offer active resources, reports all that are not deleted. */
export type Filtered = 'Widgets' | 'Reports';

type Named = Pick<
  ResourceSummary,
  'id' | 'userName' | 'firstName' | 'lastName' | 'active' | 'redactedAt' | 'deletedAt'
>;

const OFFERED = {
  Widgets: { state: 'active' },
  Reports: { deleted: false },
} as const;

/** Resources that a filter offers, by last name; `search`: beginnings of their names. */
export async function offeredResources(
  { directory }: Pick<Stores, 'directory'>,
  filtered: Filtered,
  looked: { readonly search: string; readonly limit: number },
): Promise<readonly Named[]> {
  return (await directory.page({ ...EVERYBODY, ...OFFERED[filtered], ...looked })).entries;
}

const EVERYBODY = {
  state: undefined,
  resourceType: undefined,
  licenseType: undefined,
  order: 'name',
  descending: false,
} as const;

/** A resource that figures are filtered by. Throws a Refusal of one that the filter does not offer. */
export async function filterResource(
  stores: Pick<Stores, 'lifecycle' | 'tenant'>,
  filtered: Filtered,
  reference: ResourceReference,
): Promise<Named> {
  const resource = await knownResource(stores, reference);
  requireOffered(filtered, resource);
  return resource;
}

/**
 * The resources that are meant by a user name, an id, or beginnings of names. Throws a Refusal where there is none, or
 * none that the filter offers.
 */
export async function meantResources(
  stores: Pick<Stores, 'lifecycle' | 'tenant' | 'directory'>,
  filtered: Filtered,
  text: string,
  limit: number,
): Promise<readonly Named[]> {
  const exact = await findResource(stores, text);
  if (exact) {
    requireOffered(filtered, exact);
    return [exact];
  }
  const found = await offeredResources(stores, filtered, { search: text, limit });
  if (found.length > 0) return found;
  const [other] = (await stores.directory.page({ ...EVERYBODY, search: text, limit: 1 })).entries;
  if (!other) throw refusal('resourceUnknown', { resource: text });
  throw notOffered(filtered, other);
}

function requireOffered(filtered: Filtered, resource: Named): void {
  const isOffered = filtered === 'Widgets' ? stateOf(resource) === 'active' : resource.deletedAt === null;
  if (!isOffered) throw notOffered(filtered, resource);
}

function notOffered(filtered: Filtered, resource: Named): Refusal {
  // Who is redacted and deleted is not offered for the latter.
  const state = resource.deletedAt === null ? stateOf(resource) : 'deleted';
  return refusal('notInFilter', { figures: filtered, resource: displayName(resource), state });
}
