import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { mkdirSync, readdirSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { startEmulator, type Clock, type Emulator, type FaultRule } from '../../src/index';
import { Connection } from '../../src/store/sqlite/connection';
import { Store } from '../../src/store/store';
import { visitor, Visitor } from '../support/visitor';
import { soapCall } from '../hostile/raw';
import { LOGINS, NAMESPACE, temporaryFolder, type Login } from '../support/emulator';
import { call, query, queryXml, where } from '../support/soap';
import { accept, IDS, read } from '../support/updates';
import { send, VERSION_CALL } from '../support/wire';

/** Two servers over one data file: what one is told, the other one knows at its next call. */
const folder = temporaryFolder();
const file = path.join(folder.path, 'atws.db');
const SETTINGS = { data: file, bcryptCost: 4, allowReset: true } as const;
let one: Emulator;
let other: Emulator;

beforeAll(async () => {
  one = await startEmulator(SETTINGS);
  other = await startEmulator(SETTINGS);
});
beforeEach(() => one.reset());
afterAll(async () => {
  await one.close();
  await other.close();
  folder.remove();
});

const both = (): readonly Emulator[] => [one, other];
const UNAVAILABLE: FaultRule = { effect: { kind: 'httpStatus', status: 503 } };
const status = async (server: Emulator, login: Login = LOGINS.admin): Promise<number> =>
  (await call(server.url, 'GetWsdlVersion', '', { login })).status;
const zone = async (server: Emulator): Promise<number> =>
  (await call(server.url, 'getZoneInfo', `<UserName>${LOGINS.admin.user}</UserName>`)).status;
const wrong = (n: number, login: Login = LOGINS.reader): Login => ({ ...login, password: `wrong ${n}` });

/** When a server answered its latest call, as it shows without being asked for the time. */
const latest = async (server: Emulator): Promise<string | undefined> => (await server.requests()).at(-1)?.at;

describe('a clock that one server was told', () => {
  test.each<[string, (server: Emulator) => Promise<unknown>]>([
    ['who is known', (server) => status(server)],
    ['who is not known', (server) => status(server, wrong(1))],
    ['who is of another tenant', (server) => status(server, { user: 'a@b.example', password: 'c' })],
    [
      'who says no name',
      (server) => fetch(server.url, { method: 'POST', headers: { 'Content-Type': 'text/xml' } }),
    ],
    ['who asks for a zone, without log-in', zone],
  ])('is that of the other one at its next call, of one %s', async (_title, calls) => {
    await status(other);
    for (const shown of ['2031-05-06T07:08:09.000Z', '1999-12-31T23:59:59.999Z']) {
      await one.clock.change({ now: new Date(shown), frozen: true });
      await calls(other);
      expect(await latest(other)).toBe(shown);
    }
  });

  test('is that of its pages, its JSON API and what it stores', async () => {
    const ada = await visitor(other, LOGINS.ada);
    await one.clock.change({ now: new Date((await one.clock.now()).getTime() + 60_000), frozen: true });
    const shown = (await one.clock.now()).toISOString();
    expect((await ada.get('/resources')).html).toContain(`Clock: stands still at ${shown}`);
    const state = (await (await fetch(`${other.adminUrl}/state`)).json()) as { clock: object };
    expect(state.clock).toMatchObject({ now: shown, frozen: true });
    await other.resources.inactivate(IDS.tom, 'ada.admin');
    expect((await ada.get(`/resources/${IDS.tom}/history`)).status).toBe(200);
    const sqlite = new Sqlite(file, { readonly: true });
    expect(sqlite.prepare('SELECT max(at) FROM audit').pluck().get()).toBe(shown);
    sqlite.close();
  });

  test('moves on by all that is asked for at once', async () => {
    await one.clock.change({ now: new Date('2031-05-06T07:08:09Z'), frozen: true });
    await Promise.all(Array.from({ length: 10 }, (_none, n) => both()[n % 2]!.clock.tick(1000)));
    for (const server of both()) {
      expect((await server.clock.now()).toISOString()).toBe('2031-05-06T07:08:19.000Z');
    }
  });
});

describe('a fault rule', () => {
  test('for three calls is met three times in all, when all call at once', async () => {
    await one.faults.add({ ...UNAVAILABLE, times: 3 });
    const statuses = await Promise.all(
      Array.from({ length: 20 }, (_none, n) => (n % 3 === 0 ? zone : status)(both()[n % 2]!)),
    );
    expect(statuses.filter((answered) => answered === 503)).toHaveLength(3);
    for (const server of both()) expect(await server.faults.list()).toMatchObject([{ times: 3, met: 3 }]);
  });

  test('holds for both from its order on, until one of them takes it back', async () => {
    const { id } = await one.faults.add(UNAVAILABLE);
    expect([await status(other), await zone(other)]).toEqual([503, 503]);
    expect(await other.faults.remove(id)).toBe(true);
    expect([await status(one), await zone(one)]).toEqual([200, 200]);
    await other.faults.add(UNAVAILABLE);
    await one.faults.clear();
    expect(await status(other)).toBe(200);
  });

  test('gets an id that no other one had', async () => {
    const first = await one.faults.add(UNAVAILABLE);
    await one.faults.clear();
    expect((await other.faults.add(UNAVAILABLE)).id).toBeGreaterThan(first.id);
  });

  test('keeps all that was said of it', async () => {
    const rule: FaultRule = {
      operation: 'query',
      times: 2,
      probability: 0.25,
      delayMs: 5,
      effect: { kind: 'fault', text: 'Out of <order> & "service"' },
    };
    const added = await one.faults.add(rule);
    expect(added).toEqual({ ...rule, id: added.id, met: 0 });
    expect(await other.faults.list()).toEqual([added]);
  });
});

describe('guesses', () => {
  test('are counted once for both', async () => {
    for (let n = 0; n < 10; n += 1) expect(await status(both()[n % 2]!, wrong(n))).toBe(401);
    for (const server of both()) expect(await status(server, LOGINS.reader)).toBe(401);
  });

  test('do not hold up whom a server knows', async () => {
    expect(await status(one, LOGINS.reader)).toBe(200);
    for (let n = 0; n < 10; n += 1) expect(await status(other, wrong(n))).toBe(401);
    expect([await status(one, LOGINS.reader), await status(other, LOGINS.reader)]).toEqual([200, 401]);
  });

  test('at the console are counted once for both, and not as calls', async () => {
    const page = async (server: Emulator, login: Login): Promise<string> =>
      (await new Visitor(server).logIn(login)).html;
    const HELD = 'There were too many attempts.';
    for (let n = 0; n < 10; n += 1) {
      expect(await page(both()[n % 2]!, wrong(n, LOGINS.tom))).not.toContain(HELD);
    }
    for (const server of both()) expect(await page(server, LOGINS.tom)).toContain(HELD);
    await other.reset();
    for (const server of both()) expect(await page(server, LOGINS.tom)).not.toContain(HELD);
  });
});

test('a password that one server changed is refused by the other at once', async () => {
  expect(await status(other, LOGINS.reader)).toBe(200);
  await accept(one.url, IDS.reader, { Password: 'Brand-New-2026' });
  expect(await status(other, LOGINS.reader)).toBe(401);
  expect(await status(other, { ...LOGINS.reader, password: 'Brand-New-2026' })).toBe(200);
});

test('a reset forgets all, in both', async () => {
  await one.clock.set(new Date('2031-05-06T07:08:09Z'));
  await one.faults.add({ ...UNAVAILABLE, operation: 'update' });
  for (let n = 0; n < 10; n += 1) await status(one, wrong(n));
  await status(other);
  await other.reset();
  for (const server of both()) {
    expect(await server.requests()).toEqual([]);
    expect(await server.faults.list()).toEqual([]);
    expect(await server.clock.state()).toMatchObject({ offset: 0, frozen: false });
    expect(await status(server, LOGINS.reader)).toBe(200);
  }
});

test('what is redacted through one server is in the journal of neither, and nobody is known by an old password', async () => {
  for (const server of both()) {
    await read(server.url, IDS.reader);
    await status(server, LOGINS.reader);
    expect(await server.requests()).not.toEqual([]);
  }
  await one.resources.redact(IDS.reader, 'ada.admin', 'Asked for it');
  for (const server of both()) expect(await server.requests()).toEqual([]);
  expect(await status(other, LOGINS.reader)).toBe(401);
});

describe('states that are kept', () => {
  /** What a data file says about servers. */
  function aboutServers(data: string): unknown {
    const sqlite = new Sqlite(data, { readonly: true });
    try {
      return [
        sqlite.prepare('SELECT clock_offset, clock_frozen_at FROM emulator_state').raw().all(),
        sqlite.prepare('SELECT count(*) FROM fault_rules').pluck().get(),
        sqlite.prepare('SELECT count(*) FROM failed_log_ins').pluck().get(),
      ];
    } finally {
      sqlite.close();
    }
  }
  const NOTHING = [[[0, null]], 0, 0];

  async function deviate(): Promise<void> {
    await one.clock.change({ now: new Date('2031-05-06T07:08:09Z'), frozen: true });
    await one.faults.add({ ...UNAVAILABLE, operation: 'create' });
    await status(one, wrong(1));
    expect(aboutServers(file)).toEqual([[[expect.any(Number), '2031-05-06T07:08:09.000Z']], 1, 1]);
  }

  test('hold no clock, no fault rules and no failed log-ins', async () => {
    await deviate();
    await one.snapshot('deviating');
    expect(aboutServers(path.join(`${file}.snapshots`, 'deviating.db'))).toEqual(NOTHING);
    const backup = path.join(folder.path, 'backup.db');
    const store = await Store.open(file, () => Promise.reject(new Error('The file is there')));
    await store.copyTo(backup);
    await store.close();
    expect(aboutServers(backup)).toEqual(NOTHING);
    // Nor does a state in memory that is kept in a file.
    const memory = await startEmulator({ memory: true, bcryptCost: 4 });
    const before = new Set(temporarySnapshots());
    await memory.clock.freeze();
    await memory.snapshot('frozen');
    const [kept = ''] = temporarySnapshots().filter((one) => !before.has(one));
    expect(aboutServers(path.join(kept, 'frozen.db'))).toEqual(NOTHING);
    await memory.close();
  });

  test('are gone back to with the clock, the rules and the failures of now', async () => {
    await one.snapshot('plain');
    await deviate();
    await other.restore('plain');
    for (const server of both()) {
      expect(await server.clock.state()).toMatchObject({ frozen: true });
      expect(await server.faults.list()).toHaveLength(1);
    }
  });

  test('of a tenant in another zone are told by both at once', async () => {
    await one.snapshot('elsewhere');
    const sqlite = new Sqlite(path.join(`${file}.snapshots`, 'elsewhere.db'));
    sqlite.exec("UPDATE tenant SET time_zone = 'Europe/Berlin'");
    sqlite.close();
    const hour = async (server: Emulator, day: string): Promise<string> =>
      (await query(server.url, queryXml(where('HireDate', 'Equals', `${day}T02:30:00`)))).errors.join();
    for (const server of both()) expect(await hour(server, '2026-03-08')).toContain('America/New_York');
    await one.restore('elsewhere');
    for (const server of both()) {
      expect(await hour(server, '2026-03-08')).toBe('');
      expect(await hour(server, '2026-03-29')).toContain('Europe/Berlin');
    }
  });
});

/** The folders of snapshots of stores in memory. */
function temporarySnapshots(): string[] {
  const parent = path.dirname(folder.path);
  mkdirSync(parent, { recursive: true });
  return readdirSync(parent)
    .filter((name) => name.startsWith('atws-snapshots-'))
    .map((name) => path.join(parent, name));
}

test('a call writes nothing and reads nothing about servers while nobody wrote', async () => {
  const alone = await startEmulator({ ...SETTINGS, data: path.join(folder.path, 'alone.db') });
  for (let n = 0; n < 3; n += 1) expect([await status(alone), await zone(alone)]).toEqual([200, 200]);
  const spies = [
    ...(['all', 'rows', 'column'] as const).map((read) => jest.spyOn(Connection.prototype, read)),
    jest.spyOn(Connection.prototype, 'run'),
  ];
  try {
    for (let n = 0; n < 20; n += 1) expect([await status(alone), await zone(alone)]).toEqual([200, 200]);
    const statements = spies.flatMap((spy) => spy.mock.calls.map(([sql]) => sql));
    // Requests are counted in memory, and written once a second.
    const others = statements.filter((sql) => !/requests_per_|busy_timeout/.test(sql));
    expect(new Set(others)).toEqual(new Set(['PRAGMA data_version']));
  } finally {
    jest.restoreAllMocks();
    await alone.close();
  }
});

test('a call that comes in one packet looks once at what others wrote', async () => {
  const alone = await startEmulator({ ...SETTINGS, data: path.join(folder.path, 'once.db') });
  const request = { headers: { SOAPAction: `"${NAMESPACE}GetWsdlVersion"` }, body: VERSION_CALL };
  expect((await send(alone.url, request)).status).toBe(200);
  const reads = jest.spyOn(Connection.prototype, 'column');
  try {
    for (let n = 0; n < 50; n += 1) await send(alone.url, request);
    const looks = reads.mock.calls.filter(([sql]) => sql === 'PRAGMA data_version').length;
    expect(looks).toBeGreaterThanOrEqual(50);
    // The count of requests, which is written once a second, looks for itself.
    expect(looks).toBeLessThan(60);
  } finally {
    jest.restoreAllMocks();
    await alone.close();
  }
});

test('of calls that arrive together, up to sixteen share a look, and each gets its own answer', async () => {
  const alone = await startEmulator({ ...SETTINGS, data: path.join(folder.path, 'together.db') });
  const ROUNDS = 20;
  const clients = await Promise.all(Array.from({ length: 40 }, () => connected(alone.origin)));
  const ask = (): Promise<number[]> =>
    Promise.all(
      clients.map(async (client, index) => {
        client.write(soapCall(alone.url, index % 3 === 0 ? 'NoOperation' : 'GetWsdlVersion'));
        const [answer] = (await once(client, 'data')) as [Buffer];
        return Number(/^HTTP\/1\.1 (\d+)/.exec(answer.toString())?.[1]);
      }),
    );
  const expected = clients.map((_client, index) => (index % 3 === 0 ? 500 : 200));
  expect(await ask()).toEqual(expected);
  const reads = jest.spyOn(Connection.prototype, 'column');
  try {
    for (let round = 0; round < ROUNDS; round += 1) expect(await ask()).toEqual(expected);
    const looks = reads.mock.calls.filter(([sql]) => sql === 'PRAGMA data_version').length;
    expect(looks).toBeGreaterThanOrEqual(3 * ROUNDS);
    expect(looks).toBeLessThan(20 * ROUNDS);
  } finally {
    jest.restoreAllMocks();
    for (const client of clients) client.destroy();
    await alone.close();
  }
});

async function connected(origin: string): Promise<net.Socket> {
  const { hostname, port } = new URL(origin);
  const socket = net.connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  return socket;
}

/** A time that stands still, so that a model knows what clocks show. */
const START = Date.UTC(2026, 0, 1);
const STILL: Clock = { now: () => new Date(START), elapsed: () => 0 };

describe('whatever two servers are told in turn', () => {
  let pair: readonly [Emulator, Emulator];
  const data = path.join(folder.path, 'pair.db');
  beforeAll(async () => {
    const settings = { ...SETTINGS, data, clock: STILL };
    pair = [await startEmulator(settings), await startEmulator(settings)];
  });
  afterAll(async () => {
    for (const server of pair) await server.close();
  });

  /** What is done; the model knows how the clock stands and how often the rule may still be met. */
  const step = fc.oneof(
    fc.record({ kind: fc.constant('tick'), by: fc.integer({ min: -1000, max: 1000 }) }),
    fc.record({ kind: fc.constant('set'), by: fc.integer({ min: -1_000_000, max: 1_000_000 }) }),
    fc.record({ kind: fc.constant('freeze'), by: fc.integer({ min: 0, max: 1 }) }),
    fc.record({ kind: fc.constant('rule'), by: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant('call'), by: fc.constant(0) }),
    fc.record({ kind: fc.constant('reset'), by: fc.constant(0) }),
  );

  test('they agree', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), step), { minLength: 1, maxLength: 12 }),
        async (steps) => {
          await pair[0].reset();
          const model = { offset: 0, frozen: false, left: 0 };
          const seen: unknown[] = [];
          const told: unknown[] = [];
          for (const [index, { kind, by }] of steps) {
            const server = pair[index]!;
            if (kind === 'tick') {
              await server.clock.tick(by);
              model.offset += by;
            } else if (kind === 'set') {
              await server.clock.set(new Date(START + by));
              model.offset = by;
            } else if (kind === 'freeze') {
              await server.clock.freeze(by === 1);
              model.frozen = by === 1;
            } else if (kind === 'rule') {
              await server.faults.add({ ...UNAVAILABLE, times: by });
              model.left += by;
            } else if (kind === 'call') {
              seen.push([await status(server), await latest(server)]);
              told.push([model.left > 0 ? 503 : 200, new Date(START + model.offset).toISOString()]);
              model.left = Math.max(0, model.left - 1);
            } else {
              await server.reset();
              Object.assign(model, { offset: 0, frozen: false, left: 0 });
            }
            for (const each of pair) {
              const { offset, frozen } = model;
              seen.push(await each.clock.state());
              told.push({ now: new Date(START + offset), offset, frozen });
            }
          }
          expect(seen).toEqual(told);
        },
      ),
      { numRuns: 25 },
    );
  });
});
