// Watches whether the files of an open database are still in their place.

import { statSync, type Stats } from 'node:fs';
import { reasonOf } from '../../input/system-error';
import { StorageFailure } from '../storage-failure';

/** The files of a database in WAL mode, each with the reason that is told when it is no longer the opened one. */
const PARTS = [
  {
    suffix: '',
    gone: 'it is gone from its place; put it back, or stop the server',
    another: 'another file is in its place; put the right one back, or stop the server and start it again',
  },
  ...['-wal', '-shm'].map((suffix) => ({
    suffix,
    gone: `its ${suffix} file is gone; stop the server, which writes to the data file what was stored, and start it again`,
    another: `another ${suffix} file is in its place; stop the server and whatever else uses the data file`,
  })),
];

/** The files that a connection opened. It writes to them wherever they are moved to, where the writes would be lost. */
export class OpenedFiles {
  readonly #file: string;
  readonly #opened: ReadonlyMap<string, Stats | undefined>;
  #size: number;

  /** Remembers the files as they are. */
  constructor(file: string) {
    this.#file = file;
    this.#opened = new Map(PARTS.map(({ suffix }) => [suffix, this.#look(suffix)]));
    this.#size = this.#opened.get('')?.size ?? 0;
  }

  /**
   * Throws a StorageFailure where one of them is no longer in its place, or was cut short. `mayBeShorter`: whether a
   * size below that of the last look is right. Only the names are looked at: to open and close the file here would
   * take away the locks that SQLite has on it.
   */
  require(mayBeShorter: (size: number) => boolean): void {
    for (const { suffix, gone, another } of PARTS) {
      const opened = this.#opened.get(suffix);
      const found = this.#look(suffix);
      if (!found) throw new StorageFailure(gone);
      if (found.ino !== opened?.ino || found.dev !== opened.dev) throw new StorageFailure(another);
      if (suffix !== '' || found.size === this.#size) continue;
      if (found.size < this.#size && !mayBeShorter(found.size)) {
        throw new StorageFailure('it was cut short; put a backup in its place');
      }
      this.#size = found.size;
    }
  }

  #look(suffix: string): Stats | undefined {
    try {
      return statSync(this.#file + suffix, { throwIfNoEntry: false });
    } catch (error) {
      throw new StorageFailure(reasonOf(error) ?? 'it cannot be looked at', error);
    }
  }
}
