import type { Answers, CacheOptions } from './engine';
import type { TableName } from './tables';

/**
 * A cache of values that were read from tables. A write to one of them, by this process or another, invalidates it at
 * once, so that a reader sees every change, and nothing that was erased. When the cache is full, all of it goes: to find
 * the oldest value takes longer than to read again.
 */
export class Cache<K, V> implements Answers<K, V> {
  readonly #refresh: () => void;
  readonly #tables: readonly TableName[];
  readonly #limit: number;
  readonly #idsOf: TableName | undefined;
  readonly #values = new Map<K, V>();
  /** Incremented by every write to one of the tables. */
  #writes = 0;

  /** `refresh` invalidates where another process has written. */
  constructor(refresh: () => void, tables: readonly TableName[], { limit, idsOf }: CacheOptions) {
    this.#refresh = refresh;
    this.#tables = tables;
    this.#limit = limit;
    this.#idsOf = idsOf;
  }

  /** All values that are still true. */
  current(): ReadonlyMap<K, V> {
    this.#refresh();
    return this.#values;
  }

  /** The cached value, or else the one that `read` answers, which is cached unless a write came in between. */
  async getOrRead(key: K, read: () => Promise<V>): Promise<V> {
    const known = this.current().get(key);
    if (known !== undefined) return known;
    const writes = this.#writes;
    const value = await read();
    if (writes === this.#writes) this.set(key, value);
    return value;
  }

  /** Caches a value that was read in this turn of the event loop, in which nothing can write. */
  set(key: K, value: V): void {
    if (this.#values.size >= this.#limit && !this.#values.has(key)) this.#values.clear();
    this.#values.set(key, value);
  }

  /** A table is written to: the row of that id, or any row; undefined: any table. */
  invalidate(table: TableName | undefined, id: unknown): void {
    if (table !== undefined && !this.#tables.includes(table)) return;
    this.#writes += 1;
    if (id !== undefined && table === this.#idsOf) this.#values.delete(id as K);
    else this.#values.clear();
  }
}
