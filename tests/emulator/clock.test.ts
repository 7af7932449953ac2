import { AdjustableClock } from '../../src/clock';
import { startEmulator, type Clock, type Emulator, type SeedResource } from '../../src/index';
import { start } from '../support/emulator';
import { call } from '../support/soap';
import { accept, IDS, read } from '../updates/support';

let atws: Emulator;
beforeAll(async () => {
  atws = await start();
});
beforeEach(() => atws.reset());
afterAll(() => atws.close());

/** Whether two times are the same but for what a test takes. */
function expectNear(actual: Date, expected: Date): void {
  expect(Math.abs(actual.getTime() - expected.getTime())).toBeLessThan(10_000);
}

describe('the clock', () => {
  test('is the machine’s until it is moved', () => {
    expectNear(atws.clock.now(), new Date());
    expect(atws.clock.state).toMatchObject({ offset: 0, frozen: false });
  });

  test('that is set goes on from there', async () => {
    const wanted = new Date('2031-02-03T04:05:06Z');
    atws.clock.set(wanted);
    expectNear(atws.clock.now(), wanted);
    const [earlier] = [atws.clock.now().getTime()];
    while (atws.clock.now().getTime() === earlier) await call(atws.url, 'GetWsdlVersion');
    expect(atws.clock.now().getTime()).toBeGreaterThan(earlier);
  });

  test('that is frozen stands still, and goes on from there', async () => {
    atws.clock.set(new Date('2031-02-03T04:05:06Z'));
    atws.clock.freeze();
    const stopped = atws.clock.now();
    await call(atws.url, 'GetWsdlVersion');
    expect(atws.clock.now()).toEqual(stopped);
    expect(atws.clock.state.frozen).toBe(true);
    atws.clock.tick(1500);
    expect(atws.clock.now().getTime()).toBe(stopped.getTime() + 1500);
    atws.clock.set(new Date('2030-01-01T00:00:00Z'));
    expect(atws.clock.now().toISOString()).toBe('2030-01-01T00:00:00.000Z');
    atws.clock.freeze(false);
    expect(atws.clock.state.frozen).toBe(false);
    expectNear(atws.clock.now(), new Date('2030-01-01T00:00:00Z'));
  });

  test('that is ticked goes on, or back', () => {
    const before = atws.clock.now();
    atws.clock.tick(3_600_000);
    expectNear(atws.clock.now(), new Date(before.getTime() + 3_600_000));
    atws.clock.tick(-7_200_000);
    expectNear(atws.clock.now(), new Date(before.getTime() - 3_600_000));
  });

  test('that is reset shows the true time', () => {
    atws.clock.set(new Date('2001-01-01T00:00:00Z'));
    atws.clock.freeze();
    atws.clock.reset();
    expectNear(atws.clock.now(), new Date());
    expect(atws.clock.state.frozen).toBe(false);
  });

  test.each([
    ['no date', new Date('nonsense')],
    ['a year before 1900', new Date('1899-12-31T23:59:59Z')],
    ['a year with five digits', new Date(Date.UTC(10_000, 0, 1))],
  ])('refuses %s, and goes on as it was', (_title, time) => {
    expect(() => {
      atws.clock.set(time);
    }).toThrow('The clock shows times from 1900 to 9999.');
    expect(() => {
      atws.clock.tick(Infinity);
    }).toThrow('The clock shows times from 1900 to 9999.');
    expectNear(atws.clock.now(), new Date());
  });

  test('given with the options is where it starts, and where reset goes back to', async () => {
    const fixed: Clock = { now: () => new Date('2019-09-09T09:09:09Z'), elapsed: () => performance.now() };
    const own = await startEmulator({ clock: fixed });
    try {
      await call(own.url, 'GetWsdlVersion');
      expect((await own.requests())[0]!.at).toBe('2019-09-09T09:09:09.000Z');
      own.clock.set(new Date('2025-01-01T00:00:00Z'));
      expect(own.clock.now().toISOString()).toBe('2025-01-01T00:00:00.000Z');
      await own.reset();
      expect(own.clock.now().toISOString()).toBe('2019-09-09T09:09:09.000Z');
    } finally {
      await own.close();
    }
  });
});

describe('what follows the clock', () => {
  test('InternalCost is the one of the day in the zone of the tenant', async () => {
    const own = await start({
      seed: {
        timeZone: 'America/New_York',
        resources: (await demoResources()).map((one) =>
          one.UserName === 'tom.tech'
            ? {
                ...one,
                InternalCost: undefined,
                internalCosts: [
                  { from: null, to: '2029-12-31', amount: 11 },
                  { from: '2030-01-01', to: '2030-12-31', amount: 22 },
                  { from: '2031-01-01', to: null, amount: 33 },
                ],
              }
            : one,
        ),
      },
    });
    try {
      for (const [now, cost] of [
        ['2029-06-01T12:00:00Z', 11],
        // Midnight in New York is 05:00 in Greenwich.
        ['2030-01-01T04:59:59Z', 11],
        ['2030-01-01T05:00:01Z', 22],
        ['2031-06-01T12:00:00Z', 33],
      ] as const) {
        own.clock.set(new Date(now));
        own.clock.freeze();
        expect([now, Number((await read(own.url, IDS.tom))['InternalCost'])]).toEqual([now, cost]);
      }
    } finally {
      await own.close();
    }
  });

  test('a link that confirms an address works until its hours are over', async () => {
    /** The title of the page behind the newest link, some time after it was sent. */
    const pageAfter = async (hours: number): Promise<number> => {
      await atws.reset();
      await accept(atws.url, IDS.mo, { Email: 'mo.new@example.com' });
      const [message] = await atws.outbox();
      const [link] = /http:\S+confirm-email\S+/.exec(message!.text) ?? [];
      atws.clock.tick(hours * 3_600_000);
      await fetch(link!);
      return (await atws.resources.get(IDS.mo)).Email === 'mo.new@example.com' ? 1 : 0;
    };
    expect(await pageAfter(71.9)).toBe(1);
    expect(await pageAfter(72.1)).toBe(0);
  });

  test('the requests of the last hour', async () => {
    await call(atws.url, 'GetWsdlVersion');
    const used = async (): Promise<string | undefined> =>
      /numberOfExternalRequest: (\d+)/.exec((await call(atws.url, 'getThresholdAndUsageInfo')).body)?.[1];
    expect(await used()).toBe('1');
    atws.clock.tick(59 * 60_000);
    expect(await used()).toBe('2');
    atws.clock.tick(2 * 60_000);
    expect(await used()).toBe('1');
  });
});

async function demoResources(): Promise<readonly SeedResource[]> {
  const { readFileSync } = await import('node:fs');
  return (JSON.parse(readFileSync('fixtures/demo.json', 'utf8')) as { resources: SeedResource[] }).resources;
}

/** A machine so slow that each look at its clock shows a later time. */
function slowMachine(): AdjustableClock {
  let milliseconds = Date.UTC(2024, 0, 1);
  return new AdjustableClock({ now: () => new Date((milliseconds += 5)), elapsed: () => 0 });
}

describe('the clock of a slow machine', () => {
  test('that is set and stopped at once shows exactly that time', () => {
    const clock = slowMachine();
    const now = new Date('2031-02-03T04:05:06.000Z');
    clock.change({ now, frozen: true });
    expect(clock.now()).toEqual(now);
    clock.change({ tick: 1000 });
    expect(clock.now()).toEqual(new Date('2031-02-03T04:05:07.000Z'));
  });

  test('whose change ends at a time it cannot show changes nothing', () => {
    const clock = slowMachine();
    const now = new Date('2031-02-03T04:05:06.000Z');
    clock.change({ now, frozen: true });
    const tooLate = { now: new Date('9999-12-31T23:59:59.999Z'), frozen: false, tick: 1 };
    expect(() => {
      clock.change(tooLate);
    }).toThrow('The clock shows times from 1900 to 9999.');
    expect(clock.state).toMatchObject({ now, frozen: true });
  });
});
