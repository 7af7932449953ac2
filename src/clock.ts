/** The only source of "now". */
export interface Clock {
  now(): Date;
  /** Milliseconds that only ever grow, for measuring how long something took. */
  elapsed(): number;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
};

/** A time that no clock can show. */
export class ClockError extends Error {
  override readonly name = 'ClockError';
}

/** Dates are written with four digits for the year. */
const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(10_000, 0, 1) - 1;

/** How an adjustable clock stands. */
export interface ClockState {
  readonly now: Date;
  /** How far it is ahead of the clock it is based on, in milliseconds. */
  readonly offset: number;
  readonly frozen: boolean;
}

/** A clock that can be set, stopped and moved; how long something took is still measured truly. */
export class AdjustableClock implements Clock {
  readonly #base: Clock;
  #offset = 0;
  #frozenAt: number | undefined;

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): Date {
    return new Date(this.#frozenAt ?? this.#base.now().getTime() + this.#offset);
  }

  elapsed(): number {
    return this.#base.elapsed();
  }

  get state(): ClockState {
    // One reading, or a millisecond between two would show as an offset.
    const base = this.#base.now().getTime();
    const now = this.#frozenAt ?? base + this.#offset;
    return { now: new Date(now), offset: now - base, frozen: this.#frozenAt !== undefined };
  }

  /** Shows that time; a clock that was frozen stays so. Throws a ClockError for a time it cannot show. */
  set(now: Date): void {
    if (!(now.getTime() >= EARLIEST && now.getTime() <= LATEST)) {
      throw new ClockError('The clock shows times from 1900 to 9999.');
    }
    this.#offset = now.getTime() - this.#base.now().getTime();
    if (this.#frozenAt !== undefined) this.#frozenAt = now.getTime();
  }

  /** Stops where it is, or goes on from there. */
  freeze(frozen = true): void {
    const now = this.now();
    this.#frozenAt = undefined;
    this.set(now);
    if (frozen) this.#frozenAt = now.getTime();
  }

  /** Moves on by that many milliseconds. */
  tick(milliseconds: number): void {
    this.set(new Date(this.now().getTime() + milliseconds));
  }

  /** Shows the time of the clock it is based on again. */
  reset(): void {
    this.#offset = 0;
    this.#frozenAt = undefined;
  }
}
