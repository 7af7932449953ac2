// The clock of the emulator, which can be moved and stopped.
/** The only source of the present time. */
export interface Clock {
  now(): Date;
  /** Monotonic milliseconds, for measuring durations. On the machine's clock they are the same in all processes. */
  elapsed(): number;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => Number(process.hrtime.bigint()) / 1e6,
};

/** A time outside the range of the clock. */
export class ClockError extends Error {
  override readonly name = 'ClockError';
}

/** The range of the clock: years are written with four digits. */
const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(10_000, 0, 1) - 1;

/** The state of an adjustable clock. */
export interface ClockState {
  readonly now: Date;
  /** Milliseconds ahead of the base clock. */
  readonly offset: number;
  readonly frozen: boolean;
}

/** The stored setting of an adjustable clock. */
export interface ClockSetting {
  /** Milliseconds ahead of the base clock. */
  readonly offset: number;
  /** The instant at which it is frozen, UTC text; null while it runs. */
  readonly frozenAt: string | null;
}

/** The storage of a clock's setting, which all servers over a data file share. */
export interface ClockSettings {
  /** The setting as it was last read. */
  readonly last: ClockSetting;
  /** Replaces the setting by the result of `changed`, and reads it anew. */
  readonly change: (changed: (setting: ClockSetting) => ClockSetting) => Promise<void>;
}

/** A change of a clock; the members apply in the order `now`, `offset`, `frozen`, `tick`. */
export interface ClockChange {
  readonly now?: Date | undefined;
  /** Milliseconds ahead of the base clock. */
  readonly offset?: number | undefined;
  readonly frozen?: boolean | undefined;
  /** Milliseconds to advance by. */
  readonly tick?: number | undefined;
}

/** A clock that can be set, frozen and advanced, for all servers over the data file. `elapsed` is not affected. */
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

  /** The setting that was read with the last caller. */
  get state(): ClockState {
    // Read once: a millisecond between two readings would show as an offset.
    const base = this.#base.now().getTime();
    const setting = this.#settings.last;
    const now = shownBy(setting, base);
    return { now: new Date(now), offset: now - base, frozen: setting.frozenAt !== null };
  }

  /** Throws a ClockError for a time out of range, and then changes nothing. */
  change(change: ClockChange): Promise<void> {
    return this.#settings.change((setting) => changed(setting, change, this.#base.now().getTime()));
  }

  /** Returns to the time of the base clock. */
  reset(): Promise<void> {
    return this.#settings.change(() => ({ offset: 0, frozenAt: null }));
  }
}

/** The time of a clock by its setting; both times in milliseconds since 1970. */
function shownBy({ offset, frozenAt }: ClockSetting, base: number): number {
  return frozenAt === null ? base + offset : Date.parse(frozenAt);
}

/** The setting after a change. `base`: the time of the base clock, read once. Throws a ClockError. */
function changed(setting: ClockSetting, change: ClockChange, base: number): ClockSetting {
  const { now, offset, frozen = setting.frozenAt !== null, tick = 0 } = change;
  const wanted = now?.getTime() ?? shownBy(setting, base);
  const shown = Math.trunc((offset === undefined ? wanted : base + offset) + tick);
  if (!(shown >= EARLIEST && shown <= LATEST)) {
    throw new ClockError('The clock shows times from 1900 to 9999.');
  }
  return { offset: shown - base, frozenAt: frozen ? new Date(shown).toISOString() : null };
}
