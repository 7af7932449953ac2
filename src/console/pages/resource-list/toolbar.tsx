// The search and the filters above the list.
import type { Child } from 'hono/jsx';
import type {
  DirectoryCount,
  DirectoryFilters,
  DirectoryState,
  DirectoryView,
} from '../../../store/people/directory-store';
import { address } from '../../frame/address';
import { SearchInput } from '../../frame/fields';
import type { ResourceChoices } from '../../frame/field-values';
import { Hidden } from '../../frame/form';
import { placeText } from '../../frame/grid';
import { Chip, Segment } from '../../frame/menu';
import { PATH, ROW } from './view';

/** The states that are chosen from; who is deleted has a page of their own. */
const STATES = [
  ['active', 'Active'],
  ['inactive', 'Inactive'],
  ['redacted', 'Redacted'],
  [undefined, 'All'],
] as const satisfies readonly (readonly [DirectoryState | undefined, string])[];

export function toolbar({
  view,
  query,
  choices: { ResourceType = [], LicenseType = [] },
  count: countOf,
  shown,
}: {
  readonly view: DirectoryView;
  readonly query: URLSearchParams;
  readonly choices: ResourceChoices;
  readonly count: DirectoryCount | undefined;
  readonly shown: string | number;
}): Child {
  const to = (changes: Readonly<Record<string, string | undefined>>): string =>
    address(PATH, query, { ...changes, after: undefined, before: undefined, [ROW]: undefined });
  const count = (filters: Partial<DirectoryFilters>): number | undefined =>
    countOf?.({ ...view, ...filters });
  const labelIn = (values: typeof LicenseType, value: string | number | undefined): string | undefined =>
    value === undefined
      ? undefined
      : (values.find((one) => one.value === String(value))?.label ?? String(value));
  const kept = ['state', 'type', 'license', 'sort', 'order', 'rows'];
  return (
    <form class="toolbar" role="search">
      <SearchInput
        label="Search names, user names and e-mail addresses"
        placeholder="Name, user name or e-mail"
        value={view.search}
      />
      <Hidden values={[...query].filter(([name]) => kept.includes(name))} />
      <Segment
        label="State"
        choices={STATES.map(([state, label]) => ({
          label,
          // No state in the address means the active ones, an empty one all.
          to: to({ state: state === 'active' ? undefined : (state ?? '') }),
          isChosen: state === view.state,
          count: count({ state }),
        }))}
      />
      <Chip
        id="type-menu"
        label="Type"
        chosen={labelIn(ResourceType, view.resourceType)}
        choices={[
          { value: undefined, label: 'Any' },
          ...ResourceType.filter(({ active, value }) => active || value === view.resourceType),
        ].map(({ value, label }) => ({
          label,
          to: to({ type: value }),
          isChosen: value === view.resourceType,
          count: count({ resourceType: value }),
        }))}
      />
      <Chip
        id="license-menu"
        label="License"
        chosen={labelIn(LicenseType, view.licenseType)}
        choices={[
          { value: undefined, label: 'Any' },
          ...LicenseType.filter(({ active, value }) => active || value === String(view.licenseType)),
        ].map(({ value, label }) => ({
          label,
          to: to({ license: value }),
          isChosen: value === (view.licenseType === undefined ? undefined : String(view.licenseType)),
          count: count({ licenseType: value === undefined ? undefined : Number(value) }),
        }))}
      />
      <p class="push muted mid">{placeText(shown)}</p>
    </form>
  );
}
