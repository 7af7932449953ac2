// Converts between instants and the wall clock of the tenant.
/** A local date and time as the wire and the store have it: `yyyy-MM-ddTHH:mm:ss.SSS`, no zone. */
export type WallClock = string;

const A_DAY = 86_400_000;

/** The most days whose offsets are cached: some years. */
const MOST_DAYS = 5000;

/** A named time zone, which converts instants to local times and back. Throws a RangeError for an unknown name. */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat;
  #latestDay = { second: NaN, day: '' };
  readonly #days = new Map<string, boolean>();

  constructor(readonly name: string) {
    // Not the calendar iso8601, which is Julian before 1582.
    this.#format = new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn-hc-h23', {
      timeZone: name,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
    });
  }

  /** The local time of an instant. */
  wallClock(instant: Date): WallClock {
    const parts = new Map(this.#format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): string => String(parts.get(type));
    const day = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
    return `${day}T${part('hour')}:${part('minute')}:${part('second')}.${part('fractionalSecond')}`;
  }

  /** The local day of an instant, `yyyy-MM-dd`. */
  day(instant: Date): string {
    // Cached by the second, as formatting a date is slow.
    const second = Math.floor(instant.getTime() / 1000);
    if (second !== this.#latestDay.second) {
      this.#latestDay = { second, day: this.wallClock(instant).slice(0, 10) };
    }
    return this.#latestDay.day;
  }

  /** Whether the local time exists: false inside the hour that daylight saving skips. */
  shows(wallClock: WallClock): boolean {
    return this.#keepsOffset(wallClock.slice(0, 10)) || this.wallClock(this.instant(wallClock)) === wallClock;
  }

  /** The first instant at which the clock shows that time; as much behind the gap, where it never does. */
  instant(wallClock: WallClock): Date {
    const asUtc = new Date(`${wallClock}Z`).getTime();
    const [before, after] = [-A_DAY, A_DAY].map(
      (distance) => new Date(asUtc - this.#offset(new Date(asUtc + distance))),
    ) as [Date, Date];
    return [before, after].find((instant) => this.wallClock(instant) === wallClock) ?? before;
  }

  /** Whether the offset is the same throughout a day and the days beside it. Cached, as formatting a date is slow. */
  #keepsOffset(day: string): boolean {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const start = new Date(`${day}T00:00:00Z`).getTime();
    const offsets = [-1, 0, 1, 2].map((days) => this.#offset(new Date(start + days * A_DAY)));
    const keeps = new Set(offsets).size === 1;
    if (this.#days.size >= MOST_DAYS) this.#days.clear();
    this.#days.set(day, keeps);
    return keeps;
  }

  #offset(instant: Date): number {
    return new Date(`${this.wallClock(instant)}Z`).getTime() - instant.getTime();
  }
}

/** Whether a name is an IANA zone of this machine. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
