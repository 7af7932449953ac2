import type Sqlite from 'better-sqlite3';
import { fold } from '../../entities/fold';
import {
  clashesWith,
  countErasure,
  differFrom,
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
import { KEPT_TABLES } from '../state-tables';
import { addRowsOfFile, dataTables, type Step, tablesIn } from './file-rows';
import type { Lane } from './lane';
import { PERSONAL, withoutStatistics } from './personal';

/**
 * The statements of restore, reset and erasure between two schemas, as sqlite/restore.ts has them for files. Each runs in
 * a transaction.
 */

const FORMS: Forms = {
  lifetime: 'ON COMMIT DROP',
  hasTitle: "(a.changes::json -> 'title') IS NOT NULL",
};

/**
 * Nobody else writes until the end of the transaction. Those in a transaction are waited for, as what they have read would
 * be of the state before; single statements wait at their tables.
 */
async function alone(lane: Lane): Promise<void> {
  await lane.script('SET CONSTRAINTS ALL DEFERRED; LOCK TABLE emulator_state IN EXCLUSIVE MODE');
  await lane.script(`LOCK TABLE ${(await dataTables(lane)).join()} IN SHARE ROW EXCLUSIVE MODE`);
}

/** Starts over with the state of a SQLite data file: nothing of this one stays, and all servers forget. */
export async function replaceByFile(lane: Lane, data: Sqlite.Database, step?: Step): Promise<void> {
  await alone(lane);
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
  const state = `${schema}.`;
  await alone(lane);
  await keep(lane, LASTING);
  const tables = (await dataTables(lane)).filter((name) => !KEPT_TABLES.includes(name));
  await lane.script(`${keepLogIns(FORMS)} ${countErasure(state)}
    ${tables.map((name) => `DELETE FROM ${name};`).join('\n')}
    ${tables.map((name) => `INSERT INTO ${name} SELECT * FROM ${state}${name};`).join('\n')}
    ${FORGET_PRESENT}`);
  await countOn(lane);
  await putKept(lane, '');
  await lane.script(endRestore(state));
}

/**
 * Erases in a schema what is erased in the data. Its tables are made anew then, so that their files are: only a restore
 * reads them.
 */
export async function eraseIn(lane: Lane, schema: string): Promise<void> {
  const state = `${schema}.`;
  await keep(lane, erasedSince(state));
  const [[differs] = []] = await lane.rows(differFrom(state), [], { prepare: false });
  if (Number(differs) === 1) {
    await putKept(
      lane,
      state,
      `(SELECT coalesce(max(id), 0) FROM ${state}record_audit) + row_number() OVER ()`,
    );
    await lane.script(
      PERSONAL.map(
        (name) => `CREATE TABLE ${state}anew AS TABLE ${state}${name}; DROP TABLE ${state}${name};
        ALTER TABLE ${state}anew RENAME TO ${name}; ${withoutStatistics(name, state)}`,
      ).join('\n'),
    );
  }
}

/** The tables that resources refer to. */
async function references(lane: Lane): Promise<readonly Reference[]> {
  const rows = await lane.rows(
    `SELECT t.relname, a.attname FROM pg_constraint c
      JOIN pg_class t ON t.oid = c.confrelid
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
      WHERE c.conrelid = 'resources'::regclass AND c.contype = 'f' ORDER BY 1`,
    [],
  );
  return rows.map(([table, column]) => [String(table), `"${String(column)}"`]);
}

async function keep(lane: Lane, condition: string): Promise<void> {
  await lane.script(keepPeople(condition, await references(lane), FORMS));
}

/**
 * Puts the kept rows into a state, whose schema and a dot are `state`. Where a kept resource and another one of the state
 * have the same user name, it stays with the kept one if that is redacted, and else with the other; the loser is called
 * by its id.
 */
async function putKept(lane: Lane, state: string, auditId?: string): Promise<void> {
  await lane.script(takeOut(state, await references(lane)));
  for (const [isRedacted, kept, present] of await lane.rows(clashesWith(state), [])) {
    if (Number(isRedacted) === 1) await callById(lane, state, `${state}resources`, Number(present));
    else await callById(lane, state, 'kept_resources', Number(kept));
  }
  await lane.script(putPeople(state, auditId));
}

/** Gives a person a user name that nobody has. */
async function callById(lane: Lane, state: string, people: string, id: number): Promise<void> {
  let userName = `resource${id}`;
  while ((await lane.rows(havingUserName(state), [fold(userName), fold(userName)])).length > 0)
    userName += '_';
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
