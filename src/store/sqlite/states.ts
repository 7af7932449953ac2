import { turn } from '../../runtime/timers';
import { BCRYPT_COSTS } from '../../entities/password-hash';
import { closeSync, openSync, rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { VERSION } from '../../config/package-files';
import { DataFileError } from '../data-file-error';
import type { SavedStates, SnapshotInfo } from '../engine';
import { storageFailureOf } from '../storage-failure';
import type { Checked } from './check-file';
import { Connection } from './connection';
import { FileChanger, migrateFile } from './change-file';
import { checkDataFile } from './data-file';
import { patientBegin } from './group-commit';
import { SCHEMA_VERSION } from './migrations';
import { changeState, clearServerTables, type StateChange } from './restore';
import { copyFile, rewriteFile } from './rewrite-file';
import { receive, SnapshotFiles } from './snapshots';
import type { WriteLock } from './write-lock';

/** The states of a SQLite database, each in a file. */
export class SqliteStates implements SavedStates {
  readonly #connection: Connection;
  readonly #writeLock: WriteLock;
  readonly #file: string | undefined;
  readonly #snapshots: SnapshotFiles;
  readonly #changer = new FileChanger();

  constructor(connection: Connection, writeLock: WriteLock, file: string | undefined) {
    this.#connection = connection;
    this.#writeLock = writeLock;
    this.#file = file;
    this.#snapshots = new SnapshotFiles(file);
  }

  async list(): Promise<readonly SnapshotInfo[]> {
    return this.#snapshots.list();
  }

  async has(name: string): Promise<boolean> {
    return this.#snapshots.has(name);
  }

  async remove(name: string): Promise<void> {
    this.#snapshots.remove(name);
  }

  fileOf(name: string): Promise<FileHandle> {
    return open(this.#snapshots.fileOf(name));
  }

  keep(name: string): Promise<void> {
    return this.#keep(name, (incoming) => this.copyTo(incoming));
  }

  put(name: string, bytes: Readable): Promise<void> {
    return this.#keep(name, async (incoming) => {
      await receive(bytes, incoming);
      await requireOurs(name, incoming);
    });
  }

  async restore(name: string): Promise<void> {
    const snapshot = this.#snapshots.fileOf(name);
    if (!this.#snapshots.isTrusted(name)) {
      await requireOurs(name, snapshot);
      this.#snapshots.trust(name);
    }
    try {
      await this.#change({ change: 'restore', other: snapshot });
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      // A value that no table here takes: SQLite does not look for those when it looks for damage.
      throw String(code).startsWith('SQLITE_CONSTRAINT') ? noSnapshot(name, 'damaged') : error;
    }
  }

  async replaceBy(file: string): Promise<void> {
    await this.#change({ change: 'replace', other: file });
  }

  async copyTo(target: string): Promise<void> {
    this.#connection.requireFiles();
    // Personal data is for the owner only; the statement takes a file that is there when it is empty.
    closeSync(openSync(target, 'wx', 0o600));
    try {
      if (this.#file === undefined)
        await this.#writeLock.exclusively(async () => this.#connection.run('VACUUM INTO ?', [target]));
      else await copyFile(this.#file, target);
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
  }

  /** Erases in all snapshots what is erased in the data. */
  async cleanseAll(): Promise<void> {
    this.#snapshots.sweep();
    for (const { name } of this.#snapshots.list()) {
      const snapshot = this.#snapshots.fileOf(name);
      const checked = await checkDataFile(snapshot);
      // A file of another kind is nothing that this program kept.
      if ('problem' in checked && checked.problem !== 'passwords') continue;
      await migrateFile(snapshot);
      await this.#cleanse(snapshot);
    }
  }

  async close(): Promise<void> {
    await this.#changer.close();
    this.#snapshots.close();
  }

  /** Makes a change, of a data file in a thread: calls that read go on with the state before it, others wait. */
  async #change(change: StateChange): Promise<boolean> {
    // Another server in this process that has looked at the file in this turn looks again in the next one only.
    await turn();
    const file = this.#file;
    if (file === undefined) {
      return this.#writeLock.exclusively(
        async () => changeState(this.#connection, change),
        patientBegin(this.#connection),
      );
    }
    return this.#writeLock.withoutWriters(async () => {
      // A thread would open another file that took the place of this one.
      this.#connection.requireFiles();
      return this.#changer.change({ ...change, file });
    });
  }

  /**
   * Keeps the file that `write` makes as a snapshot, in the place of an older one, with nothing in it that is erased
   * here. Who erases something after the last look finds the snapshot in its place.
   */
  async #keep(name: string, write: (incoming: string) => Promise<void>): Promise<void> {
    // The folder of a data file that is gone is not made anew.
    this.#connection.requireFiles();
    const incoming = this.#snapshots.claim();
    try {
      await write(incoming);
      await this.#cleanse(incoming);
      this.#snapshots.accept(incoming, name);
    } finally {
      this.#snapshots.discard(incoming);
    }
    await this.#cleanse(this.#snapshots.fileOf(name));
  }

  /** Erases in another data file what is erased in this one, and rewrites it then. */
  async #cleanse(other: string): Promise<void> {
    if (await this.#change({ change: 'erase', other })) await rewriteFile(other);
  }
}

type SnapshotProblem = Extract<Checked, { problem: unknown }>['problem'];

/** The fault of a file, in words that follow its name. */
const PROBLEMS: Readonly<Record<SnapshotProblem, string>> = {
  foreign: `is none of this version of atws-emulator, ${VERSION}, or an earlier one`,
  'other tables': 'has other tables, views or triggers than those of atws-emulator',
  passwords: `has passwords that are no bcrypt hashes of a cost from ${BCRYPT_COSTS.least} to ${BCRYPT_COSTS.most}`,
  damaged: 'is damaged',
  'no tenant': 'has no tenant with a time zone',
};

function noSnapshot(name: string, problem: SnapshotProblem): DataFileError {
  return new DataFileError(`The snapshot ${name} ${PROBLEMS[problem]}.`);
}

/** Throws a DataFileError when a file is no snapshot that can be gone back to. An older one is brought up to date. */
export async function requireOurs(name: string, file: string): Promise<void> {
  await requireWhole(`The snapshot ${name}`, file);
}

/** Throws a DataFileError when a file is no data file that is whole. An older one is brought up to date. */
export async function requireWhole(called: string, file: string): Promise<void> {
  const checked = await checkDataFile(file);
  if ('problem' in checked) throw new DataFileError(`${called} ${PROBLEMS[checked.problem]}.`);
  if (checked.version !== SCHEMA_VERSION) await migrateFile(file);
}
