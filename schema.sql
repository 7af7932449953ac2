-- The data file of atws-emulator: the only place where tables are defined.
--
-- Columns that hold a field of an entity carry the field's own name; the emulator's own columns are in
-- snake_case. Booleans are 0 or 1. Date-times are wall-clock text of the tenant's zone,
-- yyyy-MM-ddTHH:mm:ss.SSS; instants (…_at) are UTC text with a Z.
-- A ..._folded column holds the text in the form it is compared in (src/entities/fold.ts), because SQLite
-- ignores case for ASCII letters only.

CREATE TABLE tenant (
  id              INTEGER PRIMARY KEY CHECK (id = 1),
  domain          TEXT    NOT NULL,
  ci              INTEGER NOT NULL,
  time_zone       TEXT    NOT NULL,
  strong_passwords INTEGER NOT NULL CHECK (strong_passwords IN (0, 1))
) STRICT;

CREATE TABLE tracking_identifiers (
  identifier TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The picklists of a tenant whose values are no more than a name (PLAIN_LISTS).
CREATE TABLE list_values (
  list   TEXT    NOT NULL,
  id     INTEGER NOT NULL,
  name   TEXT    NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  PRIMARY KEY (list, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE internal_locations (
  id                           INTEGER PRIMARY KEY,
  Name                         TEXT    NOT NULL,
  Active                       INTEGER NOT NULL CHECK (Active IN (0, 1)),
  Name_folded                  TEXT    NOT NULL DEFAULT '',
  Address1                     TEXT    NOT NULL DEFAULT '',
  Address1_folded              TEXT    NOT NULL DEFAULT '',
  Address2                     TEXT    NOT NULL DEFAULT '',
  Address2_folded              TEXT    NOT NULL DEFAULT '',
  City                         TEXT    NOT NULL DEFAULT '',
  City_folded                  TEXT    NOT NULL DEFAULT '',
  State                        TEXT    NOT NULL DEFAULT '',
  State_folded                 TEXT    NOT NULL DEFAULT '',
  PostalCode                   TEXT    NOT NULL DEFAULT '',
  PostalCode_folded            TEXT    NOT NULL DEFAULT '',
  Country                      TEXT    NOT NULL DEFAULT '',
  Country_folded               TEXT    NOT NULL DEFAULT '',
  AdditionalAddressInfo        TEXT    NOT NULL DEFAULT '',
  AdditionalAddressInfo_folded TEXT    NOT NULL DEFAULT '',
  TimeZone                     TEXT    NOT NULL DEFAULT '',
  TimeZone_folded              TEXT    NOT NULL DEFAULT '',
  HolidaySetId                 INTEGER,
  IsDefault                    INTEGER CHECK (IsDefault IN (0, 1))
) STRICT;

CREATE TABLE security_levels (
  id                   INTEGER PRIMARY KEY,
  name                 TEXT    NOT NULL,
  system               INTEGER NOT NULL CHECK (system IN (0, 1)),
  active               INTEGER NOT NULL CHECK (active IN (0, 1)),
  api_only             INTEGER NOT NULL CHECK (api_only IN (0, 1)),
  system_administrator INTEGER NOT NULL CHECK (system_administrator IN (0, 1)),
  view_internal_cost   INTEGER NOT NULL CHECK (view_internal_cost IN (0, 1))
) STRICT;

CREATE TABLE roles (
  id                            INTEGER PRIMARY KEY,
  Name                          TEXT    NOT NULL,
  Name_folded                   TEXT    NOT NULL,
  Description                   TEXT    NOT NULL,
  Description_folded            TEXT    NOT NULL,
  SystemRole                    INTEGER CHECK (SystemRole IN (0, 1)),
  HourlyFactor                  REAL    NOT NULL,
  HourlyRate                    REAL    NOT NULL,
  QuoteItemDefaultTaxCategoryId INTEGER,
  Active                        INTEGER NOT NULL CHECK (Active IN (0, 1)),
  IsExcludedFromNewContracts    INTEGER CHECK (IsExcludedFromNewContracts IN (0, 1)),
  RoleType                      INTEGER
) STRICT;

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

CREATE TABLE skills (
  id                 INTEGER PRIMARY KEY,
  Name               TEXT    NOT NULL,
  Name_folded        TEXT    NOT NULL,
  CategoryID         INTEGER NOT NULL,
  Description        TEXT    NOT NULL,
  Description_folded TEXT    NOT NULL,
  Active             INTEGER NOT NULL CHECK (Active IN (0, 1))
) STRICT;

CREATE TABLE resources (
  id                           INTEGER PRIMARY KEY,
  Active                       INTEGER NOT NULL CHECK (Active IN (0, 1)),
  Email                        TEXT    NOT NULL,
  Email_folded                 TEXT    NOT NULL,
  Email2                       TEXT    NOT NULL,
  Email2_folded                TEXT    NOT NULL,
  Email3                       TEXT    NOT NULL,
  Email3_folded                TEXT    NOT NULL,
  EmailTypeCode                TEXT    NOT NULL,
  EmailTypeCode_folded         TEXT    NOT NULL,
  EmailTypeCode2               TEXT,
  EmailTypeCode2_folded        TEXT,
  EmailTypeCode3               TEXT,
  EmailTypeCode3_folded        TEXT,
  FirstName                    TEXT    NOT NULL,
  FirstName_folded             TEXT    NOT NULL,
  Gender                       TEXT,
  Gender_folded                TEXT,
  Greeting                     INTEGER,
  HomePhone                    TEXT    NOT NULL,
  HomePhone_folded             TEXT    NOT NULL,
  Initials                     TEXT    NOT NULL,
  Initials_folded              TEXT    NOT NULL,
  LastName                     TEXT    NOT NULL,
  LastName_folded              TEXT    NOT NULL,
  LocationID                   INTEGER NOT NULL REFERENCES internal_locations (id),
  MiddleName                   TEXT    NOT NULL,
  MiddleName_folded            TEXT    NOT NULL,
  MobilePhone                  TEXT    NOT NULL,
  MobilePhone_folded           TEXT    NOT NULL,
  OfficeExtension              TEXT    NOT NULL,
  OfficeExtension_folded       TEXT    NOT NULL,
  OfficePhone                  TEXT    NOT NULL,
  OfficePhone_folded           TEXT    NOT NULL,
  ResourceType                 TEXT    NOT NULL,
  ResourceType_folded          TEXT    NOT NULL,
  Suffix                       TEXT,
  Suffix_folded                TEXT,
  Title                        TEXT    NOT NULL,
  Title_folded                 TEXT    NOT NULL,
  TravelAvailabilityPct        TEXT,
  TravelAvailabilityPct_folded TEXT,
  UserName                     TEXT    NOT NULL,
  UserName_folded              TEXT    NOT NULL,
  UserType                     INTEGER NOT NULL REFERENCES security_levels (id),
  DefaultServiceDeskRoleID     INTEGER REFERENCES roles (id),
  DateFormat                   TEXT,
  DateFormat_folded            TEXT,
  TimeFormat                   TEXT,
  TimeFormat_folded            TEXT,
  PayrollType                  INTEGER NOT NULL,
  NumberFormat                 TEXT    NOT NULL,
  NumberFormat_folded          TEXT    NOT NULL,
  AccountingReferenceID        TEXT    NOT NULL,
  AccountingReferenceID_folded TEXT    NOT NULL,
  HireDate                     TEXT    NOT NULL,
  SurveyResourceRating         REAL,
  LicenseType                  INTEGER NOT NULL,
  email_verified               INTEGER NOT NULL CHECK (email_verified IN (0, 1)),
  -- bcrypt over a keyed digest of the password; null: no password was ever set
  password_hash                TEXT,
  -- when its personal data was erased for good; null: it was not
  redacted_at                  TEXT,
  -- when it was deleted: it stays for its records, and nobody can use it any more
  deleted_at                   TEXT
) STRICT;

CREATE UNIQUE INDEX resources_by_UserName ON resources (UserName_folded);
CREATE INDEX resources_by_FirstName ON resources (FirstName_folded);
CREATE INDEX resources_by_LastName ON resources (LastName_folded);
CREATE INDEX resources_by_Email ON resources (Email_folded);
CREATE INDEX resources_by_Email2 ON resources (Email2_folded) WHERE Email2_folded <> '';
CREATE INDEX resources_by_Email3 ON resources (Email3_folded) WHERE Email3_folded <> '';
CREATE INDEX resources_by_Active ON resources (Active);
CREATE INDEX resources_by_ResourceType ON resources (ResourceType_folded);
CREATE INDEX resources_by_LocationID ON resources (LocationID);
CREATE INDEX resources_by_UserType ON resources (UserType);
CREATE INDEX resources_by_DefaultServiceDeskRoleID ON resources (DefaultServiceDeskRoleID);
CREATE INDEX resources_by_HireDate ON resources (HireDate);
CREATE INDEX resources_by_LicenseType ON resources (LicenseType);

CREATE INDEX resources_by_password_cost ON resources (substr(password_hash, 5, 2)) WHERE password_hash IS NOT NULL;
CREATE INDEX resources_by_deleted_at ON resources (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX resources_by_redacted_at ON resources (redacted_at) WHERE redacted_at IS NOT NULL;
-- All that the list of resources counts. It begins with what no other query asks for, so that none takes it.
CREATE INDEX resources_by_kind ON resources
  ((deleted_at IS NULL), (redacted_at IS NULL), Active, ResourceType_folded, LicenseType);

-- What belongs to a resource, and stays when it is redacted or deleted.
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

-- The active roles of resources in departments and queues: made of the rows of the first three tables above.
CREATE TABLE resource_roles (
  id           INTEGER PRIMARY KEY,
  ResourceID   INTEGER NOT NULL REFERENCES resources (id),
  DepartmentID INTEGER REFERENCES departments (id),
  QueueID      INTEGER,
  RoleID       INTEGER NOT NULL REFERENCES roles (id),
  Active       INTEGER CHECK (Active IN (0, 1))
) STRICT;

CREATE INDEX resource_roles_by_ResourceID ON resource_roles (ResourceID);

-- The entity types that a user declared, in the order of getEntityInfo.
CREATE TABLE declared_entities (
  position    INTEGER PRIMARY KEY,
  name        TEXT    NOT NULL UNIQUE,
  -- JSON: flags, fields and user-defined fields (src/entities/declared.ts)
  declaration TEXT    NOT NULL CHECK (json_valid(declaration))
) STRICT;

-- Their entities. What an index finds of them is in the columns behind the JSON; which field is in which, the declaration
-- says.
CREATE TABLE entity_rows (
  entity   TEXT    NOT NULL REFERENCES declared_entities (name),
  id       INTEGER NOT NULL,
  -- JSON: the values of the fields that have one, and the folded forms of the texts among them; booleans are 0 or 1
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
CREATE INDEX entity_rows_by_number_4 ON entity_rows (entity, number_4, id) WHERE number_4 IS NOT NULL;

-- What a resource costs per hour, day by day. A null end of the range is open. Ranges do not overlap.
CREATE TABLE internal_costs (
  resource_id INTEGER NOT NULL REFERENCES resources (id),
  first_day   TEXT,
  last_day    TEXT,
  amount      REAL    NOT NULL
) STRICT;

CREATE INDEX internal_costs_by_resource ON internal_costs (resource_id);

-- How many requests each second of the last hour had, for getThresholdAndUsageInfo. Second: of the epoch.
CREATE TABLE requests_per_second (
  second   INTEGER PRIMARY KEY,
  requests INTEGER NOT NULL
) STRICT;

-- How many requests each hour of the last day had, for people to look at. Hour: of the epoch.
CREATE TABLE requests_per_hour (
  hour     INTEGER PRIMARY KEY,
  requests INTEGER NOT NULL
) STRICT;

-- Who is logged in to the console.
CREATE TABLE sessions (
  -- SHA-256 of the identifier in the cookie: who reads the file cannot take a session over
  digest      TEXT PRIMARY KEY,
  resource_id INTEGER NOT NULL REFERENCES resources (id),
  -- JSON, what express-session keeps
  data        TEXT NOT NULL CHECK (json_valid(data)),
  expires_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_resource ON sessions (resource_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Who is made inactive, gets another password or becomes a user for integrations is logged out for good: no change back
-- brings a session back.
CREATE TRIGGER sessions_end AFTER UPDATE OF Active, password_hash, UserType ON resources
WHEN NEW.Active = 0 OR NEW.password_hash IS NOT OLD.password_hash
  OR EXISTS (SELECT 1 FROM security_levels WHERE id = NEW.UserType AND api_only = 1)
BEGIN
  DELETE FROM sessions WHERE resource_id = NEW.id;
END;

-- Earlier passwords, so that they cannot be used again. The current one is resources.password_hash.
CREATE TABLE password_history (
  id            INTEGER PRIMARY KEY,
  resource_id   INTEGER NOT NULL REFERENCES resources (id),
  password_hash TEXT    NOT NULL
) STRICT;

CREATE INDEX password_history_by_resource ON password_history (resource_id);

-- A verified e-mail address stays in place until the new one is confirmed; one change at a time.
CREATE TABLE pending_email_changes (
  resource_id  INTEGER PRIMARY KEY REFERENCES resources (id),
  email        TEXT NOT NULL,
  -- SHA-256 of the token in the link: who reads the file cannot confirm
  token_digest TEXT NOT NULL UNIQUE,
  requested_at TEXT NOT NULL,
  expires_at   TEXT NOT NULL
) STRICT;

-- Messages to people. They stay after they were sent.
CREATE TABLE outbox (
  id              INTEGER PRIMARY KEY,
  created_at      TEXT    NOT NULL,
  -- whom it is about
  resource_id     INTEGER NOT NULL REFERENCES resources (id),
  recipient       TEXT    NOT NULL,
  subject         TEXT    NOT NULL,
  text            TEXT    NOT NULL,
  html            TEXT    NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0,
  next_attempt_at TEXT    NOT NULL,
  sent_at         TEXT,
  last_error      TEXT
) STRICT;

CREATE INDEX outbox_by_next_attempt ON outbox (next_attempt_at) WHERE sent_at IS NULL;
CREATE INDEX outbox_by_resource ON outbox (resource_id);

-- Every accepted change of a resource: who, when, and which fields.
CREATE TABLE audit (
  id          INTEGER PRIMARY KEY,
  at          TEXT    NOT NULL,
  actor_id    INTEGER NOT NULL,
  resource_id INTEGER NOT NULL REFERENCES resources (id),
  -- JSON: {"<field>": {"from": ..., "to": ...}}, the values only where they are not personal
  changes     TEXT    NOT NULL CHECK (json_valid(changes))
) STRICT;

CREATE INDEX audit_by_resource ON audit (resource_id);

-- The same for entities of other types; without changes, the entity was created.
CREATE TABLE entity_audit (
  id        INTEGER PRIMARY KEY,
  at        TEXT    NOT NULL,
  actor_id  INTEGER NOT NULL,
  entity    TEXT    NOT NULL,
  entity_id INTEGER NOT NULL,
  changes   TEXT    NOT NULL CHECK (json_valid(changes))
) STRICT;

CREATE INDEX entity_audit_by_entity ON entity_audit (entity, entity_id);

-- The link in an invitation, with which a person sets a password. It stands for the address and the user name it was
-- made for: with another of them, there is none.
CREATE TABLE invitations (
  resource_id  INTEGER PRIMARY KEY REFERENCES resources (id),
  -- SHA-256 of the token in the link
  token_digest TEXT NOT NULL UNIQUE,
  expires_at   TEXT NOT NULL
) STRICT;

CREATE TABLE photos (
  resource_id INTEGER PRIMARY KEY REFERENCES resources (id),
  media_type  TEXT NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg')),
  bytes       BLOB NOT NULL
) STRICT;

-- The kinds of work that belongs to people, in the order they are offered.
CREATE TABLE record_types (
  position INTEGER PRIMARY KEY,
  name     TEXT    NOT NULL UNIQUE
) STRICT;

CREATE TABLE records (
  id             INTEGER PRIMARY KEY,
  type           TEXT    NOT NULL REFERENCES record_types (name),
  title          TEXT    NOT NULL,
  owner_id       INTEGER NOT NULL REFERENCES resources (id),
  responsible_id INTEGER NOT NULL REFERENCES resources (id),
  created_at     TEXT    NOT NULL,
  updated_at     TEXT    NOT NULL,
  -- null: open
  closed_at      TEXT
) STRICT;

CREATE INDEX records_by_owner ON records (owner_id);
CREATE INDEX records_by_responsible ON records (responsible_id);
CREATE INDEX records_by_type ON records (type);

-- Every accepted change of a record: who, when, and what. It names people by id only.
CREATE TABLE record_audit (
  id        INTEGER PRIMARY KEY,
  at        TEXT    NOT NULL,
  actor_id  INTEGER NOT NULL,
  record_id INTEGER NOT NULL REFERENCES records (id),
  -- JSON: {"owner": {"from": 1, "to": 2}, "responsible": ..., "open": {"from": true, "to": false}}, null where it began;
  -- "title": {} where that changed
  changes   TEXT    NOT NULL CHECK (json_valid(changes))
) STRICT;

CREATE INDEX record_audit_by_record ON record_audit (record_id);
CREATE INDEX record_audit_of_titles ON record_audit (record_id) WHERE json_type(changes, '$.title') IS NOT NULL;

-- Privacy Action History: what was done to personal data. It keeps the name of who did it and the reason for good,
-- as they were entered; whom it was done to is an id only.
CREATE TABLE privacy_history (
  id                INTEGER PRIMARY KEY CHECK (id > 0),
  action_at         TEXT    NOT NULL,
  action_type       TEXT    NOT NULL CHECK (action_type IN ('Erasure')),
  initiating_id     INTEGER NOT NULL REFERENCES resources (id),
  initiating_person TEXT    NOT NULL,
  resource_id       INTEGER NOT NULL REFERENCES resources (id),
  reason            TEXT    NOT NULL CHECK (trim(reason) <> '')
) STRICT;

CREATE TRIGGER privacy_history_is_not_changed BEFORE UPDATE ON privacy_history
BEGIN
  SELECT raise(ABORT, 'The Privacy Action History cannot be changed');
END;

CREATE TRIGGER privacy_history_is_not_deleted BEFORE DELETE ON privacy_history
BEGIN
  SELECT raise(ABORT, 'The Privacy Action History cannot be changed');
END;

-- What REPLACE deletes fires the trigger above only where recursive_triggers is on, and it is off by default.
CREATE TRIGGER privacy_history_is_not_replaced BEFORE INSERT ON privacy_history
WHEN EXISTS (SELECT 1 FROM privacy_history WHERE id = NEW.id)
BEGIN
  SELECT raise(ABORT, 'The Privacy Action History cannot be changed');
END;

-- Erased text may linger in unused bytes of the file: a row here says that the file is still to be rewritten.
CREATE TABLE pending_scrub (
  id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;

-- The version of atws-emulator that made the file, or brought it to this schema: for an earlier one to say.
CREATE TABLE written_by (
  version TEXT NOT NULL
) STRICT;

-- What all servers over this file agree on, read with every look-up of a caller. This table and the two below are
-- about servers, not about the tenant: they are no part of snapshots, backups or exports, and a reset clears them.
CREATE TABLE emulator_state (
  id              INTEGER PRIMARY KEY CHECK (id = 1),
  -- milliseconds that the clock is ahead of the machine's
  clock_offset    INTEGER NOT NULL DEFAULT 0,
  -- null: the clock goes on
  clock_frozen_at TEXT,
  -- incremented by every erasure and every reset: a server that sees another number forgets its journal and the
  -- passwords it knows
  erasures        INTEGER NOT NULL DEFAULT 0,
  -- incremented where the tenant or what it lists changes, in a database that does not tell that others have written
  settings        INTEGER NOT NULL DEFAULT 0,
  -- the key of the digests that decide at which cost a name is checked that nobody has
  name_key        TEXT    NOT NULL DEFAULT (lower(hex(randomblob(32))))
) STRICT;

INSERT INTO emulator_state (id) VALUES (1);

-- Faults made on purpose. An id is never given twice.
CREATE TABLE fault_rules (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  -- JSON: the rule as it was ordered
  rule  TEXT    NOT NULL CHECK (json_valid(rule)),
  -- its `times`: so many calls are met; null: always
  times INTEGER,
  -- how many calls were met so far
  met   INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Wrong passwords of the last minute, by whom they are counted for.
CREATE TABLE failed_log_ins (
  id       INTEGER PRIMARY KEY,
  -- SHA-256 of who tried: no name that was tried is stored
  digest   TEXT    NOT NULL UNIQUE,
  failures INTEGER NOT NULL,
  -- milliseconds that the machine counted at the first of them (Clock.elapsed)
  since    INTEGER NOT NULL
) STRICT;

CREATE INDEX failed_log_ins_by_since ON failed_log_ins (since);
