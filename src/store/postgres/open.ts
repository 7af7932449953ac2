import type { ClientConfig } from 'pg';
import type { Engine, Executor } from '../engine';
import { shownPlace } from '../../config/database-url';
import { sentence } from '../../refusals/refusal';
import { DataFileError } from '../data-file-error';
import { StorageFailure } from '../storage-failure';
import { SettingsAnswers } from './answers';
import { bringToSchema } from './database';
import { rewriteTables } from './erasure';
import { attemptOn, executorOutside } from './executor';
import { Lane } from './lane';
import { Pool } from './pool';
import { failureOf, reasonOf } from './reasons';
import { Searcher } from './searcher';
import { PostgresStates } from './states';
import { Transactions } from './transactions';

const CONNECT_MS = 10_000;

/**
 * Opens a PostgreSQL database, whose tables are made and filled by `fill` where it is empty, as a whole or not at all,
 * and once, however many servers open it at the same time. `searchSeconds`: how long a search may take. Throws a
 * DataFileError.
 */
export async function openPostgres(
  url: string,
  fill: (inside: Executor) => Promise<void>,
  searchSeconds: number,
): Promise<Engine> {
  const config = connectionOf(url);
  const settings = new SettingsAnswers();
  const pool = new Pool(
    () => Lane.open(config, true),
    () => {
      // What answers now may be another server than before, or have gone back to an older state.
      settings.forget();
      outside.pages.forget();
    },
  );
  const transactions = new Transactions(pool, attemptOn, () => {
    settings.forget();
  });
  const outside = executorOutside(pool, transactions, new Searcher(pool, searchSeconds), settings);
  try {
    await pool.writing((lane) => bringToSchema(lane, shownPlace(url), fill));
  } catch (error) {
    await pool.close();
    throw openingFailure(error, shownPlace(url));
  }
  const states = new PostgresStates(transactions);
  return {
    outside,
    transaction: (work) => transactions.run(work),
    states,
    requireStorage: async () => {
      try {
        const lane = await pool.reading();
        await lane.rows('SELECT 1', []);
      } catch (error) {
        throw failureOf(error, pool.isClosed);
      }
    },
    scrub: async () => {
      await states.cleanseAll();
      return transactions.single(rewriteTables);
    },
    erasure: 'tables',
    close: () => pool.close(),
  };
}

/** How a database is connected to. */
export function connectionOf(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'atws-emulator',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  };
}

/** Why a database could not be opened; what `fill` throws stays as it is. */
export function openingFailure(error: unknown, database: string): unknown {
  const reason = reasonOf(error instanceof StorageFailure ? error.cause : error);
  return reason === undefined ? error : new DataFileError(sentence('databaseUnusable', { database, reason }));
}
