import type { Tables } from '../tables';

/** The name of a table. */
export type TableName = keyof Tables;

export interface KeptOptions {
  readonly limit: number;
  /** The keys are ids of rows of this table: a write to one row concerns no other answer. */
  readonly idsOf?: TableName;
}

/**
 * Answers of earlier reads, until somebody writes to the tables they were read from: whoever asks sees every
 * change at once, and what was erased is not kept either. When there are too many, all go: to find
 * the oldest takes longer than to read again.
 */
export class Kept<K, V> {
  readonly #refresh: () => void;
  readonly #tables: readonly TableName[];
  readonly #limit: number;
  readonly #idsOf: TableName | undefined;
  readonly #values = new Map<K, V>();
  /** Grows whenever all is forgotten. */
  #life = 0;

  /** `refresh` forgets when another process has written. */
  constructor(refresh: () => void, tables: readonly TableName[], { limit, idsOf }: KeptOptions) {
    this.#refresh = refresh;
    this.#tables = tables;
    this.#limit = limit;
    this.#idsOf = idsOf;
  }

  /** All that is kept and still true. */
  current(): ReadonlyMap<K, V> {
    this.#refresh();
    return this.#values;
  }

  /** What is kept, or else what `read` answers, which is kept unless somebody writes meanwhile. */
  async through(key: K, read: () => Promise<V>): Promise<V> {
    const known = this.current().get(key);
    if (known !== undefined) return known;
    const life = this.#life;
    const value = await read();
    if (life === this.#life) this.keep(key, value);
    return value;
  }

  /** Keeps what was read just now: nobody could write between. */
  keep(key: K, value: V): void {
    if (this.#values.size >= this.#limit && !this.#values.has(key)) this.#values.clear();
    this.#values.set(key, value);
  }

  /** Somebody writes to a table: to the row of that id, or to any. */
  forget(table: TableName | undefined, id: unknown): void {
    if (table !== undefined && !this.#tables.includes(table)) return;
    this.#life += 1;
    if (id !== undefined && table === this.#idsOf) this.#values.delete(id as K);
    else this.#values.clear();
  }
}
