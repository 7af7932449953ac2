// The statements of restore, reset and erasure between two SQLite files.

import { fold } from '../../entities/fold';
import type { Connection } from './connection';
import { PERSONAL_TABLES } from '../personal-tables';
import { KEPT_TABLES, SERVER_TABLES } from '../state-tables';

/**
 * A change by way of another data file. `restore`, `replace`: its state becomes that of this one, with what was erased
 * here since still erased, or as it is; `erase`: it loses what is erased in this one.
 */
export interface StateChange {
  readonly change: 'restore' | 'replace' | 'erase';
  readonly other: string;
}

/** Ends the transaction that the connection is in with a change; answers whether it found anything to change. */
export function changeState(connection: Connection, { change, other }: StateChange): boolean {
  if (change === 'erase') return eraseIn(connection, other);
  if (change === 'restore') restoreFrom(connection, other);
  else replaceBy(connection, other);
  return true;
}

/** The resources that are redacted in this data file. */
const ERASED = 'SELECT id FROM main.resources WHERE redacted_at IS NOT NULL';

const HISTORY = 'action_at, action_type, initiating_id, initiating_person, resource_id, reason';

/**
 * Puts the state of another data file in place of this one, as a whole. Resources that were redacted since
 * stay redacted, and the Privacy Action History stays with the people it refers to: an erasure cannot be undone.
 */
function restoreFrom(connection: Connection, file: string): void {
  attached(connection, file, () => {
    keep(
      connection,
      `redacted_at IS NOT NULL OR id IN
        (SELECT initiating_id FROM main.privacy_history UNION SELECT resource_id FROM main.privacy_history)`,
    );
    connection.execute(`CREATE TEMP TABLE kept_log_ins AS SELECT id, password_hash FROM main.resources
      WHERE id IN (SELECT resource_id FROM main.sessions)`);
    // Somebody who is redacted in that state only is erased by going back to it.
    connection.execute(`UPDATE main.emulator_state SET erasures = erasures + 1 WHERE EXISTS
      (SELECT 1 FROM main.resources m JOIN snapshot.resources s ON s.id = m.id AND s.redacted_at IS NOT NULL
       WHERE m.redacted_at IS NULL)`);
    copyTables(
      connection,
      tablesOf(connection).filter((name) => !KEPT_TABLES.includes(name)),
    );
    connection.execute(`DELETE FROM temp.kept_resources
        WHERE redacted_at IS NULL AND id IN (SELECT id FROM main.resources)`);
    putKept(connection, 'main');
    connection.execute(`DELETE FROM main.sessions WHERE resource_id NOT IN (
        SELECT id FROM main.resources r JOIN temp.kept_log_ins l USING (id, password_hash) WHERE r.Active = 1);
      INSERT INTO main.privacy_history (${HISTORY}) SELECT ${HISTORY} FROM snapshot.privacy_history s
        WHERE NOT EXISTS (SELECT 1 FROM main.privacy_history h
          WHERE (h.action_at, h.resource_id, h.reason) = (s.action_at, s.resource_id, s.reason)) ORDER BY id;
      INSERT OR IGNORE INTO main.pending_scrub
        SELECT 1 WHERE EXISTS (SELECT 1 FROM main.resources WHERE redacted_at IS NOT NULL);`);
  });
}

/** Starts over with the state of another data file: nothing of this one stays, and all servers forget. */
function replaceBy(connection: Connection, file: string): void {
  attached(connection, file, () => {
    connection.execute('PRAGMA defer_foreign_keys = ON');
    // The history belongs to the data that is replaced.
    const triggers = connection.rows("SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger'", []);
    for (const [name] of triggers) connection.execute(`DROP TRIGGER main.${String(name)}`);
    copyTables(
      connection,
      tablesOf(connection).filter((name) => !SERVER_TABLES.includes(name)),
    );
    for (const [, sql] of triggers) connection.execute(String(sql));
    clearServerTables(connection);
    connection.execute('UPDATE emulator_state SET erasures = erasures + 1');
  });
}

/** No clock that was moved, no fault rules, no failed log-ins, and a key that no other file has. */
export function clearServerTables(connection: Connection): void {
  connection.execute(`DELETE FROM main.fault_rules; DELETE FROM main.failed_log_ins;
    UPDATE main.emulator_state SET clock_offset = 0, clock_frozen_at = NULL, name_key = lower(hex(randomblob(32)));`);
}

/** Erases in another data file what is erased in this one; answers whether it found anything to erase. */
function eraseIn(connection: Connection, file: string): boolean {
  let erased = 0;
  attached(connection, file, () => {
    // Compared by all columns: somebody who was redacted already may have been deleted since.
    keep(
      connection,
      `redacted_at IS NOT NULL AND id IN (SELECT id FROM snapshot.resources) AND id NOT IN
        (SELECT id FROM (SELECT * FROM main.resources WHERE redacted_at IS NOT NULL INTERSECT
          SELECT * FROM snapshot.resources WHERE id IN (${ERASED})))`,
    );
    erased = putKept(connection, 'snapshot');
  });
  return erased > 0;
}

const KEPT_PREFIX = 'kept_';

/** The tables that resources refer to, and the columns that name their rows. */
function referencesOf(connection: Connection): readonly (readonly [table: string, column: string])[] {
  return connection
    .rows(`SELECT "table", "from" FROM pragma_foreign_key_list('resources')`, [])
    .map(([table, column]) => [String(table), String(column)]);
}

/** Puts aside the people that satisfy a condition, with what they refer to, and the titles that were changed. */
function keep(connection: Connection, condition: string): void {
  connection.execute('PRAGMA defer_foreign_keys = ON');
  connection.execute(`CREATE TEMP TABLE kept_resources AS SELECT * FROM main.resources WHERE ${condition}`);
  for (const [table] of referencesOf(connection)) {
    connection.execute(`CREATE TEMP TABLE ${KEPT_PREFIX}${table} AS SELECT * FROM main.${table}`);
  }
  connection.execute(`CREATE TEMP TABLE kept_titles AS SELECT r.id, r.created_at, r.title, a.at, a.actor_id, a.changes
    FROM main.record_audit a JOIN main.records r ON r.id = a.record_id WHERE json_type(a.changes, '$.title') IS NOT NULL`);
}

/**
 * Puts the kept rows into a state. Where a kept resource and another one of the state have the same user name, it stays
 * with the kept one if that is redacted, and else with the other; the loser is called by its id. Answers the
 * number of changed rows.
 */
function putKept(connection: Connection, state: 'main' | 'snapshot'): number {
  const before = changesOf(connection);
  for (const [table, column] of referencesOf(connection)) {
    connection.execute(`INSERT INTO ${state}.${table} SELECT * FROM temp.${KEPT_PREFIX}${table}
      WHERE id IN (SELECT ${column} FROM temp.kept_resources) AND id NOT IN (SELECT id FROM ${state}.${table})`);
  }
  connection.execute(`DELETE FROM ${state}.resources WHERE id IN (SELECT id FROM temp.kept_resources)`);
  const clashes = connection.rows(
    `SELECT k.redacted_at, k.id, r.id FROM temp.kept_resources k
      JOIN ${state}.resources r ON r.UserName_folded = k.UserName_folded`,
    [],
  );
  for (const [redactedAt, kept, present] of clashes) {
    if (redactedAt === null) callById(connection, state, 'temp.kept_resources', Number(kept));
    else callById(connection, state, `${state}.resources`, Number(present));
  }
  connection.execute(`INSERT INTO ${state}.resources SELECT * FROM temp.kept_resources`);
  for (const name of PERSONAL_TABLES) {
    connection.execute(`DELETE FROM ${state}.${name} WHERE resource_id IN (${ERASED})`);
  }
  connection.execute(`UPDATE ${state}.records AS r SET title = k.title FROM temp.kept_titles k
      WHERE (k.id, k.created_at) = (r.id, r.created_at) AND k.title <> r.title;
    INSERT INTO ${state}.record_audit (at, actor_id, record_id, changes)
      SELECT k.at, k.actor_id, k.id, k.changes FROM temp.kept_titles k
      JOIN ${state}.records r ON (k.id, k.created_at) = (r.id, r.created_at)
      WHERE NOT EXISTS (SELECT 1 FROM ${state}.record_audit a
        WHERE (a.record_id, a.at, a.changes) = (k.id, k.at, k.changes));`);
  return changesOf(connection) - before;
}

/** Gives somebody a user name that nobody has. */
function callById(connection: Connection, state: string, people: string, id: number): void {
  const isTaken = (userName: string): boolean =>
    [`${state}.resources`, 'temp.kept_resources'].some(
      (table) =>
        connection.rows(`SELECT 1 FROM ${table} WHERE UserName_folded = ?`, [fold(userName)]).length > 0,
    );
  let userName = `resource${id}`;
  while (isTaken(userName)) userName += '_';
  connection.run(`UPDATE ${people} SET UserName = ?, UserName_folded = ? WHERE id = ?`, [
    userName,
    fold(userName),
    id,
  ]);
}

function changesOf(connection: Connection): number {
  const [[changes] = []] = connection.rows('SELECT total_changes()', []);
  return Number(changes);
}

/** Ends the transaction that the connection is in with what `work` does to both files. */
function attached(connection: Connection, file: string, work: () => void): void {
  let isAttached = false;
  try {
    connection.run('ATTACH DATABASE ? AS snapshot', [file]);
    isAttached = true;
    work();
    connection.control('COMMIT');
  } catch (error) {
    if (connection.inTransaction) connection.control('ROLLBACK');
    throw error;
  } finally {
    connection.forgetStatements();
    dropKept(connection);
    if (isAttached) connection.execute('DETACH DATABASE snapshot');
  }
}

function dropKept(connection: Connection): void {
  const tables = connection.rows(`SELECT name FROM temp.sqlite_schema WHERE name LIKE '${KEPT_PREFIX}%'`, []);
  connection.forgetStatements();
  for (const [name] of tables) connection.execute(`DROP TABLE temp.${String(name)}`);
}

function tablesOf(connection: Connection): readonly string[] {
  return connection
    .rows("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", [])
    .map(([name]) => String(name));
}

function copyTables(connection: Connection, names: readonly string[]): void {
  for (const name of names) connection.execute(`DELETE FROM main.${name}`);
  for (const name of names) connection.execute(`INSERT INTO main.${name} SELECT * FROM snapshot.${name}`);
}
