import { Refusal, startEmulator, type Clock, type Emulator, type SeedResource } from '../../src/index';
import { start } from '../support/emulator';
import { call } from '../support/soap';
import { accept, IDS, read } from '../support/updates';

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
  test('is the machine’s until it is moved', async () => {
    expectNear(await atws.clock.now(), new Date());
    expect(await atws.clock.state()).toMatchObject({ offset: 0, frozen: false });
  });

  test('that is set goes on from there', async () => {
    const wanted = new Date('2031-02-03T04:05:06Z');
    await atws.clock.set(wanted);
    expectNear(await atws.clock.now(), wanted);
    const [earlier] = [(await atws.clock.now()).getTime()];
    while ((await atws.clock.now()).getTime() === earlier) await call(atws.url, 'GetWsdlVersion');
    expect((await atws.clock.now()).getTime()).toBeGreaterThan(earlier);
  });

  test('that is frozen stands still, and goes on from there', async () => {
    await atws.clock.set(new Date('2031-02-03T04:05:06Z'));
    await atws.clock.freeze();
    const stopped = await atws.clock.now();
    await call(atws.url, 'GetWsdlVersion');
    expect(await atws.clock.now()).toEqual(stopped);
    expect((await atws.clock.state()).frozen).toBe(true);
    await atws.clock.tick(1500);
    expect((await atws.clock.now()).getTime()).toBe(stopped.getTime() + 1500);
    await atws.clock.set(new Date('2030-01-01T00:00:00Z'));
    expect((await atws.clock.now()).toISOString()).toBe('2030-01-01T00:00:00.000Z');
    await atws.clock.freeze(false);
    expect((await atws.clock.state()).frozen).toBe(false);
    expectNear(await atws.clock.now(), new Date('2030-01-01T00:00:00Z'));
  });

  test('that is ticked goes on, or back', async () => {
    const before = await atws.clock.now();
    await atws.clock.tick(3_600_000);
    expectNear(await atws.clock.now(), new Date(before.getTime() + 3_600_000));
    await atws.clock.tick(-7_200_000);
    expectNear(await atws.clock.now(), new Date(before.getTime() - 3_600_000));
  });

  test('that is reset shows the true time', async () => {
    await atws.clock.set(new Date('2001-01-01T00:00:00Z'));
    await atws.clock.freeze();
    await atws.clock.reset();
    expectNear(await atws.clock.now(), new Date());
    expect((await atws.clock.state()).frozen).toBe(false);
  });

  test.each([
    ['no date', new Date('nonsense')],
    ['a year before 1900', new Date('1899-12-31T23:59:59Z')],
    ['a year with five digits', new Date(Date.UTC(10_000, 0, 1))],
  ])('refuses %s, and goes on as it was', async (_title, time) => {
    await expect(atws.clock.set(time)).rejects.toThrow('The clock shows times from 1900 to 9999.');
    await expect(atws.clock.tick(Infinity)).rejects.toThrow('The clock shows times from 1900 to 9999.');
    expectNear(await atws.clock.now(), new Date());
  });

  test.each<[string, () => Promise<void>, string]>([
    ['a text as a time', () => atws.clock.set('2024-01-31' as unknown as Date), 'now must be a Date.'],
    ['no time', () => atws.clock.set(undefined as unknown as Date), 'now must be a Date.'],
    ['a text as a duration', () => atws.clock.tick('1h' as unknown as number), 'tick must be a number.'],
    [
      'half a switch',
      () => atws.clock.freeze('on' as unknown as boolean),
      'frozen must be true or false, not "on".',
    ],
    [
      'a key that there is not',
      () => atws.clock.change({ tik: 1 } as object),
      'There is no tik. Did you mean tick?',
    ],
  ])('refuses %s', async (_title, change, message) => {
    const refused: unknown = await change().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ message });
    expectNear(await atws.clock.now(), new Date());
  });

  test('given with the options is where it starts, and where reset goes back to', async () => {
    const fixed: Clock = { now: () => new Date('2019-09-09T09:09:09Z'), elapsed: () => performance.now() };
    const own = await startEmulator({ clock: fixed });
    try {
      await call(own.url, 'GetWsdlVersion');
      expect((await own.requests())[0]!.at).toBe('2019-09-09T09:09:09.000Z');
      await own.clock.set(new Date('2025-01-01T00:00:00Z'));
      expect((await own.clock.now()).toISOString()).toBe('2025-01-01T00:00:00.000Z');
      await own.reset();
      expect((await own.clock.now()).toISOString()).toBe('2019-09-09T09:09:09.000Z');
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
        await own.clock.set(new Date(now));
        await own.clock.freeze();
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
      await atws.clock.tick(hours * 3_600_000);
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
    await atws.clock.tick(59 * 60_000);
    expect(await used()).toBe('2');
    await atws.clock.tick(2 * 60_000);
    expect(await used()).toBe('1');
  });
});

async function demoResources(): Promise<readonly SeedResource[]> {
  const { readFileSync } = await import('node:fs');
  return (JSON.parse(readFileSync('fixtures/demo.json', 'utf8')) as { resources: SeedResource[] }).resources;
}

/** A machine so slow that each look at its clock shows a later time. */
function slowMachine(): Clock {
  let milliseconds = Date.UTC(2024, 0, 1);
  return { now: () => new Date((milliseconds += 5)), elapsed: () => 0 };
}

describe('the clock of a slow machine', () => {
  let own: Emulator;
  beforeEach(async () => {
    own = await start({ clock: slowMachine() });
  });
  afterEach(() => own.close());

  test('that is set and stopped at once shows exactly that time', async () => {
    const now = new Date('2031-02-03T04:05:06.000Z');
    await own.clock.change({ now, frozen: true });
    expect(await own.clock.now()).toEqual(now);
    await own.clock.change({ tick: 1000 });
    expect(await own.clock.now()).toEqual(new Date('2031-02-03T04:05:07.000Z'));
  });

  test('whose change ends at a time it cannot show changes nothing', async () => {
    const now = new Date('2031-02-03T04:05:06.000Z');
    await own.clock.change({ now, frozen: true });
    const tooLate = { now: new Date('9999-12-31T23:59:59.999Z'), frozen: false, tick: 1 };
    await expect(own.clock.change(tooLate)).rejects.toThrow('The clock shows times from 1900 to 9999.');
    expect(await own.clock.state()).toMatchObject({ now, frozen: true });
  });
});
