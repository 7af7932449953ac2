import type { Hasher } from '../passwords/hasher';

/** A run of an import met passwords without a hash. */
export class HashesMissing extends Error {}

/**
 * The hashes of a file's passwords, which are made between two runs of the import: each takes a good part of a second,
 * and the write lock would be held meanwhile. A run meets the passwords in the order of the file, and is rolled back;
 * the next one gets their hashes.
 */
export class HashesAhead {
  readonly #hasher: Hasher;
  readonly #met: { readonly password: string; hash: string | null }[] = [];
  #next = 0;

  constructor(hasher: Hasher) {
    this.#hasher = hasher;
  }

  /** The hash of the next password of this run; null where it has yet to be made. */
  hash(password: string): Promise<string | null> {
    const met = this.#met[this.#next];
    const one = met?.password === password ? met : { password, hash: null };
    this.#met[this.#next] = one;
    this.#next += 1;
    return Promise.resolve(one.hash);
  }

  /** Ends a run. Throws HashesMissing where it is to be rolled back and run again after `make`. */
  endRun(): void {
    this.#next = 0;
    if (this.#met.some(({ hash }) => hash === null)) throw new HashesMissing();
  }

  /** Makes the hashes. `made`: called after each. */
  async make(made?: () => void): Promise<void> {
    for (const one of this.#met) {
      one.hash ??= await this.#hasher.hash(one.password);
      made?.();
    }
  }
}
