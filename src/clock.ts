/** The only source of "now". */
export interface Clock {
  now(): Date;
  /** Milliseconds that only ever grow, for measuring how long something took. */
  elapsed(): number;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => Number(process.hrtime.bigint()) / 1e6,
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

/** How a clock is to be set, stopped and moved. */
export interface ClockChange {
  readonly now?: Date | undefined;
  /** Milliseconds ahead of the clock it is based on. */
  readonly offset?: number | undefined;
  readonly frozen?: boolean | undefined;
  /** Milliseconds to move on by. */
  readonly tick?: number | undefined;
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
    this.change({ now });
  }

  /** Stops where it is, or goes on from there. */
  freeze(frozen = true): void {
    this.change({ frozen });
  }

  /** Moves on by that many milliseconds. Throws a ClockError for a time it cannot show. */
  tick(milliseconds: number): void {
    this.change({ tick: milliseconds });
  }

  /** Throws a ClockError for a time it cannot show, and then changes nothing. */
  change({ now, offset, frozen = this.#frozenAt !== undefined, tick = 0 }: ClockChange): void {
    // One reading, or a millisecond between two would show.
    const base = this.#base.now().getTime();
    const wanted = now?.getTime() ?? this.#frozenAt ?? base + this.#offset;
    const shown = (offset === undefined ? wanted : base + offset) + tick;
    if (!(shown >= EARLIEST && shown <= LATEST)) {
      throw new ClockError('The clock shows times from 1900 to 9999.');
    }
    this.#offset = shown - base;
    this.#frozenAt = frozen ? shown : undefined;
  }

  /** Shows the time of the clock it is based on again. */
  reset(): void {
    this.#offset = 0;
    this.#frozenAt = undefined;
  }
}
