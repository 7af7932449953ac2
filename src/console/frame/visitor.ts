// The resource that is logged in to the console.
import type { Request } from 'express';
import { displayName } from '../../lifecycle/display-name';
import type { Store } from '../../store/store';
import type { Visitor } from './page';

/** The resource that is logged in; its rights are read anew each time, as they may have changed. */
export async function visitorOf(
  { lifecycle, logins }: Store,
  { session }: Request,
): Promise<Visitor | undefined> {
  // Before the log-in there is a session, too, with nothing in it.
  const { resourceId } = session as Partial<typeof session>;
  if (resourceId === undefined) return undefined;
  const resource = await lifecycle.byId(resourceId);
  if (!resource) return undefined;
  const login = await logins.find(resource.userName);
  if (!login?.active || login.apiOnly) return undefined;
  return {
    id: resource.id,
    userName: resource.userName,
    displayName: displayName(resource),
    administrator: login.systemAdministrator,
    viewInternalCost: login.viewInternalCost,
  };
}
