import { randomUUID } from 'node:crypto';
import { isOfResources, listedEntities, type EntityLists } from '../entities/index';
import type { TenantDocument } from './document';
import { demoTenant } from './demo-tenant';

/** The domain and tracking identifier of a new tenant; by default that of the demo tenant, and a random one. */
export interface TenantNames {
  readonly domain?: string | undefined;
  readonly trackingIdentifier?: string | undefined;
}

/** The lists of what belongs to resources, empty. */
export const NONE_OF_RESOURCES = Object.fromEntries(
  listedEntities.filter(isOfResources).map(({ list }) => [list, []]),
) as Partial<EntityLists>;

/** A tenant without resources; locations, security levels, roles and settings are those of the demo tenant. */
export function emptyTenant({ domain, trackingIdentifier }: TenantNames): TenantDocument {
  const { domain: byDefault, ...demo } = demoTenant();
  return {
    ...demo,
    domain: domain ?? byDefault,
    // The one of the demo tenant is published.
    trackingIdentifiers: [trackingIdentifier ?? randomUUID().toUpperCase()],
    ...NONE_OF_RESOURCES,
    resources: [],
    records: [],
    recordTypes: [],
  };
}
