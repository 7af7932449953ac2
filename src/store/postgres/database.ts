import { readFileSync } from 'node:fs';
import { VERSION } from '../../config/package-files';
import { sentence } from '../../refusals/refusal';
import { DataFileError } from '../data-file-error';
import type { Executor } from '../engine';
import { SCHEMA_FILE } from '../schema-file';
import { SCHEMA_VERSION } from '../sqlite/migrations';
import { attemptOn } from './executor';
import type { Lane } from './lane';
import { codeOf } from './reasons';
import { PROGRAM, tablesOf } from './schema';

const OLDEST = 14;

/** The form that the tables are in, and who brought them to it: one row, which is locked while they are made or changed. */
const VERSION_TABLE = `CREATE TABLE atws_schema (
  id      int PRIMARY KEY CHECK (id = 1),
  version int NOT NULL,
  writer  text NOT NULL
)`;

/** Another process makes the table at the same time: its name, its type or a row of the catalogue is there. */
const THERE_ALREADY: ReadonlySet<string | undefined> = new Set(['42P07', '42710', '23505']);

/** A database as sentences name it. */
export interface NamedDatabase {
  /** Its URL without a password. */
  readonly database: string;
  /** The option of a command that names it. */
  readonly option: '--data' | '--from' | '--to';
}

/**
 * Makes and fills the tables where there are none, and else requires those of this version. The first process makes them;
 * others wait. Answers whether they were made. Throws a DataFileError.
 */
export async function bringToSchema(
  lane: Lane,
  database: NamedDatabase,
  fill: (inside: Executor) => Promise<void>,
): Promise<boolean> {
  await requireKind(lane, database);
  await makeVersionTable(lane, database);
  // Read without a lock, for which a user who only reads and writes rows has no right.
  const [[version] = []] = await lane.rows('SELECT version FROM atws_schema WHERE id = 1', []);
  if (version === SCHEMA_VERSION) return false;
  await lane.script('BEGIN');
  try {
    const areMade = await makeTables(lane, database, fill);
    await lane.script('COMMIT');
    return areMade;
  } catch (error) {
    await lane.script('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The error of a database that a later version has brought to another form; undefined: its form is ours. */
export async function laterVersion(lane: Lane, database: NamedDatabase): Promise<DataFileError | undefined> {
  const [[version, writer] = []] = await lane.rows(
    'SELECT version, writer FROM atws_schema WHERE id = 1',
    [],
  );
  if (Number(version) <= SCHEMA_VERSION) return undefined;
  return new DataFileError(
    sentence('databaseOfLaterVersion', { ...database, writer: String(writer), version: VERSION }),
  );
}

async function requireKind(lane: Lane, { database }: NamedDatabase): Promise<void> {
  const [[number, version, encoding] = []] = await lane.rows(
    `SELECT current_setting('server_version_num')::int, current_setting('server_version'),
      current_setting('server_encoding')`,
    [],
  );
  if (Number(number) < OLDEST * 10_000) {
    throw new DataFileError(sentence('databaseTooOld', { database, version: String(version) }));
  }
  if (encoding !== 'UTF8') {
    throw new DataFileError(sentence('databaseNotUtf8', { database, encoding: String(encoding) }));
  }
}

/** Whether there are no tables where those of the data would be. */
export async function isWithoutTables(lane: Lane): Promise<boolean> {
  const [[count] = []] = await lane.rows(
    'SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()',
    [],
  );
  return count === 0;
}

/** Only in a schema without tables: those of another program are left alone. */
async function makeVersionTable(lane: Lane, database: NamedDatabase): Promise<void> {
  const tables = await lane.rows(
    `SELECT tablename, current_schema() FROM pg_tables WHERE schemaname = current_schema()
      ORDER BY tablename <> 'atws_schema'`,
    [],
  );
  const [[first, schema] = []] = tables;
  if (first === 'atws_schema') return;
  if (tables.length > 0)
    throw new DataFileError(sentence('databaseForeign', { ...database, schema: String(schema) }));
  try {
    await lane.script(VERSION_TABLE);
  } catch (error) {
    if (!THERE_ALREADY.has(codeOf(error))) throw error;
  }
}

async function makeTables(
  lane: Lane,
  database: NamedDatabase,
  fill: (inside: Executor) => Promise<void>,
): Promise<boolean> {
  await lane.run('INSERT INTO atws_schema VALUES (1, 0, ?) ON CONFLICT DO NOTHING', [VERSION]);
  const [[version] = []] = await lane.rows('SELECT version FROM atws_schema WHERE id = 1 FOR UPDATE', []);
  if (version === SCHEMA_VERSION) return false;
  const later = await laterVersion(lane, database);
  if (later !== undefined) throw later;
  await lane.script(tablesOf(readFileSync(SCHEMA_FILE, 'utf8')));
  await lane.script(PROGRAM);
  await lane.run('INSERT INTO written_by VALUES (?)', [VERSION]);
  const { executor, failure } = attemptOn(lane);
  await fill(executor);
  const failed = failure();
  if (failed !== undefined) throw failed;
  await lane.run('UPDATE atws_schema SET version = ?, writer = ?', [SCHEMA_VERSION, VERSION]);
  return true;
}
