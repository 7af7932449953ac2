import type { Clock } from '../runtime/clock';
import type { Entity } from '../entities/field';
import type { TimeZone } from '../entities/time-zone';
import type { WireFormat } from '../store/wire-format';
import type { Hasher } from '../passwords/hasher';
import type { Store } from '../store/store';
import type { SubmittedValue } from '../updates/submitted-value';
import type { ApiVersion } from './api-version';
import type { FieldInfos } from './field-infos';
import type { CacheableAnswer } from './cacheable-answer';

/** An authenticated caller. */
export interface Caller {
  readonly resourceId: number;
  readonly apiOnly: boolean;
  readonly systemAdministrator: boolean;
  readonly viewInternalCost: boolean;
}

/** An entity of a request; `type` is a type of the contract. */
export interface SentEntity {
  readonly type: string;
  /** The text of `id`; null where it was left out. */
  readonly id: string | null;
  readonly fields: ReadonlyMap<string, SubmittedValue>;
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
}

/** The services and settings of operations. */
export interface Service {
  /** The version of the contract. */
  readonly api: ApiVersion;
  readonly store: Store;
  readonly clock: Clock;
  /** The served entity types that the contract declares. */
  readonly entities: readonly Entity[];
  /** The wire format of an entity type. */
  readonly wireFormatOf: (entity: Entity) => WireFormat;
  /** The zone of dates without an offset. */
  readonly timeZone: TimeZone;
  readonly hasher: Hasher;
  readonly fieldInfos: FieldInfos;
  /** Starts the delivery of new messages. */
  readonly wakeDelivery: () => void;
  /** The effect of an empty element without a type in update. */
  readonly emptyElements: 'error' | 'clear';
  /** The base URL of links in messages. */
  readonly linkBase: string;
  /** The lifetime of the link that confirms an e-mail address, in hours. */
  readonly confirmationHours: number;
  /** The threshold of the tenant, in requests an hour. */
  readonly threshold: number;
}

/** The result of an operation: the members of its result type by name; the contract has their order. */
type Answer = string | object;

/** The implementation of an operation. It may throw a Refusal, and then has changed nothing. */
export type Handler = (service: Service, call: Call) => Promise<Answer | CacheableAnswer>;
