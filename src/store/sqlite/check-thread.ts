// The thread that checks whether an uploaded file is a sound data file.
import { createHash } from 'node:crypto';
import type Sqlite from 'better-sqlite3';
import { isPasswordHash } from '../../entities/password-hash';
import { threadTask } from '../../runtime/thread-pool';
import { loadSqlite } from './driver';

/** A file that may be a data file, and what one is made of. */
export interface FileToCheck {
  readonly file: string;
  /** `application_id` of data files. */
  readonly application: number;
  /** The statements of the present schema. */
  readonly schema: string;
  /** Digests of the schemas before it, the first version first. */
  readonly shapes: readonly string[];
}

/** The fault of a file, or its version and the time zones of its tenants. */
export type FoundInFile =
  | { readonly problem: 'foreign' | 'other tables' | 'damaged' | 'passwords' }
  | { readonly version: number; readonly timeZones: readonly string[] };

/** Tables that SQLite makes by itself. */
const OF_SQLITE: ReadonlySet<unknown> = new Set([
  'CREATE TABLE sqlite_sequence(name,seq)',
  'CREATE TABLE sqlite_stat1(tbl,idx,stat)',
  'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)',
]);

/** Of both tables: each version has them. */
const PASSWORD_HASHES = `SELECT password_hash FROM resources WHERE password_hash IS NOT NULL
  UNION ALL SELECT password_hash FROM password_history`;

/**
 * Looks into a file without running what somebody else wrote: views, triggers and checks are programs, so a file with
 * other statements than those of a data file is not read further.
 */
export default threadTask((asked: FileToCheck): FoundInFile => {
  try {
    return look(asked);
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    return { problem: code === 'SQLITE_NOTADB' ? 'foreign' : 'damaged' };
  }
});

function look({ file, application, schema, shapes }: FileToCheck): FoundInFile {
  const Database = loadSqlite();
  const fresh = new Database(':memory:');
  fresh.exec(schema);
  const known = [...shapes, shapeOf(fresh)];
  fresh.close();
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const read = (pragma: string): unknown => database.pragma(pragma, { simple: true });
    database.pragma('trusted_schema = OFF');
    const version = Number(read('user_version'));
    if (read('application_id') !== application || version < 1 || version > known.length) {
      return { problem: 'foreign' };
    }
    if (shapeOf(database) !== known[version - 1]) return { problem: 'other tables' };
    database.pragma('cell_size_check = ON');
    if (read('integrity_check(1)') !== 'ok' || read('foreign_key_check') !== undefined) {
      return { problem: 'damaged' };
    }
    for (const hash of database.prepare<[], string>(PASSWORD_HASHES).pluck().iterate()) {
      if (!isPasswordHash(hash)) return { problem: 'passwords' };
    }
    const timeZones = database.prepare<[], string>('SELECT time_zone FROM tenant').pluck().all();
    return { version, timeZones };
  } finally {
    database.close();
  }
}

/**
 * Texts, names in quotes, comments and blanks of a statement. One expression for all: what looks like a comment may be
 * in a text or a name, and what follows it on the line is then a part of the statement.
 */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--.*|\s+/g;

/** A statement without comments, blanks and the quotes that a plain name does not need. */
function plainForm(statement: string): string {
  return statement.replace(TOKEN, (token) => {
    if (token.startsWith("'")) return token.replace(/\s/g, '');
    return /^"(\w+)"$/.exec(token)?.[1] ?? (token.startsWith('"') ? token : '');
  });
}

/** A digest of the statements that made a database. A migration writes what schema.sql does on other lines. */
function shapeOf(database: Sqlite.Database): string {
  const statements = database
    .prepare<[], [string, string, string, string]>(
      'SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name',
    )
    .raw()
    .all()
    .filter(([, , , sql]) => !OF_SQLITE.has(sql))
    .map(([type, name, table, sql]) => [type, name, table, plainForm(sql)]);
  return createHash('sha256').update(JSON.stringify(statements)).digest('hex');
}
