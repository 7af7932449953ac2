// One connection to a SQLite database: statements, cache, opened files.

import type Sqlite from 'better-sqlite3';
import { Cache } from '../cache';
import type { CacheOptions } from '../engine';
import { storageFailureOf, StoreClosed } from '../storage-failure';
import type { TableName } from '../tables';
import { isUpdateOfRow, writtenTable } from '../writes';
import { loadSqlite } from './driver';
import { addFunctions } from './functions';
import { OpenedFiles } from './opened-files';

type ControlStatement =
  | 'BEGIN'
  | 'BEGIN IMMEDIATE'
  | 'COMMIT'
  | 'ROLLBACK'
  | 'SAVEPOINT member'
  | 'ROLLBACK TO member'
  | 'RELEASE member';

/** Statements are prepared once; this many are kept, the oldest goes first. */
const PREPARED_STATEMENTS = 300;

/** How long a statement, or a transaction that is to begin, waits for another process. */
export const BUSY_MS = 10_000;

/**
 * One connection to a SQLite database, with its prepared statements. All methods throw a StorageFailure where the file
 * cannot be used, and a StoreClosed once it is closed.
 */
export class Connection {
  readonly #sqlite: Sqlite.Database;
  readonly #prepared = new Map<string, Sqlite.Statement>();
  readonly #caches: Pick<Cache<never, never>, 'invalidate'>[] = [];
  /** The caches that transactions fill. */
  readonly #tentative: Pick<Cache<never, never>, 'invalidate'>[] = [];
  #dataVersion: unknown;
  /** Whether it is known what other processes wrote. A transaction may see more than was known before it. */
  #isFresh = false;
  readonly #endTurn = (): void => {
    this.#isFresh = false;
  };
  #files: OpenedFiles | undefined;
  /** The change of other processes that the last look at the files found. */
  #versionAtLook: unknown;

  /** `data`: the name of a file, or the bytes of one to begin with in memory. */
  constructor(data: string | Buffer) {
    this.#sqlite = new (loadSqlite())(data, { timeout: BUSY_MS });
    // FULL: a commit is on the disk before it is answered. secure_delete: erased text leaves no trace.
    for (const setting of [
      'synchronous = FULL',
      'foreign_keys = ON',
      'secure_delete = ON',
      'temp_store = MEMORY',
    ]) {
      this.#sqlite.pragma(setting);
    }
    addFunctions(this.#sqlite);
  }

  /** Lets others read while one writes. It changes the file, so it must be one of ours. */
  useWriteAheadLog(): void {
    this.#sqlite.pragma('journal_mode = WAL');
  }

  /** From now on, a transaction begins only while the files of the database are in their place. */
  watch(file: string): void {
    this.#files = new OpenedFiles(file);
    this.requireFiles();
  }

  /** Throws a StorageFailure where the files of the database are not those that were opened. */
  requireFiles(): void {
    if (!this.#files) return;
    const [version] = this.column('PRAGMA data_version', []);
    this.#files.require((size) => {
      // A file that another connection rewrote may be shorter, and have grown in the write-ahead log since.
      const pages = Number(this.pragma('page_count')) * Number(this.pragma('page_size'));
      return size > 0 && (size >= pages || version !== this.#versionAtLook);
    });
    this.#versionAtLook = version;
  }

  all(sql: string, parameters: readonly unknown[]): Record<string, unknown>[] {
    // The statement may have been asked for a column before.
    const statement = this.#prepare(sql).pluck(false).raw(false);
    return this.#asked(() => statement.all(...parameters) as Record<string, unknown>[]);
  }

  rows(sql: string, parameters: readonly unknown[]): unknown[][] {
    const statement = this.#prepare(sql).raw(true);
    return this.#asked(() => statement.all(...parameters) as unknown[][]);
  }

  /** The only column of each row. */
  column(sql: string, parameters: readonly unknown[]): unknown[] {
    const statement = this.#prepare(sql).pluck(true);
    return this.#asked(() => statement.all(...parameters));
  }

  /** All that `work` reads is of one state, also while another process writes. */
  consistently<T>(work: () => T): T {
    if (this.#sqlite.inTransaction) return work();
    this.control('BEGIN');
    try {
      return work();
    } finally {
      this.control('COMMIT');
    }
  }

  run(sql: string, parameters: readonly unknown[]): number {
    this.#forget(writtenTable(sql), isUpdateOfRow(sql) ? parameters.at(-1) : undefined);
    const statement = this.#prepare(sql);
    return this.#asked(() => statement.run(...parameters).changes);
  }

  /** Begins a transaction that writes; false, or an Error when it `isLast`, while another process does. */
  begin(isLast: boolean): boolean {
    this.requireFiles();
    // Readers must not wait for it.
    this.column('PRAGMA busy_timeout = 0', []);
    try {
      this.#prepare('BEGIN IMMEDIATE').run();
    } catch (error) {
      const isBusy = (error as { readonly code?: string }).code?.startsWith('SQLITE_BUSY') ?? false;
      if (isBusy && !isLast) return false;
      throw storageFailureOf(error);
    } finally {
      this.column(`PRAGMA busy_timeout = ${BUSY_MS}`, []);
    }
    this.#isFresh = false;
    return true;
  }

  /** Begins or ends a transaction, or a part of one: that alone changes nothing. */
  control(statement: ControlStatement): void {
    try {
      const prepared = this.#prepare(statement);
      this.#asked(() => prepared.run());
    } catch (error) {
      this.#forgetTentative();
      throw error;
    }
    if (statement.startsWith('BEGIN')) this.#isFresh = false;
    if (statement.startsWith('ROLLBACK')) this.#forgetTentative();
  }

  /** Moves to the file what it can of the write-ahead log, so that the log needs no more of a disk that is full. */
  makeRoom(): void {
    try {
      this.pragma('wal_checkpoint(PASSIVE)');
    } catch {
      // The failure was answered to the callers already.
    }
  }

  /** The database as the bytes of a file. */
  bytes(): Buffer {
    return this.#asked(() => this.#sqlite.serialize());
  }

  /** Runs a script of several statements. */
  execute(script: string): void {
    this.#forget();
    this.#asked(() => this.#sqlite.exec(script));
  }

  /**
   * A place for answers about these tables. It is emptied before one of them is written to, here or elsewhere.
   * `isTentative`: transactions fill it, so it is emptied, too, when something is undone.
   */
  keep<K, V>(tables: readonly TableName[], options: CacheOptions, isTentative: boolean): Cache<K, V> {
    const cache = new Cache<K, V>(
      () => {
        this.#refresh();
      },
      tables,
      options,
    );
    this.#caches.push(cache);
    if (isTentative) this.#tentative.push(cache);
    return cache;
  }

  /**
   * Forgets what is kept when another process has written. One look serves all that is done before the event loop goes
   * on, calls that are begun in a row among it: what it reads next may have been sent after another process answered a
   * write. A transaction looks for itself.
   */
  #refresh(): void {
    if (this.#isFresh) return;
    this.#isFresh = true;
    // Behind the promises that go on at once: a tick alone comes before them.
    void Promise.resolve().then(() => {
      process.nextTick(this.#endTurn);
    });
    const [version] = this.column('PRAGMA data_version', []);
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    this.#forget();
  }

  #forget(table?: TableName, id?: unknown): void {
    for (const cache of this.#caches) cache.invalidate(table, id);
  }

  #forgetTentative(): void {
    for (const cache of this.#tentative) cache.invalidate(undefined, undefined);
  }

  get inTransaction(): boolean {
    return this.#sqlite.inTransaction;
  }

  pragma(name: string): unknown {
    return this.#asked(() => this.#sqlite.pragma(name, { simple: true }));
  }

  /** A prepared statement keeps the database it reads attached. */
  forgetStatements(): void {
    this.#prepared.clear();
  }

  close(): void {
    if (!this.#isInPlace) {
      // SQLite would leave the log beside another file that took the place of this one, and read it as that file's log.
      try {
        this.pragma('wal_checkpoint(TRUNCATE)');
      } catch {
        // It was told already that nothing can be stored.
      }
    }
    this.forgetStatements();
    this.#sqlite.close();
  }

  get #isInPlace(): boolean {
    try {
      this.requireFiles();
      return true;
    } catch {
      return false;
    }
  }

  /** The answer of SQLite; its errors in our words. */
  #asked<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#sqlite.open ? storageFailureOf(error) : new StoreClosed();
    }
  }

  #prepare(sql: string): Sqlite.Statement {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#asked(() => this.#sqlite.prepare(sql));
    const oldest = this.#prepared.keys().next();
    if (this.#prepared.size >= PREPARED_STATEMENTS && !oldest.done) this.#prepared.delete(oldest.value);
    this.#prepared.set(sql, statement);
    return statement;
  }
}
