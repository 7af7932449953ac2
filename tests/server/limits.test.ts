// Thorough: npm run test:quick leaves it out.
import { latency } from '../../src/soap/limits';
import type { Emulator } from '../../src/index';
import { having, TRACKING_IDENTIFIER } from '../support/emulator';
import { atwsResult, call, faultString, query, queryXml, where, type AtwsResult } from '../support/soap';
import { IDS } from '../support/updates';

const TOM = queryXml(where('id', 'Equals', String(IDS.tom)));
const ROLES = queryXml(where('Active', 'Equals', 'true'), 'Role');

const tom = ({ url }: Emulator): Promise<AtwsResult> => query(url, TOM);

/** Waits until so many calls wait in a fault rule. */
async function untilMet(atws: Emulator, calls: number): Promise<void> {
  const until = performance.now() + 10_000;
  while (((await atws.faults.list())[0]?.met ?? 0) < calls) {
    if (performance.now() > until) throw new Error(`The rule did not meet ${calls} calls`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('without settings, no limit holds', () => {
  test('calls past the threshold are answered', async () => {
    await having({ threshold: 2 }, async (atws) => {
      for (let made = 0; made < 5; made += 1) expect((await tom(atws)).returnCode).toBe(1);
    });
  });

  test('ten calls of a kind go on at once', async () => {
    await having({}, async (atws) => {
      await atws.faults.add({ delayMs: 300 });
      const answers = await Promise.all(Array.from({ length: 10 }, () => tom(atws)));
      expect(answers.map(({ returnCode }) => returnCode)).toEqual(Array(10).fill(1));
    });
  });
});

describe('enforceThreshold', () => {
  const SENTENCE = 'The API request threshold of 3 requests within 60 minutes has been exceeded.';

  test('answers up to the threshold, refuses past it, and answers again as the hour goes on', async () => {
    await having({ enforceThreshold: true, threshold: 3 }, async (atws) => {
      await atws.clock.set(new Date('2030-01-01T12:00:00Z'));
      await atws.clock.freeze();
      for (let made = 0; made < 3; made += 1) expect((await tom(atws)).returnCode).toBe(1);
      expect(await tom(atws)).toMatchObject({ returnCode: -1, errors: [SENTENCE], entities: [] });
      // An operation whose answer has no place for errors says it by a fault.
      expect(faultString((await call(atws.url, 'GetWsdlVersion')).body)).toContain(SENTENCE);
      await atws.clock.tick(59 * 60_000);
      expect((await tom(atws)).errors).toEqual([SENTENCE]);
      await atws.clock.tick(61 * 60_000);
      expect((await tom(atws)).returnCode).toBe(1);
    });
  });

  test('nothing is changed by an update that is refused', async () => {
    await having({ enforceThreshold: true, threshold: 1 }, async (atws) => {
      await tom(atws);
      const update = `<Entities><Entity xsi:type="Resource"><id>${IDS.tom}</id><Title>New</Title></Entity></Entities>`;
      expect(atwsResult(await call(atws.url, 'update', update)).errors).toEqual([SENTENCE.replace('3', '1')]);
      expect((await atws.resources.get(IDS.tom)).Title).not.toBe('New');
    });
  });

  test('getZoneInfo is not counted, and not refused', async () => {
    await having({ enforceThreshold: true, threshold: 1 }, async (atws) => {
      const zone = (): Promise<{ status: number }> =>
        call(atws.url, 'getZoneInfo', '<UserName>api.admin@example.com</UserName>');
      await zone();
      expect((await tom(atws)).returnCode).toBe(1);
      expect((await tom(atws)).returnCode).toBe(-1);
      expect((await zone()).status).toBe(200);
    });
  });
});

describe('usageLatency', () => {
  test('answers half a second later from half of the threshold on, a second from three quarters on', async () => {
    await having({ usageLatency: true, threshold: 8 }, async (atws) => {
      const took: number[] = [];
      for (let made = 0; made < 8; made += 1) {
        const started = performance.now();
        await tom(atws);
        took.push(performance.now() - started);
      }
      // Calls 5 and 6 find half of 8 used, 7 and 8 three quarters.
      const [, , , , half, , threeQuarters] = took;
      expect(half).toBeGreaterThanOrEqual(490);
      expect(threeQuarters).toBeGreaterThanOrEqual(990);
    });
  });

  test.each([
    [0, 0],
    [0.49, 0],
    [0.5, 500],
    [0.74, 500],
    [0.75, 1000],
    [2, 1000],
  ])('with %d of the threshold used is %d ms', (used, milliseconds) => {
    expect(latency(used)).toBe(milliseconds);
  });
});

describe('threadLimit', () => {
  const SENTENCE = 'The Autotask API thread threshold of 3 threads has been exceeded.';
  const OTHER = 'ANOTHER-TRACKING-IDENTIFIER';
  const settings = { threadLimit: 3, seed: { trackingIdentifiers: [TRACKING_IDENTIFIER, OTHER] } };

  test.each<[string, (atws: Emulator) => Promise<AtwsResult>, readonly string[]]>([
    ['the same entity and identifier is refused', tom, [SENTENCE]],
    [
      'the same entity in other letters is refused',
      ({ url }) => query(url, TOM.replace('>Resource<', '>RESOURCE<')),
      [SENTENCE],
    ],
    [
      'the same entity by update is refused',
      async ({ url }) =>
        atwsResult(
          await call(url, 'update', '<Entities><Entity xsi:type="Resource"><id>1</id></Entity></Entities>'),
        ),
      [SENTENCE],
    ],
    ['another entity is answered', ({ url }) => query(url, ROLES), []],
    ['another identifier is answered', ({ url }) => query(url, TOM, { code: OTHER }), []],
  ])('with three calls under way, a fourth for %s', async (_title, fourth, errors) => {
    await having(settings, async (atws) => {
      await atws.faults.add({ operation: 'query', times: 3, delayMs: 1500 });
      const three = Promise.all([tom(atws), tom(atws), tom(atws)]);
      await untilMet(atws, 3);
      expect((await fourth(atws)).errors).toEqual(errors);
      expect((await three).map(({ returnCode }) => returnCode)).toEqual([1, 1, 1]);
      expect((await tom(atws)).returnCode).toBe(1);
    });
  });

  test('a call that fails is not under way any more', async () => {
    await having({ threadLimit: 1 }, async (atws) => {
      await atws.faults.add({ times: 2, effect: { kind: 'fault', text: 'No.' } });
      for (const status of [500, 500, 200]) {
        expect((await call(atws.url, 'query', `<sXML><![CDATA[${TOM}]]></sXML>`)).status).toBe(status);
      }
    });
  });
});
