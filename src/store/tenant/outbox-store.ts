// The messages of the outbox.
import type { Selectable } from 'kysely';
import { build } from '../build';
import type { Executor } from '../engine';
import type { Tables } from '../tables';

/** A message as it was written. */
export interface Message {
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A message in the outbox, and how far it got. Instants are UTC text. */
export interface OutboxMessage extends Message {
  readonly id: number;
  readonly createdAt: string;
  /** Whom it is about. */
  readonly resourceId: number;
  readonly attempts: number;
  readonly nextAttemptAt: string;
  readonly sentAt: string | null;
  readonly lastError: string | null;
}

/** Which messages are listed; all that is given must fit. */
export interface OutboxFilter {
  readonly limit?: number | undefined;
  /** Only ids before, or after, this one. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  /** An e-mail address in any case. */
  readonly recipient?: string | undefined;
}

/** Counts what the index of unsent messages holds, so that the sent ones cost nothing. */
const WAITING = build
  .selectFrom('outbox')
  .select(({ fn }) => fn.countAll<number>().as('waiting'))
  .where('sent_at', 'is', null)
  .compile();

/** Messages to people: all of them, sent or not. */
export class OutboxStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async add(resourceId: number, message: Message, now: Date): Promise<void> {
    const at = now.toISOString();
    await this.#executor.run(
      build
        .insertInto('outbox')
        .values({ ...message, resource_id: resourceId, created_at: at, next_attempt_at: at })
        .compile(),
    );
  }

  /** Messages that fit the filter, the newest first: all, or `limit` at most. */
  async list({ limit, before, after, recipient }: OutboxFilter = {}): Promise<OutboxMessage[]> {
    let query = build.selectFrom('outbox').selectAll().orderBy('id', 'desc');
    if (before !== undefined) query = query.where('id', '<', before);
    if (after !== undefined) query = query.where('id', '>', after);
    if (recipient !== undefined) {
      query = query.where(({ fn }) => fn<string>('lower', ['recipient']), '=', recipient.toLowerCase());
    }
    if (limit !== undefined) query = query.limit(limit);
    return (await this.#executor.all(query.compile())).map(outboxMessage);
  }

  /** How many messages are not sent. */
  async waiting(): Promise<number> {
    const counted = await this.#executor.first(WAITING);
    return counted?.waiting ?? 0;
  }

  async byId(id: number): Promise<OutboxMessage | undefined> {
    const row = await this.#executor.first(
      build.selectFrom('outbox').selectAll().where('id', '=', id).compile(),
    );
    return row && outboxMessage(row);
  }

  /** The message that is to be sent next; it may not be due yet. */
  async next(): Promise<OutboxMessage | undefined> {
    const row = await this.#executor.first(
      build
        .selectFrom('outbox')
        .selectAll()
        .where('sent_at', 'is', null)
        .orderBy('next_attempt_at')
        .orderBy('id')
        .limit(1)
        .compile(),
    );
    return row && outboxMessage(row);
  }

  /**
   * Takes a message for one attempt; false when another process was faster. Should the process end before the attempt,
   * the message is due again at `until`.
   */
  async claim({ id, attempts }: OutboxMessage, until: Date): Promise<boolean> {
    const claimed = await this.#executor.run(
      build
        .updateTable('outbox')
        .set({ attempts: attempts + 1, next_attempt_at: until.toISOString() })
        .where('id', '=', id)
        .where('attempts', '=', attempts)
        .where('sent_at', 'is', null)
        .compile(),
    );
    return claimed === 1;
  }

  /** Claims a message for longer, while it is being sent. */
  async keep({ id, attempts }: OutboxMessage, until: Date): Promise<void> {
    await this.#executor.run(
      build
        .updateTable('outbox')
        .set({ next_attempt_at: until.toISOString() })
        .where('id', '=', id)
        .where('attempts', '=', attempts + 1)
        .where('sent_at', 'is', null)
        .compile(),
    );
  }

  async sent(id: number, now: Date): Promise<void> {
    await this.#executor.run(
      build
        .updateTable('outbox')
        .set({ sent_at: now.toISOString(), last_error: null })
        .where('id', '=', id)
        .compile(),
    );
  }

  /** Deletes all messages; unsent ones are never sent. */
  async clear(): Promise<void> {
    await this.#executor.run(build.deleteFrom('outbox').compile());
  }

  async failed(id: number, error: string, retryAt: Date): Promise<void> {
    await this.#executor.run(
      build
        .updateTable('outbox')
        .set({ last_error: error, next_attempt_at: retryAt.toISOString() })
        .where('id', '=', id)
        .compile(),
    );
  }
}

function outboxMessage(row: Selectable<Tables['outbox']>): OutboxMessage {
  return {
    id: row.id,
    createdAt: row.created_at,
    resourceId: row.resource_id,
    recipient: row.recipient,
    subject: row.subject,
    text: row.text,
    html: row.html,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    sentAt: row.sent_at,
    lastError: row.last_error,
  };
}
