// The statements of restore, reset and erasure between two SQLite files.

import { fold } from '../../entities/fold';
import type { Connection } from './connection';
import {
  clashesWith,
  countErasure,
  endRestore,
  erasedSince,
  FORGET_PRESENT,
  havingUserName,
  keepLogIns,
  keepPeople,
  LASTING,
  putPeople,
  takeOut,
  type Forms,
  type Reference,
} from '../kept-people';
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

const FORMS: Forms = { lifetime: '', hasTitle: "json_type(a.changes, '$.title') IS NOT NULL" };

/**
 * Puts the state of another data file in place of this one, as a whole. Resources that were redacted since
 * stay redacted, and the Privacy Action History stays with the people it refers to: an erasure cannot be undone.
 */
function restoreFrom(connection: Connection, file: string): void {
  attached(connection, file, () => {
    keep(connection, LASTING);
    connection.execute(keepLogIns(FORMS));
    connection.execute(countErasure('snapshot.'));
    copyTables(
      connection,
      tablesOf(connection).filter((name) => !KEPT_TABLES.includes(name)),
    );
    connection.execute(FORGET_PRESENT);
    putKept(connection, 'main.');
    connection.execute(endRestore('snapshot.'));
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
    keep(connection, erasedSince('snapshot.'));
    erased = putKept(connection, 'snapshot.');
  });
  return erased > 0;
}

/** The tables that resources refer to. */
function referencesOf(connection: Connection): readonly Reference[] {
  return connection
    .rows(`SELECT "table", "from" FROM pragma_foreign_key_list('resources')`, [])
    .map(([table, column]) => [String(table), String(column)]);
}

function keep(connection: Connection, condition: string): void {
  connection.execute('PRAGMA defer_foreign_keys = ON');
  connection.execute(keepPeople(condition, referencesOf(connection), FORMS));
}

/**
 * Puts the kept rows into a state. Where a kept resource and another one of the state have the same user name, it stays
 * with the kept one if that is redacted, and else with the other; the loser is called by its id. Answers the
 * number of changed rows.
 */
function putKept(connection: Connection, state: 'main.' | 'snapshot.'): number {
  const before = changesOf(connection);
  connection.execute(takeOut(state, referencesOf(connection)));
  for (const [isRedacted, kept, present] of connection.rows(clashesWith(state), [])) {
    if (isRedacted === 1) callById(connection, state, `${state}resources`, Number(present));
    else callById(connection, state, 'temp.kept_resources', Number(kept));
  }
  connection.execute(putPeople(state));
  return changesOf(connection) - before;
}

/** Gives a person a user name that nobody has. */
function callById(connection: Connection, state: string, people: string, id: number): void {
  let userName = `resource${id}`;
  while (connection.rows(havingUserName(state), [fold(userName), fold(userName)]).length > 0) userName += '_';
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
  const tables = connection.rows(`SELECT name FROM temp.sqlite_schema WHERE name LIKE 'kept_%'`, []);
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
