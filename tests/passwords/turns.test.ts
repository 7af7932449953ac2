import { Turns } from '../../src/passwords/turns';

/** Work as `a1`: the first one of a. */
function turnsOf(works: readonly string[]): Turns<string> {
  const turns = new Turns<string>();
  for (const work of works) turns.add(work.charAt(0), work);
  return turns;
}

function allOf(turns: Turns<string>): string[] {
  const order: string[] = [];
  for (let work = turns.next(); work !== undefined; work = turns.next()) order.push(work);
  return order;
}

test.each([
  ['nothing', [], []],
  ['the work of one as it came', ['a1', 'a2', 'a3'], ['a1', 'a2', 'a3']],
  [
    'one after the other, however much one brings',
    ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'c2'],
    ['a1', 'b1', 'c1', 'a2', 'c2', 'a3', 'a4'],
  ],
])('turns are taken by %s', (_title, works, order) => {
  expect(turnsOf(works).all()).toHaveLength(works.length);
  expect(allOf(turnsOf(works))).toEqual(order);
});

test('who comes back after the last turn waits for those who are there', () => {
  const turns = turnsOf(['a1', 'b1', 'c1']);
  expect(turns.next()).toBe('a1');
  turns.add('a', 'a2');
  expect(allOf(turns)).toEqual(['b1', 'c1', 'a2']);
});

test('what is taken out keeps nobody', () => {
  const turns = turnsOf(['a1', 'a2', 'b1', 'c1', 'c2']);
  expect(turns.remove((work) => work.endsWith('1'))).toEqual(['a1', 'b1', 'c1']);
  expect(allOf(turns)).toEqual(['a2', 'c2']);
});
