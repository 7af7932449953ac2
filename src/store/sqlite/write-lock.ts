import { wait } from '../../runtime/timers';
// The write lock of a SQLite database among transactions of one process.

/** How long to wait for another process, which does not say when it has done. */
const RETRY_MS = 1;

/** Lets one transaction work alone on a connection, so that no half of it is seen. */
export class WriteLock {
  /** The transaction that is open. */
  #transaction: Promise<unknown> | undefined;
  /** Work during which others may read, and not write. */
  #maintenance: Promise<unknown> | undefined;

  /** The transaction that readers wait for. When it ends they look again, with no step between: the next may begin at once. */
  get readerWait(): Promise<unknown> | undefined {
    return this.#transaction;
  }

  /** The transaction that writers wait for. When it ends they look again, as readers do. */
  get #holdsWriters(): Promise<unknown> | undefined {
    return this.#transaction ?? this.#maintenance;
  }

  /** Nobody else reads or writes while `work` goes on. It starts when `begin` does; until then others go on. */
  async exclusively<T>(work: () => Promise<T>, begin = (): boolean => true): Promise<T> {
    for (;;) {
      while (this.#holdsWriters) await this.#holdsWriters;
      if (begin()) break;
      await wait(RETRY_MS);
    }
    const done = work();
    // Others only wait for the end; how it ended is for the caller alone.
    this.#transaction = done.then(
      () => (this.#transaction = undefined),
      () => (this.#transaction = undefined),
    );
    return done;
  }

  /** Nobody else writes while `work` goes on. */
  async withoutWriters<T>(work: () => Promise<T>): Promise<T> {
    while (this.#holdsWriters) await this.#holdsWriters;
    const done = work();
    this.#maintenance = done.then(
      () => (this.#maintenance = undefined),
      () => (this.#maintenance = undefined),
    );
    return done;
  }
}
