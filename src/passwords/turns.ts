/** Queues that are served in turn (round robin), so that a long queue delays only itself. */
export class Turns<T> {
  readonly #lines = new Map<string, T[]>();

  add(line: string, work: T): void {
    const waiting = this.#lines.get(line);
    if (waiting) waiting.push(work);
    else this.#lines.set(line, [work]);
  }

  /** Removes and answers the next piece of work; undefined where all queues are empty. */
  next(): T | undefined {
    const [front] = this.#lines;
    if (!front) return undefined;
    const [line, [work, ...others]] = front;
    this.#lines.delete(line);
    if (others.length > 0) this.#lines.set(line, others);
    return work;
  }

  /** Removes and answers the work that a predicate selects. */
  remove(isSo: (work: T) => boolean): readonly T[] {
    const removed: T[] = [];
    for (const [line, works] of this.#lines) {
      const others = works.filter((work) => !isSo(work));
      if (others.length === works.length) continue;
      removed.push(...works.filter(isSo));
      if (others.length > 0) this.#lines.set(line, others);
      else this.#lines.delete(line);
    }
    return removed;
  }

  /** All waiting work, queue by queue in the order of their next turns. */
  all(): readonly T[] {
    return [...this.#lines.values()].flat();
  }
}
