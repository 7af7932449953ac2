import type { Engine, Executor } from '../engine';
import { Connection } from './connection';
import { bringToSchema, claimFile, connect, dataFileError, versionOf, VERSION_OF_SCHEMA } from './data-file';
import { loadSqlite } from './driver';
import { executorOn } from './executor';
import { GroupCommit } from './group-commit';
import { clearServerTables } from './restore';
import { rewriteFile } from './rewrite-file';
import { Searcher } from './searcher';
import { SqliteStates } from './states';
import { WriteLock } from './write-lock';

/** A SQLite database; one in memory can be had as the bytes of a data file. */
export interface SqliteEngine extends Engine {
  bytes(): Promise<Buffer>;
}

/**
 * Opens a data file, or a database in memory that begins with the bytes of one, or with nothing. One that does not
 * exist yet is made and filled by `fill`, as a whole or not at all. `searchSeconds`: how long a search may take.
 * Throws a DataFileError, or an InstallationError where SQLite does not run; no file is made then.
 */
export async function openSqlite(
  data: string | Buffer | undefined,
  fill: (inside: Executor) => Promise<void>,
  searchSeconds: number,
): Promise<SqliteEngine> {
  const file = typeof data === 'string' ? data : undefined;
  loadSqlite();
  if (file !== undefined) claimFile(file);
  const connection = file === undefined ? new Connection(data ?? ':memory:') : connect(file);
  let isNew = false;
  try {
    // Nothing is written to the file of another program.
    versionOf(connection, file);
    connection.useWriteAheadLog();
    const engine = engineOn(connection, file, searchSeconds);
    await engine.transaction(async (inside) => {
      isNew = bringToSchema(connection, file);
      if (isNew) await fill(inside);
    });
    if (typeof data === 'object') clearServerTables(connection);
    if (file !== undefined) connection.watch(file);
    return engine;
  } catch (error) {
    connection.close();
    throw file === undefined ? error : dataFileError(file, error, isNew);
  }
}

function engineOn(connection: Connection, file: string | undefined, searchSeconds: number): SqliteEngine {
  const writeLock = new WriteLock();
  const transactions = new GroupCommit(connection, writeLock);
  const states = new SqliteStates(connection, writeLock, file);
  const searcher = file === undefined ? undefined : new Searcher(file, searchSeconds);
  const inside = executorOn(connection);
  const requireStorage = async (): Promise<void> => {
    connection.requireFiles();
    // A write that failed last is tried again: a disk that was full may have room now.
    if (transactions.hasFailed) {
      await transactions.run(async () => {
        connection.execute(VERSION_OF_SCHEMA);
      });
    }
  };
  return {
    outside: executorOn(connection, { writeLock, transactions, searcher }),
    transaction: (work) => transactions.run(() => work(inside)),
    states,
    requireStorage,
    scrub: async () => {
      await states.cleanseAll();
      connection.requireFiles();
      if (file !== undefined) await writeLock.withoutWriters(() => rewriteFile(file));
      return undefined;
    },
    erasure: 'file',
    bytes: () => writeLock.exclusively(async () => connection.bytes()),
    close: async () => {
      await searcher?.close();
      try {
        if (transactions.hasFailed) await requireStorage();
      } finally {
        // Earlier work is done.
        await writeLock.exclusively(async () => {
          connection.close();
        });
        await states.close();
      }
    },
  };
}
