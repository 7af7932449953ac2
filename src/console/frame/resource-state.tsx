// The state of a resource: active, inactive, redacted, deleted.
import type { FC } from 'hono/jsx';
import { stateOf } from '../../lifecycle/records';
import { Badge } from './callout';

type Of = Parameters<typeof stateOf>[0];

const NAMES = { active: 'Active', inactive: 'Inactive', deleted: 'Deleted', redacted: 'Redacted' } as const;

/** The word for what a resource is, in a column. */
export const StateDot: FC<{ readonly of: Of }> = ({ of: resource }) => {
  const state = stateOf(resource);
  return <span class={state === 'active' ? 'dot ok' : 'dot'}>{NAMES[state]}</span>;
};

/** The same beside a heading. */
export const StateBadge: FC<{ readonly of: Of }> = ({ of: resource }) => {
  const state = stateOf(resource);
  return <Badge tone={state === 'active' ? 'ok' : undefined}>{NAMES[state]}</Badge>;
};
