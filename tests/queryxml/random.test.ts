// Thorough: npm run test:quick leaves it out.
import fc from 'fast-check';
import { entities } from '../../src/entities/index';
import { TimeZone } from '../../src/entities/time-zone';
import { checkQuery } from '../../src/queryxml/check';
import { parseQueryXml } from '../../src/queryxml/parse';
import { QUERIED } from '../support/emulator';
import { demoStore } from '../support/store';
import { plainForm } from '../support/wire-format';
import { query } from '../support/soap';
import { emulated, StoppedClock } from './emulated';
import { naiveIds } from './naive';
import { render } from './render';
import { anyTrees, check, resourceQueries, SEED, styles } from './trees';

const CONTEXT = { entities, timeZone: new TimeZone('America/New_York') };

/** Days on which different ranges of InternalCost hold, some of them days on which somebody was hired. */
const DAYS = ['2009-06-15', '2017-04-01', '2019-12-31', '2024-02-29', '2095-07-01'];

describe(`random queries (FC_SEED=${SEED})`, () => {
  describe.each(QUERIED)('with the data in %s', (where) => {
    const store = demoStore(where);

    test('answer the resources that a look at each of them one by one finds', async () => {
      const views = fc.record({ mayViewInternalCost: fc.boolean(), today: fc.constantFrom(...DAYS) });
      let somethingFound = 0;
      await check(
        fc.asyncProperty(resourceQueries(), styles(), views, async (tree, style, view) => {
          const { entity, clauses } = checkQuery(parseQueryXml(render(tree, style)), CONTEXT);
          const found = await store().entities.select(entity, clauses, view, 500);
          const expected = naiveIds(tree.clauses, view);
          expect(found.map(({ id }) => id)).toEqual(expected);
          const written = await store().entities.serialized(plainForm(entity), clauses, view, 500);
          expect(written.ids).toEqual(expected);
          if (expected.length > 0 && expected.length < 30) somethingFound++;
        }),
        1000,
      );
      // Else the property would say little.
      expect(somethingFound).toBeGreaterThan(250);
    });
  });

  describe('over HTTP', () => {
    const emulator = emulated({ clock: new StoppedClock('2024-02-29T17:00:00Z') });

    test('answer the same', async () => {
      const view = { mayViewInternalCost: true, today: '2024-02-29' };
      await check(
        fc.asyncProperty(resourceQueries(), styles(), async (tree, style) => {
          const { entities: found, errors } = await query(emulator.url, render(tree, style));
          expect(errors).toEqual([]);
          expect(found.map(({ id }) => Number(id))).toEqual(naiveIds(tree.clauses, view));
        }),
        100,
      );
    });
  });

  test('are read as they were meant, in whatever style they are written', async () => {
    await check(
      fc.asyncProperty(anyTrees(), styles(), async (tree, style) => {
        expect(parseQueryXml(render(tree, style))).toEqual(tree);
      }),
      1000,
    );
  });
});
