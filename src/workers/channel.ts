import type { Worker } from 'node:cluster';
import { ClockError } from '../clock';
import { ConfigError } from '../config';
import { ContractError } from '../soap/contract-error';
import { DataFileError } from '../store/data-file-error';

/** Objects of another process by name: what is called there is answered here. */
export type Remote<T> = {
  readonly [O in keyof T]: {
    readonly [M in keyof T[O]]: T[O][M] extends (...given: infer G) => infer R
      ? (...given: G) => Promise<Awaited<R>>
      : never;
  };
};

/** A method of an object that the other process is to call. */
export interface Question {
  readonly object: string;
  readonly method: string;
  readonly given: readonly unknown[];
}

/** What an error is in the other process, too. `syscall`: the system refused something. */
interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly syscall: unknown;
}

type Message = { readonly id: number } & (
  Question | { readonly result: unknown } | { readonly error: SentError }
);

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The other process has ended before it answered. */
export class ChannelEnded extends Error {
  override readonly name = 'ChannelEnded';
}

/** Errors that users can put right: whoever gets one knows it by its class. */
const EXPECTED: ReadonlyMap<string, new (message: string) => Error> = new Map(
  Object.entries({ ClockError, ConfigError, ContractError, DataFileError }),
);

/** Asks the process at the other end, and answers what it asks. */
export class Channel {
  readonly #port: Worker;
  readonly #answer: (question: Question) => Promise<unknown>;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  /** `port`: the other end of it is in that process, or this one is that process. */
  constructor(port: Worker, answer: (question: Question) => Promise<unknown>) {
    this.#port = port;
    this.#answer = answer;
    port.on('message', (message: Message) => {
      if ('method' in message) void this.#reply(message);
      else this.#settle(message);
    });
    port.on('disconnect', () => {
      for (const { reject } of this.#waiting.values()) reject(new ChannelEnded('A process has ended'));
      this.#waiting.clear();
    });
  }

  remote<T>(): Remote<T> {
    return new Proxy(
      {},
      {
        get: (_none, object) =>
          new Proxy(
            {},
            {
              get:
                (_none, method) =>
                (...given: unknown[]) =>
                  this.#ask({ object: String(object), method: String(method), given }),
            },
          ),
      },
    ) as Remote<T>;
  }

  #ask(question: Question): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, ...question }, () => {
        this.#waiting.delete(id);
        reject(new ChannelEnded('A process has ended'));
      });
    });
  }

  async #reply({ id, ...question }: Question & { readonly id: number }): Promise<void> {
    try {
      this.#send({ id, result: await this.#answer(question) });
    } catch (error) {
      this.#send({ id, error: sent(error) });
    }
  }

  /** Who has ended needs no answer. */
  #send(message: Message, failed: () => void = () => undefined): void {
    this.#port.send(message, (error: Error | null) => {
      if (error) failed();
    });
  }

  #settle(message: Exclude<Message, Question>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('error' in message) waiting?.reject(received(message.error));
    else waiting?.resolve(message.result);
  }
}

/** Calls the method that a question names. */
export async function callOn(objects: object, { object, method, given }: Question): Promise<unknown> {
  const target = Reflect.get(objects, object) as object;
  return Reflect.apply(Reflect.get(target, method) as () => unknown, target, given);
}

function sent(error: unknown): SentError {
  const { name, message, stack, ...more } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack, syscall: Reflect.get(more, 'syscall') };
}

function received({ name, message, stack, syscall }: SentError): Error {
  const error = new (EXPECTED.get(name) ?? Error)(message);
  return Object.assign(error, { stack, ...(syscall !== undefined && { syscall }) });
}
