import type { Child, FC } from 'hono/jsx';
import type { TimeZone } from '../../entities/time-zone';
import type { EmulatorContext } from '../../operations/emulator-context';
import { refusal } from '../../refusals/refusal';
import { calledElement } from '../../replay/soap-action';
import { CALL_RESULTS, type CallResult } from '../../runtime/call-result';
import type { JournalEntry, JournalFilter } from '../../runtime/journal';
import { CONSOLE_PATH } from '../../http/paths';
import { CAPTURE } from '../../xml/limits';
import { readXml } from '../../xml/read';
import { XmlError } from '../../xml/xml-error';
import { address } from '../frame/address';
import { asCurl } from '../frame/as-curl';
import { Badge, Callout, Empty, type Tone } from '../frame/callout';
import { SearchInput } from '../frame/fields';
import { bytes, count } from '../frame/figures';
import { Form, Hidden } from '../frame/form';
import { Icon } from '../frame/icon';
import { LiveList, newerAnswer } from '../frame/live-list';
import { Chip, Menu, MenuItem, Segment } from '../frame/menu';
import { beforeOf, partOf } from '../frame/newest-first';
import { Download, Redirect, View, type Page, type Visit } from '../frame/page';
import { Copy, Facts, Link, Moment, Nothing, Source } from '../frame/parts';
import { prettyXml } from '../frame/pretty-xml';
import { SameBy } from '../frame/same-by';
import { TimeOfDay } from '../frame/time-of-day';
import { XmlSource } from '../frame/xml-source';

const PATH = '/requests';
const CLEAR = `${PATH}/clear`;
const NEWER = `${PATH}/newer`;
const DOWNLOAD = `${PATH}/download`;

/** The latest SOAP calls, and one of them beside them. */
export const REQUESTS: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: (context, visit) => requestsView(context, visit),
  },
  {
    method: 'get',
    path: NEWER,
    audience: 'administrators',
    answer: async ({ journal }, { query, visitor }) => {
      const after = Number(query.get('after') ?? '0') || 0;
      const newer = await journal.list({ ...filterOf(query), after }, seenBy(visitor));
      return new Download('json', newerAnswer(newer.length));
    },
  },
  {
    method: 'get',
    path: DOWNLOAD,
    audience: 'administrators',
    answer: async ({ journal }, { query, visitor }) =>
      new Download('json', JSON.stringify(await journal.list(filterOf(query), seenBy(visitor)), null, 2), {
        'Content-Disposition': 'attachment; filename="requests.json"',
      }),
  },
  {
    method: 'post',
    path: CLEAR,
    audience: 'administrators',
    answer: async ({ journal }) => {
      journal.clear();
      return new Redirect(PATH, 'The list is cleared.');
    },
  },
  {
    method: 'get',
    path: `${PATH}/:id`,
    audience: 'administrators',
    answer: (context, visit) => requestsView(context, visit, visit.id),
  },
];

function seenBy({ viewInternalCost }: Visit['visitor']): { readonly internalCosts: boolean } {
  return { internalCosts: viewInternalCost };
}

/** What is left empty is not asked for. */
function filterOf(query: URLSearchParams): JournalFilter {
  const asked = (name: string): string | undefined => query.get(name)?.trim() || undefined;
  const status = asked('status') ?? '';
  return {
    operation: asked('operation'),
    user: asked('user'),
    trackingIdentifier: asked('trackingIdentifier'),
    status: /^\d{3}$/.test(status) ? Number(status) : undefined,
    result: CALL_RESULTS.find((result) => result === asked('result')),
    text: asked('search'),
  };
}

async function requestsView(context: EmulatorContext, visit: Visit, chosenId?: number): Promise<View> {
  const { journal, timeZone, clock } = context;
  const { query, visitor } = visit;
  const seen = seenBy(visitor);
  const all = await journal.list({}, seen);
  const chosen = all.find(({ id }) => id === chosenId);
  if (chosenId !== undefined && !chosen) throw refusal('callUnknown', { call: chosenId });
  const filter = filterOf(query);
  const ofAllResults = await journal.list({ ...filter, result: undefined }, seen);
  const found = filter.result ? ofAllResults.filter(({ result }) => result === filter.result) : ofAllResults;
  return new View(
    'Requests',
    <>
      <Toolbar query={query} filter={filter} all={all} ofAllResults={ofAllResults} />
      {found.length === 0 && !chosen ? (
        <None isFiltered={all.length > 0} />
      ) : (
        <div class="split">
          <List
            found={found}
            all={all}
            query={query}
            chosenId={chosenId}
            zone={timeZone}
            today={timeZone.day(clock.now())}
          />
          {chosen ? (
            <Detail entry={chosen} among={found} context={context} visit={visit} />
          ) : (
            <section class="detail mid">
              <Empty title="Choose a call">
                Its request, response and headers are shown here, and why it was refused.
              </Empty>
            </section>
          )}
        </div>
      )}
    </>,
    {
      lead: 'The latest 500 SOAP calls, in memory. Passwords are masked.',
      actions: (
        <>
          <Link to={address(chosen ? `${PATH}/${chosen.id}` : PATH, query)} class="button">
            Refresh
          </Link>
          <Menu id="more" label="More" atEnd>
            <MenuItem>
              <Link to={address(DOWNLOAD, query)}>Download as JSON</Link>
            </MenuItem>
            <MenuItem part>
              <Form action={CLEAR}>
                <button class="danger">Clear the list</button>
              </Form>
            </MenuItem>
          </Menu>
        </>
      ),
    },
  );
}

const List: FC<{
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
      <li class="pages body">
        <span>
          {found.length === 1 ? '1 call' : `${count(found.length)} calls`}
          {found.length < all.length && ` of ${count(all.length)}`}
        </span>
        <span class="push row">
          {last !== Infinity && (
            <Link to={address(PATH, query, { before: undefined })} class="button small">
              Newest
            </Link>
          )}
          {before !== undefined && (
            <Link to={address(PATH, query, { before })} class="button small">
              Older calls
            </Link>
          )}
        </span>
      </li>
    </LiveList>
  );
};

const None: FC<{ readonly isFiltered: boolean }> = ({ isFiltered }) => (
  <Empty
    actions={
      isFiltered ? (
        <Link to={PATH} class="button">
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

const RESULT_LABELS: Readonly<Record<CallResult, string>> = {
  answered: 'Answered',
  refused: 'Refused',
  injected: 'Injected',
};

const Toolbar: FC<{
  readonly query: URLSearchParams;
  readonly filter: JournalFilter;
  readonly all: readonly JournalEntry[];
  readonly ofAllResults: readonly JournalEntry[];
}> = ({ query, filter, all, ofAllResults }) => {
  const to = (changes: Readonly<Record<string, string | undefined>>): string =>
    address(PATH, query, { ...changes, before: undefined });
  const kept = [...query].filter(([name]) => !['search', 'before', 'show', 'raw'].includes(name));
  return (
    <form class="toolbar" role="search" action={CONSOLE_PATH + PATH}>
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

const Row: FC<{
  readonly entry: JournalEntry;
  readonly query: URLSearchParams;
  readonly isChosen: boolean;
  readonly zone: TimeZone;
  readonly today: string;
}> = ({ entry, query, isChosen, zone, today }) => {
  const { id, operation, at, durationMs, faultRule } = entry;
  const { tone, label, text } = became(entry);
  return (
    <li id={`c${id}`}>
      <a
        href={`${CONSOLE_PATH}${address(`${PATH}/${id}`, query)}#c${id}`}
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

function duration(durationMs: number): string {
  return `${durationMs < 100 ? durationMs.toFixed(1) : count(Math.round(durationMs))} ms`;
}

/** What became of a call, in a word and in a sentence. */
function became(entry: JournalEntry): {
  readonly tone: Tone | undefined;
  readonly label: string;
  readonly text: string;
} {
  const { result, returnCode, message, faultRule } = entry;
  const plain = returnCode === null ? (isFault(entry) ? 'Fault' : httpOf(entry)) : code(returnCode);
  if (faultRule) {
    const { effect, delayMs } = faultRule;
    const isDelayOnly = effect === 'only delayed';
    const delay = delayMs > 0 ? `delayed by ${count(delayMs)} ms` : '';
    return {
      tone: 'made',
      label: isDelayOnly ? plain : effect,
      text: [message ?? rowsText(entry), delay].filter((part) => part !== '').join(', '),
    };
  }
  return result === 'refused'
    ? { tone: 'bad', label: plain, text: message ?? '' }
    : { tone: undefined, label: plain, text: rowsText(entry) };
}

function httpOf({ status }: JournalEntry): string {
  return status === 200 ? 'OK' : `HTTP ${status}`;
}

function isFault({ status, responseHeaders }: JournalEntry): boolean {
  return status >= 400 && /xml/.test(responseHeaders['Content-Type'] ?? '');
}

/** With a minus, which a hyphen is not. */
function code(returnCode: 1 | -1): string {
  return returnCode === 1 ? '1' : '−1';
}

/** What rows are called, by operation. */
const ROW_WORDS: Readonly<Partial<Record<string, readonly [one: string, several: string]>>> = {
  query: ['entity', 'entities'],
  update: ['entity updated', 'entities updated'],
  GetFieldInfo: ['field', 'fields'],
  getUDFInfo: ['field', 'fields'],
  getEntityInfo: ['entity type', 'entity types'],
};

function rowsText({ operation, rows }: JournalEntry): string {
  const [one, several] = ROW_WORDS[operation ?? ''] ?? [];
  if (rows === null || one === undefined) return '';
  return `${count(rows)} ${rows === 1 ? one : several}`;
}

const SHOWN = ['request', 'response', 'headers', 'curl'] as const;
const TAB_LABELS = { request: 'Request', response: 'Response', headers: 'Headers', curl: 'As curl' } as const;

const Detail: FC<{
  readonly entry: JournalEntry;
  /** What is listed, the oldest first. */
  readonly among: readonly JournalEntry[];
  readonly context: EmulatorContext;
  readonly visit: Visit;
}> = ({ entry, among, context, visit: { query, publicUrl } }) => {
  const shown = SHOWN.find((tab) => tab === query.get('show')) ?? 'request';
  const isRaw = query.get('raw') === '1';
  return (
    <article class="detail" aria-labelledby="call">
      <DetailHead entry={entry} among={among} query={query} />
      <CallFacts entry={entry} zone={context.timeZone} />
      <DetailTabs path={`${PATH}/${entry.id}`} query={query} shown={shown} isRaw={isRaw} />
      {shown === 'request' && <RequestTab entry={entry} isRaw={isRaw} />}
      {shown === 'response' && <Message label="The response" text={entry.response} isRaw={isRaw} />}
      {shown === 'headers' && <HeadersTab entry={entry} />}
      {shown === 'curl' && <CurlTab entry={entry} url={publicUrl + context.api.path} />}
    </article>
  );
};

const DetailHead: FC<{
  readonly entry: JournalEntry;
  readonly among: readonly JournalEntry[];
  readonly query: URLSearchParams;
}> = ({ entry, among, query }) => {
  const { id, operation, status, returnCode } = entry;
  return (
    <>
      <Link to={address(PATH, query, { show: undefined, raw: undefined })} class="back button quiet">
        <Icon name="left" />
        All calls
      </Link>
      <div class="row">
        <h2 id="call">{operation ?? 'No operation found'}</h2>
        {returnCode !== null && (
          <Badge tone={returnCode === 1 ? 'ok' : 'bad'}>{`ReturnCode ${code(returnCode)}`}</Badge>
        )}
        <Badge tone={status >= 400 ? became(entry).tone : undefined}>{`HTTP ${status}`}</Badge>
        <span class="push row">
          <Neighbour entry={among.findLast((other) => other.id < id)} query={query}>
            <Icon name="left" />
            Older
          </Neighbour>
          <Neighbour entry={among.find((other) => other.id > id)} query={query}>
            Newer
            <Icon name="right" />
          </Neighbour>
        </span>
      </div>
      <div class="gap">
        <Why entry={entry} />
      </div>
    </>
  );
};

const DetailTabs: FC<{
  readonly path: string;
  readonly query: URLSearchParams;
  readonly shown: (typeof SHOWN)[number];
  readonly isRaw: boolean;
}> = ({ path, query, shown, isRaw }) => (
  <nav class="tabs gap" aria-label="Call">
    {SHOWN.map((tab) => (
      <Link to={address(path, query, { show: tab, raw: undefined })} current={tab === shown}>
        {TAB_LABELS[tab]}
      </Link>
    ))}
    {(shown === 'request' || shown === 'response') && (
      <Link to={address(path, query, { show: shown, raw: isRaw ? undefined : 1 })} class="push">
        {isRaw ? 'Pretty' : 'Raw'}
      </Link>
    )}
    {shown !== 'headers' && <Copy label="Copy what is shown" from="shown" />}
  </nav>
);

const Neighbour: FC<{
  readonly entry: JournalEntry | undefined;
  readonly query: URLSearchParams;
  readonly children?: Child;
}> = ({ entry, query, children }) =>
  entry === undefined ? null : (
    <Link to={`${address(`${PATH}/${entry.id}`, query)}#c${entry.id}`} class="button small">
      {children}
    </Link>
  );

/** The reason of what became of a call, where there is something to explain. */
const Why: FC<{ readonly entry: JournalEntry }> = ({ entry: { result, message, faultRule } }) => {
  if (faultRule) {
    return (
      <Callout tone="made">
        <b>{message ?? `Met a fault rule: ${faultRule.effect}.`}</b>
        <br />
        <span class="muted">
          {`Injected by fault rule ${faultRule.id}: ${faultRule.effect}`}
          {faultRule.delayMs > 0 && `, ${count(faultRule.delayMs)} ms late`}.{' '}
          <Link to="/state#faults">Fault rules</Link>
        </span>
      </Callout>
    );
  }
  if (result !== 'refused') return null;
  return (
    <Callout tone="bad">
      <b>{message ?? 'Refused.'}</b>
      <br />
      <span class="muted">Nothing was changed. docs/errors.md has every sentence and when it comes.</span>
    </Callout>
  );
};

const CallFacts: FC<{ readonly entry: JournalEntry; readonly zone: TimeZone }> = ({ entry, zone }) => {
  const { at, user, durationMs, trackingIdentifier, requestHeaders, responseHeaders, rows } = entry;
  const id = responseHeaders['X-Request-Id'];
  return (
    <Facts
      of={[
        ['Time', <Moment at={at} zone={zone} />],
        [
          'User',
          user === null ? (
            <span class="muted">nobody</span>
          ) : (
            <Link to={`/resources?search=${encodeURIComponent(user.replace(/@.*/, ''))}`}>{user}</Link>
          ),
        ],
        ['Duration', duration(durationMs)],
        ['Tracking identifier', trackingIdentifier ?? <span class="muted">none</span>],
        ['Size', `${sizeIn(requestHeaders)}, answer ${sizeIn(responseHeaders)}`],
        ['Rows', rows === null ? <Nothing /> : count(rows)],
        ...(id === undefined ? [] : [['In the log as', <code>{id}</code>] as const]),
      ]}
    />
  );
};

function sizeIn(headers: JournalEntry['requestHeaders']): string {
  const [, length] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-length') ?? [];
  return length === undefined || !/^\d+$/.test(length) ? 'unknown' : bytes(Number(length));
}

const Message: FC<{ readonly label: string; readonly text: string; readonly isRaw: boolean }> = ({
  label,
  text,
  isRaw,
}) =>
  text === '' ? (
    <p class="muted">Nothing.</p>
  ) : (
    <XmlSource id="shown" label={label} text={isRaw ? text : prettyXml(text)} />
  );

const RequestTab: FC<{ readonly entry: JournalEntry; readonly isRaw: boolean }> = ({ entry, isRaw }) => {
  const sXML = isRaw ? undefined : sXmlOf(entry);
  return (
    <div class="stack">
      {sXML !== undefined && (
        <Form action="/playground" class="stack tight">
          <div class="row apart">
            <h3>QueryXML</h3>
            <input type="hidden" name="sXML" value={sXML} />
            <button class="small">
              Run it in the playground
              <Icon name="right" />
            </button>
          </div>
          <XmlSource label="The query" text={prettyXml(sXML)} />
        </Form>
      )}
      <Message label="The request" text={entry.request} isRaw={isRaw} />
    </div>
  );
};

/** What a query asked for; undefined for other calls, and where the request was cut. */
function sXmlOf({ operation, request }: JournalEntry): string | undefined {
  if (operation !== 'query') return undefined;
  try {
    const called = calledElement(readXml(request, CAPTURE));
    return called?.children.find(({ local }) => local === 'sXML')?.text;
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

const HeadersTab: FC<{ readonly entry: JournalEntry }> = ({ entry: { requestHeaders, responseHeaders } }) => (
  <div class="stack">
    <HeaderFacts title="Of the request" headers={requestHeaders} />
    <HeaderFacts title="Of the response" headers={responseHeaders} />
    <p class="muted">Headers that let somebody in, such as those of the log-in, are not kept.</p>
  </div>
);

const HeaderFacts: FC<{ readonly title: string; readonly headers: JournalEntry['requestHeaders'] }> = ({
  title,
  headers,
}) => (
  <section>
    <h3>{title}</h3>
    {Object.keys(headers).length === 0 ? (
      <p class="muted">None.</p>
    ) : (
      <Facts inLines of={Object.entries(headers).map(([name, value]) => [name, <code>{value}</code>])} />
    )}
  </section>
);

/** Those that a client sends again; curl writes the others itself. */
const SENT_AGAIN = /^(content-type|soapaction|accept|user-agent)$/i;

const CurlTab: FC<{ readonly entry: JournalEntry; readonly url: string }> = ({ entry, url }) => {
  const { request, requestHeaders, user } = entry;
  const headers = Object.fromEntries(
    Object.entries(requestHeaders).filter(([name]) => SENT_AGAIN.test(name)),
  );
  return (
    <div class="stack tight">
      <Source label="The call as curl" id="shown">
        {asCurl({ url, user: user ?? 'api.admin@example.com', headers, body: request })}
      </Source>
      <p class="muted">
        curl asks for the password.
        {request.includes('******') && ' What was masked has to be put in place again.'}
        {request.endsWith('…') && ' The request was cut, as it is long.'}
      </p>
    </div>
  );
};
