import type { Clock } from '../runtime/clock';
import type { TimeZone } from '../entities/time-zone';
import type { Hasher } from '../passwords/hasher';
import type { Store } from '../store/store';

/** The services and settings of the rules. */
export interface RuleContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly hasher: Hasher;
  /** The zone that dates without offset are in. */
  readonly timeZone: TimeZone;
  /** What an empty element without a type does in update. */
  readonly emptyElements: 'error' | 'clear';
  /** The start of links in messages. It is never taken from a request, whose sender could redirect other people. */
  readonly linkBase: string;
  /** The lifetime of the links in messages: to confirm an e-mail address, and to set a password. */
  readonly confirmationHours: number;
  /** Lets the delivery look for messages to send. */
  readonly wakeDelivery: () => void;
}
