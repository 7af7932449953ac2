import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import bcrypt from 'bcryptjs';
import type { Client } from '../../src/runtime/client';
import { passwordDigest } from '../../src/passwords/digest';
import { Hasher } from '../../src/passwords/hasher';
import type { HashingTask } from '../../src/passwords/hashing-thread';
import { ThreadPool } from '../../src/runtime/thread-pool';

const COST = 4;

let hasher: Hasher;
beforeEach(() => {
  hasher = new Hasher(COST);
});
afterEach(() => hasher.close());

/** A client that stays. */
function clientAt(address: string): Client {
  return { address, isGone: () => false };
}

/** What a check for clients answers. */
function check(
  by: Hasher,
  password: string,
  hash: string | null,
  client: Client = clientAt('203.0.113.1'),
  drawnCost?: number,
): Promise<boolean | undefined> {
  return by.check({ password, hash, drawnCost, clients: [client] });
}

test('a hash is bcrypt of the digest, at the cost that was asked for, with a salt of its own', async () => {
  const [one, other] = await Promise.all([hasher.hash('secret'), hasher.hash('secret')]);
  expect(one).toMatch(/^\$2b\$04\$[./A-Za-z0-9]{53}$/);
  expect(one).not.toBe(other);
  expect(bcrypt.compareSync(passwordDigest('secret'), one)).toBe(true);
});

test.each([
  ['the same password', 'Sécret 🚀', true],
  ['another one', 'Sécret 🚁', false],
  ['nothing', '', false],
])('%s matches: %s is %s', async (_title, password, expected) => {
  expect(await hasher.matches(password, await hasher.hash('Sécret 🚀'))).toBe(expected);
});

test('a hash of another cost is checked as well', async () => {
  expect(await hasher.matches('secret', bcrypt.hashSync(passwordDigest('secret'), 6))).toBe(true);
});

test.each([
  ['one of a cost that takes days', `$2b$31$${'x'.repeat(53)}`],
  ['one of a cost that is none', `$2b$99$${'x'.repeat(53)}`],
  ['no hash at all', 'secret'],
])('nothing matches %s, and nobody waits for it', async (_title, hash) => {
  expect(await hasher.matches('secret', hash)).toBe(false);
  expect(await check(hasher, 'secret', hash)).toBe(false);
  expect(await hasher.matches('secret', await hasher.hash('secret'))).toBe(true);
});

test.each(['', 'anything'])('nothing matches where there is no hash, not even %j', async (password) => {
  expect(await check(hasher, password, null)).toBe(false);
});

test('a check without a hash takes as long as one that fails', async () => {
  const slow = new Hasher(9);
  try {
    const hash = await slow.hash('secret');
    const time = async (against: string | null): Promise<number> => {
      const started = performance.now();
      for (let n = 0; n < 5; n += 1) expect(await check(slow, 'wrong', against)).toBe(false);
      return performance.now() - started;
    };
    const ratio = (await time(null)) / (await time(hash));
    expect(ratio).toBeGreaterThan(0.2);
    expect(ratio).toBeLessThan(5);
  } finally {
    await slow.close();
  }
});

test('many at once are each answered with their own result', async () => {
  const passwords = Array.from({ length: 40 }, (_, n) => `secret ${n}`);
  const hashes = await Promise.all(passwords.map((password) => hasher.hash(password)));
  const right = await Promise.all(passwords.map((password, n) => hasher.matches(password, hashes[n] ?? '')));
  const wrong = await Promise.all(
    passwords.map((password, n) => hasher.matches(password, hashes[(n + 1) % 40] ?? '')),
  );
  expect(new Set(right)).toEqual(new Set([true]));
  expect(new Set(wrong)).toEqual(new Set([false]));
});

test('hashing leaves this thread free', async () => {
  const slow = new Hasher(13);
  try {
    let hashed = false;
    const hashing = slow.hash('secret').then(() => (hashed = true));
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(hashed).toBe(false);
    await hashing;
  } finally {
    await slow.close();
  }
});

test('closing rejects what is not done yet', async () => {
  const slow = new Hasher(15);
  const outcomes = Promise.allSettled([slow.hash('one'), check(slow, 'two', null)]);
  await slow.close();
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('closing one that was never used, or twice, does no harm', async () => {
  await hasher.close();
  await hasher.close();
  const used = new Hasher(COST);
  await used.hash('secret');
  await used.close();
  await used.close();
  expect(await check(hasher, 'x', null)).toBe(false);
});

test('a thread that has nothing to do ends, and the next password has another', async () => {
  const ending = jest.spyOn(Worker.prototype, 'terminate');
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'] });
  try {
    const hash = await hasher.hash('secret');
    expect(ending).not.toHaveBeenCalled();
    jest.advanceTimersByTime(60_000);
    const [thread] = ending.mock.contexts as Worker[];
    const ended = once(thread!, 'exit');
    // One that comes while it ends.
    expect(await hasher.matches('secret', hash)).toBe(true);
    await ended;
    expect(await hasher.matches('secret', hash)).toBe(true);
    expect(ending).toHaveBeenCalledTimes(1);
  } finally {
    jest.useRealTimers();
    ending.mockRestore();
  }
});

describe('checks that wait', () => {
  let hash: string;
  beforeEach(async () => {
    hash = await hasher.hash('secret');
  });

  /** In which order they are done. */
  function inOrder(...named: readonly (readonly [string, Promise<unknown>])[]): Promise<string[]> {
    const done: string[] = [];
    return Promise.all(named.map(([name, check]) => check.then(() => done.push(name)))).then(() => done);
  }

  test('are taken in turn from all addresses, and from the server itself', async () => {
    const many = Array.from(
      { length: 10 },
      (_none, n) => [`many ${n}`, check(hasher, 'x', hash, clientAt('a'))] as const,
    );
    const done = await inOrder(
      ...many,
      ['other', check(hasher, 'secret', hash, clientAt('b'))],
      ['own', hasher.hash('new')],
    );
    expect(done.slice(0, 4)).toEqual(['many 0', 'many 1', 'other', 'own']);
  });

  test('are few where nobody has the name: those who bring more are answered with the last, and keep no user waiting', async () => {
    const runs = jest.spyOn(ThreadPool.prototype as ThreadPool<HashingTask, string | boolean>, 'run');
    const strangers = Array.from({ length: 100 }, (_none, n) => check(hasher, 'x', null, clientAt(`a${n}`)));
    const user = check(hasher, 'secret', hash, clientAt('b'));
    expect(await user).toBe(true);
    expect(runs.mock.calls.length).toBeLessThanOrEqual(4);
    const answers = await Promise.all(strangers);
    expect(runs).toHaveBeenCalledTimes(4);
    runs.mockRestore();
    expect(answers.filter((answer) => answer === false)).toHaveLength(3);
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(97);
  });

  test('are bounded for an address, and users elsewhere and strangers get theirs', async () => {
    const many = Array.from({ length: 60 }, () => check(hasher, 'secret', hash, clientAt('a')));
    const others = [check(hasher, 'secret', hash, clientAt('b')), check(hasher, 'x', null, clientAt('a'))];
    const answers = await Promise.all(many);
    // The first one does not wait.
    expect(answers.filter((answer) => answer === true)).toHaveLength(51);
    expect(answers.slice(51)).toEqual(Array(9).fill(undefined));
    expect(await Promise.all(others)).toEqual([true, false]);
  });

  test('are bounded in all', async () => {
    const answers = await Promise.all(
      Array.from({ length: 210 }, (_none, n) => check(hasher, 'secret', hash, clientAt(`a${n % 10}`))),
    );
    expect(answers.slice(0, 201)).toEqual(Array(201).fill(true));
    expect(answers.slice(201)).toEqual(Array(9).fill(undefined));
  });

  test('are not begun for clients who went away, unless somebody joined them', async () => {
    const runs = jest.spyOn(ThreadPool.prototype as ThreadPool<HashingTask, string | boolean>, 'run');
    let isGone = false;
    const leaving: Client = { address: 'a', isGone: () => isGone };
    const clients: [Client, ...Client[]] = [leaving];
    const first = check(hasher, 'secret', hash, leaving);
    const left = Array.from({ length: 49 }, () => check(hasher, 'secret', hash, leaving));
    const joined = hasher.check({ password: 'secret', hash, drawnCost: undefined, clients });
    clients.push(clientAt('a'));
    isGone = true;
    // They take the place of nobody either.
    const next = check(hasher, 'secret', hash, clientAt('a'));
    expect(await Promise.all([first, joined, next, ...left])).toEqual([
      true,
      true,
      true,
      ...Array<undefined>(49),
    ]);
    expect(runs).toHaveBeenCalledTimes(3);
    runs.mockRestore();
  });
});
