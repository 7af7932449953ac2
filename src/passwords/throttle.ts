import type { Clock } from '../clock';
import { BoundedMap } from './bounded-map';

const FAILURES_ALLOWED = 10;
const WINDOW_MS = 60_000;
const MAX_ENTRIES = 10_000;

/** Slows guessing: after ten failures within a minute, nobody is checked until the minute is over. */
export class Throttle {
  readonly #clock: Clock;
  readonly #failures = new BoundedMap<string, { count: number; readonly since: number }>(MAX_ENTRIES);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `who`: whoever is to be told apart, such as an address and a user name. */
  isHeld(who: string): boolean {
    return (this.#current(who)?.count ?? 0) >= FAILURES_ALLOWED;
  }

  failed(who: string): void {
    const entry = this.#current(who);
    if (entry) {
      entry.count += 1;
      return;
    }
    this.#failures.set(who, { count: 1, since: this.#clock.elapsed() });
  }

  succeeded(who: string): void {
    this.#failures.delete(who);
  }

  clear(): void {
    this.#failures.clear();
  }

  #current(who: string): { count: number } | undefined {
    const entry = this.#failures.get(who);
    if (entry && this.#clock.elapsed() - entry.since >= WINDOW_MS) {
      this.#failures.delete(who);
      return undefined;
    }
    return entry;
  }
}
