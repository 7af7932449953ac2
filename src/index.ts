export { startEmulator } from './server/start-emulator';
export type {
  CreatedResource,
  Emulator,
  EmulatorClock,
  EmulatorOptions,
  Faults,
  Resources,
} from './server/emulator';
export { ClockError, type Clock, type ClockChange, type ClockState } from './runtime/clock';
export { ConfigError } from './input/config-error';
export { InstallationError } from './config/installation';
export type { Replacement, Successor } from './lifecycle/delete';
export type { ResourceReference } from './lifecycle/reference';
export { Refusal } from './refusals/refusal';
export { ContractError } from './soap/contract-error';
export type { FaultEffect, FaultRule, FaultRuleInForce } from './store/emulator/fault-rules';
export type { JournalEntry, JournalFilter } from './runtime/journal';
export { DataFileError } from './store/data-file-error';
export { StorageFailure, StoreClosed } from './store/storage-failure';
export type { OutboxMessage } from './store/tenant/outbox-store';
export { ImportError } from './tenant/import-error';
export type { Seed, SeedEntities, SeedParts, SeedResource } from './tenant/seed';
export type { DeclaredRows, RowOf } from './tenant/entity-handle';
