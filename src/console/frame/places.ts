// The side bar: its groups and the pages in them.
import type { IconName } from './icon';

/** A page that the side bar leads to. */
export interface Place {
  /** Behind `/admin`. */
  readonly path: string;
  readonly name: string;
  readonly icon: IconName;
  readonly group: 'People' | 'Integrations' | 'Emulator';
  /** It stands under Admin, Features & Settings, where the vendor's instructions have it. */
  readonly isSetting?: true;
  /** Its purpose, in the list of all settings. */
  readonly purpose?: string;
}

/** The groups of the side bar, in their order. */
export const GROUPS = ['People', 'Integrations', 'Emulator'] as const satisfies readonly Place['group'][];

/** Where all settings are listed. */
export const FEATURES_PATH = '/features-and-settings';

/** The places for administrators, in the order of the side bar. A new page with a place of its own is one row more. */
export const PLACES: readonly Place[] = [
  {
    path: '/resources',
    name: 'Resources / Users (HR)',
    icon: 'people',
    group: 'People',
    isSetting: true,
    purpose: 'Who there is: create, edit, invite, inactivate, redact, delete.',
  },
  {
    path: '/deleted-resources',
    name: 'Deleted resources',
    icon: 'deleted',
    group: 'People',
    isSetting: true,
    purpose: 'Who was deleted, and when. All that they did remains.',
  },
  {
    path: '/privacy-history',
    name: 'Privacy Action History',
    icon: 'privacy',
    group: 'People',
    isSetting: true,
    purpose: 'Whose personal data was erased, by whom and why.',
  },
  { path: '/dashboard', name: 'Dashboard', icon: 'dashboard', group: 'People' },
  { path: '/report', name: 'Records report', icon: 'report', group: 'People' },
  {
    path: '/tenant',
    name: 'Tenant settings',
    icon: 'settings',
    group: 'People',
    isSetting: true,
    purpose: 'Passwords, time zone, locations, security levels and tracking identifiers.',
  },
  { path: '/requests', name: 'Requests', icon: 'requests', group: 'Integrations' },
  { path: '/usage', name: 'Usage', icon: 'chart', group: 'Integrations' },
  { path: '/entities', name: 'Entities', icon: 'places', group: 'Integrations' },
  { path: '/introspection', name: 'Introspection', icon: 'braces', group: 'Integrations' },
  { path: '/playground', name: 'QueryXML playground', icon: 'prompt', group: 'Integrations' },
  { path: '/state', name: 'State', icon: 'power', group: 'Emulator' },
  { path: '/outbox', name: 'Outbox', icon: 'mail', group: 'Emulator' },
];

/** The only page of people who are no administrators; administrators have it in their menu. */
export const OWN_PLACE: Place = { path: '/profile', name: 'My profile', icon: 'person', group: 'People' };

/** The place that a path is at or below. */
export function placeOf(path: string): Place | undefined {
  return [...PLACES, OWN_PLACE].find((place) => path === place.path || path.startsWith(`${place.path}/`));
}
