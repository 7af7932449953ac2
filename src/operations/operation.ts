import type { SentEntity as SentValues } from '../updates/batch';
import type { CacheableAnswer } from './cacheable-answer';
import type { EmulatorContext } from './emulator-context';

/** An authenticated caller. */
export interface Caller {
  readonly resourceId: number;
  readonly apiOnly: boolean;
  readonly systemAdministrator: boolean;
  readonly viewInternalCost: boolean;
}

/** An entity of a request; `type` is a type of the contract. */
export interface SentEntity extends SentValues {
  readonly type: string;
}

/** The parameters of a call; one that was not sent, or is nil, is null or empty. */
export interface Parameters {
  /** The string value of a parameter, with that of elements inside it (suds, by way of python-atws, sends one). */
  text(name: string): string | null;
  /** The name of the first element inside a parameter; undefined for text alone. */
  elementIn(name: string): string | undefined;
  entities(name: string): readonly SentEntity[];
}

/** A call, free of HTTP and XML. */
export interface Call {
  readonly caller: Caller;
  readonly parameters: Parameters;
  /** The tracking identifier; null without one. */
  readonly integrationCode: string | null;
  /** The public URL for its client: scheme, host and port, no slash at the end. */
  readonly publicUrl: string;
  /** Whether its client went away. */
  readonly isGone?: () => boolean;
}

/** The result of an operation: the members of its result type by name; the contract has their order. */
export type Answer = string | object;

/** The implementation of an operation. It may throw a Refusal, and then has changed nothing. */
export type Handler = (emulator: EmulatorContext, call: Call) => Promise<Answer | CacheableAnswer>;
