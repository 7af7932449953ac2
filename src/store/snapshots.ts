import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type Sqlite from 'better-sqlite3';
import { loadSqlite } from './sqlite';

/** A state that was kept under a name. */
export interface SnapshotInfo {
  readonly name: string;
  readonly bytes: number;
}

const SUFFIX = '.db';

/** Whether text can be the name of a snapshot: it becomes a file name. */
export function isSnapshotName(name: unknown): name is string {
  return typeof name === 'string' && /^\w[\w.-]{0,63}$/.test(name);
}

/** The files of the snapshots of one store: beside the data file, or in a folder that goes with the process. */
export class SnapshotFiles {
  readonly #besides: string | undefined;
  #temporary: string | undefined;

  constructor(dataFile: string | undefined) {
    this.#besides = dataFile === undefined ? undefined : `${dataFile}.snapshots`;
  }

  /** The file of a snapshot, whether it is there or not. */
  fileOf(name: string): string {
    return path.join(this.#make(), name + SUFFIX);
  }

  has(name: string): boolean {
    return this.#folder !== undefined && existsSync(this.fileOf(name));
  }

  /** By name. */
  list(): readonly SnapshotInfo[] {
    const folder = this.#folder;
    if (folder === undefined) return [];
    return readdirSync(folder)
      .filter((file) => file.endsWith(SUFFIX))
      .sort()
      .map((file) => ({
        name: file.slice(0, -SUFFIX.length),
        bytes: statSync(this.fileOf(file.slice(0, -SUFFIX.length))).size,
      }));
  }

  read(name: string): Buffer {
    return readFileSync(this.fileOf(name));
  }

  remove(name: string): void {
    for (const suffix of ['', '-wal', '-shm', '-journal'])
      rmSync(this.fileOf(name) + suffix, { force: true });
  }

  /** Snapshots of a store in memory end with it. */
  close(): void {
    if (this.#temporary !== undefined) rmSync(this.#temporary, { recursive: true, force: true });
  }

  /** Looked for each time, as another process may have made it. */
  get #folder(): string | undefined {
    if (this.#besides === undefined) return this.#temporary;
    return existsSync(this.#besides) ? this.#besides : undefined;
  }

  #make(): string {
    if (this.#besides === undefined)
      return (this.#temporary ??= mkdtempSync(path.join(os.tmpdir(), 'atws-snapshots-')));
    mkdirSync(this.#besides, { recursive: true, mode: 0o700 });
    return this.#besides;
  }
}

/** The header of a database: whose it is, and its version. Undefined where the bytes are none. */
export function databaseHeader(
  file: string,
): { readonly application: number; readonly version: number } | undefined {
  return inDatabase(file, (sqlite) => ({
    application: Number(sqlite.pragma('application_id', { simple: true })),
    version: Number(sqlite.pragma('user_version', { simple: true })),
  }));
}

/** Whether no page of a database is damaged. */
export function isSound(file: string): boolean {
  return inDatabase(file, (sqlite) => sqlite.pragma('quick_check(1)', { simple: true }) === 'ok') ?? false;
}

function inDatabase<T>(file: string, read: (sqlite: Sqlite.Database) => T): T | undefined {
  try {
    const sqlite = new (loadSqlite())(file, { readonly: true, fileMustExist: true });
    try {
      return read(sqlite);
    } finally {
      sqlite.close();
    }
  } catch {
    return undefined;
  }
}
