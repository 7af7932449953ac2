import { Cache } from '../cache';
import type { Answers, CacheOptions } from '../engine';
import { SETTINGS_TABLES } from '../settings-tables';
import type { TableName } from '../tables';

/**
 * The cache over PostgreSQL, which does not tell what others write: answers about settings stay until the count of
 * changed settings differs, and those that may be old until then. All others are read each time.
 */
export class SettingsAnswers {
  readonly #caches: Cache<never, never>[] = [];
  #changes: number | undefined;

  cache<K, V>(tables: readonly TableName[], options: CacheOptions): Answers<K, V> {
    const { mayBeOldMs } = options;
    if (mayBeOldMs !== undefined) return aging(mayBeOldMs, tables, options);
    if (!tables.every(isOfSettings)) return UNKEPT;
    const cache = new Cache<K, V>(() => undefined, tables, options);
    this.#caches.push(cache as unknown as Cache<never, never>);
    return cache;
  }

  /** `changes`: the count of changed settings, read with a caller or at the begin of a transaction. */
  changed(changes: number): void {
    if (changes !== this.#changes) this.forget();
    this.#changes = changes;
  }

  forget(): void {
    for (const cache of this.#caches) cache.invalidate(undefined, undefined);
  }
}

export function isOfSettings(table: TableName): boolean {
  return SETTINGS_TABLES.includes(table);
}

/** Nothing is kept: what a transaction reads may be undone, and others may write. */
export const UNKEPT: Answers<never, never> & Answers<unknown, never> = {
  getOrRead: (_key, read) => read(),
};

function aging<K, V>(forMs: number, tables: readonly TableName[], options: CacheOptions): Answers<K, V> {
  let since = -Infinity;
  const cache: Cache<K, V> = new Cache<K, V>(
    () => {
      const now = performance.now();
      if (now - since < forMs) return;
      since = now;
      cache.invalidate(undefined, undefined);
    },
    tables,
    options,
  );
  return cache;
}
