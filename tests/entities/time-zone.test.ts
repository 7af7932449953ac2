import { isTimeZone, TimeZone } from '../../src/entities/time-zone';

test.each([
  ['America/New_York', '2024-01-15T12:00:00.000Z', '2024-01-15T07:00:00.000'],
  ['America/New_York', '2024-07-15T12:00:00.123Z', '2024-07-15T08:00:00.123'],
  ['America/New_York', '2024-01-15T05:00:00.000Z', '2024-01-15T00:00:00.000'],
  ['America/New_York', '2024-01-15T04:59:59.999Z', '2024-01-14T23:59:59.999'],
  ['America/New_York', '2024-03-10T07:00:00.000Z', '2024-03-10T03:00:00.000'],
  ['Asia/Kolkata', '2024-01-15T18:30:00.000Z', '2024-01-16T00:00:00.000'],
  ['Pacific/Kiritimati', '2024-12-31T10:00:00.000Z', '2025-01-01T00:00:00.000'],
  ['Pacific/Pago_Pago', '2025-01-01T10:59:59.999Z', '2024-12-31T23:59:59.999'],
  ['UTC', '1582-10-10T00:00:00.000Z', '1582-10-10T00:00:00.000'],
  ['UTC', '0099-03-04T05:06:07.089Z', '0099-03-04T05:06:07.089'],
])('in %s, the clock shows %s as %s', (zone, instant, wallClock) => {
  const timeZone = new TimeZone(zone);
  expect(timeZone.wallClock(new Date(instant))).toBe(wallClock);
  expect(timeZone.day(new Date(instant))).toBe(wallClock.slice(0, 10));
  expect(timeZone.name).toBe(zone);
});

test('in UTC, the clock shows every instant as it is', () => {
  const timeZone = new TimeZone('Etc/UTC');
  for (let year = 1; year < 10_000; year += 83) {
    const text = `${String(year).padStart(4, '0')}-11-30T23:59:01.001`;
    expect(timeZone.wallClock(new Date(`${text}Z`))).toBe(text);
    expect(timeZone.shows(text)).toBe(true);
  }
});

test.each(['America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Tehran', 'Asia/Kathmandu'])(
  'in %s, every time that the clock has shown is one it shows',
  (zone) => {
    const timeZone = new TimeZone(zone);
    const quarter = 15 * 60_000;
    const start = Date.parse('2021-01-01T00:00:00Z');
    const missed: string[] = [];
    for (let step = 0; step < 4 * 24 * 365; step += 11) {
      const shown = timeZone.wallClock(new Date(start + step * quarter));
      if (!timeZone.shows(shown)) missed.push(shown);
    }
    expect(missed).toEqual([]);
  },
);

test.each(['America/New_York', 'Europe/Berlin', 'UTC', 'Asia/Tokyo'])('%s is a time zone', (name) => {
  expect(isTimeZone(name)).toBe(true);
  expect(() => new TimeZone(name)).not.toThrow();
});

test.each(['', 'Mars/Olympus', 'New York', 'America/New_York '])('%j is none', (name) => {
  expect(isTimeZone(name)).toBe(false);
  expect(() => new TimeZone(name)).toThrow(RangeError);
});

test.each([
  ['once', '2024-07-15T08:00:00.000', '2024-07-15T12:00:00.000Z'],
  ['twice', '2024-11-03T01:30:00.000', '2024-11-03T05:30:00.000Z'],
  ['never', '2024-03-10T02:30:00.000', '2024-03-10T07:30:00.000Z'],
])('a time that the clock shows %s is an instant', (_title, wallClock, instant) => {
  expect(new TimeZone('America/New_York').instant(wallClock).toISOString()).toBe(instant);
});

test.each([
  ['America/New_York', '2024-03-10', [2]],
  ['America/New_York', '2024-11-03', []],
  ['Africa/Cairo', '2024-04-26', [0]],
  ['America/Sao_Paulo', '2018-11-04', [0]],
  ['Pacific/Apia', '2011-12-30', Array.from({ length: 24 }, (_, hour) => hour)],
  ['Pacific/Apia', '2011-12-31', []],
] as const)('in %s, the clock skips hours of %s: %j, in whichever order one asks', (zone, day, skipped) => {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  for (const asked of [hours, hours.toReversed()]) {
    const timeZone = new TimeZone(zone);
    const missing = asked.filter(
      (hour) => !timeZone.shows(`${day}T${String(hour).padStart(2, '0')}:30:00.000`),
    );
    expect(missing.toSorted((one, other) => one - other)).toEqual(skipped);
  }
});
