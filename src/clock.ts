import type { Asked } from './asked';

/** The only source of "now". */
export interface Clock {
  now(): Date;
  /**
   * Milliseconds that only ever grow, for measuring how long something took. The machine's clock counts the same in
   * all processes.
   */
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

/** How a clock is to be set, stopped or moved; in this order, where several are given. */
export interface ClockChange {
  readonly now?: Date | undefined;
  /** Milliseconds ahead of the clock it is based on. */
  readonly offset?: number | undefined;
  readonly frozen?: boolean | undefined;
  /** Milliseconds to move on by. */
  readonly tick?: number | undefined;
}

/** What makes a clock show what it shows: the same on another clock of the same base. */
export interface ClockSetting {
  readonly offset: number;
  readonly frozenAt: number | undefined;
}

/** A clock that may be that of several processes: all show the same, and whoever changes it changes it for all. */
export type SharedClock = Pick<AdjustableClock, keyof Clock | 'state'> &
  Asked<Pick<AdjustableClock, 'change' | 'reset'>>;

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

  /** Throws a ClockError for a time it cannot show; what comes before that in the order is done. */
  change({ now, offset, frozen, tick }: ClockChange): void {
    if (now !== undefined) this.set(now);
    if (offset !== undefined) this.tick(offset - this.state.offset);
    if (frozen !== undefined) this.freeze(frozen);
    if (tick !== undefined) this.tick(tick);
  }

  get setting(): ClockSetting {
    return { offset: this.#offset, frozenAt: this.#frozenAt };
  }

  follow({ offset, frozenAt }: ClockSetting): void {
    this.#offset = offset;
    this.#frozenAt = frozenAt;
  }

  /** Shows the time of the clock it is based on again. */
  reset(): void {
    this.#offset = 0;
    this.#frozenAt = undefined;
  }
}
