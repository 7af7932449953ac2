import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { CompiledQuery } from 'kysely';
import type { Entity, FieldType } from '../entities/field';
import type { Connections } from '../runtime/connections';
import type { Audience } from './audience';
import type { SqlFragment, SqlValue } from './sql';
import type { TableName } from './tables';
import type { WireFormat } from './wire-format';

/**
 * Runs statements, in the SQL that all databases here have in common: question marks stand for parameters, a name
 * with a capital is quoted, and where the order of rows shows there is an ORDER BY.
 */
export interface Executor {
  readonly dialect: Dialect;
  readonly pages: Pages;
  /** `parameters` stand in for those the query was built with, so that a query is built only once. */
  readonly all: <R>(query: CompiledQuery<R>, parameters?: readonly SqlValue[]) => Promise<R[]>;
  readonly first: <R>(query: CompiledQuery<R>, parameters?: readonly SqlValue[]) => Promise<R | undefined>;
  /** For statements that a builder cannot write: columns and conditions known only at run time. */
  readonly rows: (sql: string, parameters: readonly SqlValue[]) => Promise<readonly (readonly unknown[])[]>;
  /** How many rows it changed. */
  readonly run: (query: CompiledQuery, parameters?: readonly SqlValue[]) => Promise<number>;
  /** A place for at most so many answers about these tables, none of which is ever out of date. */
  readonly cache: <K, V>(tables: readonly TableName[], options: CacheOptions) => Answers<K, V>;
  /**
   * Told with every look-up of a caller how often settings (SETTINGS_TABLES) were changed, for a database that does not
   * tell by itself that another server has written.
   */
  readonly settingsChanged: (changes: number) => void;
}

export interface CacheOptions {
  readonly limit: number;
  /** The keys are ids of rows of this table: a write to one row concerns no other answer. */
  readonly idsOf?: TableName;
  /** An answer may be so old where the database does not tell by itself that others have written. */
  readonly mayBeOldMs?: number;
}

/** Answers that were read before. */
export interface Answers<K, V> {
  /** The one that is known, or else what `read` answers. */
  getOrRead(key: K, read: () => Promise<V>): Promise<V>;
}

/** The differences between the SQL of SQLite and PostgreSQL. */
export interface Dialect {
  /** What sentences call the place of the data. */
  readonly place: 'data file' | 'database';
  /** The function that answers where in a text another one begins; 0: nowhere. */
  readonly position: string;
  /** Stands before a column by whose index rows must not be found. */
  readonly unindexed: string;
  /** A member of a JSON column, in the type that a column for values of a datatype has; null where there is none. */
  readonly member: (json: string, name: string, type: FieldType) => string;
  /** The column that tells the version of a row; null: there is none. */
  readonly version: string | null;
  /** The last `length` characters of a text. */
  readonly end: (text: string, length: number) => string;
}

/** Entities as answers show them. */
export interface SerializedEntities {
  readonly ids: readonly number[];
  /** One after the other in their format, in UTF-8 and in pieces. */
  readonly pieces: readonly Buffer[];
}

/** No entities. */
export const NO_ENTITIES: SerializedEntities = { ids: [], pieces: [] };

/** The first entities of a type that satisfy a condition, by ascending id. */
export interface Search {
  readonly entity: Entity;
  readonly condition: SqlFragment;
  readonly limit: number;
  /** Whether few others are looked at, however many there are. */
  readonly isBrief: boolean;
  /** Whether its client went away. */
  readonly isGone?: (() => boolean) | undefined;
}

/**
 * Finds and writes the entities of an answer: what is asked most, each database does in its own way. A search that takes
 * too long throws a SearchTimeout, one whose client went away a SearchAbandoned.
 */
export interface Pages {
  /** A condition, order and limit by which a statement reads what a search finds. */
  narrowed(search: Search): Promise<SqlFragment>;
  /** The entities that a search finds, in a format. */
  serialized(format: WireFormat, search: Search, audience: Audience): Promise<SerializedEntities>;
  /** The entities with the given ids, in the order of the ids. */
  serializedByIds(
    format: WireFormat,
    ids: readonly number[],
    audience: Audience,
  ): Promise<SerializedEntities>;
}

/** A state that was kept under a name. */
export interface SnapshotInfo {
  readonly name: string;
  readonly bytes: number;
}

/** Whether text can be the name of a snapshot: it becomes the name of a file or of a schema. */
export function isSnapshotName(name: unknown): name is string {
  return typeof name === 'string' && /^\w[\w.-]{0,63}$/.test(name);
}

/**
 * The states that are kept beside the data. What is erased in the data is erased in them and in what is gone back to;
 * what servers agree on (SERVER_TABLES) is no part of them.
 */
export interface SavedStates {
  /** By name. */
  list(): Promise<readonly SnapshotInfo[]>;
  has(name: string): Promise<boolean>;
  remove(name: string): Promise<void>;
  /** Keeps the present state under a name; one of that name is replaced. */
  keep(name: string): Promise<void>;
  /** An opened SQLite data file with the state, for a download; nothing is left behind when it is closed. */
  fileOf(name: string): Promise<FileHandle>;
  /**
   * Keeps the bytes of a data file under a name, never many of them in memory. Throws a DataFileError for others, or
   * what they end with: nothing of it is kept.
   */
  put(name: string, bytes: Readable): Promise<void>;
  /** Goes back to a state; later erasures hold. Throws a DataFileError where it is unusable. */
  restore(name: string): Promise<void>;
  /** Starts over with the state of a SQLite data file. */
  replaceBy(file: string): Promise<void>;
  /** Writes the present state as a SQLite data file that does not exist yet. */
  copyTo(file: string): Promise<void>;
}

/**
 * The reach of a redaction. `file`: when it is done, no byte of the data file and its log is left. `tables`: then no
 * statement finds it, and the files of the tables are rewritten as soon as no older transaction needs them.
 */
export type Erasure = 'file' | 'tables';

/** A database that is open: what stores stand on. */
export interface Engine {
  /** Runs statements in no transaction: each that writes is one of its own. */
  readonly outside: Executor;
  /**
   * Does all of `work` or nothing of it, as if nobody else wrote meanwhile; what it wrote is stored when the promise
   * resolves. `work` may run again, where others got in its way: it changes nothing but the database.
   */
  transaction<T>(work: (inside: Executor) => Promise<T>): Promise<T>;
  readonly states: SavedStates;
  /** Throws a StorageFailure while nothing can be stored. */
  requireStorage(): Promise<void>;
  /**
   * Rewrites what holds the data, and the states that are kept, where something was erased: nothing of it is left in
   * unused bytes. Answers what still needs what was, in words: it is to be done again later then.
   */
  scrub(): Promise<string | undefined>;
  readonly erasure: Erasure;
  /** How the connections to a database are used. */
  connections?(): Connections;
  /** When all that was begun is done. */
  close(): Promise<void>;
}
