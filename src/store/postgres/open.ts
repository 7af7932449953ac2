import type { ClientConfig } from 'pg';
import type { Engine, Executor } from '../engine';
import { shownPlace } from '../../config/database-url';
import { sentence } from '../../refusals/refusal';
import { DataFileError } from '../data-file-error';
import type { OpenOptions } from '../open-options';
import { StorageFailure } from '../storage-failure';
import { SettingsAnswers } from './answers';
import { bringToSchema, laterVersion } from './database';
import { rewriteTables } from './erasure';
import { attemptOn, executorOutside } from './executor';
import { Lane } from './lane';
import { Pool } from './pool';
import { failureOf, reasonOf } from './reasons';
import { Searcher } from './searcher';
import { PostgresStates } from './states';
import { Transactions } from './transactions';

/** The parameters of a URL that are about TLS; the library says nothing of others. */
const TLS_PARAMETERS: readonly string[] = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'];

const CONNECT_MS = 10_000;

/** After how many idle milliseconds TCP probes a connection. */
const KEEP_ALIVE_MS = 10_000;

/** How often the server checks whether a later version has changed the tables. */
const VERSION_CHECK_MS = 1000;

/**
 * Opens a PostgreSQL database, whose tables are made and filled by `fill` where it is empty, as a whole or not at all,
 * and once, however many servers open it at the same time. Throws a DataFileError.
 */
export async function openPostgres(
  url: string,
  fill: (inside: Executor) => Promise<void>,
  { searchSeconds, connections, prepares, statementSeconds, outdated }: OpenOptions,
): Promise<Engine> {
  const config = connectionOf(url);
  const named = { database: shownPlace(url), option: '--data' } as const;
  const settings = new SettingsAnswers();
  const pool = new Pool(
    () => Lane.open(config, prepares),
    connections,
    async (lane) => {
      // A pooler gives every transaction another connection: a setting of the session would reach other clients.
      if (prepares) await lane.script(`SET statement_timeout = ${statementSeconds * 1000}`);
      // The new connection may lead to another database server, or to one restored to an older state.
      settings.forget();
      outside.pages.forget();
    },
  );
  const transactions = new Transactions(pool, statementSeconds, attemptOn, (changes) => {
    if (changes.settings) settings.forget();
    outside.pages.forgetResources(changes.resources);
  });
  const outside = executorOutside(pool, transactions, new Searcher(pool, searchSeconds), settings);
  try {
    await pool.writing((lane) => bringToSchema(lane, named, fill));
  } catch (error) {
    await pool.close();
    throw openingFailure(error, named.database);
  }
  const versionTimer = setInterval(() => {
    // While the database does not answer, there is nothing to see.
    checkVersion().catch(() => undefined);
  }, VERSION_CHECK_MS).unref();
  const checkVersion = async (): Promise<void> => {
    const later = await laterVersion(await pool.reading(), named);
    if (later === undefined || pool.isClosed) return;
    clearInterval(versionTimer);
    pool.refuse();
    outdated(later);
  };
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
    connections: () => pool.connections,
    erasure: 'tables',
    close: () => {
      clearInterval(versionTimer);
      return pool.close();
    },
  };
}

/** How a database is connected to. Throws a DataFileError where a connection would be less safe than its URL asks for. */
export function connectionOf(url: string): ClientConfig {
  const named = [...url.matchAll(/[?&](ssl[^=&]*)/gi)].map(([, name = '']) => name);
  const unknown = named.find((name) => !TLS_PARAMETERS.includes(name));
  if (unknown !== undefined) {
    const reason = `nobody knows ${unknown} of its URL; there are ${TLS_PARAMETERS.join(', ')}`;
    throw new DataFileError(sentence('databaseUnusable', { database: shownPlace(url), reason }));
  }
  return {
    connectionString: withModesOfLibpq(url),
    application_name: 'atws-emulator',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  };
}

/** A URL whose sslmode means what it means to the programs of PostgreSQL: the library has another idea of `require`. */
function withModesOfLibpq(url: string): string {
  if (!/[?&]sslmode=/i.test(url) || /[?&]uselibpqcompat=/i.test(url)) return url;
  return `${url}&uselibpqcompat=true`;
}

/** Why a database could not be opened; what `fill` throws stays as it is. */
export function openingFailure(error: unknown, database: string): unknown {
  const reason = reasonOf(error instanceof StorageFailure ? error.cause : error);
  return reason === undefined ? error : new DataFileError(sentence('databaseUnusable', { database, reason }));
}
