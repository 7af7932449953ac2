import type { FC } from 'hono/jsx';
import type { TimeZone } from '../../entities/time-zone';
import { refusal } from '../../refusals/refusal';
import type { OutboxMessage } from '../../store/tenant/outbox-store';
import { CONSOLE_PATH } from '../../http/paths';
import { beforeOf, Paging, partOf, ROWS } from '../frame/newest-first';
import type { EmulatorContext } from '../../operations/emulator-context';
import { Download, View, type Page, type Visitor } from '../frame/page';
import { Empty } from '../frame/callout';
import { Facts, Link, Moment, Source, Table } from '../frame/parts';

/** A message may hold anything: it runs nothing, sends nothing, and loads nothing from anywhere. */
const MESSAGE_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/** The messages to people, as a mail catcher shows them. */
export const OUTBOX: readonly Page[] = [
  {
    method: 'get',
    path: '/outbox',
    audience: 'administrators',
    answer: async ({ store, timeZone }, { path, query }) => {
      const { rows, before } = partOf(await store.outbox.list({ limit: ROWS + 1, before: beforeOf(query) }));
      return new View(
        'Outbox',
        <>
          {rows.length === 0 ? (
            <Empty>No messages. One is written when somebody is invited, or has to confirm a change.</Empty>
          ) : (
            <Table
              caption="Messages, the newest first"
              columns={['Subject', 'To', 'Written', 'State']}
              rows={rows.map((message) => [
                <Link to={`/outbox/${message.id}`}>{message.subject}</Link>,
                message.recipient,
                <Moment at={message.createdAt} zone={timeZone} />,
                <State message={message} zone={timeZone} />,
              ])}
            />
          )}
          <Paging path={path} query={query} before={before} what="messages" />
        </>,
      );
    },
  },
  {
    method: 'get',
    path: '/outbox/:id',
    audience: 'administrators',
    answer: async (context, { id, visitor }) =>
      messageView(await knownMessage(context, id, visitor), context.timeZone),
  },
  {
    method: 'get',
    path: '/outbox/:id/html',
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

function messageView(message: OutboxMessage, zone: TimeZone): View {
  const { id, subject, recipient, resourceId, createdAt, attempts, text } = message;
  const links = linksIn(text);
  return new View(
    subject,
    <>
      <Facts
        of={[
          ['To', recipient],
          ['About', <Link to={`/resources/${resourceId}`}>{`Resource ${resourceId}`}</Link>],
          ['Written', <Moment at={createdAt} zone={zone} />],
          ['State', <State message={message} zone={zone} />],
          ['Attempts to send it', String(attempts)],
        ]}
      />
      {links.length > 0 && (
        <>
          <h2>Links</h2>
          <ul>
            {links.map((link) => (
              <li>
                <a href={link} rel="noopener noreferrer">
                  {link}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>Text</h2>
      <Source label="The message as text">{text}</Source>
      <h2>HTML</h2>
      <iframe
        class="message"
        sandbox=""
        src={`${CONSOLE_PATH}/outbox/${id}/html`}
        title="The message as HTML"
      ></iframe>
      <p>
        <Link to="/outbox">All messages</Link>
      </p>
    </>,
  );
}

const State: FC<{ readonly message: OutboxMessage; readonly zone: TimeZone }> = ({ message, zone }) => {
  const { sentAt, lastError, nextAttemptAt } = message;
  if (sentAt !== null) {
    return (
      <>
        <span class="badge active">sent</span> <Moment at={sentAt} zone={zone} />
      </>
    );
  }
  if (lastError === null) return <span class="badge">waiting</span>;
  return (
    <>
      <span class="badge">waiting</span> {lastError} Next attempt: <Moment at={nextAttemptAt} zone={zone} />
    </>
  );
};

/** The addresses in a text that a browser may go to, without the full stop behind them. */
function linksIn(text: string): readonly string[] {
  const found = text.match(/\bhttps?:\/\/[^\s<>"']+/gi) ?? [];
  return [...new Set(found.map((link) => link.replace(/[.,;:!?)\]]+$/, '')))];
}
