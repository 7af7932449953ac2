import { axisOf } from '../../src/console/frame/axis';

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [7, [0, 2, 4, 6, 8]],
  [10, [0, 2, 4, 6, 8, 10]],
  [11, [0, 5, 10, 15]],
  [1310, [0, 500, 1000, 1500]],
  [10_000, [0, 2000, 4000, 6000, 8000, 10_000]],
  [10_001, [0, 5000, 10_000, 15_000]],
])('an axis up to %p has the marks %p', (highest, marks) => {
  expect(axisOf(highest)).toEqual({ end: marks.at(-1), marks });
});
