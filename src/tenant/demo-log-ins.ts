// The published log-ins of the demo tenant.

import type { Login } from '../store/log-in/login-store';
import type { Store } from '../store/store';
import { demoTenant } from './demo-tenant';

/** A published log-in of the demo tenant that works. */
interface DemoLogIn {
  /** The user name with its domain. */
  readonly user: string;
  readonly password: string;
  /** Its purpose. */
  readonly what: string;
  /** The name of the person in the demo tenant's file. */
  readonly name: string;
  readonly apiOnly: boolean;
  readonly systemAdministrator: boolean;
}

/** The published credentials of the demo tenant. */
export interface DemoAccess {
  /** The published tracking identifier; undefined where the tenant does not have it. */
  readonly trackingIdentifier: string | undefined;
  readonly logIns: readonly DemoLogIn[];
}

const TRACKING_IDENTIFIER = 'DEMO-TRACKING-IDENTIFIER-01';

/** The passwords in README and docs, by user name. */
const PUBLISHED: Readonly<Record<string, string>> = {
  'api.admin': 'Api-Admin-2024',
  'api.reader': 'Api-Reader-2024',
  'ada.admin': 'Ada-Admin-2024',
  'tom.tech': 'Tom-Tech-2024',
};

/**
 * The published log-ins that work. A password counts as the published one by its stored hash, which is that of the demo
 * tenant's file, as checking the password itself takes longer than a start.
 */
export async function demoAccess({ tenant, logins }: Pick<Store, 'tenant' | 'logins'>): Promise<DemoAccess> {
  const { domain } = await tenant.read();
  const isPublished = await tenant.isTrackingIdentifier(TRACKING_IDENTIFIER);
  const logIns: DemoLogIn[] = [];
  for (const { UserName, FirstName, LastName, passwordHash } of demoTenant().resources) {
    const userName = String(UserName);
    const password = PUBLISHED[userName];
    if (password === undefined) continue;
    const login = await logins.find(userName);
    if (!login?.active || login.passwordHash !== passwordHash) continue;
    logIns.push({
      user: `${userName}@${domain}`,
      password,
      what: purposeOf(login),
      name: `${FirstName} ${LastName}`,
      apiOnly: login.apiOnly,
      systemAdministrator: login.systemAdministrator,
    });
  }
  return { trackingIdentifier: isPublished ? TRACKING_IDENTIFIER : undefined, logIns };
}

function purposeOf({ apiOnly, systemAdministrator, viewInternalCost }: Login): string {
  if (!apiOnly) return `a person${systemAdministrator ? ', administrator' : ''}; for the console`;
  return `API-only; may read${systemAdministrator ? ' and update' : ''}${viewInternalCost ? '' : ', without internal cost'}`;
}
