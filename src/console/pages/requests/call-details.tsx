// One call: why it was refused, its request and response, its headers, and the same call by curl.
import type { Child, FC } from 'hono/jsx';
import { MASK } from '../../../entities/mask';
import type { TimeZone } from '../../../entities/time-zone';
import type { EmulatorContext } from '../../../operations/emulator-context';
import { calledElement } from '../../../replay/soap-action';
import type { JournalEntry } from '../../../runtime/journal';
import { CAPTURE } from '../../../xml/limits';
import { readXml } from '../../../xml/read';
import { XmlError } from '../../../xml/xml-error';
import { address } from '../../frame/address';
import { asCurl } from '../../frame/as-curl';
import { Badge, Callout } from '../../frame/callout';
import { bytes, count } from '../../frame/figures';
import { Form } from '../../frame/form';
import { Icon } from '../../frame/icon';
import type { Visit } from '../../frame/page';
import { Copy, Facts, Link, Moment, Nothing, Source } from '../../frame/parts';
import { prettyXml } from '../../frame/pretty-xml';
import { XmlSource } from '../../frame/xml-source';
import { code, duration, outcomeOf } from './outcome';
import { REQUESTS_PATH } from './paths';

const SHOWN = ['request', 'response', 'headers', 'curl'] as const;
const TAB_LABELS = { request: 'Request', response: 'Response', headers: 'Headers', curl: 'As curl' } as const;

export const CallDetails: FC<{
  readonly entry: JournalEntry;
  /** The listed calls, the oldest first. */
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
      <DetailTabs path={`${REQUESTS_PATH}/${entry.id}`} query={query} shown={shown} isRaw={isRaw} />
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
      <Link to={address(REQUESTS_PATH, query, { show: undefined, raw: undefined })} class="back button quiet">
        <Icon name="left" />
        All calls
      </Link>
      <div class="row">
        <h2 id="call">{operation ?? 'No operation found'}</h2>
        {returnCode !== null && (
          <Badge tone={returnCode === 1 ? 'ok' : 'bad'}>{`ReturnCode ${code(returnCode)}`}</Badge>
        )}
        <Badge tone={status >= 400 ? outcomeOf(entry).tone : undefined}>{`HTTP ${status}`}</Badge>
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
    <Link to={`${address(`${REQUESTS_PATH}/${entry.id}`, query)}#c${entry.id}`} class="button small">
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

/** The QueryXML of a query; undefined for other calls, and where the request was cut. */
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

/** The headers that a client sends again; curl writes the others itself. */
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
        {request.includes(MASK) && ' What was masked has to be put in place again.'}
        {request.endsWith('…') && ' The request was cut, as it is long.'}
      </p>
    </div>
  );
};
