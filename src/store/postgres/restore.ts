import type Sqlite from 'better-sqlite3';
import { fold } from '../../entities/fold';
import { PERSONAL_TABLES } from '../personal-tables';
import { KEPT_TABLES } from '../state-tables';
import { addRowsOfFile, dataTables, type Step, tablesIn } from './file-rows';
import type { Lane } from './lane';
import { PERSONAL, withoutStatistics } from './personal';

/**
 * The statements of restore, reset and erasure between two schemas, as sqlite/restore.ts has them for files. Each runs in
 * a transaction.
 */

/** Who is redacted in the data. */
const ERASED = 'SELECT id FROM resources WHERE redacted_at IS NOT NULL';

const HISTORY = 'action_at, action_type, initiating_id, initiating_person, resource_id, reason';

/** Nobody else writes until the end of the transaction. */
const ALONE = `SET CONSTRAINTS ALL DEFERRED;
  LOCK TABLE resources, records, entity_rows, emulator_state IN SHARE ROW EXCLUSIVE MODE`;

/** Starts over with the state of a SQLite data file: nothing of this one stays, and all servers forget. */
export async function replaceByFile(lane: Lane, data: Sqlite.Database, step?: Step): Promise<void> {
  await lane.script(ALONE);
  // The history belongs to the data that is replaced.
  await lane.script('ALTER TABLE privacy_history DISABLE TRIGGER USER');
  const tables = tablesIn(data);
  await lane.script(tables.map((name) => `DELETE FROM ${name}`).join('; '));
  await addRowsOfFile(lane, data, tables, { ...(step && { step }) });
  await lane.script(`DELETE FROM fault_rules; DELETE FROM failed_log_ins;
    UPDATE emulator_state SET clock_offset = 0, clock_frozen_at = NULL, erasures = erasures + 1,
      name_key = replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')`);
  await countOn(lane);
  await lane.script('SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE privacy_history ENABLE TRIGGER USER');
}

/**
 * Puts the state of a schema in the place of the data. Resources that were redacted since stay redacted, and the
 * Privacy Action History stays with the people it refers to: an erasure cannot be undone.
 */
export async function restoreFrom(lane: Lane, schema: string): Promise<void> {
  await lane.script(ALONE);
  await keep(
    lane,
    `redacted_at IS NOT NULL OR id IN
      (SELECT initiating_id FROM privacy_history UNION SELECT resource_id FROM privacy_history)`,
  );
  const tables = (await dataTables(lane)).filter((name) => !KEPT_TABLES.includes(name));
  await lane.script(`CREATE TEMP TABLE kept_log_ins ON COMMIT DROP AS SELECT id, password_hash FROM resources
      WHERE id IN (SELECT resource_id FROM sessions);
    UPDATE emulator_state SET erasures = erasures + 1 WHERE EXISTS
      (SELECT 1 FROM resources m JOIN ${schema}.resources s ON s.id = m.id AND s.redacted_at IS NOT NULL
       WHERE m.redacted_at IS NULL);
    ${tables.map((name) => `DELETE FROM ${name};`).join('\n')}
    ${tables.map((name) => `INSERT INTO ${name} SELECT * FROM ${schema}.${name};`).join('\n')}
    DELETE FROM kept_resources WHERE redacted_at IS NULL AND id IN (SELECT id FROM resources)`);
  await countOn(lane);
  await putKept(lane, '', undefined);
  await lane.script(`DELETE FROM sessions WHERE resource_id NOT IN (
      SELECT id FROM resources r JOIN kept_log_ins l USING (id, password_hash) WHERE r."Active" = 1);
    INSERT INTO privacy_history (${HISTORY}) SELECT ${HISTORY} FROM ${schema}.privacy_history s
      WHERE NOT EXISTS (SELECT 1 FROM privacy_history h
        WHERE (h.action_at, h.resource_id, h.reason) = (s.action_at, s.resource_id, s.reason)) ORDER BY id;
    INSERT INTO pending_scrub SELECT 1 WHERE EXISTS (SELECT 1 FROM resources WHERE redacted_at IS NOT NULL)
      ON CONFLICT DO NOTHING`);
}

/**
 * Erases in a schema what is erased in the data. Its tables are made anew then, so that their files are: only a restore
 * reads them.
 */
export async function eraseIn(lane: Lane, schema: string): Promise<void> {
  // Compared by all columns: somebody who was redacted already may have been deleted since.
  await keep(
    lane,
    `redacted_at IS NOT NULL AND id IN (SELECT id FROM ${schema}.resources) AND id NOT IN
      (SELECT id FROM (SELECT * FROM resources WHERE redacted_at IS NOT NULL INTERSECT
        SELECT * FROM ${schema}.resources WHERE id IN (${ERASED})) AS same)`,
  );
  const [[isErased] = []] = await lane.rows(
    `SELECT EXISTS (SELECT 1 FROM kept_resources)
      OR EXISTS (SELECT 1 FROM kept_titles k JOIN ${schema}.records r
        ON (k.id, k.created_at) = (r.id, r.created_at) AND k.title <> r.title)
      ${PERSONAL_TABLES.map((name) => `OR EXISTS (SELECT 1 FROM ${schema}.${name} WHERE resource_id IN (${ERASED}))`).join('\n')}`,
    [],
    { prepare: false },
  );
  // As text: it has no number.
  if (isErased === 't') {
    await putKept(
      lane,
      `${schema}.`,
      `(SELECT coalesce(max(id), 0) FROM ${schema}.record_audit) + row_number() OVER ()`,
    );
    await lane.script(
      PERSONAL.map(
        (name) => `CREATE TABLE ${schema}.anew AS TABLE ${schema}.${name}; DROP TABLE ${schema}.${name};
        ALTER TABLE ${schema}.anew RENAME TO ${name}; ${withoutStatistics(name, `${schema}.`)}`,
      ).join('\n'),
    );
  }
}

/** The tables that resources refer to, and the columns that name their rows. */
async function references(lane: Lane): Promise<readonly (readonly [table: string, column: string])[]> {
  const rows = await lane.rows(
    `SELECT t.relname, a.attname FROM pg_constraint c
      JOIN pg_class t ON t.oid = c.confrelid
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
      WHERE c.conrelid = 'resources'::regclass AND c.contype = 'f' ORDER BY 1`,
    [],
  );
  return rows.map(([table, column]) => [String(table), `"${String(column)}"`]);
}

/** Puts aside the people that satisfy a condition, with what they refer to, and the titles that were changed. */
async function keep(lane: Lane, condition: string): Promise<void> {
  const tables = (await references(lane)).map(([table]) => table);
  await lane.script(`CREATE TEMP TABLE kept_resources ON COMMIT DROP AS SELECT * FROM resources WHERE ${condition};
    ${tables.map((table) => `CREATE TEMP TABLE kept_${table} ON COMMIT DROP AS SELECT * FROM ${table};`).join('\n')}
    CREATE TEMP TABLE kept_titles ON COMMIT DROP AS
      SELECT r.id, r.created_at, r.title, a.at, a.actor_id, a.changes
      FROM record_audit a JOIN records r ON r.id = a.record_id WHERE (a.changes::json -> 'title') IS NOT NULL`);
}

/**
 * Puts the kept rows into a state, whose schema and a dot are `state`. Where a kept resource and another one of the state
 * have the same user name, it stays with the kept one if that is redacted, and else with the other; the loser is called
 * by its id. `auditId`: the id of a row that is added to `record_audit`, where the table does not count itself.
 */
async function putKept(lane: Lane, state: string, auditId: string | undefined): Promise<void> {
  for (const [table, column] of await references(lane)) {
    await lane.script(`INSERT INTO ${state}${table} SELECT * FROM kept_${table}
      WHERE id IN (SELECT ${column} FROM kept_resources) AND id NOT IN (SELECT id FROM ${state}${table})`);
  }
  await lane.script(`DELETE FROM ${state}resources WHERE id IN (SELECT id FROM kept_resources)`);
  const clashes = await lane.rows(
    `SELECT k.redacted_at, k.id, r.id FROM kept_resources k
      JOIN ${state}resources r ON r."UserName_folded" = k."UserName_folded" ORDER BY k.id`,
    [],
  );
  for (const [redactedAt, kept, present] of clashes) {
    if (redactedAt === null) await callById(lane, state, 'kept_resources', Number(kept));
    else await callById(lane, state, `${state}resources`, Number(present));
  }
  const personal = PERSONAL_TABLES.map(
    (name) => `DELETE FROM ${state}${name} WHERE resource_id IN (${ERASED});`,
  );
  await lane.script(`INSERT INTO ${state}resources SELECT * FROM kept_resources;
    ${personal.join('\n')}
    UPDATE ${state}records AS r SET title = k.title FROM kept_titles k
      WHERE (k.id, k.created_at) = (r.id, r.created_at) AND k.title <> r.title;
    INSERT INTO ${state}record_audit (${auditId === undefined ? '' : 'id, '}at, actor_id, record_id, changes)
      SELECT ${auditId === undefined ? '' : `${auditId}, `}k.at, k.actor_id, k.id, k.changes FROM kept_titles k
      JOIN ${state}records r ON (k.id, k.created_at) = (r.id, r.created_at)
      WHERE NOT EXISTS (SELECT 1 FROM ${state}record_audit a
        WHERE (a.record_id, a.at, a.changes) = (k.id, k.at, k.changes))`);
}

/** Gives somebody a user name that nobody has. */
async function callById(lane: Lane, state: string, people: string, id: number): Promise<void> {
  let userName = `resource${id}`;
  for (;;) {
    const taken = await lane.rows(
      `SELECT 1 FROM ${state}resources WHERE "UserName_folded" = ? UNION SELECT 1 FROM kept_resources WHERE "UserName_folded" = ?`,
      [fold(userName), fold(userName)],
    );
    if (taken.length === 0) break;
    userName += '_';
  }
  await lane.run(`UPDATE ${people} SET "UserName" = ?, "UserName_folded" = ? WHERE id = ?`, [
    userName,
    fold(userName),
    id,
  ]);
}

/** Ids that the database gives go on after those that there are. They never go back: none is given twice. */
async function countOn(lane: Lane): Promise<void> {
  const columns = await lane.rows(
    `SELECT table_name, column_name FROM information_schema.columns
      WHERE table_schema = current_schema() AND is_identity = 'YES'`,
    [],
  );
  for (const [table, column] of columns) {
    const sequence = `pg_get_serial_sequence('${String(table)}', '${String(column)}')`;
    await lane.script(
      `SELECT setval(${sequence}, greatest(max(${String(column)}), nextval(${sequence}))) FROM ${String(table)}`,
    );
  }
}
