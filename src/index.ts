export {
  startEmulator,
  type Emulator,
  type EmulatorClock,
  type EmulatorOptions,
  type Resources,
} from './emulator';
export type { Clock, ClockChange, ClockState } from './clock';
export type { FaultEffect, FaultRule, FaultRuleInForce, FaultRules } from './soap/fault-rules';
export type { JournalEntry, JournalFilter } from './soap/journal';
export type { OutboxMessage } from './store/outbox-store';
export type { Seed } from './tenant/seed';
