/** Wall-clock text as the wire and the store carry it: `yyyy-MM-ddTHH:mm:ss.SSS`, no zone. */
export type WallClock = string;

/**
 * A named time zone, for turning instants into what a clock on its wall shows.
 * Throws RangeError when the name is not an IANA zone.
 */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat;

  constructor(readonly name: string) {
    this.#format = new Intl.DateTimeFormat('en-CA-u-ca-iso8601-nu-latn-hc-h23', {
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

  /** What the wall clock shows at that instant. */
  wallClock(instant: Date): WallClock {
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
    for (const { type, value } of this.#format.formatToParts(instant)) part[type] = value;
    const {
      year = '',
      month = '',
      day = '',
      hour = '',
      minute = '',
      second = '',
      fractionalSecond = '',
    } = part;
    return `${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}.${fractionalSecond}`;
  }

  /** The day of that instant, `yyyy-MM-dd`. */
  day(instant: Date): string {
    return this.wallClock(instant).slice(0, 10);
  }

  /** Whether the clock ever shows that time: false inside the hour that daylight saving leaves out. */
  shows(wallClock: WallClock): boolean {
    const asUtc = new Date(`${wallClock}Z`);
    const aDay = 86_400_000;
    return [asUtc.getTime() - aDay, asUtc.getTime() + aDay].some((near) => {
      const offset = this.#offset(new Date(near));
      return this.wallClock(new Date(asUtc.getTime() - offset)) === wallClock;
    });
  }

  #offset(instant: Date): number {
    return new Date(`${this.wallClock(instant)}Z`).getTime() - instant.getTime();
  }
}

/** Whether the name is an IANA zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
