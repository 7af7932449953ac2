import Sqlite from 'better-sqlite3';
import type { CompiledQuery } from 'kysely';
import { soundex } from '../entities/soundex';

/** Runs statements. Answers are promises, so that an engine behind a network could stand here too. */
export interface Executor {
  /** `parameters` stand in for those the query was built with, so that a query is built only once. */
  readonly all: <R>(query: CompiledQuery<R>, parameters?: readonly SqlValue[]) => Promise<R[]>;
  readonly first: <R>(query: CompiledQuery<R>, parameters?: readonly SqlValue[]) => Promise<R | undefined>;
  /** For statements that a builder cannot write: columns and conditions known only at run time. */
  readonly rows: (sql: string, parameters: readonly SqlValue[]) => Promise<unknown[][]>;
  /** How many rows it changed. */
  readonly run: (query: CompiledQuery, parameters?: readonly SqlValue[]) => Promise<number>;
}

/** What a parameter of a statement may be. */
export type SqlValue = string | number | bigint | null;

/** Statements are prepared once; this many are kept, the least recently used goes first. */
const PREPARED_STATEMENTS = 300;

/** One connection to a SQLite database, with its prepared statements. */
export class Connection {
  readonly #sqlite: Sqlite.Database;
  readonly #prepared = new Map<string, Sqlite.Statement>();

  constructor(file: string) {
    this.#sqlite = new Sqlite(file, { timeout: 10_000 });
    // FULL: a commit is on the disk before it is answered. secure_delete: erased text leaves no trace.
    for (const setting of [
      'synchronous = FULL',
      'foreign_keys = ON',
      'secure_delete = ON',
      'temp_store = MEMORY',
    ]) {
      this.#sqlite.pragma(setting);
    }
    this.#sqlite.function('soundex', { deterministic: true }, soundex);
  }

  /** Lets others read while one writes. It changes the file, so it must be one of ours. */
  useWriteAheadLog(): void {
    this.#sqlite.pragma('journal_mode = WAL');
  }

  all(sql: string, parameters: readonly unknown[]): unknown[] {
    return this.#prepare(sql)
      .raw(false)
      .all(...parameters);
  }

  rows(sql: string, parameters: readonly unknown[]): unknown[][] {
    return this.#prepare(sql)
      .raw(true)
      .all(...parameters) as unknown[][];
  }

  run(sql: string, parameters: readonly unknown[]): number {
    return this.#prepare(sql).run(...parameters).changes;
  }

  /** Runs a script of several statements. */
  execute(script: string): void {
    this.#sqlite.exec(script);
  }

  pragma(name: string): unknown {
    return this.#sqlite.pragma(name, { simple: true });
  }

  /** A prepared statement keeps the database it reads attached. */
  forgetStatements(): void {
    this.#prepared.clear();
  }

  close(): void {
    this.forgetStatements();
    this.#sqlite.close();
  }

  #prepare(sql: string): Sqlite.Statement {
    let statement = this.#prepared.get(sql);
    if (statement) {
      this.#prepared.delete(sql);
    } else {
      statement = this.#sqlite.prepare(sql);
      const oldest = this.#prepared.keys().next();
      if (this.#prepared.size >= PREPARED_STATEMENTS && !oldest.done) this.#prepared.delete(oldest.value);
    }
    this.#prepared.set(sql, statement);
    return statement;
  }
}
