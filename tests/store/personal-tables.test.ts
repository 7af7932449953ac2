import { readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { resource } from '../../src/entities/resource';
import { PERSONAL_TABLES } from '../../src/store/personal-tables';
import { SCHEMA_FILE } from '../../src/store/store';

/** What refers to a resource by its id only, and so may outlive an erasure: why, by table and column. */
const BY_ID_ONLY: Readonly<Record<string, string>> = {
  'audit.resource_id': 'changes are kept without values, but for those of impersonal fields',
  'internal_costs.resource_id': 'amounts by day, of the HR tab, which a redaction leaves',
  'privacy_history.initiating_id': 'the history of who acted, whose name stays',
  'privacy_history.resource_id': 'the history of whom it was done to, by id',
  'resource_role_departments.ResourceID': 'roles stay with who had them',
  'resource_role_queues.ResourceID': 'roles stay with who had them',
  'resource_roles.ResourceID': 'roles stay with who had them',
  'resource_service_desk_roles.ResourceID': 'roles stay with who had them',
  'resource_skills.ResourceID': 'skills stay with who had them, without what was written of them',
  'records.owner_id': 'work stays with its owner',
  'records.responsible_id': 'work stays with who is responsible',
};

/** Tables that refer to no resource by a key: what their texts are about. */
const ABOUT_NOBODY: Readonly<Record<string, string>> = {
  declared_entities: 'entity types that users declare',
  departments: 'the tenant',
  emulator_state: 'servers',
  entity_audit: 'roles, departments and skills, by ids: values only of impersonal fields',
  entity_rows: 'rows of declared entities: of people, they have the ids',
  failed_log_ins: 'digests of who tried, which an erasure removes as a whole',
  fault_rules: 'faults made on purpose',
  internal_locations: 'the tenant',
  list_values: 'the tenant',
  pending_scrub: 'the data file',
  record_audit: 'records, by ids',
  record_types: 'the tenant',
  requests_per_hour: 'numbers',
  requests_per_second: 'numbers',
  roles: 'the tenant',
  security_levels: 'the tenant',
  skills: 'the tenant',
  tenant: 'the tenant',
  tracking_identifiers: 'integrations',
  written_by: 'the program',
};

/** Columns of `resources` that are no fields. */
const OWN_COLUMNS = ['email_verified', 'password_hash', 'redacted_at', 'deleted_at'];

const schema = new Sqlite(':memory:');
schema.exec(readFileSync(SCHEMA_FILE, 'utf8'));
const tables = schema
  .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
  .pluck()
  .all() as string[];

const referring = tables.flatMap((table) =>
  (schema.pragma(`foreign_key_list(${table})`) as readonly { table: string; from: string }[])
    .filter((key) => key.table === 'resources')
    .map(({ from }) => `${table}.${from}`),
);

afterAll(() => {
  schema.close();
});

test('every table of schema.sql that refers to a person is erased, or known to hold ids only', () => {
  const erased = PERSONAL_TABLES.map((table) => `${table}.resource_id`);
  expect([...erased, ...Object.keys(BY_ID_ONLY)].toSorted()).toEqual(referring.toSorted());
});

test('every other table of schema.sql is known to be about nobody', () => {
  const others = tables.filter((table) => !referring.some((key) => key.startsWith(`${table}.`)));
  expect(others.toSorted()).toEqual([...Object.keys(ABOUT_NOBODY), 'resources'].toSorted());
});

test('every column of a resource is a field, the folded form of one, or known', () => {
  const fields = resource.fields.map(({ name }) => name as string);
  const columns = (schema.pragma('table_info(resources)') as readonly { name: string }[]).map(
    ({ name }) => name,
  );
  const others = columns.filter((name) => !fields.includes(name.replace(/_folded$/, '')));
  expect(others).toEqual(OWN_COLUMNS);
});
