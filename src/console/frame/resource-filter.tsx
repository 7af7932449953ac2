// The filter of figures by resources.

import type { FC } from 'hono/jsx';
import { displayName } from '../../lifecycle/display-name';
import {
  filterResource,
  meantResources,
  offeredResources,
  type Filtered,
} from '../../lifecycle/figure-filter';
import { Refusal } from '../../refusals/refusal';
import type { ResourceSummary } from '../../store/people/lifecycle-store';
import type { Stores } from '../../store/store';
import { address } from './address';
import { Alert, Callout } from './callout';
import { BareInput } from './fields';
import { Icon } from './icon';
import { Redirect } from './page';
import { Link } from './parts';

/** The parameters of the address: ids of chosen resources, and the text typed to find another. */
export const CHOSEN = 'resource';
export const FIND = 'find';

/** So many resources are suggested, and so many can be chosen. */
const MOST_SUGGESTED = 200;
const MOST_CHOSEN = 20;

type Named = Pick<ResourceSummary, 'id' | 'firstName' | 'lastName' | 'deletedAt' | 'userName'>;

/** The resources by which figures are filtered, and those that are offered. */
export interface ResourceFilter {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly chosen: readonly Named[];
  readonly offered: readonly Named[];
  /** The resources that fit the typed text, where it is several. */
  readonly candidates: readonly Named[];
  /** The sentence about a resource that cannot be chosen. */
  readonly violation: string | undefined;
}

/** The filter of an address, or the address in which the one resource that fits the typed text is chosen. */
export async function resourceFilter(
  stores: Pick<Stores, 'lifecycle' | 'tenant' | 'directory'>,
  filtered: Filtered,
  path: string,
  query: URLSearchParams,
): Promise<ResourceFilter | Redirect> {
  let violation: string | undefined;
  const asked = async <T,>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      violation ??= error.message;
      return undefined;
    }
  };
  const chosen: Named[] = [];
  for (const id of new Set(query.getAll(CHOSEN).slice(0, MOST_CHOSEN))) {
    const one = await asked(() => filterResource(stores, filtered, id));
    if (one) chosen.push(one);
  }
  const text = query.get(FIND)?.trim() ?? '';
  let candidates: readonly Named[] = [];
  if (text !== '') {
    const found = (await asked(() => meantResources(stores, filtered, text, MOST_CHOSEN))) ?? [];
    const [only] = found;
    if (only && found.length === 1) return new Redirect(withOne(path, query, only.id));
    candidates = found;
  }
  const offered = await offeredResources(stores, filtered, { search: '', limit: MOST_SUGGESTED });
  return { path, query, chosen, offered, candidates, violation };
}

function withOne(path: string, query: URLSearchParams, id: number): string {
  const changed = new URLSearchParams(query);
  changed.delete(FIND);
  if (!changed.has(CHOSEN, String(id))) changed.append(CHOSEN, String(id));
  return address(path, changed);
}

function withoutOne(path: string, query: URLSearchParams, id: number): string {
  const changed = new URLSearchParams(query);
  changed.delete(CHOSEN, String(id));
  return address(path, changed, { [FIND]: undefined });
}

/** The input of a toolbar that chooses one more resource: by its name, user name or id. */
export const ResourceFilterInput: FC<{
  readonly label: string;
  readonly placeholder: string;
  readonly filter: ResourceFilter;
}> = ({ label, placeholder, filter: { offered, query, violation, candidates } }) => (
  <div class="search">
    <Icon name="search" />
    <BareInput
      name={FIND}
      type="search"
      label={label}
      placeholder={placeholder}
      value={violation === undefined && candidates.length === 0 ? '' : (query.get(FIND) ?? '')}
      list="offered"
      autocomplete="off"
    />
    <kbd>/</kbd>
    <datalist id="offered">
      {offered.map((one) => (
        <option value={one.userName}>{displayName(one)}</option>
      ))}
    </datalist>
  </div>
);

/** The chosen resources, each with a link that takes it back; the refusal, and the candidates. */
export const ChosenResources: FC<{ readonly filter: ResourceFilter }> = ({
  filter: { path, query, chosen, candidates, violation },
}) => (
  <>
    <Alert text={violation} />
    {candidates.length > 0 && (
      <Callout tone="info" role="status">
        Several resources are called so. Choose one:{' '}
        {candidates.map((one, index) => (
          <>
            {index > 0 && ' · '}
            <Link to={withOne(path, query, one.id)}>{`${displayName(one)} (${one.userName})`}</Link>
          </>
        ))}
      </Callout>
    )}
    {chosen.length > 0 && (
      <div class="toolbar">
        {chosen.map((one) => (
          <Link to={withoutOne(path, query, one.id)} class="button small chip set">
            <span class="sr">Without </span>
            {displayName(one)}
            <Icon name="cross" />
          </Link>
        ))}
        <Link
          to={address(path, query, { [CHOSEN]: undefined, [FIND]: undefined })}
          class="button small quiet"
        >
          Clear
        </Link>
      </div>
    )}
  </>
);
