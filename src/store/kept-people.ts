// The statements that restore and erasure have in common on both engines: people are put aside, and put into a state.
import { resourceServiceDeskRole } from '../entities/resource-service-desk-role';
import { emptyTexts, PERSONAL_TABLES, PERSONAL_TEXTS } from './personal-tables';

/** SQL that differs between the engines. */
export interface Forms {
  /** Says how long a temporary table stays. */
  readonly lifetime: '' | 'ON COMMIT DROP';
  /** Whether the JSON text `a.changes` has a title. */
  readonly hasTitle: string;
}

/** A table that resources refer to, and the column that names its rows. */
export type Reference = readonly [table: string, column: string];

/** The people that are redacted in the data. */
const ERASED = 'SELECT id FROM resources WHERE redacted_at IS NOT NULL';

const HISTORY = 'action_at, action_type, initiating_id, initiating_person, resource_id, reason';

/** People who are the same after a restore: what was erased stays erased, and the history keeps its people. */
export const LASTING = `redacted_at IS NOT NULL OR id IN
  (SELECT initiating_id FROM privacy_history UNION SELECT resource_id FROM privacy_history)`;

/**
 * People who are redacted in the data, and not so in a state, whose schema and a dot are `state`. They are compared by all
 * columns: a person who was redacted in both may have been deleted since.
 */
export function erasedSince(state: string): string {
  return `redacted_at IS NOT NULL AND id IN (SELECT id FROM ${state}resources) AND id NOT IN
    (SELECT id FROM (SELECT * FROM resources WHERE redacted_at IS NOT NULL INTERSECT
      SELECT * FROM ${state}resources WHERE id IN (${ERASED})) AS same)`;
}

/** Puts aside the people that satisfy a condition, with what they refer to, and the titles that were changed. */
export function keepPeople(
  condition: string,
  references: readonly Reference[],
  { lifetime, hasTitle }: Forms,
): string {
  const head = (name: string): string => `CREATE TEMP TABLE kept_${name} ${lifetime} AS`;
  return `${head('resources')} SELECT * FROM resources WHERE ${condition};
    ${references.map(([table]) => `${head(table)} SELECT * FROM ${table};`).join('\n')}
    ${head('titles')} SELECT r.id, r.created_at, r.title, a.at, a.actor_id, a.changes
      FROM record_audit a JOIN records r ON r.id = a.record_id WHERE ${hasTitle};`;
}

/** Puts aside the passwords of the people who are logged in. */
export function keepLogIns({ lifetime }: Forms): string {
  return `CREATE TEMP TABLE kept_log_ins ${lifetime} AS SELECT id, password_hash FROM resources
    WHERE id IN (SELECT resource_id FROM sessions);`;
}

/** Counts an erasure where a person is redacted in a state only: going back to it erases. */
export function countErasure(state: string): string {
  return `UPDATE emulator_state SET erasures = erasures + 1 WHERE EXISTS
    (SELECT 1 FROM resources m JOIN ${state}resources s ON s.id = m.id AND s.redacted_at IS NOT NULL
     WHERE m.redacted_at IS NULL);`;
}

/** Takes the people who were put aside out of a state, and adds what they refer to. */
export function takeOut(state: string, references: readonly Reference[]): string {
  const added = references.map(
    ([table, column]) => `INSERT INTO ${state}${table} SELECT * FROM kept_${table}
      WHERE id IN (SELECT ${column} FROM kept_resources) AND id NOT IN (SELECT id FROM ${state}${table});`,
  );
  return `${added.join('\n')}
    DELETE FROM ${state}resources WHERE id IN (SELECT id FROM kept_resources);`;
}

/** Lists who of the people put aside has a user name of a state: 1 for the redacted, the id, and the id in the state. */
export function clashesWith(state: string): string {
  return `SELECT CASE WHEN k.redacted_at IS NULL THEN 0 ELSE 1 END, k.id, r.id FROM kept_resources k
    JOIN ${state}resources r ON r."UserName_folded" = k."UserName_folded" ORDER BY k.id`;
}

/** Finds who has a user name, its two parameters, in a state or among the people put aside. */
export function havingUserName(state: string): string {
  return `SELECT 1 FROM ${state}resources WHERE "UserName_folded" = ?
    UNION SELECT 1 FROM kept_resources WHERE "UserName_folded" = ?`;
}

/**
 * Puts the people who were put aside into a state, without what an erasure takes, and the titles. `auditId`: the id of a
 * row that is added to `record_audit`, where the table does not count by itself.
 */
export function putPeople(state: string, auditId?: string): string {
  return `INSERT INTO ${state}resources SELECT * FROM kept_resources;
    ${PERSONAL_TABLES.map((name) => `DELETE FROM ${state}${name} WHERE resource_id IN (${ERASED});`).join('\n')}
    ${PERSONAL_TEXTS.map((texts) => `${emptyTexts(texts, `IN (${ERASED})`, state)};`).join('\n')}
    UPDATE ${state}records AS r SET title = k.title FROM kept_titles k
      WHERE (k.id, k.created_at) = (r.id, r.created_at) AND k.title <> r.title;
    INSERT INTO ${state}record_audit (${auditId === undefined ? '' : 'id, '}at, actor_id, record_id, changes)
      SELECT ${auditId === undefined ? '' : `${auditId}, `}k.at, k.actor_id, k.id, k.changes FROM kept_titles k
      JOIN ${state}records r ON (k.id, k.created_at) = (r.id, r.created_at)
      WHERE NOT EXISTS (SELECT 1 FROM ${state}record_audit a
        WHERE (a.record_id, a.at, a.changes) = (k.id, k.at, k.changes));`;
}

/** 1 where the people and titles put aside, or what an erasure takes, are to be changed in a state, else 0. */
export function differFrom(state: string): string {
  return `SELECT CASE WHEN EXISTS (SELECT 1 FROM kept_resources)
    OR EXISTS (SELECT 1 FROM kept_titles k JOIN ${state}records r
      ON (k.id, k.created_at) = (r.id, r.created_at) AND k.title <> r.title)
    ${PERSONAL_TABLES.map((name) => `OR EXISTS (SELECT 1 FROM ${state}${name} WHERE resource_id IN (${ERASED}))`).join('\n')}
    ${PERSONAL_TEXTS.map(
      ({
        table,
        owner,
        columns,
      }) => `OR EXISTS (SELECT 1 FROM ${state}${table} WHERE "${owner}" IN (${ERASED})
        AND (${columns.map((name) => `"${name}" <> ''`).join(' OR ')}))`,
    ).join('\n')}
    THEN 1 ELSE 0 END`;
}

/** Forgets the people put aside who are in the data, but for the redacted. */
export const FORGET_PRESENT =
  'DELETE FROM kept_resources WHERE redacted_at IS NULL AND id IN (SELECT id FROM resources);';

/**
 * Ends a restore of a state: the people put aside have the default role that the state gives them, log-ins with other
 * passwords end, its history is added, and erased people wait for a scrub.
 */
export function endRestore(state: string): string {
  return `UPDATE resources SET "DefaultServiceDeskRoleID" =
      (SELECT min(d."RoleID") FROM ${resourceServiceDeskRole.table} d
       WHERE d."ResourceID" = resources.id AND d."Default" = 1)
      WHERE id IN (SELECT id FROM kept_resources);
    DELETE FROM sessions WHERE resource_id NOT IN (
      SELECT id FROM resources r JOIN kept_log_ins l USING (id, password_hash) WHERE r."Active" = 1);
    INSERT INTO privacy_history (${HISTORY}) SELECT ${HISTORY} FROM ${state}privacy_history s
      WHERE NOT EXISTS (SELECT 1 FROM privacy_history h
        WHERE (h.action_at, h.resource_id, h.reason) = (s.action_at, s.resource_id, s.reason)) ORDER BY id;
    INSERT INTO pending_scrub SELECT 1 WHERE EXISTS (${ERASED}) ON CONFLICT DO NOTHING;`;
}
