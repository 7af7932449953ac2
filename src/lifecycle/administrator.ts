import { refusal } from '../refusals';
import type { ResourceSummary } from '../store/life-store';
import type { Areas } from '../store/store';

/** The acting administrator, by user name with or without domain. Throws a Refusal where it is none. */
export async function administrator(areas: Areas, userName: string): Promise<ResourceSummary> {
  const at = userName.indexOf('@');
  const found = await areas.lives.byUserName(at < 0 ? userName : userName.slice(0, at));
  if (!found?.active || !found.systemAdministrator) throw refusal('notAnAdministrator', { user: userName });
  return found;
}

/** A resource that an action is about. Throws a Refusal where there is none. */
export async function knownResource(areas: Areas, id: number): Promise<ResourceSummary> {
  const found = await areas.lives.byId(id);
  if (!found) throw refusal('resourceUnknown', { resource: id });
  return found;
}
