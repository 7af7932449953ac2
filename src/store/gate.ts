/** Lets one transaction work alone on a connection, so that nobody else sees the half of it. */
export class Gate {
  /** The transaction that is open. */
  #transaction: Promise<unknown> | undefined;
  /** Work during which others may read, and not write. */
  #maintenance: Promise<unknown> | undefined;

  get holdsReaders(): boolean {
    return this.#transaction !== undefined;
  }

  get holdsWriters(): boolean {
    return this.#transaction !== undefined || this.#maintenance !== undefined;
  }

  async toRead(): Promise<void> {
    while (this.#transaction) await this.#transaction;
  }

  async toWrite(): Promise<void> {
    while (this.holdsWriters) await this.#nextEnd();
  }

  /** Nobody else reads or writes while `work` goes on. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    // Not toWrite(): between its end and this line somebody else could start.
    while (this.holdsWriters) await this.#nextEnd();
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
    while (this.holdsWriters) await this.#nextEnd();
    const done = work();
    this.#maintenance = done.then(
      () => (this.#maintenance = undefined),
      () => (this.#maintenance = undefined),
    );
    return done;
  }

  #nextEnd(): Promise<unknown> | undefined {
    return this.#transaction ?? this.#maintenance;
  }
}
