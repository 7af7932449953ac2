export {
  startEmulator,
  type CreatedResource,
  type Emulator,
  type EmulatorClock,
  type EmulatorOptions,
  type Faults,
  type Resources,
} from './emulator';
export type { Clock, ClockChange, ClockState } from './clock';
export type { Replacement, Successor } from './lifecycle/delete';
export type { ResourceReference } from './lifecycle/reference';
export { Refusal } from './refusals';
export type { FaultEffect, FaultRule, FaultRuleInForce } from './soap/fault-rules';
export type { JournalEntry, JournalFilter } from './soap/journal';
export type { OutboxMessage } from './store/outbox-store';
export { ImportError } from './tenant/import-error';
export type { Seed, SeedParts, SeedResource } from './tenant/seed';
