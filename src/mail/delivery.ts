// Sends the messages of the outbox over SMTP.

import type { Transporter } from 'nodemailer';
import type { Clock } from '../runtime/clock';
import type { OutboxMessage } from '../store/tenant/outbox-store';
import type { Store } from '../store/store';

type Transport = Pick<Transporter, 'sendMail' | 'close'>;

const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 3_600_000;

/** How often is looked for messages that another server was asked to send, and did not: it may have ended. */
const LOOK_MS = 5000;

/** How long a message belongs to the server that sends it, which asks for longer as long as it lives. */
const CLAIM_MS = 15_000;

/** The settings of e-mail delivery. */
interface DeliverySettings {
  /** `smtp://user:password@host:port`; undefined: messages stay in the outbox. */
  readonly smtpUrl: string | undefined;
  readonly sender: string;
}

/**
 * Sends the messages of the outbox by SMTP, one at a time. After a failure a message is retried, at intervals that
 * double up to an hour, without end.
 */
export class Delivery {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #transport: Transport | undefined;
  readonly #sender: string;
  readonly #failed: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  readonly #closed = new AbortController();

  private constructor(
    store: Store,
    clock: Clock,
    transport: Transport | undefined,
    sender: string,
    failed: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#transport = transport;
    this.#sender = sender;
    this.#failed = failed;
  }

  /** Loads the library, which a server without SMTP does not need. */
  static async create(
    store: Store,
    clock: Clock,
    { smtpUrl, sender }: DeliverySettings,
    failed: (error: unknown) => void,
  ): Promise<Delivery> {
    const transport =
      smtpUrl === undefined ? undefined : (await import('nodemailer')).createTransport(smtpUrl);
    return new Delivery(store, clock, transport, sender, failed);
  }

  /** Looks for messages to send. */
  wake(): void {
    if (!this.#transport || this.#closed.signal.aborted) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#running = this.#run(this.#transport)
      .catch((error: unknown) => {
        this.#failed(error);
        return LOOK_MS;
      })
      .then((pause) => {
        this.#running = undefined;
        if (this.#closed.signal.aborted) return;
        if (this.#again) {
          this.#again = false;
          this.wake();
          return;
        }
        this.#timer = setTimeout(() => {
          this.wake();
        }, pause).unref();
      });
  }

  /** Leaves a message that is being sent to the next start, as a silent server may take minutes. */
  async close(): Promise<void> {
    this.#closed.abort();
    clearTimeout(this.#timer);
    this.#transport?.close();
    await this.#running;
  }

  /** Sends what is due. Answers in how many milliseconds to look again. */
  async #run(transport: Transport): Promise<number> {
    // Another process may have moved the clock.
    await this.#store.logins.look();
    for (let message = await this.#store.outbox.next(); message; message = await this.#store.outbox.next()) {
      if (this.#closed.signal.aborted) break;
      const wait = new Date(message.nextAttemptAt).getTime() - this.#clock.now().getTime();
      if (wait > 0) return Math.min(wait, LOOK_MS);
      if (!(await this.#store.outbox.claim(message, this.#in(CLAIM_MS)))) continue;
      await this.#send(transport, message);
    }
    return LOOK_MS;
  }

  async #send(transport: Transport, message: OutboxMessage): Promise<void> {
    const { id, attempts, recipient, subject, text, html } = message;
    const keeping = setInterval(() => {
      this.#store.outbox.keep(message, this.#in(CLAIM_MS)).catch(this.#failed);
    }, CLAIM_MS / 3).unref();
    try {
      // disableFileAccess, disableUrlAccess: texts are never read as file names or URLs.
      await transport.sendMail({
        from: this.#sender,
        to: { name: '', address: recipient },
        subject,
        text,
        html,
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: this.#closed.signal,
      });
    } catch (error) {
      const pause = Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS);
      const reason = error instanceof Error ? error.message : String(error);
      await this.#store.outbox.failed(id, reason, this.#in(pause));
      return;
    } finally {
      clearInterval(keeping);
    }
    await this.#store.outbox.sent(id, this.#clock.now());
  }

  #in(milliseconds: number): Date {
    return new Date(this.#clock.now().getTime() + milliseconds);
  }
}
