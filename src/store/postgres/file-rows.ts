import { loadSqlite } from '../sqlite/driver';
import type { Lane } from './lane';

/** Rows that are sent at a time. */
const BATCH = 500;

/** Adds the rows that a SQLite data file has in these tables, which are empty. Others may go on meanwhile. */
export async function addRowsOfFile(lane: Lane, file: string, tables: readonly string[]): Promise<void> {
  const sqlite = new (loadSqlite())(file, { readonly: true, fileMustExist: true });
  try {
    for (const table of tables) {
      let rows: unknown[] = [];
      for (const row of sqlite.prepare(`SELECT * FROM ${table}`).iterate()) {
        rows.push(row);
        if (rows.length < BATCH) continue;
        await add(lane, table, rows);
        rows = [];
      }
      await add(lane, table, rows);
    }
  } finally {
    sqlite.close();
  }
}

/** As JSON: the names of its members find their columns. */
async function add(lane: Lane, table: string, rows: readonly unknown[]): Promise<void> {
  if (rows.length === 0) return;
  const json = JSON.stringify(rows, (_name, value: unknown) => bytesOf(value) ?? value);
  await lane.run(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, ?::json)`, [
    json,
  ]);
}

/** Bytes as PostgreSQL reads them; undefined for other values. A buffer is JSON before one can look at it. */
function bytesOf(value: unknown): string | undefined {
  const { type, data } = (value ?? {}) as { readonly type?: unknown; readonly data?: unknown };
  if (type !== 'Buffer' || !Array.isArray(data)) return undefined;
  return `\\x${Buffer.from(data as number[]).toString('hex')}`;
}
