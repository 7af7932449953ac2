// The search and the filters above the calls.
import type { FC } from 'hono/jsx';
import { CONSOLE_PATH } from '../../../http/paths';
import { CALL_RESULTS, type CallResult } from '../../../runtime/call-result';
import type { JournalEntry, JournalFilter } from '../../../runtime/journal';
import { address } from '../../frame/address';
import { SearchInput } from '../../frame/fields';
import { Hidden } from '../../frame/form';
import { Chip, Segment } from '../../frame/menu';
import { REQUESTS_PATH } from './paths';

const RESULT_LABELS: Readonly<Record<CallResult, string>> = {
  answered: 'Answered',
  refused: 'Refused',
  injected: 'Injected',
};

export const Toolbar: FC<{
  readonly query: URLSearchParams;
  readonly filter: JournalFilter;
  readonly all: readonly JournalEntry[];
  readonly ofAllResults: readonly JournalEntry[];
}> = ({ query, filter, all, ofAllResults }) => {
  const to = (changes: Readonly<Record<string, string | undefined>>): string =>
    address(REQUESTS_PATH, query, { ...changes, before: undefined });
  const kept = [...query].filter(([name]) => !['search', 'before', 'show', 'raw'].includes(name));
  return (
    <form class="toolbar" role="search" action={CONSOLE_PATH + REQUESTS_PATH}>
      <SearchInput
        label="Search in requests and responses"
        placeholder="Text in request or response"
        value={filter.text ?? ''}
      />
      <Hidden values={kept} />
      <Segment
        label="Result"
        choices={[
          {
            label: 'All',
            to: to({ result: undefined }),
            isChosen: filter.result === undefined,
            count: ofAllResults.length,
          },
          ...CALL_RESULTS.map((result) => ({
            label: RESULT_LABELS[result],
            to: to({ result }),
            isChosen: filter.result === result,
            count: ofAllResults.filter((entry) => entry.result === result).length,
          })),
        ]}
      />
      <FilterChip name="operation" label="Operation" all={all} chosen={filter.operation} to={to} />
      <FilterChip name="user" label="User" all={all} chosen={filter.user} to={to} />
      <FilterChip
        name="trackingIdentifier"
        label="Tracking identifier"
        all={all}
        chosen={filter.trackingIdentifier}
        to={to}
      />
      <FilterChip name="status" label="HTTP" all={all} chosen={filter.status?.toString()} to={to} />
    </form>
  );
};

/** A filter by one of the values that there are, the most frequent first. */
const FilterChip: FC<{
  readonly name: 'operation' | 'user' | 'trackingIdentifier' | 'status';
  readonly label: string;
  readonly all: readonly JournalEntry[];
  readonly chosen: string | undefined;
  readonly to: (changes: Readonly<Record<string, string | undefined>>) => string;
}> = ({ name, label, all, chosen, to }) => {
  const counts = new Map<string, number>();
  for (const entry of all) {
    const value = entry[name];
    if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  const choices = [...counts].sort(([, one], [, other]) => other - one);
  return (
    <Chip
      id={`f-${name}`}
      label={label}
      chosen={chosen}
      choices={[
        { label: 'Any', to: to({ [name]: undefined }), isChosen: chosen === undefined, count: all.length },
        ...choices.map(([value, number]) => ({
          label: value,
          to: to({ [name]: value }),
          isChosen: value === chosen,
          count: number,
        })),
      ]}
    />
  );
};
