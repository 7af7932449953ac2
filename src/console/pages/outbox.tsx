// The messages that would have been sent, like a mail catcher.
import type { Child, FC } from 'hono/jsx';
import type { TimeZone } from '../../entities/time-zone';
import { CONSOLE_PATH } from '../../http/paths';
import { displayName } from '../../lifecycle/display-name';
import type { EmulatorContext } from '../../operations/emulator-context';
import { refusal } from '../../refusals/refusal';
import type { OutboxMessage } from '../../store/tenant/outbox-store';
import { address } from '../frame/address';
import { Badge, Callout, Empty } from '../frame/callout';
import { SearchInput } from '../frame/fields';
import { count } from '../frame/figures';
import { Form, Hidden } from '../frame/form';
import { Icon } from '../frame/icon';
import { LiveList, newerAnswer } from '../frame/live-list';
import { Menu, MenuItem, Segment } from '../frame/menu';
import { beforeOf, ROWS } from '../frame/newest-first';
import { Download, Redirect, View, type Page, type Visit, type Visitor } from '../frame/page';
import { Copy, Facts, Link, Moment } from '../frame/parts';
import { SameBy } from '../frame/same-by';
import { TimeOfDay } from '../frame/time-of-day';

/** A message may hold anything: it runs nothing, sends nothing, and loads nothing from anywhere. */
const MESSAGE_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

const PATH = '/outbox';
const NEWER = `${PATH}/newer`;
const CLEAR = `${PATH}/clear`;

/** The latest messages, which are looked through. */
const MOST = 1000;

/** The messages to people, as a mail catcher shows them. */
export const OUTBOX: readonly Page[] = [
  {
    method: 'get',
    path: PATH,
    audience: 'administrators',
    answer: (context, visit) => outboxView(context, visit),
  },
  {
    method: 'get',
    path: NEWER,
    audience: 'administrators',
    answer: async ({ store }, { query }) => {
      const after = Number(query.get('after') ?? '0') || 0;
      const newer = (await store.outbox.list({ after, limit: MOST })).filter((message) =>
        fits(message, query),
      );
      return new Download('json', newerAnswer(newer.length));
    },
  },
  {
    method: 'post',
    path: CLEAR,
    audience: 'administrators',
    answer: async ({ store }) => {
      await store.outbox.clear();
      return new Redirect(PATH, 'The outbox is cleared. What was not sent never is.');
    },
  },
  {
    method: 'get',
    path: `${PATH}/:id`,
    audience: 'administrators',
    answer: async (context, visit) =>
      outboxView(context, visit, await knownMessage(context, visit.id, visit.visitor)),
  },
  {
    method: 'get',
    path: `${PATH}/:id/html`,
    audience: 'administrators',
    answer: async (context, { id, visitor }) =>
      new Download('html', (await knownMessage(context, id, visitor)).html, {
        'Content-Security-Policy': MESSAGE_POLICY,
      }),
  },
];

/** A message; without the tokens of its links where they would give a visitor the log-in of who may view more. */
async function knownMessage(
  { store }: EmulatorContext,
  id: number,
  visitor: Visitor,
): Promise<OutboxMessage> {
  const message = await store.outbox.byId(id);
  if (!message) throw refusal('messageUnknown', { message: id });
  const person = await store.resources.read(message.resourceId);
  if (!person || (await store.resources.mayGiveLevel(visitor.id, person.record.UserType))) return message;
  const masked = (text: string): string => text.replace(/\btoken=[\w-]+/g, 'token=******');
  return { ...message, text: masked(message.text), html: masked(message.html) };
}

const STATES = { waiting: 'Waiting', sent: 'Sent' } as const;

function stateOf({ sentAt }: OutboxMessage): keyof typeof STATES {
  return sentAt === null ? 'waiting' : 'sent';
}

/** The state that an address asks for. */
function askedState(query: URLSearchParams): string | undefined {
  return Object.keys(STATES).find((state) => state === query.get('state'));
}

function isFound({ recipient, subject }: OutboxMessage, query: URLSearchParams): boolean {
  const wanted = query.get('search')?.trim().toLowerCase() ?? '';
  return [recipient, subject].some((text) => text.toLowerCase().includes(wanted));
}

function fits(message: OutboxMessage, query: URLSearchParams): boolean {
  const state = askedState(query);
  return isFound(message, query) && (state === undefined || stateOf(message) === state);
}

async function outboxView(context: EmulatorContext, visit: Visit, chosen?: OutboxMessage): Promise<View> {
  const { store, timeZone, clock } = context;
  const { query } = visit;
  const all = await store.outbox.list({ limit: MOST });
  const found = all.filter((message) => fits(message, query));
  return new View(
    'Outbox',
    <>
      <Toolbar query={query} found={all.filter((message) => isFound(message, query))} />
      {found.length === 0 && !chosen ? (
        <Empty
          actions={<SameBy ways={[{ what: 'Watch', command: 'atws outbox list', call: 'GET /outbox' }]} />}
        >
          No messages. {all.length > 0 && 'None fits all filters. '}
          One is written when somebody is invited, or has to confirm a change.
        </Empty>
      ) : (
        <div class="split">
          <List
            found={found}
            newest={all[0]?.id ?? 0}
            query={query}
            chosen={chosen}
            zone={timeZone}
            today={timeZone.day(clock.now())}
          />
          {chosen ? (
            <Detail message={chosen} query={query} zone={timeZone} about={await nameOf(context, chosen)} />
          ) : (
            <section class="detail mid">
              <Empty title="Choose a message">It is shown here as people see it.</Empty>
            </section>
          )}
        </div>
      )}
    </>,
    {
      lead: 'What people are sent, the latest 1,000. Without an SMTP server, messages stay here.',
      actions: (
        <>
          <Link to={address(chosen ? `${PATH}/${chosen.id}` : PATH, query)} class="button">
            Refresh
          </Link>
          <Menu id="more" label="More" atEnd>
            <MenuItem>
              <Form action={CLEAR}>
                <button class="danger">Clear the outbox</button>
              </Form>
            </MenuItem>
          </Menu>
        </>
      ),
    },
  );
}

async function nameOf({ store }: EmulatorContext, { resourceId }: OutboxMessage): Promise<string> {
  const person = await store.lifecycle.byId(resourceId);
  return person ? displayName(person) : `Resource ${resourceId}`;
}

const Toolbar: FC<{ readonly query: URLSearchParams; readonly found: readonly OutboxMessage[] }> = ({
  query,
  found,
}) => {
  const state = askedState(query);
  const to = (chosen: string | undefined): string =>
    address(PATH, query, { state: chosen, before: undefined });
  return (
    <form class="toolbar" role="search" action={CONSOLE_PATH + PATH}>
      <SearchInput
        label="Search messages"
        placeholder="Recipient or subject"
        value={query.get('search') ?? ''}
      />
      <Hidden values={state === undefined ? [] : [['state', state]]} />
      <Segment
        label="State"
        choices={[
          { label: 'All', to: to(undefined), isChosen: state === undefined, count: found.length },
          ...Object.entries(STATES).map(([name, label]) => ({
            label,
            to: to(name),
            isChosen: name === state,
            count: found.filter((message) => stateOf(message) === name).length,
          })),
        ]}
      />
    </form>
  );
};

const List: FC<{
  /** The newest first. */
  readonly found: readonly OutboxMessage[];
  readonly newest: number;
  readonly query: URLSearchParams;
  readonly chosen: OutboxMessage | undefined;
  readonly zone: TimeZone;
  readonly today: string;
}> = ({ found, newest, query, chosen, zone, today }) => {
  const last = beforeOf(query) ?? Infinity;
  const older = found.filter(({ id }) => id < last);
  const rows = older.slice(0, ROWS);
  return (
    <LiveList label="Messages, the newest first" class="mails" newer={{ path: NEWER, query, after: newest }}>
      {rows.map((message) => (
        <li id={`m${message.id}`}>
          <a
            href={`${CONSOLE_PATH}${address(`${PATH}/${message.id}`, query)}#m${message.id}`}
            aria-current={message.id === chosen?.id ? 'true' : undefined}
          >
            <b>{message.subject}</b>
            <small>
              <TimeOfDay at={message.createdAt} zone={zone} today={today} />
            </small>
            <span>{message.recipient}</span>
            <StateBadge message={message} />
          </a>
        </li>
      ))}
      <li class="pages">
        <span>{found.length === 1 ? '1 message' : `${count(found.length)} messages`}</span>
        <span class="push row">
          {last !== Infinity && (
            <Link to={address(PATH, query, { before: undefined })} class="button small">
              Newest
            </Link>
          )}
          {older.length > ROWS && (
            <Link to={address(PATH, query, { before: rows.at(-1)?.id })} class="button small">
              Older messages
            </Link>
          )}
        </span>
      </li>
    </LiveList>
  );
};

const StateBadge: FC<{ readonly message: OutboxMessage }> = ({ message }) => (
  <Badge tone={message.sentAt === null ? 'warn' : 'ok'}>{stateOf(message)}</Badge>
);

const SHOWN = { html: 'HTML', text: 'Text', links: 'Links' } as const;

const Detail: FC<{
  readonly message: OutboxMessage;
  readonly query: URLSearchParams;
  readonly zone: TimeZone;
  /** The name of the person. */
  readonly about: string;
}> = ({ message, query, zone, about }) => {
  const { id, subject, recipient, resourceId, createdAt, sentAt, attempts, text } = message;
  const shown =
    (Object.keys(SHOWN) as (keyof typeof SHOWN)[]).find((name) => name === query.get('show')) ?? 'html';
  const links = linksIn(text);
  const [first] = links;
  return (
    <article class="detail" aria-labelledby="mail">
      <Link to={address(PATH, query, { show: undefined })} class="back button quiet">
        <Icon name="left" />
        All messages
      </Link>
      <div class="row">
        <h2 id="mail">{subject}</h2>
        <StateBadge message={message} />
        {first !== undefined && (
          <a class="button small push" href={first} rel="noopener noreferrer">
            Open the link
            <Icon name="right" />
          </a>
        )}
      </div>
      <div class="gap">
        <NotSent message={message} zone={zone} />
      </div>
      <Facts
        of={[
          ['To', recipient],
          ['About', <Link to={`/resources/${resourceId}`}>{about}</Link>],
          ['Written', <Moment at={createdAt} zone={zone} />],
          sentAt === null
            ? ['Attempts to send it', count(attempts)]
            : ['Sent', <Moment at={sentAt} zone={zone} />],
        ]}
      />
      <nav class="tabs gap" aria-label="Message">
        {Object.entries(SHOWN).map(([name, label]) => (
          <Link to={`${address(`${PATH}/${id}`, query, { show: name })}#m${id}`} current={name === shown}>
            {label}
            {name === 'links' && (
              <>
                {' '}
                <Badge>{links.length}</Badge>
              </>
            )}
          </Link>
        ))}
        {first !== undefined && <Copy label="Copy the link" text={first} />}
      </nav>
      {shown === 'html' && (
        <iframe
          class="message"
          sandbox=""
          src={`${CONSOLE_PATH}${PATH}/${id}/html`}
          title="The message as HTML"
        ></iframe>
      )}
      {shown === 'text' && (
        <pre class="code" role="region" aria-label="The message as text" tabindex={0}>
          {withLinks(text)}
        </pre>
      )}
      {shown === 'links' && <Links links={links} />}
    </article>
  );
};

const Links: FC<{ readonly links: readonly string[] }> = ({ links }) =>
  links.length === 0 ? (
    <p class="muted">None.</p>
  ) : (
    <ul class="stack tight">
      {links.map((link) => (
        <li class="line">
          <Outside to={link} />
          <Copy label={`Copy ${link}`} text={link} />
        </li>
      ))}
    </ul>
  );

const Outside: FC<{ readonly to: string }> = ({ to }) => (
  <a href={to} rel="noopener noreferrer">
    {to}
  </a>
);

const NotSent: FC<{ readonly message: OutboxMessage; readonly zone: TimeZone }> = ({
  message: { sentAt, lastError, attempts, nextAttemptAt },
  zone,
}) =>
  sentAt !== null || lastError === null ? null : (
    <Callout tone="warn">
      {`Not sent: ${lastError} Attempt ${attempts}, the next one at `}
      <Moment at={nextAttemptAt} zone={zone} />.
    </Callout>
  );

const LINK = /\bhttps?:\/\/[^\s<>"']+/gi;

/** A link without the full stop behind it. */
function linkIn(found: string): string {
  return found.replace(/[.,;:!?)\]]+$/, '');
}

/** The addresses in a text that a browser may go to. */
function linksIn(text: string): readonly string[] {
  return [...new Set((text.match(LINK) ?? []).map(linkIn))];
}

/** A text whose addresses can be followed. */
function withLinks(text: string): Child {
  const parts: Child[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const link = linkIn(match[0]);
    parts.push(text.slice(end, match.index), <Outside to={link} />);
    end = match.index + link.length;
  }
  return [...parts, text.slice(end)];
}
