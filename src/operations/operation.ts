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

/** What operations work with. */
export interface Service {
  /** The version that the contract is of. */
  readonly api: ApiVersion;
  readonly store: Store;
  readonly clock: Clock;
  /** The entity types that are served and declared by the contract. */
  readonly entities: readonly Entity[];
  /** How an entity type is written in answers. */
  readonly wireFormatOf: (entity: Entity) => WireFormat;
  /** The zone that dates without offset are in. */
  readonly timeZone: TimeZone;
  readonly hasher: Hasher;
  readonly fieldInfos: FieldInfos;
  /** Told that a message may have to be sent. */
  readonly wakeDelivery: () => void;
  /** What an empty element without a type does in update. */
  readonly emptyElements: 'error' | 'clear';
  /** What links in messages begin with. */
  readonly linkBase: string;
  /** How long the link that confirms an e-mail address works. */
  readonly confirmationHours: number;
  /** Requests an hour before the tenant is over its threshold. */
  readonly threshold: number;
}

/** What an operation answers: the members of its result type by name; the contract decides on the order. */
export type Answer = string | object;

/** One operation of the contract. It may throw a Refusal, and then has done nothing. */
export type Handler = (service: Service, call: Call) => Promise<Answer | CacheableAnswer>;
