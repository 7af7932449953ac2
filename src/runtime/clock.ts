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

/** What makes a clock show the time it shows, other than the clock it is based on. */
export interface ClockSetting {
  /** Milliseconds ahead of the clock it is based on. */
  readonly offset: number;
  /** The instant at which it stands still, UTC text; null while it runs. */
  readonly frozenAt: string | null;
}

/** Where the setting of a clock is kept. */
export interface ClockSettings {
  /** The setting as it was read last. */
  readonly last: ClockSetting;
  /** Replaces the setting by one that is made of it, and reads it anew. */
  readonly change: (changed: (setting: ClockSetting) => ClockSetting) => Promise<void>;
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

/**
 * A clock that can be set, stopped and moved, for all servers over the data file; how long something took is still
 * measured truly.
 */
export class AdjustableClock implements Clock {
  readonly #base: Clock;
  readonly #settings: ClockSettings;

  constructor(base: Clock, settings: ClockSettings) {
    this.#base = base;
    this.#settings = settings;
  }

  now(): Date {
    return new Date(shownBy(this.#settings.last, this.#base.now().getTime()));
  }

  elapsed(): number {
    return this.#base.elapsed();
  }

  /** As all servers had it when a caller was looked up last. */
  get state(): ClockState {
    // One reading, or a millisecond between two would show as an offset.
    const base = this.#base.now().getTime();
    const setting = this.#settings.last;
    const now = shownBy(setting, base);
    return { now: new Date(now), offset: now - base, frozen: setting.frozenAt !== null };
  }

  /** Throws a ClockError for a time it cannot show, and then changes nothing. */
  change(change: ClockChange): Promise<void> {
    return this.#settings.change((setting) => changed(setting, change, this.#base.now().getTime()));
  }

  /** Shows the time of the clock it is based on again. */
  reset(): Promise<void> {
    return this.#settings.change(() => ({ offset: 0, frozenAt: null }));
  }
}

/** Milliseconds, as `base` is. */
function shownBy({ offset, frozenAt }: ClockSetting, base: number): number {
  return frozenAt === null ? base + offset : Date.parse(frozenAt);
}

/** `base`: one reading, or a millisecond between two would show. Throws a ClockError. */
function changed(setting: ClockSetting, change: ClockChange, base: number): ClockSetting {
  const { now, offset, frozen = setting.frozenAt !== null, tick = 0 } = change;
  const wanted = now?.getTime() ?? shownBy(setting, base);
  const shown = Math.trunc((offset === undefined ? wanted : base + offset) + tick);
  if (!(shown >= EARLIEST && shown <= LATEST)) {
    throw new ClockError('The clock shows times from 1900 to 9999.');
  }
  return { offset: shown - base, frozenAt: frozen ? new Date(shown).toISOString() : null };
}
