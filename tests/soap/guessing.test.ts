// Thorough: npm run test:quick leaves it out.
import { request } from 'node:http';
import path from 'node:path';
import bcrypt from 'bcryptjs';
import Sqlite from 'better-sqlite3';
import type { Emulator } from '../../src/index';
import { passwordDigest } from '../../src/passwords/digest';
import type { HashingTask } from '../../src/passwords/hashing-thread';
import { ThreadPool } from '../../src/runtime/thread-pool';
import { Visitor } from '../support/visitor';
import { LOGINS, start, temporaryFolder, type Login } from '../support/emulator';
import { basic, call } from '../support/soap';

const from = (address: string): Record<string, string> => ({ 'X-Forwarded-For': address });

async function status(server: Emulator, login: Login, headers = {}): Promise<number> {
  return (await call(server.url, 'GetWsdlVersion', '', { login, headers })).status;
}

const wrong = (n: number, login: Login = LOGINS.reader): Login => ({ ...login, password: `wrong ${n}` });

/** The pages that a log-in to the console may lead to. */
async function page(
  server: Emulator,
  { user, password }: Login,
  headers = {},
): Promise<'in' | 'held' | 'wrong'> {
  const { status: code, html } = await new Visitor(server).post(
    '/log-in',
    { userName: user, password },
    headers,
  );
  if (code === 303) return 'in';
  return html.includes('There were too many attempts.') ? 'held' : 'wrong';
}

describe('behind a proxy', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start({ trustProxy: true });
  });
  beforeEach(() => emulator.reset());
  afterAll(() => emulator.close());

  const SAME: readonly (readonly [title: string, guesser: string, user: string])[] = [
    ['whatever a client sent before', '203.0.113.1, 198.51.100.7', '192.0.2.9, 198.51.100.7'],
    ['with a port', '198.51.100.7:4711', '198.51.100.7:4712'],
    ['with blanks and quotes', ' , 198.51.100.7 ', '"198.51.100.7:80"'],
    ['in one network of IPv6', '2001:db8:1:2::1', '[2001:DB8:1:2:ffff:ffff:ffff:ffff]:443'],
    ['written in IPv6', '::ffff:198.51.100.7', '198.51.100.7'],
    ['written in IPv6, in another form', '[0:0:0:0:0:ffff:c633:6407]', '198.51.100.7'],
    [
      'that is none: it is the address of the proxy then',
      '198.51.100.7, unknown',
      '198.51.100.8, _hidden, 1.2.3',
    ],
  ];
  const OTHER: readonly (readonly [title: string, guesser: string, user: string])[] = [
    ['the entries before it being the same', '198.51.100.7, 203.0.113.1', '198.51.100.7, 203.0.113.2'],
    ['in another network of IPv6', '2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['in IPv4 and IPv6', '198.51.100.7', '::198.51.100.7'],
    ['when it is none for the guesser', '198.51.100.7,', '198.51.100.7'],
  ];

  test.each(SAME)('guesses count for one address %s', async (_title, guesser, user) => {
    for (let n = 0; n < 10; n += 1) expect(await status(emulator, wrong(n), from(guesser))).toBe(401);
    expect(await status(emulator, LOGINS.reader, from(user))).toBe(401);
    for (let n = 0; n < 10; n += 1) await page(emulator, wrong(n, LOGINS.tom), from(guesser));
    expect(await page(emulator, LOGINS.tom, from(user))).toBe('held');
  });

  test.each(OTHER)('nobody is held for what another address does, %s', async (_title, guesser, user) => {
    for (let n = 0; n < 11; n += 1) expect(await status(emulator, wrong(n), from(guesser))).toBe(401);
    expect(await status(emulator, LOGINS.reader, from(user))).toBe(200);
    for (let n = 0; n < 11; n += 1) await page(emulator, wrong(n, LOGINS.tom), from(guesser));
    expect(await page(emulator, LOGINS.tom, from(user))).toBe('in');
  });

  test('a password that is known of one address is guessed no faster from another', async () => {
    expect(await status(emulator, LOGINS.reader, from('198.51.100.1'))).toBe(200);
    for (let n = 0; n < 10; n += 1) await status(emulator, wrong(n), from('198.51.100.2'));
    expect(await status(emulator, LOGINS.reader, from('198.51.100.2'))).toBe(401);
    expect(await status(emulator, LOGINS.reader, from('198.51.100.1'))).toBe(200);
  });

  test('a password that is known of an address is not guessed without end from there', async () => {
    const there = from('198.51.100.1');
    expect(await status(emulator, LOGINS.reader, there)).toBe(200);
    for (let n = 0; n < 99; n += 1) await status(emulator, wrong(n), there);
    expect(await status(emulator, LOGINS.reader, there)).toBe(200);
    await status(emulator, wrong(99), there);
    expect(await status(emulator, LOGINS.reader, there)).toBe(401);
  });

  test('a reset forgets all guesses, at the console as in calls', async () => {
    for (let n = 0; n < 10; n += 1) {
      await status(emulator, wrong(n));
      await page(emulator, wrong(n, LOGINS.tom));
    }
    expect([await status(emulator, LOGINS.reader), await page(emulator, LOGINS.tom)]).toEqual([401, 'held']);
    await emulator.reset();
    expect([await status(emulator, LOGINS.reader), await page(emulator, LOGINS.tom)]).toEqual([200, 'in']);
  });
});

test('without a proxy, nobody gets another address by a header', async () => {
  const emulator = await start();
  try {
    for (let n = 0; n < 10; n += 1) await status(emulator, wrong(n), from(`198.51.100.${n}`));
    expect(await status(emulator, LOGINS.reader, from('198.51.100.99'))).toBe(401);
  } finally {
    await emulator.close();
  }
});

test.each([
  ['blanks around', ' tom.tech ', ' tom.tech@example.com'],
  ['case', 'TOM.TECH', 'tom.tech@EXAMPLE.com'],
  ['the domain', 'tom.tech', 'tom.tech@ example.com'],
  ['a Unicode form', 'tom.te\u0301ch', 'tom.t\u00e9ch'],
])('a user name is the same however it is written: %s', async (_title, one, other) => {
  const emulator = await start();
  try {
    for (let n = 0; n < 10; n += 1) await page(emulator, { user: n % 2 ? one : other, password: `${n}` });
    for (const user of [one, other]) expect(await page(emulator, { user, password: 'x' })).toBe('held');
  } finally {
    await emulator.close();
  }
});

describe('with passwords of several costs', () => {
  const folder = temporaryFolder();
  const data = path.join(folder.path, 'atws.db');
  let emulator: Emulator;
  let runs: jest.SpyInstance<Promise<string | boolean>, [HashingTask]>;

  const setHash = (hash: string, userName: string): void => {
    const sqlite = new Sqlite(data);
    sqlite.prepare('UPDATE resources SET password_hash = ? WHERE UserName_folded = ?').run(hash, userName);
    sqlite.close();
  };
  const setCost = (cost: number, userName: string, password: string): void => {
    setHash(bcrypt.hashSync(passwordDigest(password), cost), userName);
  };
  const running = (): Promise<Emulator> => start({ data, memory: false, trustProxy: true });
  beforeAll(async () => {
    await (await running()).close();
    setCost(5, 'api.admin', LOGINS.admin.password);
    setCost(10, 'api.reader', LOGINS.reader.password);
    setCost(6, 'tom.tech', LOGINS.tom.password);
  });
  beforeEach(async () => {
    emulator = await running();
    runs = jest.spyOn(ThreadPool.prototype as ThreadPool<HashingTask, string | boolean>, 'run');
  });
  afterEach(async () => {
    runs.mockRestore();
    await emulator.close();
  });
  afterAll(() => {
    folder.remove();
  });

  /** At which costs names that nobody has are checked. */
  async function costs(server: Emulator): Promise<readonly (string | undefined)[]> {
    runs.mockClear();
    for (let n = 0; n < 40; n += 1) {
      await status(server, { user: `nobody${n}@example.com`, password: 'x' }, from(`198.51.100.${n}`));
    }
    return runs.mock.calls.map(([{ hash }]) => hash?.slice(4, 6));
  }

  test('names that nobody has are checked at these costs, the same by every server over the data', async () => {
    const one = await costs(emulator);
    expect(new Set(one)).toEqual(new Set(['04', '05', '06', '10']));
    const other = await running();
    expect(await costs(other)).toEqual(one);
    await other.close();
    // A name costs the same at the console, with and without the domain.
    runs.mockClear();
    await page(emulator, { user: ' NOBODY0 ', password: 'x' });
    expect(runs.mock.calls.map(([{ hash }]) => hash?.slice(4, 6))).toEqual([one[0]]);
  });

  test('a flood of invented names is not checked before a user, from whatever address', async () => {
    const nobody = (n: number, address: string): Promise<number> =>
      status(emulator, { user: `flood${n}@example.com`, password: 'x' }, from(address));
    for (const address of ['198.51.100.7', undefined]) {
      const flood = Array.from({ length: 200 }, (_none, n) => nobody(n, address ?? `203.0.113.${n}`));
      const before = runs.mock.calls.length;
      // Nobody knows this password yet: the address is new each time, or that of the flood.
      expect(await status(emulator, LOGINS.reader, from(address ?? '192.0.2.2'))).toBe(200);
      expect(runs.mock.calls.length - before).toBeLessThan(100);
      expect(new Set(await Promise.all(flood))).toEqual(new Set([401]));
    }
  });

  test('a check is not begun for a client who went away more than two seconds ago', async () => {
    // Four seconds on an ordinary processor. One that only ended its side may wait for its answer, for two.
    setHash(bcrypt.hashSync('anything', 4).replace('$04$', '$16$'), 'api.reader');
    // The thread is busy with this one.
    const slow = status(emulator, wrong(0), from('198.51.100.1'));
    const leaving = Array.from({ length: 8 }, (_none, n) => {
      const headers = {
        'Content-Type': 'text/xml',
        Authorization: basic(wrong(n, LOGINS.admin)),
        ...from('198.51.100.2'),
      };
      return new Promise<void>((resolve) => {
        const sent = request(emulator.url, { method: 'POST', headers, agent: false });
        sent.on('error', () => undefined).on('close', resolve);
        sent.end('<x/>', () => sent.destroy());
      });
    });
    await Promise.all(leaving);
    await slow;
    expect(await status(emulator, LOGINS.admin, from('198.51.100.3'))).toBe(200);
    expect(runs.mock.calls.length).toBeLessThan(8);
  });
});
