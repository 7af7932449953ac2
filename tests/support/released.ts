import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';

const RELEASED = path.join(__dirname, '..', 'store', 'released');

/** The released versions of the schema. */
export const RELEASED_SCHEMAS: readonly number[] = readdirSync(RELEASED).map((file) =>
  Number(/^schema-(\d+)\.sql$/.exec(file)?.[1]),
);

/** Makes a data file of an earlier version, with the rows of another data file in its tables. */
export function makeOld(file: string, version: number, rowsOf: string, change = ''): void {
  const sqlite = new Sqlite(file);
  sqlite.exec(readFileSync(path.join(RELEASED, `schema-${version}.sql`), 'utf8'));
  sqlite.pragma('application_id = 0x41545753');
  sqlite.pragma(`user_version = ${version}`);
  sqlite.pragma('foreign_keys = OFF');
  sqlite.prepare('ATTACH DATABASE ? AS rows').run(rowsOf);
  const tables = sqlite
    .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[];
  for (const table of tables) {
    const columns = (sqlite.pragma(`main.table_info(${table})`) as readonly { name: string }[]).map(
      ({ name }) => name,
    );
    sqlite.exec(`INSERT INTO main.${table} SELECT ${columns.join()} FROM rows.${table}`);
  }
  sqlite.exec(change);
  sqlite.close();
}
