import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';

/** A state that was kept under a name. */
export interface SnapshotInfo {
  readonly name: string;
  readonly bytes: number;
}

const SUFFIX = '.db';

/** Whether text can be the name of a snapshot: it becomes a file name. */
export function isSnapshotName(name: string): boolean {
  return /^\w[\w.-]{0,63}$/.test(name);
}

/** The files of the snapshots of one store: beside the data file, or in a folder that goes with the process. */
export class SnapshotFiles {
  readonly #besides: string | undefined;
  #folder: string | undefined;

  constructor(dataFile: string | undefined) {
    this.#besides = dataFile === undefined ? undefined : `${dataFile}.snapshots`;
    if (this.#besides !== undefined && existsSync(this.#besides)) this.#folder = this.#besides;
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
    if (this.#folder === undefined) return [];
    return readdirSync(this.#folder)
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
    if (this.#besides === undefined && this.#folder !== undefined)
      rmSync(this.#folder, { recursive: true, force: true });
  }

  #make(): string {
    if (this.#folder !== undefined) return this.#folder;
    if (this.#besides === undefined)
      return (this.#folder = mkdtempSync(path.join(os.tmpdir(), 'atws-snapshots-')));
    mkdirSync(this.#besides, { mode: 0o700 });
    return (this.#folder = this.#besides);
  }
}

/** The header of a database: whose it is, and its version. Undefined where the bytes are none, or damaged. */
export function databaseHeader(
  file: string,
): { readonly application: number; readonly version: number } | undefined {
  try {
    const sqlite = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      if (sqlite.pragma('quick_check(1)', { simple: true }) !== 'ok') return undefined;
      return {
        application: Number(sqlite.pragma('application_id', { simple: true })),
        version: Number(sqlite.pragma('user_version', { simple: true })),
      };
    } finally {
      sqlite.close();
    }
  } catch {
    return undefined;
  }
}
