import type { Transporter } from 'nodemailer';
import type { Clock } from '../runtime/clock';
import type { Message } from '../store/tenant/outbox-store';
import type { Store } from '../store/store';

type Transport = Pick<Transporter, 'sendMail' | 'close'>;

const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 3_600_000;

/** How messages leave. */
export interface DeliverySettings {
  /** `smtp://user:password@host:port`; without one, messages stay in the outbox. */
  readonly smtpUrl: string | undefined;
  readonly sender: string;
}

/**
 * Sends what is in the outbox, one message at a time. One that cannot be sent is tried again, after a time
 * that doubles up to an hour; it is never given up.
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

  /** The library is loaded only where messages leave. */
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

  /** There may be something to send. */
  wake(): void {
    if (!this.#transport || this.#closed.signal.aborted) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#running = this.#run(this.#transport)
      .catch(this.#failed)
      .finally(() => {
        this.#running = undefined;
        if (this.#again) {
          this.#again = false;
          this.wake();
        }
      });
  }

  /** A message that is under way is left to the next start: a silent server may hold it for minutes. */
  async close(): Promise<void> {
    this.#closed.abort();
    clearTimeout(this.#timer);
    this.#transport?.close();
    await this.#running;
  }

  async #run(transport: Transport): Promise<void> {
    // Another process may have moved the clock.
    await this.#store.logins.look();
    for (let message = await this.#store.outbox.next(); message; message = await this.#store.outbox.next()) {
      if (this.#closed.signal.aborted) return;
      const now = this.#clock.now();
      const wait = new Date(message.nextAttemptAt).getTime() - now.getTime();
      if (wait > 0) {
        this.#timer = setTimeout(() => {
          this.wake();
        }, wait).unref();
        return;
      }
      const pause = Math.min(FIRST_RETRY_MS * 2 ** message.attempts, LAST_RETRY_MS);
      if (!(await this.#store.outbox.claim(message, new Date(now.getTime() + pause)))) continue;
      await this.#send(transport, message.id, message);
    }
  }

  async #send(transport: Transport, id: number, message: Message): Promise<void> {
    const { recipient, subject, text, html } = message;
    try {
      // disableFileAccess, disableUrlAccess: a message is what it says, never what it points to.
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
      await this.#store.outbox.failed(id, error instanceof Error ? error.message : String(error));
      return;
    }
    await this.#store.outbox.sent(id, this.#clock.now());
  }
}
