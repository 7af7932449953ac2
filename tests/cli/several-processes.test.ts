import path from 'node:path';
import bcrypt from 'bcryptjs';
import Sqlite from 'better-sqlite3';
import { startEmulator } from '../../src/index';
import { LOGINS, temporaryFolder, type Login } from '../support/emulator';
import { call } from '../support/soap';
import { accept, IDS, read } from '../support/updates';
import { runBuilt, serve, type Served } from '../support/built';

/** Two processes that serve one data file, and commands beside them. */
const folder = temporaryFolder();
const file = path.join(folder.path, 'atws.db');
const ARGS = ['--port', '0', '--data', file, '--bcrypt-cost', '4', '--allow-reset'];
let servers: readonly Served[];

beforeAll(async () => {
  // One after the other: the first of them makes the file.
  const first = await serve(ARGS);
  servers = [first, await serve(ARGS)];
});
beforeEach(async () => {
  await api(servers[0]!, 'POST', '/reset', {});
});
afterAll(async () => {
  for (const server of servers) await server.end('SIGTERM');
  folder.remove();
});

async function api(server: Served, method: string, route: string, body?: object): Promise<unknown> {
  const response = await fetch(new URL(`/_emulator${route}`, server.url), {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

const calls = async (server: Served): Promise<readonly { at: string }[]> =>
  (await api(server, 'GET', '/requests')) as { at: string }[];
const status = async (server: Served, login: Login = LOGINS.reader): Promise<number> =>
  (await call(server.url, 'GetWsdlVersion', '', { login })).status;

test('the clock that one is told is that of the other at its next call', async () => {
  const [one, other] = servers as [Served, Served];
  await status(other);
  await api(one, 'PUT', '/clock', { now: '2031-05-06T07:08:09Z', frozen: true });
  await status(other);
  expect((await calls(other)).at(-1)?.at).toBe('2031-05-06T07:08:09.000Z');
  await Promise.all(servers.map((server) => api(server, 'PUT', '/clock', { tick: 1000 })));
  for (const server of servers) {
    expect(await api(server, 'GET', '/clock')).toMatchObject({ now: '2031-05-06T07:08:11.000Z' });
  }
});

test('a fault rule for three calls is met three times in all, when all call at once', async () => {
  // Whoever ordered it may be gone.
  const third = await startEmulator({ data: file, bcryptCost: 4 });
  await third.faults.add({ times: 3, effect: { kind: 'httpStatus', status: 503 } });
  await third.close();
  const statuses = await Promise.all(Array.from({ length: 24 }, (_none, n) => status(servers[n % 2]!)));
  expect(statuses.filter((answered) => answered === 503)).toHaveLength(3);
});

test('guesses are counted once for all', async () => {
  for (let n = 0; n < 10; n += 1) {
    expect(await status(servers[n % 2]!, { ...LOGINS.tom, password: `wrong ${n}` })).toBe(401);
  }
  for (const server of servers) expect(await status(server, LOGINS.tom)).toBe(401);
});

test('a password that was changed through one is refused by the other at once', async () => {
  const [one, other] = servers as [Served, Served];
  expect(await status(other)).toBe(200);
  await accept(one.url, IDS.reader, { Password: 'Brand-New-2026' });
  expect(await status(other)).toBe(401);
  expect(await status(other, { ...LOGINS.reader, password: 'Brand-New-2026' })).toBe(200);
});

test('a person whom a command redacts on the data file is forgotten by every server with its next answer', async () => {
  for (const server of servers) {
    await read(server.url, IDS.harriet);
    expect(JSON.stringify(await calls(server))).toContain('Harriet');
  }
  const command = [
    'resource',
    'redact',
    'harriet.smith',
    '--by',
    'ada.admin',
    '--reason',
    'On request',
    '--yes',
  ];
  expect(await runBuilt([...command, '--data', file])).toMatchObject({ code: 0 });
  for (const server of servers) expect(await calls(server)).toEqual([]);
});

test('a reset through one forgets all in both', async () => {
  const [one, other] = servers as [Served, Served];
  await api(one, 'PUT', '/clock', { frozen: true });
  for (let n = 0; n < 10; n += 1) await status(one, { ...LOGINS.tom, password: `wrong ${n}` });
  await status(one);
  await api(other, 'POST', '/reset', {});
  for (const server of servers) {
    expect(await calls(server)).toEqual([]);
    expect(await api(server, 'GET', '/clock')).toMatchObject({ offset: 0, frozen: false });
  }
});

test('a clock and fault rules that outlive a restart are shown by the banner, healthcheck and /readyz', async () => {
  const data = path.join(folder.path, 'restarted.db');
  const before = await startEmulator({ data, bcryptCost: 4 });
  await before.clock.change({ now: new Date('2031-05-06T07:08:09Z'), frozen: true });
  await before.faults.add({ operation: 'query', effect: { kind: 'httpStatus', status: 503 } });
  await before.faults.add({ operation: 'update', delayMs: 1 });
  await before.close();

  const server = await serve(['--port', '0', '--data', data]);
  try {
    expect(server.stdout).toContain(
      '\n  Clock     stands still at 2031-05-06T07:08:09.000Z\n  Faults    2 rules in force\n',
    );
    expect(await runBuilt(['healthcheck', '--url', server.url])).toMatchObject({
      code: 0,
      stdout: 'ready\nClock: stands still at 2031-05-06T07:08:09.000Z\nFaults: 2 rules in force\n',
    });
    expect(await (await fetch(new URL('/readyz', server.url))).json()).toMatchObject({
      clock: { now: '2031-05-06T07:08:09.000Z', frozen: true },
      faultRules: 2,
    });
    const page = await (await fetch(new URL('/admin/log-in', server.url))).text();
    expect(page).toContain('Clock: stands still at 2031-05-06T07:08:09.000Z');
    expect(page).toContain('Faults: 2 rules in force');
  } finally {
    await server.end('SIGTERM');
  }
});

test('an import of many passwords holds up no update of a server, and takes the cost that is set', async () => {
  const [one] = servers as [Served, Served];
  const people = Array.from({ length: 16 }, (_none, n) => ({
    UserName: `new${n}`,
    FirstName: 'New',
    LastName: 'Person',
    Email: `new${n}@example.com`,
    EmailTypeCode: 'PRIMARY',
    Active: true,
    LocationID: 90682,
    ResourceType: 'Employee',
    UserType: 37,
    PayrollType: 1,
    NumberFormat: 'X,XXX.XX',
    HireDate: '2024-01-02T00:00:00.000',
    LicenseType: 4,
    Password: `Ab-cdef-${n}`,
  }));
  const progress = { isDone: false };
  const begin = performance.now();
  const imported = runBuilt(['import', '-', '--data', file], {
    env: { ATWS_BCRYPT_COST: '11' },
    input: JSON.stringify(people),
  }).finally(() => (progress.isDone = true));
  let longest = 0;
  let updates = 0;
  while (!progress.isDone) {
    const start = performance.now();
    await accept(one.url, IDS.tom, { Title: `Title ${updates}` });
    longest = Math.max(longest, performance.now() - start);
    updates += 1;
  }
  expect(await imported).toMatchObject({
    code: 0,
    stdout: `16 resources from standard input are in ${file} now.\n`,
  });
  // A lock for the time of the hashing would be nearly all of it.
  expect(longest).toBeLessThan((performance.now() - begin) / 2);
  const store = new Sqlite(file, { readonly: true });
  const hashes = store
    .prepare<[], string>("SELECT password_hash FROM resources WHERE LastName = 'Person'")
    .pluck()
    .all();
  store.close();
  expect(hashes.map((hash) => bcrypt.getRounds(hash))).toEqual(people.map(() => 11));
  expect(new Set(hashes).size).toBe(people.length);
  expect(await status(one, { user: 'new7@example.com', password: 'Ab-cdef-7' })).not.toBe(401);
});
