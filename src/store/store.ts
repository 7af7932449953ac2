import type { Readable } from 'node:stream';
import { isDatabaseUrl } from '../config/database-url';
import type { Connections } from '../runtime/connections';
import type { Engine, Erasure, Executor, SavedStates } from './engine';
import { OPEN_DEFAULTS, type OpenOptions } from './open-options';
import { dataFileError } from './sqlite/data-file';
import { openSqlite } from './sqlite/open';
import { stores, type Stores } from './stores';

export { SCHEMA_FILE } from './schema-file';
export { dataFileError };
export type { Stores };

/** The data of one emulator. */
export interface Store extends Stores {
  /**
   * Does all of `work` or nothing of it. What it wrote is stored when the promise resolves. `work` may run again: it
   * changes nothing but the store.
   */
  transaction<T>(work: (inside: Stores) => Promise<T>): Promise<T>;
  /** Throws a StorageFailure while nothing can be stored. */
  requireStorage(): Promise<void>;
  /**
   * Rewrites the data file or the tables after an erasure, so that no unused byte holds an erased value. Reads go on
   * meanwhile, writes wait. Answers the obstacle in words where it is to be done later; a database tries again every
   * minute.
   */
  scrub(): Promise<string | undefined>;
  /**
   * To be called after an erasure. A data file is scrubbed when it resolves; the tables of a database are rewritten
   * afterwards, as large ones take long.
   */
  erased(): Promise<void>;
  /** The reach of a redaction. */
  readonly erasure: Erasure;
  /** The states that were kept. */
  readonly snapshots: Pick<SavedStates, 'list' | 'has' | 'remove' | 'fileOf'>;
  /** Keeps the present state under a name; one of that name is replaced. */
  snapshot(name: string): Promise<void>;
  /**
   * Keeps the bytes of a snapshot under a name, as a stream. Throws a DataFileError for other bytes, or the error of the
   * stream: nothing is kept then.
   */
  putSnapshot(name: string, bytes: Readable): Promise<void>;
  /** Goes back to a state; later erasures hold. Throws a DataFileError where it is unusable. */
  restore(name: string): Promise<void>;
  /** Starts over with the state of a data file. */
  replaceBy(file: string): Promise<void>;
  /** Writes a copy of the present state to a data file that does not exist yet. */
  copyTo(file: string): Promise<void>;
  /** How the connections to a database are used; a file has none. */
  connections(): Connections | undefined;
  close(): Promise<void>;
}

/** A store in memory. */
export interface StoreInMemory extends Store {
  /** The present state as the bytes of a data file. */
  bytes(): Promise<Buffer>;
}

type Fill = (stores: Stores) => Promise<void>;

/** See `Store.open`. */
function open(data: Buffer | undefined, fill: Fill, options?: Partial<OpenOptions>): Promise<StoreInMemory>;
function open(data: string | Buffer | undefined, fill: Fill, options?: Partial<OpenOptions>): Promise<Store>;
async function open(
  data: string | Buffer | undefined,
  fill: Fill,
  given: Partial<OpenOptions> = {},
): Promise<Store> {
  const options = { ...OPEN_DEFAULTS, ...given };
  if (typeof data === 'string' && isDatabaseUrl(data)) {
    const { openPostgres } = await import('./postgres/open.js');
    return await opened(await openPostgres(data, (inside) => fill(stores(inside)), options));
  }
  const engine = await openSqlite(data, (inside) => fill(stores(inside)), options.searchSeconds);
  try {
    const store = await opened(engine);
    const inMemory: StoreInMemory = { ...store, bytes: () => engine.bytes() };
    return inMemory;
  } catch (error) {
    await engine.close();
    throw typeof data === 'string' ? dataFileError(data, error, false) : error;
  }
}

export const Store = {
  /**
   * Opens a data file, or a database in memory that begins with the bytes of one, or with nothing. One that does not
   * exist yet is made and filled by `fill`, as a whole or not at all. Throws a DataFileError, or an InstallationError where SQLite does not run; no file is made then.
   */
  open,
};

/** The store of a database, which has nothing left to scrub. */
async function opened(engine: Engine): Promise<Store> {
  const store = storeOn(engine);
  // The process may have ended between an erasure and its last step.
  await store.scrub();
  return store;
}

/** Another server may have left it undone. */
const SCRUB_AGAIN_MS = 60_000;

function storeOn(engine: Engine): Store {
  const outside = stores(engine.outside);
  const known = new WeakMap<Executor, Stores>();
  const inside = (executor: Executor): Stores => {
    const its = known.get(executor) ?? stores(executor);
    known.set(executor, its);
    return its;
  };
  const { states } = engine;
  const scrub = async (): Promise<string | undefined> => {
    if (!(await outside.lifecycle.needsScrub())) return undefined;
    // Another process may erase something while this one rewrites.
    const erasures = await outside.lifecycle.erasures();
    const needed = await engine.scrub();
    if (needed === undefined) await outside.lifecycle.scrubbed(erasures);
    return needed;
  };
  // One after the other: the first may do what the next one was begun for.
  let scrubbing: Promise<unknown> = Promise.resolve();
  const erased = async (): Promise<void> => {
    const scrubbed = scrubbing.then(scrub);
    scrubbing = scrubbed.catch(() => undefined);
    if (engine.erasure === 'file') await scrubbed;
  };
  const again =
    engine.erasure === 'tables'
      ? setInterval(() => {
          // A failure is tried again.
          scrub().catch(() => undefined);
        }, SCRUB_AGAIN_MS).unref()
      : undefined;
  // Requests are counted in memory first: a state that is copied has them, a state that is replaced had them.
  const flushed = async (work: () => Promise<void>): Promise<void> => {
    await outside.usage.flush();
    await work();
  };
  return {
    ...outside,
    transaction: (work) => engine.transaction((executor) => work(inside(executor))),
    requireStorage: () => engine.requireStorage(),
    scrub,
    erased,
    erasure: engine.erasure,
    snapshots: states,
    snapshot: (name) => flushed(() => states.keep(name)),
    putSnapshot: (name, bytes) => states.put(name, bytes),
    restore: async (name) => {
      await flushed(() => states.restore(name));
      await scrub();
    },
    replaceBy: (file) => flushed(() => states.replaceBy(file)),
    copyTo: (file) => flushed(() => states.copyTo(file)),
    connections: () => engine.connections?.(),
    close: async () => {
      clearInterval(again);
      await scrubbing;
      try {
        await outside.usage.flush();
      } finally {
        await engine.close();
      }
    },
  };
}
