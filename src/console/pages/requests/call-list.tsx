// The calls found, the newest first, a line each.
import type { FC } from 'hono/jsx';
import type { TimeZone } from '../../../entities/time-zone';
import { CONSOLE_PATH } from '../../../http/paths';
import type { JournalEntry } from '../../../runtime/journal';
import { address } from '../../frame/address';
import { Badge, Empty } from '../../frame/callout';
import { count } from '../../frame/figures';
import { LiveList } from '../../frame/live-list';
import { beforeOf, partOf } from '../../frame/newest-first';
import { Link } from '../../frame/parts';
import { SameBy } from '../../frame/same-by';
import { TimeOfDay } from '../../frame/time-of-day';
import { duration, outcomeOf } from './outcome';
import { NEWER, REQUESTS_PATH } from './paths';

export const CallList: FC<{
  /** The oldest first. */
  readonly found: readonly JournalEntry[];
  readonly all: readonly JournalEntry[];
  readonly query: URLSearchParams;
  readonly chosenId: number | undefined;
  readonly zone: TimeZone;
  readonly today: string;
}> = ({ found, all, query, chosenId, zone, today }) => {
  const last = beforeOf(query) ?? Infinity;
  const { rows, before } = partOf(found.filter(({ id }) => id < last).toReversed());
  return (
    <LiveList
      label="SOAP calls, the newest first"
      class="calls"
      newer={{ path: NEWER, query, after: all.at(-1)?.id ?? 0 }}
    >
      {rows.map((entry) => (
        <Row entry={entry} query={query} isChosen={entry.id === chosenId} zone={zone} today={today} />
      ))}
      <li class="pages">
        <span>
          {found.length === 1 ? '1 call' : `${count(found.length)} calls`}
          {found.length < all.length && ` of ${count(all.length)}`}
        </span>
        <span class="push row">
          {last !== Infinity && (
            <Link to={address(REQUESTS_PATH, query, { before: undefined })} class="button small">
              Newest
            </Link>
          )}
          {before !== undefined && (
            <Link to={address(REQUESTS_PATH, query, { before })} class="button small">
              Older calls
            </Link>
          )}
        </span>
      </li>
    </LiveList>
  );
};

export const NoCalls: FC<{ readonly isFiltered: boolean }> = ({ isFiltered }) => (
  <Empty
    actions={
      isFiltered ? (
        <Link to={REQUESTS_PATH} class="button">
          Show all
        </Link>
      ) : (
        <SameBy
          ways={[
            { what: 'Make one', command: 'atws call GetWsdlVersion' },
            { what: 'Watch', command: 'atws requests --follow', call: 'GET /requests' },
          ]}
        />
      )
    }
  >
    No SOAP calls.{' '}
    {isFiltered ? 'Nothing fits all filters.' : 'The latest 500 are kept until the server stops.'}
  </Empty>
);

const Row: FC<{
  readonly entry: JournalEntry;
  readonly query: URLSearchParams;
  readonly isChosen: boolean;
  readonly zone: TimeZone;
  readonly today: string;
}> = ({ entry, query, isChosen, zone, today }) => {
  const { id, operation, at, durationMs, faultRule } = entry;
  const { tone, label, text } = outcomeOf(entry);
  return (
    <li id={`c${id}`}>
      <a
        href={`${CONSOLE_PATH}${address(`${REQUESTS_PATH}/${id}`, query)}#c${id}`}
        aria-current={isChosen ? 'true' : undefined}
      >
        <TimeOfDay at={at} zone={zone} today={today} />
        <span>{operation ?? 'none found'}</span>
        <span class="line" title={text}>
          <Badge tone={tone}>{label}</Badge>
          <span class={tone === undefined ? 'muted' : undefined}>{text}</span>
        </span>
        <span class="num">
          {duration(durationMs)}
          <svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect
              class={faultRule && faultRule.delayMs > 0 ? 'v3' : 'v1'}
              width={lengthOf(durationMs)}
              height="4"
            />
          </svg>
        </span>
      </a>
    </li>
  );
};

/** Of 100: a second is all of it, and what is ten times as long a third more. */
function lengthOf(durationMs: number): string {
  return Math.min(100, (Math.log10(1 + durationMs) / 3) * 100).toFixed(1);
}
