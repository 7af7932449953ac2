/**
 * What brings a data file from one version of `schema.sql` to the next; the first leads from version 1 to 2.
 * Data files outlive releases: a step that was released is never changed.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE INDEX resources_by_FirstName ON resources (FirstName_folded);
   CREATE INDEX resources_by_LicenseType ON resources (LicenseType);
   CREATE INDEX resources_by_redacted_at ON resources (redacted_at) WHERE redacted_at IS NOT NULL;
   CREATE TABLE requests_per_hour (hour INTEGER PRIMARY KEY, requests INTEGER NOT NULL) STRICT;
   CREATE TABLE sessions (
     digest      TEXT PRIMARY KEY,
     resource_id INTEGER NOT NULL REFERENCES resources (id),
     data        TEXT NOT NULL CHECK (json_valid(data)),
     expires_at  TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX sessions_by_resource ON sessions (resource_id);
   CREATE INDEX sessions_by_expiry ON sessions (expires_at);`,
  `CREATE TABLE written_by (version TEXT NOT NULL) STRICT;
   CREATE TABLE emulator_state (
     id              INTEGER PRIMARY KEY CHECK (id = 1),
     clock_offset    INTEGER NOT NULL DEFAULT 0,
     clock_frozen_at TEXT,
     erasures        INTEGER NOT NULL DEFAULT 0,
     settings        INTEGER NOT NULL DEFAULT 0,
     name_key        TEXT    NOT NULL DEFAULT (lower(hex(randomblob(32))))
   ) STRICT;
   INSERT INTO emulator_state (id) VALUES (1);
   CREATE TABLE fault_rules (
     id    INTEGER PRIMARY KEY AUTOINCREMENT,
     rule  TEXT    NOT NULL CHECK (json_valid(rule)),
     times INTEGER,
     met   INTEGER NOT NULL DEFAULT 0
   ) STRICT;
   CREATE TABLE failed_log_ins (
     id       INTEGER PRIMARY KEY,
     digest   TEXT    NOT NULL UNIQUE,
     failures INTEGER NOT NULL,
     since    INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX failed_log_ins_by_since ON failed_log_ins (since);
   CREATE INDEX resources_by_password_cost ON resources (substr(password_hash, 5, 2)) WHERE password_hash IS NOT NULL;
   CREATE INDEX resources_by_Email2 ON resources (Email2_folded) WHERE Email2_folded <> '';
   CREATE INDEX resources_by_Email3 ON resources (Email3_folded) WHERE Email3_folded <> '';
   CREATE TABLE record_audit (
     id        INTEGER PRIMARY KEY,
     at        TEXT    NOT NULL,
     actor_id  INTEGER NOT NULL,
     record_id INTEGER NOT NULL REFERENCES records (id),
     changes   TEXT    NOT NULL CHECK (json_valid(changes))
   ) STRICT;
   CREATE INDEX record_audit_by_record ON record_audit (record_id);
   CREATE INDEX record_audit_of_titles ON record_audit (record_id) WHERE json_type(changes, '$.title') IS NOT NULL;
   CREATE TABLE new_privacy_history (
     id                INTEGER PRIMARY KEY CHECK (id > 0),
     action_at         TEXT    NOT NULL,
     action_type       TEXT    NOT NULL CHECK (action_type IN ('Erasure')),
     initiating_id     INTEGER NOT NULL REFERENCES resources (id),
     initiating_person TEXT    NOT NULL,
     resource_id       INTEGER NOT NULL REFERENCES resources (id),
     reason            TEXT    NOT NULL CHECK (trim(reason) <> '')
   ) STRICT;
   INSERT INTO new_privacy_history
     SELECT h.id, h.action_at, h.action_type, h.initiating_id, r.FirstName || ' ' || r.LastName, h.resource_id, h.reason
     FROM privacy_history h JOIN resources r ON r.id = h.initiating_id;
   DROP TABLE privacy_history;
   ALTER TABLE new_privacy_history RENAME TO privacy_history;
   CREATE TRIGGER privacy_history_is_not_changed BEFORE UPDATE ON privacy_history
   BEGIN
     SELECT raise(ABORT, 'The Privacy Action History cannot be changed');
   END;
   CREATE TRIGGER privacy_history_is_not_deleted BEFORE DELETE ON privacy_history
   BEGIN
     SELECT raise(ABORT, 'The Privacy Action History cannot be changed');
   END;
   CREATE TRIGGER privacy_history_is_not_replaced BEFORE INSERT ON privacy_history
   WHEN EXISTS (SELECT 1 FROM privacy_history WHERE id = NEW.id)
   BEGIN
     SELECT raise(ABORT, 'The Privacy Action History cannot be changed');
   END;
   DELETE FROM sessions;
   CREATE TRIGGER sessions_end AFTER UPDATE OF Active, password_hash, UserType ON resources
   WHEN NEW.Active = 0 OR NEW.password_hash IS NOT OLD.password_hash
     OR EXISTS (SELECT 1 FROM security_levels WHERE id = NEW.UserType AND api_only = 1)
   BEGIN
     DELETE FROM sessions WHERE resource_id = NEW.id;
   END;
   CREATE TABLE departments (
     id                 INTEGER PRIMARY KEY,
     Name               TEXT    NOT NULL,
     Name_folded        TEXT    NOT NULL,
     PrimaryLocationID  INTEGER NOT NULL,
     Number             TEXT    NOT NULL,
     Number_folded      TEXT    NOT NULL,
     Description        TEXT    NOT NULL,
     Description_folded TEXT    NOT NULL
   ) STRICT;
   ALTER TABLE internal_locations RENAME COLUMN name TO Name;
   ALTER TABLE internal_locations RENAME COLUMN active TO Active;
   ALTER TABLE internal_locations ADD COLUMN Name_folded TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN Address1 TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN Address1_folded TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN Address2 TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN Address2_folded TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN City TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN City_folded TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN State TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN State_folded TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN PostalCode TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN PostalCode_folded TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN Country TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN Country_folded TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN AdditionalAddressInfo TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN AdditionalAddressInfo_folded TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN TimeZone TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN TimeZone_folded TEXT NOT NULL DEFAULT '';
   ALTER TABLE internal_locations ADD COLUMN HolidaySetId INTEGER;
   ALTER TABLE internal_locations ADD COLUMN IsDefault INTEGER CHECK (IsDefault IN (0, 1));
   UPDATE internal_locations SET Name_folded = fold(Name);
   CREATE TABLE list_values (
     list   TEXT    NOT NULL,
     id     INTEGER NOT NULL,
     name   TEXT    NOT NULL,
     active INTEGER NOT NULL CHECK (active IN (0, 1)),
     PRIMARY KEY (list, id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE skills (
     id                 INTEGER PRIMARY KEY,
     Name               TEXT    NOT NULL,
     Name_folded        TEXT    NOT NULL,
     CategoryID         INTEGER NOT NULL,
     Description        TEXT    NOT NULL,
     Description_folded TEXT    NOT NULL,
     Active             INTEGER NOT NULL CHECK (Active IN (0, 1))
   ) STRICT;
   CREATE TABLE resource_role_departments (
     id             INTEGER PRIMARY KEY,
     DepartmentID   INTEGER NOT NULL REFERENCES departments (id),
     ResourceID     INTEGER NOT NULL REFERENCES resources (id),
     RoleID         INTEGER NOT NULL REFERENCES roles (id),
     Active         INTEGER NOT NULL CHECK (Active IN (0, 1)),
     "Default"      INTEGER NOT NULL CHECK ("Default" IN (0, 1)),
     DepartmentLead INTEGER NOT NULL CHECK (DepartmentLead IN (0, 1))
   ) STRICT;
   CREATE INDEX resource_role_departments_by_ResourceID ON resource_role_departments (ResourceID);
   CREATE TABLE resource_role_queues (
     id         INTEGER PRIMARY KEY,
     ResourceID INTEGER NOT NULL REFERENCES resources (id),
     RoleID     INTEGER REFERENCES roles (id),
     QueueID    INTEGER NOT NULL,
     Active     INTEGER CHECK (Active IN (0, 1)),
     "Default"  INTEGER CHECK ("Default" IN (0, 1))
   ) STRICT;
   CREATE INDEX resource_role_queues_by_ResourceID ON resource_role_queues (ResourceID);
   CREATE TABLE resource_service_desk_roles (
     id         INTEGER PRIMARY KEY,
     ResourceID INTEGER NOT NULL REFERENCES resources (id),
     RoleID     INTEGER NOT NULL REFERENCES roles (id),
     Active     INTEGER CHECK (Active IN (0, 1)),
     "Default"  INTEGER CHECK ("Default" IN (0, 1))
   ) STRICT;
   CREATE INDEX resource_service_desk_roles_by_ResourceID ON resource_service_desk_roles (ResourceID);
   CREATE TABLE resource_skills (
     id                      INTEGER PRIMARY KEY,
     ResourceID              INTEGER NOT NULL REFERENCES resources (id),
     SkillID                 INTEGER NOT NULL REFERENCES skills (id),
     SkillLevel              INTEGER NOT NULL,
     SkillDescription        TEXT    NOT NULL,
     SkillDescription_folded TEXT    NOT NULL
   ) STRICT;
   CREATE INDEX resource_skills_by_ResourceID ON resource_skills (ResourceID);
   CREATE TABLE resource_roles (
     id           INTEGER PRIMARY KEY,
     ResourceID   INTEGER NOT NULL REFERENCES resources (id),
     DepartmentID INTEGER REFERENCES departments (id),
     QueueID      INTEGER,
     RoleID       INTEGER NOT NULL REFERENCES roles (id),
     Active       INTEGER CHECK (Active IN (0, 1))
   ) STRICT;
   CREATE INDEX resource_roles_by_ResourceID ON resource_roles (ResourceID);
   CREATE TABLE entity_audit (
     id        INTEGER PRIMARY KEY,
     at        TEXT    NOT NULL,
     actor_id  INTEGER NOT NULL,
     entity    TEXT    NOT NULL,
     entity_id INTEGER NOT NULL,
     changes   TEXT    NOT NULL CHECK (json_valid(changes))
   ) STRICT;
   CREATE INDEX entity_audit_by_entity ON entity_audit (entity, entity_id);
   INSERT INTO resource_service_desk_roles
     SELECT row_number() OVER (ORDER BY id), id, DefaultServiceDeskRoleID, 1, 1 FROM resources
     WHERE DefaultServiceDeskRoleID IS NOT NULL;
   CREATE INDEX resources_by_kind ON resources
     ((deleted_at IS NULL), (redacted_at IS NULL), Active, ResourceType_folded, LicenseType);
   CREATE TABLE declared_entities (
     position    INTEGER PRIMARY KEY,
     name        TEXT    NOT NULL UNIQUE,
     declaration TEXT    NOT NULL CHECK (json_valid(declaration))
   ) STRICT;
   CREATE TABLE entity_rows (
     entity   TEXT    NOT NULL REFERENCES declared_entities (name),
     id       INTEGER NOT NULL,
     content  TEXT    NOT NULL CHECK (json_valid(content)),
     folded   TEXT    NOT NULL CHECK (json_valid(folded)),
     text_1   TEXT,
     text_2   TEXT,
     text_3   TEXT,
     text_4   TEXT,
     number_1 REAL,
     number_2 REAL,
     number_3 REAL,
     number_4 REAL,
     PRIMARY KEY (entity, id)
   ) STRICT;
   CREATE INDEX entity_rows_by_text_1 ON entity_rows (entity, text_1, id) WHERE text_1 IS NOT NULL;
   CREATE INDEX entity_rows_by_text_2 ON entity_rows (entity, text_2, id) WHERE text_2 IS NOT NULL;
   CREATE INDEX entity_rows_by_text_3 ON entity_rows (entity, text_3, id) WHERE text_3 IS NOT NULL;
   CREATE INDEX entity_rows_by_text_4 ON entity_rows (entity, text_4, id) WHERE text_4 IS NOT NULL;
   CREATE INDEX entity_rows_by_number_1 ON entity_rows (entity, number_1, id) WHERE number_1 IS NOT NULL;
   CREATE INDEX entity_rows_by_number_2 ON entity_rows (entity, number_2, id) WHERE number_2 IS NOT NULL;
   CREATE INDEX entity_rows_by_number_3 ON entity_rows (entity, number_3, id) WHERE number_3 IS NOT NULL;
   CREATE INDEX entity_rows_by_number_4 ON entity_rows (entity, number_4, id) WHERE number_4 IS NOT NULL;`,
];

/** Digests of what a data file of each released version is made of, by which others are told apart (check-file.ts). */
export const RELEASED_SHAPES: readonly string[] = [
  '466a17d0a57c7c17d1cdeb751df6cc57a823bea10d133df8b5a11ef3f0b6e289',
  'f5a99dd67dc3166997b65c70b79a387c4cd08b70949361b3f2c36e142eb55609',
];

/** The version of `schema.sql`. */
export const SCHEMA_VERSION = MIGRATIONS.length + 1;

/** The statements that bring a data file of that version to the present one. */
export function migrationFrom(version: number): string {
  return MIGRATIONS.slice(version - 1).join('\n');
}
