import type { TimeZone } from '../../entities/time-zone';
import { refusal } from '../../refusals/refusal';
import type { JournalEntry, JournalFilter } from '../../runtime/journal';
import { calledElement } from '../../replay/soap-action';
import { CAPTURE } from '../../xml/limits';
import { readXml } from '../../xml/read';
import { XmlError } from '../../xml/xml-error';
import { CONSOLE_PATH } from '../../http/paths';
import { Form } from '../frame/form';
import { beforeOf, Paging, partOf, ROWS } from '../frame/newest-first';
import { View, type Page } from '../frame/page';
import { Empty } from '../frame/callout';
import { Input, Select } from '../frame/fields';
import { Facts, Link, Moment, Source, Table } from '../frame/parts';
import { prettyXml } from '../frame/pretty-xml';

/** The latest SOAP calls. */
export const REQUESTS: readonly Page[] = [
  {
    method: 'get',
    path: '/requests',
    audience: 'administrators',
    answer: async ({ journal, timeZone }, { path, query, visitor }) => {
      const seen = { internalCosts: visitor.viewInternalCost };
      const filter = filterOf(query);
      const last = beforeOf(query) ?? Infinity;
      const found = journal.list(filter, seen).filter(({ id }) => id < last);
      const { rows, before } = partOf(found.slice(-(ROWS + 1)).reverse());
      return new View(
        'Requests',
        <>
          <Filters filter={filter} all={journal.list({}, seen)} />
          {rows.length === 0 ? (
            <Empty>No SOAP calls. The latest 500 are kept until the server stops.</Empty>
          ) : (
            <Table
              caption="SOAP calls, the newest first"
              columns={['Operation', 'User', 'Tracking identifier', 'Status', 'Time', 'Duration']}
              rows={rows.map((entry) => [
                <Link to={`/requests/${entry.id}`}>{entry.operation ?? 'none found'}</Link>,
                entry.user ?? <span class="muted">nobody</span>,
                entry.trackingIdentifier ?? <span class="muted">none</span>,
                <Status of={entry} />,
                <Moment at={entry.at} zone={timeZone} />,
                duration(entry),
              ])}
            />
          )}
          <Paging path={path} query={query} before={before} what="calls" />
        </>,
      );
    },
  },
  {
    method: 'get',
    path: '/requests/:id',
    audience: 'administrators',
    answer: async ({ journal, timeZone }, { id, visitor }) => {
      const entry = journal
        .list({}, { internalCosts: visitor.viewInternalCost })
        .find((candidate) => candidate.id === id);
      if (!entry) throw refusal('callUnknown', { call: id });
      return callView(entry, timeZone);
    },
  },
];

function callView(entry: JournalEntry, zone: TimeZone): View {
  const sXML = sXmlOf(entry);
  return new View(
    `Call ${entry.id}`,
    <>
      <Facts
        of={[
          ['Operation', entry.operation ?? 'none found'],
          ['User', entry.user ?? 'nobody'],
          ['Tracking identifier', entry.trackingIdentifier ?? 'none'],
          ['Status', <Status of={entry} />],
          ['Time', <Moment at={entry.at} zone={zone} />],
          ['Duration', duration(entry)],
        ]}
      />
      {sXML !== undefined && (
        <Form action="/playground">
          <h2>QueryXML</h2>
          <Source label="The query">{prettyXml(sXML)}</Source>
          <input type="hidden" name="sXML" value={sXML} />
          <p>
            <button class="quiet">Run it in the playground</button>
          </p>
        </Form>
      )}
      <h2>Request</h2>
      <Source label="The request">{prettyXml(entry.request)}</Source>
      <h2>Response</h2>
      <Source label="The response">{prettyXml(entry.response)}</Source>
      <p>
        <Link to="/requests">All calls</Link>
      </p>
    </>,
  );
}

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

const Status = ({ of: { status } }: { readonly of: JournalEntry }) => (
  <span class={status === 200 ? 'badge active' : 'badge'}>{status}</span>
);

const Filters = ({
  filter,
  all,
}: {
  readonly filter: JournalFilter;
  readonly all: readonly JournalEntry[];
}) => {
  const { operation, user, status } = filter;
  return (
    <form method="get" action={`${CONSOLE_PATH}/requests`} class="row">
      <Select
        name="operation"
        label="Operation"
        value={operation}
        nothing="Any"
        options={options([operation, ...all.map((entry) => entry.operation)])}
      />
      <Input name="user" label="User" value={user} />
      <Select
        name="status"
        label="Status"
        value={status?.toString()}
        nothing="Any"
        options={options([status, ...all.map((entry) => entry.status)])}
      />
      <button>Filter</button>
    </form>
  );
};

/** The values that there are, each once, in order. */
function options(
  values: readonly (string | number | null | undefined)[],
): readonly { readonly value: string; readonly label: string }[] {
  const texts = values.flatMap((value) => (value === null || value === undefined ? [] : String(value)));
  return [...new Set(texts)].sort().map((value) => ({ value, label: value }));
}

/** What is left empty is not asked for. */
function filterOf(query: URLSearchParams): JournalFilter {
  const status = query.get('status') ?? '';
  return {
    operation: query.get('operation') || undefined,
    user: query.get('user')?.trim() || undefined,
    status: /^\d{3}$/.test(status) ? Number(status) : undefined,
  };
}

function duration({ durationMs }: JournalEntry): string {
  return `${durationMs.toFixed(1)} ms`;
}
