// The files of snapshots, in a folder beside the data file.

import { randomUUID } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from '../../input/make-folder';
import { reasonOf } from '../../input/system-error';
import { DataFileError } from '../data-file-error';
import type { SnapshotInfo } from '../engine';

const SUFFIX = '.db';

/** Ends the name of a file that may become a snapshot. It begins with the number of the process that makes it. */
const INCOMING = '.incoming';
const INCOMING_FILE = /^(\d+)\.[\da-f-]+\.incoming(?=(?:-wal|-shm|-journal)?$)/;

/** The names of the snapshot files that this process is writing. */
const CLAIMED = new Set<string>();

/** The files of the snapshots of one store: beside the data file, or in a folder that goes with the process. */
export class SnapshotFiles {
  readonly #besides: string | undefined;
  #temporary: string | undefined;
  /** By name, how the file was that was whole. */
  readonly #trusted = new Map<string, string>();

  constructor(dataFile: string | undefined) {
    this.#besides = dataFile === undefined ? undefined : `${dataFile}.snapshots`;
    this.sweep();
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

  remove(name: string): void {
    removeDatabase(this.fileOf(name));
  }

  /** The name for a new file that may become a snapshot; `discard` must follow, also after `accept` or an error. */
  claim(): string {
    const name = `${process.pid}.${randomUUID()}${INCOMING}`;
    CLAIMED.add(name);
    return path.join(this.#make(), name);
  }

  /** Makes such a file the snapshot of a name, in the place of an older one. */
  accept(file: string, name: string): void {
    this.remove(name);
    renameSync(file, this.fileOf(name));
    this.trust(name);
  }

  /** Remembers a snapshot as it is now: it is whole. */
  trust(name: string): void {
    this.#trusted.set(name, stampOf(this.fileOf(name)));
  }

  /** Whether a snapshot is unchanged since it was found whole: checking it takes longer than restoring it. */
  isTrusted(name: string): boolean {
    return this.#trusted.get(name) === stampOf(this.fileOf(name));
  }

  /** Removes such a file, unless it is a snapshot by now. */
  discard(file: string): void {
    removeDatabase(file);
    CLAIMED.delete(path.basename(file));
  }

  /** Removes what a process that is gone was making: it may hold what has to be erased. */
  sweep(): void {
    if (this.#besides === undefined || !existsSync(this.#besides)) return;
    for (const file of readdirSync(this.#besides)) {
      const [received, writer] = INCOMING_FILE.exec(file) ?? [];
      if (received === undefined) continue;
      // In a container, a process may have the number of the one before it.
      const isMade = Number(writer) === process.pid ? CLAIMED.has(received) : isRunning(Number(writer));
      if (!isMade) rmSync(path.join(this.#besides, file), { force: true });
    }
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
    makeFolder(this.#besides);
    return this.#besides;
  }
}

/** Writes bytes to a file as they come. Throws what they end with, and a DataFileError where the disk does not take them. */
export async function receive(bytes: Readable, file: string): Promise<void> {
  try {
    // Opened at once, as a stream that opens later would make the file again after its removal.
    await pipeline(bytes, createWriteStream(file, { fd: openSync(file, 'wx', 0o600) }));
  } catch (error) {
    const reason = reasonOf(error);
    throw reason === undefined ? error : new DataFileError(`The snapshot cannot be stored: ${reason}.`);
  }
}

function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
}

function stampOf(file: string): string {
  const { ino, size, mtimeNs } = statSync(file, { bigint: true });
  return `${ino} ${size} ${mtimeNs}`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
