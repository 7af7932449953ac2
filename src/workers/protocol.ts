import type { AdjustableClock, ClockSetting } from '../clock';
import type { Config } from '../config';
import type { Tls } from '../listener';
import type { MetricValues } from '../metrics';
import type { PasswordCheck } from '../passwords/password-guard';
import type { SharedFaultRules } from '../soap/fault-rules';
import type { Journal, SharedJournal } from '../soap/journal';
import type { Store } from '../store/store';
import type { UsageStore } from '../store/usage-store';

/** What all workers know, and are told before whoever changed it gets an answer. */
export interface State {
  readonly clock: ClockSetting;
  /** Whether a call may meet a fault rule. */
  readonly mayMeet: boolean;
}

/** The first message to a worker. */
export interface Start {
  readonly config: Config;
  readonly tls: Tls | undefined;
  /** The name of the zone that dates without offset are in. */
  readonly timeZone: string;
  readonly state: State;
}

/** What workers ask of the coordinator. */
export interface CoordinatorSide {
  readonly clock: Pick<AdjustableClock, 'change' | 'reset'>;
  readonly journal: Pick<SharedJournal, 'list' | 'clear'>;
  readonly faultRules: SharedFaultRules;
  readonly callerPasswords: PasswordCheck;
  readonly consolePasswords: PasswordCheck;
  readonly usage: { flushAll(): Promise<void> };
  readonly metrics: { text(): Promise<string> };
  readonly outbox: { wakeDelivery(): void };
  readonly store: Pick<Store, 'restore' | 'scrub'> & { reset(): Promise<void> };
}

/** What the coordinator asks of workers. */
export interface WorkerSide {
  readonly server: {
    /** Answers when the server is assembled. */
    assemble(): Promise<void>;
    /** Answers scheme, host and port. */
    listen(port: number): Promise<string>;
    /** Answers what is under way first. */
    close(): Promise<void>;
  };
  readonly state: { follow(state: State): void };
  readonly journal: Pick<Journal, 'drain'>;
  readonly usage: Pick<UsageStore, 'flush'>;
  readonly metrics: { values(): Promise<MetricValues> };
  readonly writers: {
    /** Answers when nobody writes any more, until `release`. */
    hold(): Promise<void>;
    release(): void;
  };
}
