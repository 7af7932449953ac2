import type { CompiledQuery } from 'kysely';
import type { Dialect, Executor } from '../engine';
import type { SqlValue } from '../sql';
import type { TableName } from '../tables';
import { isOfSettings, type SettingsAnswers, UNKEPT } from './answers';
import type { Lane } from './lane';
import { PostgresPages } from './pages';
import type { Pool } from './pool';
import { failureOf } from './reasons';
import type { Searcher } from './searcher';
import type { Attempt, Transactions } from './transactions';

const POSTGRES: Dialect = {
  place: 'database',
  position: 'strpos',
  // It weighs by itself what an index is worth.
  unindexed: '',
  end: (text, length) => `right(${text}, ${length})`,
};

type Texts = readonly (readonly (string | null)[])[];

/** Runs statements in no transaction: those that read on one lane for all, each that writes on one of its own. */
export function executorOutside(
  pool: Pool,
  transactions: Transactions,
  searcher: Searcher,
  settings: SettingsAnswers,
): Executor & { readonly pages: PostgresPages } {
  const read = async <T>(work: (lane: Lane) => Promise<T>): Promise<T> => {
    try {
      return await work(await pool.reading());
    } catch (error) {
      throw failureOf(error, pool.isClosed);
    }
  };
  const all = async <R>({ sql, parameters }: CompiledQuery<R>, others?: readonly SqlValue[]): Promise<R[]> =>
    (await read((lane) => lane.all(sql, others ?? parameters))) as R[];
  return {
    dialect: POSTGRES,
    pages: new PostgresPages({
      rows: async (sql, parameters, options) =>
        (await read((lane) => lane.rows(sql, parameters, options))) as unknown as Texts,
      search: async (sql, parameters) => (await searcher.find(sql, parameters)) as unknown as Texts,
      keeps: true,
    }),
    all,
    first: async (query, parameters) => (await all(query, parameters))[0],
    rows: (sql, parameters) => read((lane) => lane.rows(sql, parameters)),
    run: async ({ sql, parameters }, others) => {
      const changed = await transactions.single((lane) => lane.run(sql, others ?? parameters));
      if (changesSettings(sql)) settings.forget();
      return changed;
    },
    cache: (tables, options) => settings.cache(tables, options),
    settingsChanged: (changes) => {
      settings.changed(changes);
    },
  };
}

const ON_LANES = new WeakMap<Lane, { readonly executor: Executor; begin(): Attempt }>();

/** A transaction that begins on a lane, whose executor is the same each time. */
export function attemptOn(lane: Lane): Attempt {
  const known = ON_LANES.get(lane) ?? onLane(lane);
  ON_LANES.set(lane, known);
  return known.begin();
}

function onLane(lane: Lane): { readonly executor: Executor; begin(): Attempt } {
  let failure: Error | undefined;
  let hasChangedSettings = false;
  const noted = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      failure ??= error as Error;
      throw failureOf(error, false);
    }
  };
  const rows = (sql: string, parameters: readonly SqlValue[], options = {}): Promise<unknown[][]> =>
    noted(lane.rows(sql, parameters, options));
  const texts = async (sql: string, parameters: readonly SqlValue[]): Promise<Texts> =>
    (await rows(sql, parameters, { asSent: true })) as unknown as Texts;
  const all = async <R>({ sql, parameters }: CompiledQuery<R>, others?: readonly SqlValue[]): Promise<R[]> =>
    (await noted(lane.all(sql, others ?? parameters))) as R[];
  const executor: Executor = {
    dialect: POSTGRES,
    pages: new PostgresPages({ rows: texts, search: texts, keeps: false }),
    all,
    first: async (query, parameters) => (await all(query, parameters))[0],
    rows,
    run: ({ sql, parameters }, others) => {
      hasChangedSettings ||= changesSettings(sql);
      return noted(lane.run(sql, others ?? parameters));
    },
    cache: () => UNKEPT,
    settingsChanged: () => undefined,
  };
  return {
    executor,
    begin: () => {
      failure = undefined;
      hasChangedSettings = false;
      return { executor, failure: () => failure, hasChangedSettings: () => hasChangedSettings };
    },
  };
}

/** Whether a statement writes to a table of settings. */
function changesSettings(sql: string): boolean {
  const table = /^(?:insert into|update|delete from) "(\w+)"/.exec(sql)?.[1];
  return table !== undefined && isOfSettings(table as TableName);
}
