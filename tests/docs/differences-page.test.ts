import { knownDifferences } from '../../scripts/docs/differences';

test('there are known differences to tell of', () => {
  expect(knownDifferences().length).toBeGreaterThan(0);
});
