import type { CompiledQuery } from 'kysely';
import type { Executor } from '../engine';
import type { Connection } from './connection';
import { SQLITE } from './dialect';
import type { GroupCommit } from './group-commit';
import { SqlitePages } from './pages';
import type { Searcher } from './searcher';
import type { WriteLock } from './write-lock';

/** The services of statements outside a transaction. */
export interface Outside {
  readonly writeLock: WriteLock;
  readonly transactions: GroupCommit;
  readonly searcher: Searcher | undefined;
}

/** Runs statements on a connection: inside a transaction, or outside, where each that writes is one of its own. */
export function executorOn(connection: Connection, outside?: Outside): Executor {
  const { writeLock, transactions, searcher } = outside ?? {};
  async function all<R>(
    query: CompiledQuery<R>,
    parameters: readonly unknown[] = query.parameters,
  ): Promise<R[]> {
    while (writeLock?.readerWait) await writeLock.readerWait;
    return connection.all(query.sql, parameters) as R[];
  }
  const pages = new SqlitePages({
    read: async (work) => {
      while (writeLock?.readerWait) await writeLock.readerWait;
      return work(connection);
    },
    search:
      searcher &&
      (async (sql, parameters, isGone) => {
        while (writeLock?.readerWait) await writeLock.readerWait;
        // A thread would open another file that took the place of this one.
        connection.requireFiles();
        return searcher.find(sql, parameters, isGone);
      }),
    cache: (tables, options) => connection.keep(tables, options, outside === undefined),
  });
  return {
    dialect: SQLITE,
    pages,
    all,
    first: async (query, parameters) => (await all(query, parameters))[0],
    rows: async (sql, parameters) => {
      while (writeLock?.readerWait) await writeLock.readerWait;
      return connection.rows(sql, parameters);
    },
    run: async (query, parameters) => {
      const write = async (): Promise<number> => connection.run(query.sql, parameters ?? query.parameters);
      return transactions ? transactions.run(write) : write();
    },
    cache: (tables, options) => connection.keep(tables, options, outside === undefined),
    settingsChanged: () => undefined,
  };
}
