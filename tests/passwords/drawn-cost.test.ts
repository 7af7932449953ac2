import { drawnCost } from '../../src/passwords/drawn-cost';

const NAMES = Array.from({ length: 3000 }, (_none, n) => `name ${n}`);
const RESOURCES = [
  { cost: 8, resources: 1 },
  { cost: 10, resources: 6 },
  { cost: 12, resources: 3 },
];

test.each(RESOURCES)('cost $cost is drawn as often as passwords have it', ({ cost, resources }) => {
  const drawn = NAMES.filter((name) => drawnCost(name, { key: 'k', resourcesByCost: RESOURCES }) === cost);
  expect(Math.abs(drawn.length / NAMES.length - resources / 10)).toBeLessThan(0.03);
});

test('for one name it is always the same, and with another key most names have theirs anew', () => {
  const draw = (key: string): readonly unknown[] =>
    NAMES.map((name) => drawnCost(name, { key, resourcesByCost: RESOURCES }));
  expect(draw('one')).toEqual(draw('one'));
  expect(draw('one')).not.toEqual(draw('other'));
});

test('one password that changes changes the cost of few names', () => {
  const after = [
    { cost: 8, resources: 100 },
    { cost: 10, resources: 100 },
  ];
  const before = [
    { cost: 8, resources: 101 },
    { cost: 10, resources: 99 },
  ];
  const changed = NAMES.filter(
    (name) =>
      drawnCost(name, { key: 'k', resourcesByCost: before }) !==
      drawnCost(name, { key: 'k', resourcesByCost: after }),
  );
  expect(changed.length).toBeLessThan(NAMES.length / 50);
});

test('without passwords there is none to draw', () => {
  expect(drawnCost('x', { key: 'k', resourcesByCost: [] })).toBeUndefined();
});
