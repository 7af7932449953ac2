import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { CompiledQuery } from 'kysely';
import { ROOT, VERSION } from '../config/package-files';
import { BCRYPT_COSTS } from '../entities/password-hash';
import { DAMAGED, isOfSqlite, reasonOf } from '../input/system-error';
import { AuditStore } from './people/audit-store';
import { checkFile, type Checked } from './sqlite/check-file';
import { Connection, type Executor } from './sqlite/connection';
import { DataFileError, requireFileName } from './data-file-error';
import { DirectoryStore } from './people/directory-store';
import { EmailChangeStore } from './log-in/email-change-store';
import { EntityStore } from './entity-store';
import { FailedLogInStore } from './log-in/failed-log-in-store';
import { FaultRuleStore } from './emulator/fault-rule-store';
import { WriteLock } from './sqlite/write-lock';
import { GroupCommit, patientBegin } from './sqlite/group-commit';
import { InvitationStore } from './log-in/invitation-store';
import { LifecycleStore } from './people/lifecycle-store';
import { ListedEntityStore } from './tenant/listed-entity-store';
import { LoginStore } from './log-in/login-store';
import { migrationFrom, SCHEMA_VERSION } from './sqlite/migrations';
import { OutboxStore } from './tenant/outbox-store';
import { PasswordStore } from './log-in/password-store';
import { PhotoStore } from './people/photo-store';
import { PrivacyStore } from './people/privacy-store';
import { RecordStore } from './people/record-store';
import { ResourceStore } from './people/resource-store';
import { SessionStore } from './log-in/session-store';
import { clearServerTables, eraseIn, replaceBy, restoreFrom } from './sqlite/restore';
import { copyFile, rewriteFile } from './sqlite/rewrite-file';
import { Searcher } from './sqlite/searcher';
import { receive, SnapshotFiles } from './sqlite/snapshots';
import { loadSqlite } from './sqlite/driver';
import { StateStore } from './emulator/state-store';
import { StorageFailure, storageFailureOf } from './storage-failure';
import { TenantStore } from './tenant/tenant-store';
import { UsageStore } from './emulator/usage-store';

/** Marks a SQLite file as one of ours ("ATWS"), so that nobody else's is written to. */
const APPLICATION_ID = 0x41545753;

/** Written once more it changes nothing, and yet goes to the disk. */
const VERSION_OF_SCHEMA = `PRAGMA user_version = ${SCHEMA_VERSION};`;

/** The only place where tables are defined. */
export const SCHEMA_FILE = path.join(ROOT, 'schema.sql');

/** What can be read and written, grouped by what it is about. */
export type Stores = ReturnType<typeof stores>;

function stores(executor: Executor) {
  const state = new StateStore(executor);
  const listedEntities = new ListedEntityStore(executor);
  return {
    audit: new AuditStore(executor),
    directory: new DirectoryStore(executor),
    emailChanges: new EmailChangeStore(executor),
    entities: new EntityStore(executor),
    failedLogIns: new FailedLogInStore(executor),
    faultRules: new FaultRuleStore(executor),
    invitations: new InvitationStore(executor),
    listedEntities,
    lifecycle: new LifecycleStore(executor),
    logins: new LoginStore(executor, state),
    outbox: new OutboxStore(executor),
    passwords: new PasswordStore(executor),
    photos: new PhotoStore(executor),
    privacy: new PrivacyStore(executor),
    records: new RecordStore(executor),
    resources: new ResourceStore(executor),
    sessions: new SessionStore(executor),
    state,
    tenant: new TenantStore(executor, listedEntities),
    usage: new UsageStore(executor),
  };
}

/** The data of one emulator: a SQLite file, or a database in memory. */
export interface Store extends Stores {
  /** Does all of `work` or nothing of it. What it wrote is on the disk when the promise resolves. */
  transaction<T>(work: (inside: Stores) => Promise<T>): Promise<T>;
  /** Throws a StorageFailure while nothing can be stored. */
  requireStorage(): Promise<void>;
  /**
   * Rewrites the file when something was erased, so that no unused byte of it and nothing in its log holds
   * what was. Others may read meanwhile; who writes waits.
   */
  scrub(): Promise<void>;
  /** The names of the states that were kept. */
  readonly snapshots: SnapshotFiles;
  /** Keeps the present state under a name; one of that name is replaced. */
  snapshot(name: string): Promise<void>;
  /**
   * Keeps the bytes of a snapshot under a name, never many of them in memory. Throws a DataFileError for others, or what
   * they end with: nothing of it is kept.
   */
  putSnapshot(name: string, bytes: Readable): Promise<void>;
  /** Goes back to a state; what was erased since stays erased. Throws a DataFileError where it is unusable. */
  restore(name: string): Promise<void>;
  /** Starts over with the state of another data file. */
  replaceBy(file: string): Promise<void>;
  /** Writes a copy of the present state to a file that does not exist yet. */
  copyTo(file: string): Promise<void>;
  /** The present state as the bytes of a data file. */
  bytes(): Promise<Buffer>;
  close(): Promise<void>;
}

export const Store = {
  /**
   * Opens a data file, or a database in memory that begins with the bytes of one, or with nothing. One that does not
   * exist yet is made and filled by `fill`, as a whole or not at all. `searchSeconds`: how long a search may take.
   * Throws a DataFileError, or an InstallationError where SQLite does not run; no file is made then.
   */
  async open(
    data: string | Buffer | undefined,
    fill: (stores: Stores) => Promise<void>,
    searchSeconds = 30,
  ): Promise<Store> {
    const file = typeof data === 'string' ? data : undefined;
    loadSqlite();
    if (file !== undefined) claimFile(file);
    const connection = file === undefined ? new Connection(data ?? ':memory:') : connect(file);
    let isNew = false;
    try {
      // Nothing is written to the file of another program.
      versionOf(connection, file);
      connection.useWriteAheadLog();
      const store = storeOn(connection, file, searchSeconds);
      await store.transaction(async (inside) => {
        const version = versionOf(connection, file);
        if (version === SCHEMA_VERSION) return;
        if (version > 0) {
          migrate(connection, version);
          return;
        }
        isNew = true;
        connection.execute(readFileSync(SCHEMA_FILE, 'utf8'));
        connection.execute(`PRAGMA application_id = ${APPLICATION_ID}; ${VERSION_OF_SCHEMA}`);
        noteWriter(connection);
        await fill(inside);
      });
      if (typeof data === 'object') clearServerTables(connection);
      // The process may have ended between an erasure and its last step.
      await store.scrub();
      if (file !== undefined) connection.watch(file);
      return store;
    } catch (error) {
      connection.close();
      throw file === undefined ? error : dataFileError(file, error, isNew);
    }
  },
};

function storeOn(connection: Connection, file: string | undefined, searchSeconds: number): Store {
  const writeLock = new WriteLock();
  const transactions = new GroupCommit(connection, writeLock);
  const snapshots = new SnapshotFiles(file);
  const searcher = file === undefined ? undefined : new Searcher(file, searchSeconds);
  const outside = stores(executor(connection, { writeLock, transactions, searcher }));
  const inside = stores(executor(connection));
  // Requests are counted in memory first: a state that is copied has them, a state that is replaced had them.
  const flushed = async (work: () => Promise<void>): Promise<void> => {
    await outside.usage.flush();
    // Another server in this process that has looked at the file in this turn looks again in the next one only.
    await turn();
    await writeLock.exclusively(work, patientBegin(connection));
  };
  const copyTo = async (target: string): Promise<void> => {
    await outside.usage.flush();
    connection.requireFiles();
    // Personal data is for the owner only; the statement takes a file that is there when it is empty.
    closeSync(openSync(target, 'wx', 0o600));
    try {
      if (file === undefined)
        await writeLock.exclusively(async () => connection.run('VACUUM INTO ?', [target]));
      else await copyFile(file, target);
      const copy = new Connection(target);
      try {
        clearServerTables(copy);
      } finally {
        copy.close();
      }
    } catch (error) {
      rmSync(target, { force: true });
      throw storageFailureOf(error, 'copied');
    }
  };
  const requireStorage = async (): Promise<void> => {
    connection.requireFiles();
    // What failed last is tried again: a disk that was full may have room now.
    if (transactions.hasFailed) {
      await transactions.run(async () => {
        connection.execute(VERSION_OF_SCHEMA);
      });
    }
  };
  /** Erases in another data file what is erased in this one, and rewrites it then. */
  const cleanse = async (other: string): Promise<void> => {
    const isErased = await writeLock.exclusively(
      async () => eraseIn(connection, other),
      patientBegin(connection),
    );
    if (isErased) await rewriteFile(other);
  };
  /**
   * Keeps the file that `write` makes as a snapshot, in the place of an older one, with nothing in it that is erased
   * here. Who erases something after the last look finds the snapshot in its place.
   */
  const keepSnapshot = async (name: string, write: (incoming: string) => Promise<void>): Promise<void> => {
    // The folder of a data file that is gone is not made anew.
    connection.requireFiles();
    const incoming = snapshots.claim();
    try {
      await write(incoming);
      await cleanse(incoming);
      snapshots.accept(incoming, name);
    } finally {
      snapshots.discard(incoming);
    }
    await cleanse(snapshots.fileOf(name));
  };
  const scrub = async (): Promise<void> => {
    if (!(await outside.lifecycle.needsScrub())) return;
    // Another process may erase something while this one rewrites.
    const erasures = await outside.lifecycle.erasures();
    snapshots.sweep();
    for (const { name } of snapshots.list()) {
      const snapshot = snapshots.fileOf(name);
      const checked = await checkFile(snapshot, SCHEMA_FILE, APPLICATION_ID);
      // A file of another kind is nothing that this program kept.
      if ('problem' in checked && checked.problem !== 'passwords') continue;
      bringUpToDate(snapshot);
      await cleanse(snapshot);
    }
    connection.requireFiles();
    if (file !== undefined) await writeLock.withoutWriters(() => rewriteFile(file));
    await outside.lifecycle.scrubbed(erasures);
  };
  return {
    ...outside,
    transaction: (work) => transactions.run(() => work(inside)),
    requireStorage,
    scrub,
    snapshots,
    snapshot: (name) => keepSnapshot(name, copyTo),
    putSnapshot: (name, bytes) =>
      keepSnapshot(name, async (incoming) => {
        await receive(bytes, incoming);
        await requireOurs(name, incoming);
      }),
    restore: async (name) => {
      const snapshot = snapshots.fileOf(name);
      if (!snapshots.isTrusted(name)) {
        await requireOurs(name, snapshot);
        snapshots.trust(name);
      }
      await flushed(async () => {
        try {
          restoreFrom(connection, snapshot);
        } catch (error) {
          const { code } = error as { readonly code?: unknown };
          // A value that no table here takes: SQLite does not look for those when it looks for damage.
          throw String(code).startsWith('SQLITE_CONSTRAINT') ? noSnapshot(name, 'damaged') : error;
        }
      });
      await scrub();
    },
    replaceBy: (other) =>
      flushed(async () => {
        replaceBy(connection, other);
      }),
    copyTo,
    bytes: () => writeLock.exclusively(async () => connection.bytes()),
    close: async () => {
      await searcher?.close();
      try {
        await outside.usage.flush();
        if (transactions.hasFailed) await requireStorage();
      } finally {
        // Whatever was begun before is done.
        await writeLock.exclusively(async () => {
          connection.close();
        });
        snapshots.close();
      }
    },
  };
}

type SnapshotProblem = Extract<Checked, { problem: unknown }>['problem'];

/** Why a file is no snapshot that can be gone back to. */
const NO_SNAPSHOT: Readonly<Record<SnapshotProblem, string>> = {
  foreign: `is none of this version of atws-emulator, ${VERSION}, or an earlier one`,
  'other tables': 'has other tables, views or triggers than those of atws-emulator',
  passwords: `has passwords that are no bcrypt hashes of a cost from ${BCRYPT_COSTS.least} to ${BCRYPT_COSTS.most}`,
  damaged: 'is damaged',
  'no tenant': 'has no tenant with a time zone',
};

function noSnapshot(name: string, problem: SnapshotProblem): DataFileError {
  return new DataFileError(`The snapshot ${name} ${NO_SNAPSHOT[problem]}.`);
}

/** Throws a DataFileError when a file is no snapshot that can be gone back to. An older one is brought up to date. */
async function requireOurs(name: string, file: string): Promise<void> {
  const checked = await checkFile(file, SCHEMA_FILE, APPLICATION_ID);
  if ('problem' in checked) throw noSnapshot(name, checked.problem);
  if (checked.version !== SCHEMA_VERSION) bringUpToDate(file);
}

function bringUpToDate(file: string): void {
  const connection = new Connection(file);
  try {
    const version = Number(connection.pragma('user_version'));
    if (version === SCHEMA_VERSION) return;
    connection.execute('BEGIN IMMEDIATE');
    migrate(connection, version);
    connection.execute('COMMIT');
  } finally {
    connection.close();
  }
}

function migrate(connection: Connection, version: number): void {
  connection.execute(`${migrationFrom(version)} ${VERSION_OF_SCHEMA}`);
  noteWriter(connection);
}

/** For an earlier version that is given the file later. */
function noteWriter(connection: Connection): void {
  connection.run('DELETE FROM written_by', []);
  connection.run('INSERT INTO written_by VALUES (?)', [VERSION]);
}

/** The version that brought a file to its schema; undefined for a file of before that was noted. */
function writerOf(connection: Connection): string | undefined {
  try {
    const [[version] = []] = connection.rows('SELECT version FROM written_by', []);
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

/** What statements have to do with that are in no transaction. */
interface Outside {
  readonly writeLock: WriteLock;
  readonly transactions: GroupCommit;
  readonly searcher: Searcher | undefined;
}

/** Runs statements on a connection: inside a transaction, or outside, where each that writes is one of its own. */
function executor(connection: Connection, outside?: Outside): Executor {
  const { writeLock, transactions, searcher } = outside ?? {};
  async function all<R>(
    query: CompiledQuery<R>,
    parameters: readonly unknown[] = query.parameters,
  ): Promise<R[]> {
    while (writeLock?.readerWait) await writeLock.readerWait;
    return connection.all(query.sql, parameters) as R[];
  }
  return {
    all,
    first: async (query, parameters) => (await all(query, parameters))[0],
    rows: async (sql, parameters) => {
      while (writeLock?.readerWait) await writeLock.readerWait;
      return connection.rows(sql, parameters);
    },
    read: async (work) => {
      while (writeLock?.readerWait) await writeLock.readerWait;
      return work(connection);
    },
    search:
      searcher &&
      (async (sql, parameters) => {
        while (writeLock?.readerWait) await writeLock.readerWait;
        // A thread would open whatever is in the place of the file.
        connection.requireFiles();
        return searcher.find(sql, parameters);
      }),
    run: async (query, parameters) => {
      const write = async (): Promise<number> => connection.run(query.sql, parameters ?? query.parameters);
      return transactions ? transactions.run(write) : write();
    },
    cache: (tables, options) => connection.keep(tables, options, outside === undefined),
  };
}

/** The version of the schema in the file; 0 while there is nothing. Throws a DataFileError for what is not ours. */
function versionOf(connection: Connection, file: string | undefined): number {
  const version = Number(connection.pragma('user_version'));
  const application = Number(connection.pragma('application_id'));
  const [[tables] = []] = connection.rows('SELECT count(*) FROM sqlite_schema', []);
  if (version === 0 && application === 0 && tables === 0) return 0;
  if (application !== APPLICATION_ID) {
    throw new DataFileError(
      `${file} is a SQLite database of another program. Name another file with --data.`,
    );
  }
  if (version > SCHEMA_VERSION) {
    throw new DataFileError(
      `${file} was written by atws-emulator ${writerOf(connection) ?? 'of a later version'}, and this is ${VERSION}: ` +
        `take that version or a later one, or name another file with --data.`,
    );
  }
  if (version < 1) throw new DataFileError(`${file} is damaged: put a backup in its place.`);
  return version;
}

/** Passwords and personal data live in the file: only its owner may read it. */
function claimFile(file: string): void {
  requireFileName(file);
  const folder = path.dirname(file);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    // With this name there is something else.
    const reason = (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'it is a file' : reasonOf(error);
    throw new DataFileError(
      `The folder ${folder} of the data file cannot be made: ${reason ?? String(error)}.`,
    );
  }
  try {
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw new DataFileError(`The data file ${file} cannot be made: ${reasonOf(error) ?? String(error)}.`);
  }
  if (statSync(file).isDirectory()) {
    throw new DataFileError(`${file} is a folder: name a file in it, ${path.join(file, 'atws.db')}.`);
  }
}

function connect(file: string): Connection {
  try {
    return new Connection(file);
  } catch (error) {
    throw dataFileError(file, error, false);
  }
}

/**
 * What went wrong with a data file, where the system or SQLite says so; other errors stay as they are. What SQLite
 * does not find in a file that is not new is missing from it.
 */
export function dataFileError(file: string, error: unknown, isNew: boolean): unknown {
  if (error instanceof DataFileError) return error;
  const reason =
    error instanceof StorageFailure
      ? error.reason
      : (reasonOf(error) ?? (!isNew && isOfSqlite(error) ? DAMAGED : undefined));
  return reason === undefined ? error : new DataFileError(`The data file ${file} cannot be used: ${reason}.`);
}
