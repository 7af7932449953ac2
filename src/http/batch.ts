/**
 * Gathers work, and does it in a row. A processor needs half the time for calls that follow each other at once: whenever
 * the system reads or writes in between, it loses what it had of our code in its caches (docs/performance.md).
 */
export class Batch {
  readonly #schedule: (run: () => void) => void;
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];

  /** `schedule` calls the given function later; `most`: how much work is done in a row before others get their turn. */
  constructor(schedule: (run: () => void) => void, most = Infinity) {
    this.#schedule = schedule;
    this.#most = most;
  }

  add(work: () => void): void {
    if (this.#waiting.push(work) === 1) this.#schedule(this.#run);
  }

  readonly #run = (): void => {
    const now = this.#waiting.splice(0, this.#most);
    if (this.#waiting.length > 0) this.#schedule(this.#run);
    for (const work of now) work();
  };
}
