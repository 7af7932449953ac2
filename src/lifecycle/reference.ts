import { findUser } from '../entities/user-name';
import { refusal } from '../refusals/refusal';
import type { ResourceSummary } from '../store/people/lifecycle-store';
import type { Stores } from '../store/store';

/**
 * A reference to a resource: its id, or its user name in any case, with or without the domain of the tenant. Text that
 * is a number is an id where a resource has it, and else a user name.
 */
export type ResourceReference = number | string;

/** The resource of a reference; undefined for an unknown one. */
export async function findResource(
  { lifecycle, tenant }: Pick<Stores, 'lifecycle' | 'tenant'>,
  reference: ResourceReference,
): Promise<ResourceSummary | undefined> {
  const id = typeof reference === 'number' || /^\d{1,15}$/.test(reference) ? Number(reference) : undefined;
  const byId = id === undefined ? undefined : await lifecycle.byId(id);
  if (byId || typeof reference === 'number') return byId;
  return findUser(reference, (await tenant.read()).domain, (localName) => lifecycle.byUserName(localName));
}

/** The resource of a reference. Throws a Refusal of an unknown one. */
export async function knownResource(
  stores: Pick<Stores, 'lifecycle' | 'tenant'>,
  reference: ResourceReference,
): Promise<ResourceSummary> {
  const found = await findResource(stores, reference);
  if (!found) throw refusal('resourceUnknown', { resource: reference });
  return found;
}
