import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { VERSION } from '../../config/package-files';
import { makeFolder } from '../../input/make-folder';
import { DAMAGED, isOfSqlite, reasonOf } from '../../input/system-error';
import { DataFileError, folderError, requireFileName } from '../data-file-error';
import { SCHEMA_FILE } from '../schema-file';
import { StorageFailure } from '../storage-failure';
import { checkFile, type Checked } from './check-file';
import { Connection } from './connection';
import { migrationFrom, SCHEMA_VERSION } from './migrations';

/** Marks a SQLite file as one of ours ("ATWS"), so that no other is written to. */
const APPLICATION_ID = 0x41545753;

/** Written once more it changes nothing, and yet goes to the disk. */
export const VERSION_OF_SCHEMA = `PRAGMA user_version = ${SCHEMA_VERSION};`;

/** Brings a database to the present schema, in the transaction that the connection is in. Whether it was empty. */
export function bringToSchema(connection: Connection, file: string | undefined): boolean {
  const version = versionOf(connection, file);
  if (version > 0) {
    if (version < SCHEMA_VERSION) migrate(connection, version);
    return false;
  }
  connection.execute(readFileSync(SCHEMA_FILE, 'utf8'));
  connection.execute(`PRAGMA application_id = ${APPLICATION_ID}; ${VERSION_OF_SCHEMA}`);
  noteWriter(connection);
  return true;
}

/** Makes a data file of this version, without a tenant. The file is empty, or not there yet. */
export function newDataFile(file: string): void {
  const connection = new Connection(file);
  try {
    connection.execute('BEGIN');
    bringToSchema(connection, file);
    connection.execute('COMMIT');
  } finally {
    connection.close();
  }
}

/** The fault of a file that should be a data file, or else its version. */
export function checkDataFile(file: string): Promise<Checked> {
  return checkFile(file, SCHEMA_FILE, APPLICATION_ID);
}

/** Brings a data file of an earlier version up to date; false for one of the present version. */
export function bringUpToDate(file: string): boolean {
  const connection = new Connection(file);
  try {
    const version = Number(connection.pragma('user_version'));
    if (version === SCHEMA_VERSION) return false;
    connection.control('BEGIN IMMEDIATE');
    migrate(connection, version);
    connection.control('COMMIT');
    return true;
  } finally {
    connection.close();
  }
}

function migrate(connection: Connection, version: number): void {
  connection.execute(`${migrationFrom(version)} ${VERSION_OF_SCHEMA}`);
  noteWriter(connection);
}

/** For an earlier version that is given the file later. */
function noteWriter(connection: Connection): void {
  connection.run('DELETE FROM written_by', []);
  connection.run('INSERT INTO written_by VALUES (?)', [VERSION]);
}

/** The version that brought a file to its schema; undefined for a file of before that was noted. */
function writerOf(connection: Connection): string | undefined {
  try {
    const [[version] = []] = connection.rows('SELECT version FROM written_by', []);
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

/** The version of the schema in the file; 0 while there is nothing. Throws a DataFileError for what is not ours. */
export function versionOf(connection: Connection, file: string | undefined): number {
  const version = Number(connection.pragma('user_version'));
  const application = Number(connection.pragma('application_id'));
  const [[tables] = []] = connection.rows('SELECT count(*) FROM sqlite_schema', []);
  if (version === 0 && application === 0 && tables === 0) return 0;
  if (application !== APPLICATION_ID) {
    throw new DataFileError(
      `${file} is a SQLite database of another program. Name another file with --data.`,
    );
  }
  if (version > SCHEMA_VERSION) {
    throw new DataFileError(
      `${file} was written by atws-emulator ${writerOf(connection) ?? 'of a later version'}, and this is ${VERSION}: ` +
        `take that version or a later one, or name another file with --data.`,
    );
  }
  if (version < 1) throw new DataFileError(`${file} is damaged: put a backup in its place.`);
  return version;
}

/** Passwords and personal data live in the file: only its owner may read it. */
export function claimFile(file: string): void {
  requireFileName(file);
  const folder = path.dirname(file);
  try {
    makeFolder(folder);
  } catch (error) {
    // With this name there is something else.
    const reason = (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'it is a file' : reasonOf(error);
    throw new DataFileError(
      `The folder ${folder} of the data file cannot be made: ${reason ?? String(error)}.`,
    );
  }
  try {
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw new DataFileError(`The data file ${file} cannot be made: ${reasonOf(error) ?? String(error)}.`);
  }
  if (statSync(file).isDirectory()) throw folderError(file);
}

export function connect(file: string): Connection {
  try {
    return new Connection(file);
  } catch (error) {
    throw dataFileError(file, error, false);
  }
}

/**
 * What went wrong with a data file, where the system or SQLite says so; other errors stay as they are. What SQLite
 * does not find in a file that is not new is missing from it.
 */
export function dataFileError(file: string, error: unknown, isNew: boolean): unknown {
  if (error instanceof DataFileError) return error;
  const reason =
    error instanceof StorageFailure
      ? error.reason
      : (reasonOf(error) ?? (!isNew && isOfSqlite(error) ? DAMAGED : undefined));
  return reason === undefined ? error : new DataFileError(`The data file ${file} cannot be used: ${reason}.`);
}
