import type { Connection } from './connection';

/** Tables about servers, not about the tenant. */
const SERVER_TABLES = ['emulator_state', 'fault_rules', 'failed_log_ins'] as const;

/**
 * Tables that a restored state does not bring back: what was erased stays erased, and its history stays; who
 * logged out stays out. Who is not active in it, or has another password, is logged out.
 */
const KEPT_TABLES: readonly string[] = ['privacy_history', 'pending_scrub', 'sessions', ...SERVER_TABLES];

/** Tables of what a person leaves beside the fields. */
const PERSONAL_TABLES = [
  'password_history',
  'pending_email_changes',
  'outbox',
  'invitations',
  'photos',
  'sessions',
] as const;

/**
 * Puts the state of another data file in place of this one, as a whole. Resources that were redacted since
 * stay redacted, and the Privacy Action History stays: an erasure cannot be undone. It ends the transaction that the
 * connection is in, as the others here do.
 */
export function restoreFrom(connection: Connection, file: string): void {
  attached(connection, file, () => {
    connection.execute('PRAGMA defer_foreign_keys = ON');
    connection.execute(`CREATE TEMP TABLE erased AS SELECT * FROM main.resources WHERE redacted_at IS NOT NULL;
      CREATE TEMP TABLE named AS SELECT * FROM main.resources
        WHERE id IN (SELECT initiating_id FROM main.privacy_history UNION SELECT resource_id FROM main.privacy_history);
      CREATE TEMP TABLE logged_in AS SELECT id, password_hash FROM main.resources
        WHERE id IN (SELECT resource_id FROM main.sessions);`);
    try {
      copyTables(
        connection,
        tablesOf(connection).filter((name) => !KEPT_TABLES.includes(name)),
      );
      connection.execute(`INSERT OR REPLACE INTO main.resources SELECT * FROM temp.erased;
        INSERT OR IGNORE INTO main.resources SELECT * FROM temp.named;
        DELETE FROM main.sessions WHERE resource_id NOT IN (
          SELECT id FROM main.resources r JOIN temp.logged_in l USING (id, password_hash) WHERE r.Active = 1);`);
      for (const name of PERSONAL_TABLES) {
        connection.execute(`DELETE FROM main.${name} WHERE resource_id IN (SELECT id FROM temp.erased)`);
      }
      connection.execute(`INSERT OR IGNORE INTO main.privacy_history SELECT * FROM snapshot.privacy_history;
        INSERT OR IGNORE INTO main.pending_scrub SELECT 1 WHERE EXISTS (SELECT 1 FROM temp.erased);`);
    } finally {
      connection.execute('DROP TABLE temp.erased; DROP TABLE temp.named; DROP TABLE temp.logged_in;');
    }
  });
}

/** Starts over with the state of another data file: nothing of this one stays, and all servers forget. */
export function replaceBy(connection: Connection, file: string): void {
  attached(connection, file, () => {
    connection.execute('PRAGMA defer_foreign_keys = ON');
    // The history of another life is no history of this one.
    const triggers = connection.rows("SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger'", []);
    for (const [name] of triggers) connection.execute(`DROP TRIGGER main.${String(name)}`);
    copyTables(
      connection,
      tablesOf(connection).filter((name) => !SERVER_TABLES.some((one) => one === name)),
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

/** Erases in another data file what is redacted in this one. Whether there was anything to erase. */
export function eraseIn(connection: Connection, file: string): boolean {
  let erased = 0;
  attached(connection, file, () => {
    const redacted = 'SELECT id FROM main.resources WHERE redacted_at IS NOT NULL';
    erased = connection.run(
      `UPDATE snapshot.resources SET redacted_at = NULL WHERE redacted_at IS NULL AND id IN (${redacted})`,
      [],
    );
    if (erased === 0) return;
    connection.execute(`INSERT OR REPLACE INTO snapshot.resources
      SELECT * FROM main.resources WHERE redacted_at IS NOT NULL AND id IN (SELECT id FROM snapshot.resources)`);
    for (const name of PERSONAL_TABLES) {
      connection.execute(`DELETE FROM snapshot.${name} WHERE resource_id IN (${redacted})`);
    }
  });
  return erased > 0;
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
    if (isAttached) connection.execute('DETACH DATABASE snapshot');
  }
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
