// The heading and tabs around every page of one resource.
import type { Child } from 'hono/jsx';
import type { EmulatorContext } from '../../operations/emulator-context';
import { CONSOLE_PATH } from '../../http/paths';
import { resource as resourceEntity } from '../../entities/resource';
import { DELETED_NOTE, displayName } from '../../lifecycle/display-name';
import { isChangeable } from '../../lifecycle/records';
import { knownResource } from '../../lifecycle/reference';
import type { ResourceSummary } from '../../store/people/lifecycle-store';
import { Callout } from './callout';
import { Form } from './form';
import { Menu, MenuItem } from './menu';
import { View, type Surround, type Visit } from './page';
import { Link } from './parts';
import { editAddress, hasActions, ResourceActions } from './resource-actions';
import { StateBadge } from './resource-state';
import { Tabs } from './tabs';

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

/** More changes than these are not counted. */
const MOST_COUNTED = 100;

/** One tab of a resource's page. */
export async function resourceView(
  context: EmulatorContext,
  { id, visitor }: Pick<Visit, 'id' | 'visitor'>,
  tab: ResourceTab,
  body: Child,
  status = 200,
): Promise<View> {
  const { store } = context;
  const resource = await knownResource(store, id);
  const records = (await store.records.associations(id)).reduce((sum, { total }) => sum + total, 0);
  const changes = (await store.audit.of(id, MOST_COUNTED)).length;
  const counts: Readonly<Partial<Record<ResourceTab, number | string>>> = {
    Records: records,
    History: changes < MOST_COUNTED ? changes : `${MOST_COUNTED}+`,
  };
  return new View(
    displayName(resource),
    <>
      {resource.deletedAt !== null && <Callout tone="warn">{DELETED_NOTE}</Callout>}
      <Tabs
        label="Resource"
        tabs={(Object.keys(TABS) as ResourceTab[]).map((name) => ({
          name,
          to: tabPath(id, name),
          isChosen: name === tab,
          count: counts[name],
        }))}
      />
      {body}
    </>,
    { ...(await surroundOf(context, resource, visitor)), status },
  );
}

/** The frame of a resource's page: name, state and actions. `below`: the name of a page below its own. */
export async function surroundOf(
  { store }: EmulatorContext,
  resource: ResourceSummary,
  visitor: Visit['visitor'],
  below?: string,
): Promise<Surround> {
  const { id, userName, licenseType } = resource;
  const name = displayName(resource);
  const stored = await store.resources.read(id);
  const { LicenseType = [] } = await store.tenant.choices(resourceEntity);
  const license = LicenseType.find(({ value }) => value === String(licenseType))?.label;
  const lead = [stored?.record.Title, userName, license, `Resource ID ${id}`];
  const own = { name, to: tabPath(id, 'General') };
  return {
    crumbs: below !== undefined ? [own, { name: below }] : [own],
    photo: (await store.photos.has(id)) ? (
      <img class="photo" src={`${CONSOLE_PATH}/resources/${id}/photo`} alt={`Photo of ${name}`} />
    ) : (
      <span class="photo badge info" aria-hidden="true">
        {initials(resource)}
      </span>
    ),
    state: <StateBadge of={resource} />,
    lead: lead.filter(Boolean).join(' · '),
    actions:
      below === undefined || below === EDIT ? await actions(store, resource, visitor, below) : undefined,
  };
}

/** The name of a resource's form in the vendor's instructions. */
export const EDIT = 'Edit Resource';

async function actions(
  { resources }: EmulatorContext['store'],
  resource: ResourceSummary,
  visitor: Visit['visitor'],
  below: string | undefined,
): Promise<Child> {
  const acted = { resource, visitor };
  if (!hasActions(acted)) return null;
  const { id } = resource;
  const level = (await resources.read(id))?.record.UserType;
  const mayInvite =
    isChangeable(resource) && level !== undefined && (await resources.mayGiveLevel(visitor.id, level));
  return (
    <>
      {isChangeable(resource) && below === undefined && (
        <Link to={editAddress(acted)} class="button primary">
          {EDIT}
        </Link>
      )}
      <Menu id="actions" text="Actions" atEnd>
        <ResourceActions
          {...acted}
          withEdit={false}
          more={
            mayInvite && (
              <MenuItem>
                <Form action={`/resources/${id}/invite`}>
                  <button>Send invitation</button>
                </Form>
              </MenuItem>
            )
          }
        />
      </Menu>
    </>
  );
}

function initials({ firstName, lastName }: ResourceSummary): string {
  return [firstName, lastName]
    .map((name) => /^\P{M}\p{M}*/u.exec(name.trim())?.[0] ?? '')
    .join('')
    .toUpperCase();
}
