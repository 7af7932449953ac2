import type { SubmittedValue } from '../updates/submitted-value';
import type { CacheableAnswer } from './cacheable-answer';
import type { EmulatorContext } from './emulator-context';

/** Who calls, after the password was checked. */
export interface Caller {
  readonly resourceId: number;
  readonly apiOnly: boolean;
  readonly systemAdministrator: boolean;
  readonly viewInternalCost: boolean;
}

/** What a client sent as one entity; `type` is a type the contract declares. */
export interface SentEntity {
  readonly type: string;
  /** The text of `id`, null when it was left out. */
  readonly id: string | null;
  readonly fields: ReadonlyMap<string, SubmittedValue>;
}

/** What an operation was called with; a parameter that was not sent, or is nil, is null or empty. */
export interface Parameters {
  /** The string value of an element: that of elements inside counts, too (suds, by way of python-atws, sends one). */
  text(name: string): string | null;
  /** The name of the first element inside, where elements were sent in place of text. */
  elementIn(name: string): string | undefined;
  entities(name: string): readonly SentEntity[];
}

/** One call, free of HTTP and XML. */
export interface Call {
  readonly caller: Caller;
  readonly parameters: Parameters;
  /** The tracking identifier that came along, null when there was none. */
  readonly integrationCode: string | null;
  /** How its client reaches this server: scheme, host and port, no slash at the end. */
  readonly publicUrl: string;
}

/** What an operation answers: the members of its result type by name; the contract decides on the order. */
export type Answer = string | object;

/** One operation of the contract. It may throw a Refusal, and then has done nothing. */
export type Handler = (emulator: EmulatorContext, call: Call) => Promise<Answer | CacheableAnswer>;
