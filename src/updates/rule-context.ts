import type { Clock } from '../runtime/clock';
import type { TimeZone } from '../entities/time-zone';
import type { Hasher } from '../passwords/hasher';
import type { Store } from '../store/store';

/** What the rules of a tenant work with. */
export interface RuleContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly hasher: Hasher;
  /** The zone that dates without offset are in. */
  readonly timeZone: TimeZone;
  /** What an empty element without a type does in update. */
  readonly emptyElements: 'error' | 'clear';
  /** What links in messages begin with. It is never taken from a request, whose sender could lead others astray. */
  readonly linkBase: string;
  /** How long the link that confirms an e-mail address works. */
  readonly confirmationHours: number;
  /** Lets the delivery look for messages to send. */
  readonly wakeDelivery: () => void;
}
