import type { CompiledQuery } from 'kysely';
import { resource } from '../../entities/resource';
import type { Answers, CacheOptions, Executor } from '../engine';
import type { TableName } from '../tables';
import type { SqlValue } from '../sql';
import { isUpdateOfRow, writtenTable } from '../writes';
import { isOfSettings, SettingsAnswers, UNKEPT } from './answers';
import { POSTGRES } from './dialect';
import type { Lane } from './lane';
import { PostgresPages } from './pages';
import type { Pool } from './pool';
import { failureOf } from './reasons';
import type { Searcher } from './searcher';
import { stored, type Attempt, type Transactions } from './transactions';

type Texts = readonly (readonly (string | null)[])[];

/** Runs statements outside transactions: all reads share one lane, each write has one to itself. */
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
      search: async (sql, parameters, isGone) =>
        (await searcher.find(sql, parameters, isGone)) as unknown as Texts,
      keeps: true,
    }),
    all,
    first: async (query, parameters) => (await all(query, parameters))[0],
    rows: (sql, parameters) => read((lane) => lane.rows(sql, parameters)),
    run: async ({ sql, parameters }, others) => {
      const changed = await transactions.single((lane) => stored(lane.run(sql, others ?? parameters)));
      if (changesSettings(sql)) settings.forget();
      return changed;
    },
    cache: (tables, options) => settings.cache(tables, options),
    settingsChanged: (changes) => {
      settings.changed(changes);
    },
  };
}

type Begin = (settings?: Promise<unknown>) => Attempt;

const ON_LANES = new WeakMap<Lane, Begin>();

/**
 * A transaction that begins on a lane, whose executor is the same each time. `settings`: how often they were changed, as
 * the transaction sees it; left out: no answer about them is kept.
 */
export function attemptOn(lane: Lane, settings?: Promise<unknown>): Attempt {
  const begin = ON_LANES.get(lane) ?? onLane(lane);
  ON_LANES.set(lane, begin);
  return begin(settings);
}

function onLane(lane: Lane): Begin {
  const answers = new SettingsAnswers();
  let failure: Error | undefined;
  let settings: Promise<unknown> | undefined;
  let changes = noChanges();
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
      const bound = others ?? parameters;
      changes.settings ||= changesSettings(sql);
      if (writtenTable(sql) === resource.table && isUpdateOfRow(sql))
        changes.resources.add(Number(bound.at(-1)));
      return noted(lane.run(sql, bound));
    },
    cache: <K, V>(tables: readonly TableName[], options: CacheOptions): Answers<K, V> => {
      if (options.mayBeOldMs !== undefined || !tables.every(isOfSettings)) return UNKEPT;
      const known = answers.cache<K, V>(tables, options);
      return {
        getOrRead: async (key, read) => {
          if (settings === undefined || changes.settings) return read();
          answers.changed(Number(await noted(settings)));
          return known.getOrRead(key, read);
        },
      };
    },
    settingsChanged: () => undefined,
  };
  return (count) => {
    // Settings that the attempt before read after it had changed them may have been undone.
    if (changes.settings) answers.forget();
    failure = undefined;
    settings = count;
    changes = noChanges();
    const changesOfThisAttempt = changes;
    return { executor, failure: () => failure, changes: changesOfThisAttempt };
  };
}

function noChanges(): { settings: boolean; readonly resources: Set<number> } {
  return { settings: false, resources: new Set() };
}

/** Whether a statement writes to a table of settings. */
function changesSettings(sql: string): boolean {
  const table = writtenTable(sql);
  return table === undefined || isOfSettings(table);
}
