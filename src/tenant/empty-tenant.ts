import { randomUUID } from 'node:crypto';
import type { TenantDocument } from './document';
import { demoTenant } from './fill';

/** How integrations reach a new tenant; left out, as the demo tenant has it, or made up. */
export interface TenantNames {
  readonly domain?: string | undefined;
  readonly trackingIdentifier?: string | undefined;
}

/** A tenant without anybody in it: locations, security levels, roles and rules are those of the demo tenant. */
export function emptyTenant({ domain, trackingIdentifier }: TenantNames): TenantDocument {
  const { domain: byDefault, ...demo } = demoTenant();
  return {
    ...demo,
    domain: domain ?? byDefault,
    // Not the published one of the demo tenant.
    trackingIdentifiers: [trackingIdentifier ?? randomUUID().toUpperCase()],
    resources: [],
    records: [],
    recordTypes: [],
  };
}
