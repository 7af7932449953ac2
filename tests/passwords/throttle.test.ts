import type { Clock } from '../../src/clock';
import { BoundedMap } from '../../src/passwords/bounded-map';
import { Throttle } from '../../src/passwords/throttle';

const clock: Clock = { now: () => new Date(0), elapsed: () => 0 };

function fail(throttle: Throttle, who: string, times: number): void {
  for (let n = 0; n < times; n += 1) throttle.failed(who);
}

test('whoever failed ten times is held, whoever failed nine times is not', () => {
  const throttle = new Throttle(clock);
  fail(throttle, 'ten', 10);
  fail(throttle, 'nine', 9);
  expect(['ten', 'nine', 'nobody'].filter((who) => throttle.isHeld(who))).toEqual(['ten']);
});

test('no flood of names fills the memory: the oldest of 10000 is forgotten', () => {
  const throttle = new Throttle(clock);
  fail(throttle, 'first', 10);
  fail(throttle, 'second', 10);
  for (let n = 0; n < 9_999; n += 1) throttle.failed(`name ${n}`);
  expect(['first', 'second'].filter((who) => throttle.isHeld(who))).toEqual(['second']);
});

test('a bounded map keeps the latest entries, and a new value for an old key forgets nobody', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1).set('b', 2).set('a', 3);
  expect([...map]).toEqual([
    ['a', 3],
    ['b', 2],
  ]);
  map.set('c', 4);
  expect([...map]).toEqual([
    ['b', 2],
    ['c', 4],
  ]);
});
