import type { Config } from '../config/settings';
import type { Entity } from '../entities/field';
import type { AdjustableClock } from '../runtime/clock';
import type { Journal } from '../runtime/journal';
import type { FaultRules } from '../store/emulator/fault-rules';
import type { WireFormat } from '../store/wire-format';
import type { WriteContext } from '../updates/batch';
import type { ApiVersion } from './api-version';
import type { FieldInfos } from './field-infos';

/** Settings that say nothing secret. */
export type VisibleSettings = Pick<
  Config,
  | 'data'
  | 'memory'
  | 'timeZone'
  | 'enforceThreshold'
  | 'usageLatency'
  | 'threadLimit'
  | 'maxBody'
  | 'maxSnapshot'
  | 'searchSeconds'
>;

/** One emulator, as the operations, the JSON API and the console work with it. */
export interface EmulatorContext extends WriteContext {
  readonly clock: AdjustableClock;
  /** The version that the contract is of. */
  readonly api: ApiVersion;
  /** The names of the operations that the contract declares. */
  readonly operations: readonly string[];
  /** The entity types that are served and that the contract has: those of this program, and those of the tenant. */
  readonly entities: () => Promise<readonly Entity[]>;
  /** How an entity type is written in answers. */
  readonly wireFormatOf: (entity: Entity) => WireFormat;
  readonly fieldInfos: FieldInfos;
  /** The settings of the server that people may see. */
  readonly settings: VisibleSettings;
  /** When the server was started, UTC text by the true time. */
  readonly startedAt: string;
  /** Requests an hour before the tenant is over its threshold. */
  readonly threshold: number;
  readonly journal: Journal;
  readonly faultRules: FaultRules;
  /** Starts over: the seed again, no fault rules, an empty journal, the clock as it was given. */
  readonly reset: () => Promise<void>;
  /** Whether the data may be emptied. */
  readonly mayReset: boolean;
}
