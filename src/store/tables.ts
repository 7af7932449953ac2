// The columns of `schema.sql` as types, and the table of each entity.

import type { Generated } from 'kysely';
import type { Slot } from '../entities/declared';
import type { Field, StoredField, ValueOf } from '../entities/field';
import type { AnyEntity } from '../entities/index';
import type { PlainList } from '../entities/picklists';
import type { Bit } from './bit';

type Stored<V> = V extends boolean ? Bit : V;

/** The columns that hold the fields of an entity, each string with its folded form beside it. */
type FieldColumns<F extends Field> = {
  [C in F as C['name']]: Stored<ValueOf<C>>;
} & {
  [C in F as C['type'] extends 'string' ? `${C['name']}_folded` : never]: ValueOf<C>;
};

/** The tables of entities. */
type EntityTables = {
  [E in AnyEntity as E['table']]: FieldColumns<StoredField<E>>;
};

interface TenantTable {
  id: 1;
  domain: string;
  ci: number;
  time_zone: string;
  strong_passwords: Bit;
}

interface SecurityLevelsTable {
  id: number;
  name: string;
  system: Bit;
  active: Bit;
  api_only: Bit;
  system_administrator: Bit;
  view_internal_cost: Bit;
}

interface ListValuesTable {
  list: PlainList;
  id: number;
  name: string;
  active: Bit;
}

interface InternalCostsTable {
  resource_id: number;
  first_day: string | null;
  last_day: string | null;
  amount: number;
}

type ResourcesTable = EntityTables['resources'] & {
  email_verified: Bit;
  password_hash: string | null;
  redacted_at: string | null;
  deleted_at: string | null;
};

interface PasswordHistoryTable {
  id: Generated<number>;
  resource_id: number;
  password_hash: string;
}

interface PendingEmailChangesTable {
  resource_id: number;
  email: string;
  token_digest: string;
  requested_at: string;
  expires_at: string;
}

interface OutboxTable {
  id: Generated<number>;
  created_at: string;
  resource_id: number;
  recipient: string;
  subject: string;
  text: string;
  html: string;
  attempts: Generated<number>;
  next_attempt_at: string;
  sent_at: string | null;
  last_error: string | null;
}

interface AuditTable {
  id: Generated<number>;
  at: string;
  actor_id: number;
  resource_id: number;
  changes: string;
}

interface EntityAuditTable {
  id: Generated<number>;
  at: string;
  actor_id: number;
  entity: string;
  entity_id: number;
  changes: string;
}

interface RecordsTable {
  id: Generated<number>;
  type: string;
  title: string;
  owner_id: number;
  responsible_id: number;
  created_at: string;
  updated_at: string;
  closed_at: string | null;
}

interface RecordAuditTable {
  id: Generated<number>;
  at: string;
  actor_id: number;
  record_id: number;
  changes: string;
}

interface PrivacyHistoryTable {
  id: Generated<number>;
  action_at: string;
  action_type: 'Erasure';
  initiating_id: number;
  initiating_person: string;
  resource_id: number;
  reason: string;
}

interface EmulatorStateTable {
  id: 1;
  clock_offset: number;
  clock_frozen_at: string | null;
  erasures: number;
  settings: number;
  name_key: string;
}

interface FaultRulesTable {
  id: Generated<number>;
  rule: string;
  times: number | null;
  met: Generated<number>;
}

interface EntityRowsTable extends Record<Slot, number | string | null> {
  entity: string;
  id: number;
  content: string;
  folded: string;
}

/** The tables of `schema.sql`, for Kysely. */
export interface Tables extends EntityTables {
  tenant: TenantTable;
  tracking_identifiers: { identifier: string };
  list_values: ListValuesTable;
  security_levels: SecurityLevelsTable;
  resources: ResourcesTable;
  internal_costs: InternalCostsTable;
  declared_entities: { position: Generated<number>; name: string; declaration: string };
  entity_rows: EntityRowsTable;
  requests_per_second: { second: number; requests: number };
  requests_per_hour: { hour: number; requests: number };
  sessions: { digest: string; resource_id: number; data: string; expires_at: string };
  password_history: PasswordHistoryTable;
  pending_email_changes: PendingEmailChangesTable;
  outbox: OutboxTable;
  audit: AuditTable;
  entity_audit: EntityAuditTable;
  invitations: { resource_id: number; token_digest: string; expires_at: string };
  photos: { resource_id: number; media_type: 'image/png' | 'image/jpeg'; bytes: Uint8Array };
  record_types: { position: Generated<number>; name: string };
  records: RecordsTable;
  record_audit: RecordAuditTable;
  privacy_history: PrivacyHistoryTable;
  pending_scrub: { id: 1 };
  emulator_state: EmulatorStateTable;
  fault_rules: FaultRulesTable;
  failed_log_ins: { id: Generated<number>; digest: string; failures: number; since: number };
}

/** The name of a table. */
export type TableName = keyof Tables;
