import Sqlite from 'better-sqlite3';
import type { Clock } from '../../src/runtime/clock';
import { BoundedMap } from '../../src/passwords/bounded-map';
import { Throttle } from '../../src/passwords/throttle';
import { Store, type StoreInMemory } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';

let elapsed: number;
const clock: Clock = { now: () => new Date(0), elapsed: () => elapsed };
let store: StoreInMemory;

beforeEach(async () => {
  elapsed = 1_000_000;
  store = await Store.open(undefined, (stores) => stores.tenant.create(demoTenant()));
});
afterEach(() => store.close());

/** Whether each of them may try; it is found out by a right password. */
async function held(throttle: Throttle, ...whos: readonly string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const who of whos) {
    if ((await throttle.within(who, async () => true)) === 'held') answers.push(who);
  }
  return answers;
}

async function fail(throttle: Throttle, who: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await throttle.within(who, async () => false);
}

test('whoever failed ten times is held, whoever failed nine times is not', async () => {
  const throttle = new Throttle('api', store, clock);
  await fail(throttle, 'ten', 10);
  await fail(throttle, 'nine', 9);
  expect(await held(throttle, 'ten', 'nine', 'nobody')).toEqual(['ten']);
});

test('a right password in time makes up for nine wrong ones', async () => {
  const throttle = new Throttle('api', store, clock);
  await fail(throttle, 'somebody', 9);
  await held(throttle, 'somebody');
  await fail(throttle, 'somebody', 9);
  expect(await held(throttle, 'somebody')).toEqual([]);
});

test('a minute after the first failure all is forgiven, and after the machine was started anew', async () => {
  const throttle = new Throttle('api', store, clock);
  await fail(throttle, 'somebody', 10);
  elapsed += 59_999;
  expect(await held(throttle, 'somebody')).toEqual(['somebody']);
  elapsed += 1;
  expect(await held(throttle, 'somebody')).toEqual([]);

  await fail(throttle, 'somebody', 10);
  elapsed = 5;
  expect(await held(throttle, 'somebody')).toEqual([]);
  await fail(throttle, 'another', 1);
  expect(await failures()).toBe(1);
});

test('guesses that all come at once count each other', async () => {
  const throttle = new Throttle('api', store, clock);
  const guesses = Array.from({ length: 25 }, () => throttle.within('somebody', async () => false));
  expect((await Promise.all(guesses)).filter((answer) => answer === false)).toHaveLength(10);
});

test('what was begun before a reset counts no more', async () => {
  const throttle = new Throttle('api', store, clock);
  await store.logins.look();
  await throttle.within('somebody', async () => {
    await store.transaction(async ({ lifecycle }) => lifecycle.erase(1, '2026-01-01T00:00:00.000Z'));
    await store.logins.look();
    return false;
  });
  expect(await failures()).toBe(0);
});

test('what nobody looked at counts neither as right nor as wrong', async () => {
  const throttle = new Throttle('api', store, clock);
  await fail(throttle, 'somebody', 9);
  for (let n = 0; n < 20; n += 1) await throttle.within('somebody', async () => undefined);
  expect(await held(throttle, 'somebody')).toEqual([]);
});

test('who fails at the console may still call', async () => {
  await fail(new Throttle('console', store, clock), 'somebody', 10);
  expect(await held(new Throttle('api', store, clock), 'somebody')).toEqual([]);
});

test('a right password writes nothing, unless there were wrong ones', async () => {
  const throttle = new Throttle('api', store, clock);
  const writing = jest.spyOn(store.failedLogIns, 'forget');
  await held(throttle, 'somebody');
  expect(writing).not.toHaveBeenCalled();
  await fail(throttle, 'somebody', 1);
  await held(throttle, 'somebody');
  expect(writing).toHaveBeenCalledTimes(1);
  expect(await failures()).toBe(0);
});

test('no flood of names fills the file: the oldest of 10000 is forgotten', async () => {
  const throttle = new Throttle('api', store, clock);
  await fail(throttle, 'first', 10);
  await fail(throttle, 'second', 10);
  await Promise.all(Array.from({ length: 9_999 }, (_none, n) => fail(throttle, `name ${n}`, 1)));
  expect(await held(throttle, 'first', 'second')).toEqual(['second']);
});

/** Rows that there are. */
async function failures(): Promise<number> {
  const bytes = await store.bytes();
  const copy = new Sqlite(bytes);
  try {
    return copy.prepare('SELECT count(*) FROM failed_log_ins').pluck().get() as number;
  } finally {
    copy.close();
  }
}

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
