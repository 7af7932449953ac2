export { startEmulator } from './start-emulator';
export type {
  CreatedResource,
  Emulator,
  EmulatorClock,
  EmulatorOptions,
  Faults,
  Resources,
} from './emulator';
export { ClockError, type Clock, type ClockChange, type ClockState } from './clock';
export { ConfigError } from './config-error';
export { InstallationError } from './installation';
export type { Replacement, Successor } from './lifecycle/delete';
export type { ResourceReference } from './lifecycle/reference';
export { Refusal } from './refusals';
export { ContractError } from './soap/contract-error';
export type { FaultEffect, FaultRule, FaultRuleInForce } from './soap/fault-rules';
export type { JournalEntry, JournalFilter } from './soap/journal';
export { DataFileError } from './store/data-file-error';
export { StorageFailure, StoreClosed } from './store/storage-failure';
export type { OutboxMessage } from './store/outbox-store';
export { ImportError } from './tenant/import-error';
export type { Seed, SeedParts, SeedResource } from './tenant/seed';
