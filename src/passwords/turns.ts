/** Work that waits. All who brought some are served in turn: much work of one is waited for by that one only. */
export class Turns<T> {
  readonly #lines = new Map<string, T[]>();

  add(line: string, work: T): void {
    const waiting = this.#lines.get(line);
    if (waiting) waiting.push(work);
    else this.#lines.set(line, [work]);
  }

  /** Takes out what is next; undefined where nothing waits. */
  next(): T | undefined {
    const [front] = this.#lines;
    if (!front) return undefined;
    const [line, [work, ...others]] = front;
    this.#lines.delete(line);
    if (others.length > 0) this.#lines.set(line, others);
    return work;
  }

  /** Takes out all that is so. */
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

  /** All that waits, line by line in the order of their next turns. */
  all(): readonly T[] {
    return [...this.#lines.values()].flat();
  }
}
