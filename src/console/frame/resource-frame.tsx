import type { Child } from 'hono/jsx';
import { DELETED_NOTE, displayName } from '../../lifecycle/display-name';
import { knownResource } from '../../lifecycle/reference';
import { View } from './page';
import { Link } from './parts';
import { stateBadge } from '../pages/resource-list';
import type { EmulatorContext } from '../../operations/emulator-context';

/** The tabs of a resource's page, and what comes behind `/resources/:id` for each. */
const TABS = {
  General: '',
  Security: '/security',
  HR: '/hr',
  Records: '/records',
  History: '/history',
} as const;

export type ResourceTab = keyof typeof TABS;

/** Where a tab of a resource's page is. */
export function tabPath(id: number, tab: ResourceTab): string {
  return `/resources/${id}${TABS[tab]}`;
}

/** One tab of a resource's page. */
export async function resourceView(
  { store }: Pick<EmulatorContext, 'store'>,
  id: number,
  tab: ResourceTab,
  body: Child,
  status?: number,
): Promise<View> {
  const resource = await knownResource(store, id);
  return new View(
    displayName(resource),
    <>
      <p>
        {stateBadge(resource)} {resource.userName}
      </p>
      {resource.deletedAt !== null && <p class="warning">{DELETED_NOTE}</p>}
      <nav class="tabs" aria-label="Resource">
        {(Object.keys(TABS) as ResourceTab[]).map((name) => (
          <Link to={tabPath(id, name)} current={name === tab}>
            {name}
          </Link>
        ))}
      </nav>
      {body}
    </>,
    { ...(status !== undefined && { status }) },
  );
}
