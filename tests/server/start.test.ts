// Thorough: npm run test:quick leaves it out.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import timers from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { startEmulator, type Emulator, type EmulatorOptions, type Seed } from '../../src/index';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { having, LOGINS, start, STORES, temporaryFolder } from '../support/emulator';
import { call, query, queryXml, where } from '../support/soap';
import { accept, IDS, read, typed } from '../support/updates';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

async function lastNameOfTom({ url }: Emulator): Promise<string | undefined> {
  return (await read(url, IDS.tom))['LastName'];
}

describe('startEmulator', () => {
  test.each<[string, EmulatorOptions | undefined]>([
    ['without settings', undefined],
    ['with settings that are undefined', { port: undefined, memory: undefined, data: undefined }],
  ])('%s serves the demo tenant on a free port, and leaves no file behind', async (_title, options) => {
    const before = readdirSync('.');
    const atws = await (options ? startEmulator(options) : startEmulator());
    try {
      const { hostname, port } = new URL(atws.url);
      expect(hostname).toBe('127.0.0.1');
      expect(port).not.toBe('8016');
      expect(atws).toMatchObject({
        origin: `http://127.0.0.1:${port}`,
        url: `http://127.0.0.1:${port}/ATServices/1.6/atws.asmx`,
        wsdlUrl: `http://127.0.0.1:${port}/ATServices/1.6/atws.wsdl`,
        adminUrl: `http://127.0.0.1:${port}/_emulator`,
      });
      expect(await lastNameOfTom(atws)).toBe('Tanner');
      expect((await fetch(atws.wsdlUrl)).status).toBe(200);
      expect((await fetch(`${atws.adminUrl}/state`)).status).toBe(200);
    } finally {
      await atws.close();
    }
    expect(readdirSync('.')).toEqual(before);
  });

  test('answers while a test has replaced the timers, those of the module, too', async () => {
    jest.useFakeTimers();
    // As node:test and Sinon do.
    for (const name of ['setImmediate', 'setTimeout'] as const) {
      jest.spyOn(timers, name).mockReturnValue(new Promise(() => undefined));
    }
    try {
      const atws = await startEmulator();
      expect(await lastNameOfTom(atws)).toBe('Tanner');
      await accept(atws.url, IDS.tom, { LastName: 'Turner' });
      expect(await lastNameOfTom(atws)).toBe('Turner');
      await atws.resources.redact(IDS.tom, IDS.ada, 'He asked for it');
      expect((await fetch(`${atws.adminUrl}/state`)).status).toBe(200);
      await atws.reset();
      expect(await lastNameOfTom(atws)).toBe('Tanner');
      await atws.close();
    } finally {
      jest.restoreAllMocks();
      jest.useRealTimers();
    }
  });

  test.each<[string, object, string]>([
    ['a setting that there is not', { prot: 1 }, 'There is no setting prot. Did you mean port?'],
    ['a value that is none', { port: 'x' }, 'port must be a whole number from 0 to 65535, not "x".'],
    [
      'half of a certificate',
      { tlsCert: 'cert.pem' },
      'tlsCert "cert.pem" is given without tlsKey. A certificate needs its key.',
    ],
    [
      'data in memory and in a file',
      { memory: true, data: 'x.db' },
      'memory and data "x.db" contradict each other. Data is kept in memory or in a file. Leave one of them out.',
    ],
    [
      'a data file that SQLite keeps nowhere',
      { data: ':memory:' },
      'data must be the name of a file, or postgres://user@host/database (--memory keeps all data in memory), not ":memory:".',
    ],
    [
      'a data file whose name no system takes',
      { data: 'a\0b' },
      'data must be the name of a file, or postgres://user@host/database (--memory keeps all data in memory), not "a\\u0000b".',
    ],
    ...[null, 'x', []].map((options): [string, object, string] => [
      `${JSON.stringify(options)} instead of settings`,
      options as object,
      'startEmulator takes an object of settings, { port: 9000 }.',
    ]),
    [
      'a setting of an earlier version',
      { workers: 2 },
      'There is no workers any more: atws serve runs as one process. Leave it out.',
    ],
  ])('%s is refused, and nothing stays open', async (_title, options, sentence) => {
    await expect(startEmulator(options)).rejects.toThrow(sentence);
  });

  test('a data file is kept over a restart', async () => {
    const data = path.join(folder.path, 'kept.db');
    await having({ data }, async ({ url }) => {
      await accept(url, IDS.tom, { LastName: 'Kept' });
    });
    await having({ data }, async (atws) => {
      expect(await lastNameOfTom(atws)).toBe('Kept');
    });
  });

  test('many of them work side by side, each with its own data, clock, faults and journal', async () => {
    const many = await Promise.all(Array.from({ length: 5 }, () => startEmulator({ bcryptCost: 4 })));
    try {
      expect(new Set(many.map(({ url }) => url)).size).toBe(many.length);
      const [first, ...others] = many;
      await first!.faults.add({ operation: 'GetWsdlVersion', effect: { kind: 'httpStatus', status: 503 } });
      await first!.clock.set(new Date('2020-01-01T00:00:00Z'));
      await first!.resources.inactivate(IDS.tom, 'ada.admin');
      expect((await call(first!.url, 'GetWsdlVersion')).status).toBe(503);
      for (const other of others) {
        expect((await call(other.url, 'GetWsdlVersion')).status).toBe(200);
        expect((await other.resources.get(IDS.tom)).Active).toBe(true);
        expect((await other.clock.state()).offset).toBe(0);
        expect(await other.requests()).toHaveLength(1);
      }
    } finally {
      await Promise.all(many.map((one) => one.close()));
    }
  });

  test('close ends connections that are kept alive, and may be called twice', async () => {
    const atws = await startEmulator();
    expect((await call(atws.url, 'GetWsdlVersion')).status).toBe(200);
    await atws.close();
    await atws.close();
    await expect(fetch(atws.url)).rejects.toThrow('fetch failed');
  });
});

describe('a seed', () => {
  test('as an object has the parts that differ from the demo tenant', async () => {
    const seed: Seed = { domain: 'acme.test', trackingIdentifiers: ['ACME'] };
    await having({ seed }, async ({ url, resources, ...atws }) => {
      expect(await atws.demoAccess()).toMatchObject({
        trackingIdentifier: undefined,
        logIns: [{ user: 'api.admin@acme.test' }, { user: 'api.reader@acme.test' }, {}, {}],
      });
      const login = { user: 'api.admin@acme.test', password: LOGINS.admin.password };
      const tom = queryXml(where('id', 'Equals', String(IDS.tom)));
      expect((await query(url, tom, { login, code: 'ACME' })).entities).toHaveLength(1);
      expect((await query(url, tom, { login })).errors).toEqual(['IntegrationCode is invalid.']);
      expect((await call(url, 'GetWsdlVersion')).status).toBe(401);
      expect(await resources.list()).not.toHaveLength(0);
    });
  });

  test('as a file may have comments and commas behind the last item', async () => {
    const file = path.join(folder.path, 'seed.jsonc');
    const demo = JSON.stringify(demoTenant());
    writeFileSync(
      file,
      `// our tenant\n${demo.replace(/^\{"domain":"[^"]*"/, '{\n  /* here */ "domain": "file.test"').replace(/\}$/, ',\n}\n')}`,
    );
    await having({ seed: file }, async ({ url }) => {
      const login = { user: 'api.reader@file.test', password: LOGINS.reader.password };
      expect((await call(url, 'GetWsdlVersion', '', { login })).status).toBe(200);
    });
  });

  test.each<[string, (text: string) => Buffer]>([
    ['UTF-8', (text) => Buffer.from(`\ufeff${text}`, 'utf8')],
    ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('as a file may begin with a mark of %s', async (encoding, encoded) => {
    const file = path.join(folder.path, `${encoding}.json`);
    writeFileSync(file, encoded(JSON.stringify({ ...demoTenant(), domain: 'märk.test' })));
    await having({ seed: file }, async (atws) => {
      expect((await atws.demoAccess()).logIns[0]).toMatchObject({ user: 'api.admin@märk.test' });
    });
  });

  const fileWith = (name: string, text: string): string => {
    writeFileSync(path.join(folder.path, name), text);
    return path.join(folder.path, name);
  };

  test.each<[string, () => Seed, RegExp]>([
    [
      'a part that there is not',
      () => ({ domian: 'x' }) as Seed,
      /^There is no domian\. Did you mean domain\?$/,
    ],
    ['a part of another type', () => ({ ci: 'x' }) as unknown as Seed, /^ci must be a number, not "x"\.$/],
    [
      'a resource without a user name',
      () => ({ resources: [{ FirstName: 'A' }] }) as unknown as Seed,
      /UserName/,
    ],
    [
      'a file that is not there',
      () => path.join(folder.path, 'nowhere.json'),
      /^The seed .*nowhere\.json cannot be read: there is no such file or folder\.$/,
    ],
    [
      'a file that is no JSON',
      () => fileWith('broken.json', '{\n"domain": oops\n}'),
      /broken\.json, line 2: something stands here that JSON does not know; text needs double quotes\.$/,
    ],
    [
      'a file with a part that there is not',
      () => fileWith('part.json', '{\n"domain": "x.test",\n"roels": []\n}'),
      /part\.json, line 3: There is no roels\. Did you mean roles\?$/,
    ],
    [
      'a file with a list',
      () => fileWith('list.json', '[]'),
      /list\.json, line 1: A seed must be an object, not an empty list\.$/,
    ],
    [
      'a file with nothing',
      () => fileWith('nothing.json', ''),
      /nothing\.json, line 1: there is nothing in it\.$/,
    ],
    [
      'a file with a resource of another form',
      () => fileWith('form.json', '{\n"resources": [\n{ "UserName": "a",\n"Actve": true }]}'),
      /form\.json, line 4: There is no resources\[0\]\.Actve\. Did you mean Active\?$/,
    ],
    [
      'a password that is a number',
      () => ({ resources: [{ Password: 4711 }] }) as unknown as Seed,
      /^resources\[0\]\.Password must be text, not \*{6}\.$/,
    ],
    [
      'a list with the same id twice',
      () => ({ internalLocations: [1, 1].map((id) => ({ id, Name: 'A', Active: true })) }),
      /^internalLocations must not have the same id twice\.$/,
    ],
    [
      'a switch that is text',
      () => ({ strongPasswords: 'no' }) as unknown as Seed,
      /^strongPasswords must be true or false, not "no"\.$/,
    ],
    [
      'several things that are wrong',
      () => ({ ci: 0, timeZone: 'Mars' }),
      /^ci must be more than 0, not 0\.\ntimeZone.*zone/,
    ],
  ])('with %s is refused with a sentence that says so', async (_title, seed, sentence) => {
    await expect(startEmulator({ seed: seed() })).rejects.toMatchObject({
      name: 'ImportError',
      message: expect.stringMatching(sentence) as string,
    });
  });

  test('that is refused leaves no data file that would be taken for a good one', async () => {
    const data = path.join(folder.path, 'refused.db');
    await expect(startEmulator({ data, seed: { ci: 0 } })).rejects.toThrow('ci');
    await having({ data }, async (atws) => {
      expect(await lastNameOfTom(atws)).toBe('Tanner');
    });
  });
});

/** What was changed shows in what is answered here. */
async function stateOf(atws: Emulator): Promise<object> {
  const records = (await (await fetch(`${atws.adminUrl}/records?limit=1000`)).json()) as object[];
  const history = (await (await fetch(`${atws.adminUrl}/privacy-history`)).json()) as object[];
  return {
    tom: await atws.resources.get(IDS.tom),
    jack: await atws.resources.get(IDS.jack),
    resources: (await atws.resources.list()).length,
    records,
    history,
    outbox: await atws.outbox(),
    faults: await atws.faults.list(),
    clock: { frozen: (await atws.clock.state()).frozen, offset: (await atws.clock.state()).offset },
  };
}

/** Changes whatever can be changed. */
async function changeAll(atws: Emulator): Promise<void> {
  await accept(atws.url, IDS.tom, { LastName: 'Changed', Email: 'tom.new@example.com' });
  await fetch(`${atws.adminUrl}/records`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ by: 'ada.admin', type: 'Ticket', title: 'New', owner: IDS.tom }),
  });
  await atws.resources.redact(IDS.jack, 'ada.admin', 'On request');
  const tom = Object.entries(await atws.resources.get(IDS.tom));
  const fields = Object.fromEntries(tom.filter(([name]) => name !== 'id'));
  await atws.resources.create({
    by: 'ada.admin',
    fields: { ...fields, UserName: 'nina.new', Email: 'nina@example.com', Password: 'N!na-New-2024' },
    emailVerified: false,
    invite: true,
  });
  await atws.faults.add({ operation: 'update', effect: { kind: 'fault', text: 'No.' } });
  await atws.clock.set(new Date('2031-05-06T07:08:09Z'));
  await atws.clock.freeze();
}

describe.each(STORES)('reset, in %s', (store) => {
  let atws: Emulator;
  beforeAll(async () => {
    atws = await start({ store });
  });
  afterAll(() => atws.close());

  test('brings back the seed, the clock and the calls, twice in a row', async () => {
    const seeded = await stateOf(atws);
    for (let round = 0; round < 2; round += 1) {
      await changeAll(atws);
      const changed = await stateOf(atws);
      for (const [part, value] of Object.entries(seeded)) expect(changed).not.toHaveProperty(part, value);
      await atws.reset();
      expect(await stateOf(atws)).toEqual(seeded);
      expect(await atws.requests()).toEqual([]);
    }
  });

  test('brings back passwords: the new one stops working, the old one works', async () => {
    const password = 'Ch!anged-2024';
    await accept(atws.url, IDS.reader, { Password: typed('Password', password) });
    const changed = { login: { ...LOGINS.reader, password } };
    expect((await call(atws.url, 'GetWsdlVersion', '', changed)).status).toBe(200);
    await atws.reset();
    expect((await call(atws.url, 'GetWsdlVersion', '', changed)).status).toBe(401);
    expect((await call(atws.url, 'GetWsdlVersion', '', { login: LOGINS.reader })).status).toBe(200);
  });

  test('counts requests from zero', async () => {
    await call(atws.url, 'GetWsdlVersion');
    await atws.reset();
    const { body } = await call(atws.url, 'getThresholdAndUsageInfo');
    expect(body).toMatch(/numberOfExternalRequest: 0\b/);
  });
});

test('reset lets in who was held for too many wrong passwords', async () => {
  await having({}, async (atws) => {
    const status = async (password: string): Promise<number> =>
      (await call(atws.url, 'GetWsdlVersion', '', { login: { ...LOGINS.reader, password } })).status;
    for (let guess = 0; guess < 10; guess += 1) expect(await status(`wrong ${guess}`)).toBe(401);
    expect(await status(LOGINS.reader.password)).toBe(401);
    await atws.reset();
    expect(await status(LOGINS.reader.password)).toBe(200);
  });
});

test('reset brings back the given seed, not the demo tenant', async () => {
  await having({ seed: { domain: 'acme.test' } }, async (atws) => {
    const login = { user: 'api.admin@acme.test', password: LOGINS.admin.password };
    await atws.reset();
    expect((await call(atws.url, 'GetWsdlVersion', '', { login })).status).toBe(200);
  });
});

describe.each(STORES)('a snapshot, in %s', (store) => {
  let atws: Emulator;
  beforeEach(async () => {
    atws = await start({ store });
  });
  afterEach(() => atws.close());

  test('is gone back to as often as one likes, also after a reset', async () => {
    await accept(atws.url, IDS.tom, { LastName: 'Snapped' });
    await atws.snapshot('snapped');
    await accept(atws.url, IDS.tom, { LastName: 'Later' });
    await atws.restore('snapped');
    expect(await lastNameOfTom(atws)).toBe('Snapped');
    await atws.reset();
    expect(await lastNameOfTom(atws)).toBe('Tanner');
    await atws.restore('snapped');
    expect(await lastNameOfTom(atws)).toBe('Snapped');
  });

  test.each(['', '../above', 'a b', 'a/b', '.hidden', 'x'.repeat(65)])(
    'cannot be called %j, nor be gone back to by that name',
    async (name) => {
      const sentence =
        'The name of a snapshot has letters, digits, dots, hyphens and underscores, 64 at most.';
      await expect(atws.snapshot(name)).rejects.toThrow(sentence);
      await expect(atws.restore(name)).rejects.toThrow(sentence);
    },
  );

  test('of the same name takes the place of the older one', async () => {
    await atws.snapshot('one');
    await accept(atws.url, IDS.tom, { LastName: 'Newer' });
    await atws.snapshot('one');
    await atws.reset();
    await atws.restore('one');
    expect(await lastNameOfTom(atws)).toBe('Newer');
  });

  test('that there is not is refused, and nothing changes', async () => {
    await accept(atws.url, IDS.tom, { LastName: 'Here' });
    await expect(atws.restore('nowhere')).rejects.toThrow('nowhere');
    expect(await lastNameOfTom(atws)).toBe('Here');
  });

  test('does not bring back whoever was redacted since', async () => {
    await atws.snapshot('before');
    await atws.resources.redact(IDS.jack, 'ada.admin', 'On request');
    const redacted = await atws.resources.get(IDS.jack);
    await accept(atws.url, IDS.tom, { LastName: 'Later' });
    await atws.restore('before');
    expect(await atws.resources.get(IDS.jack)).toEqual(redacted);
    expect(redacted).toMatchObject({ FirstName: 'Redacted', LastName: 'Resource', Active: false });
    expect(await lastNameOfTom(atws)).toBe('Tanner');
    const history = await (await fetch(`${atws.adminUrl}/privacy-history`)).json();
    expect(history).toMatchObject([{ resourceId: IDS.jack, actionType: 'Erasure' }]);
  });

  // Those in PostgreSQL cannot be downloaded.
  if (store !== 'postgres')
    test('holds no byte of whoever was redacted since', async () => {
      // A name that nothing else in the tenant has.
      await accept(atws.url, IDS.jack, { LastName: 'Quetzalcoatlus' });
      await atws.snapshot('before');
      const download = async (): Promise<Buffer> =>
        Buffer.from(await (await fetch(`${atws.adminUrl}/snapshots/before`)).arrayBuffer());
      expect((await download()).includes('Quetzalcoatlus')).toBe(true);
      await atws.resources.redact(IDS.jack, 'ada.admin', 'On request');
      expect((await download()).includes('Quetzalcoatlus')).toBe(false);
      await atws.restore('before');
      expect((await download()).includes('Quetzalcoatlus')).toBe(false);
    });
});

test('snapshots of a data file are there after a restart, for its owner only, and stay sound', async () => {
  const data = path.join(folder.path, 'snapped.db');
  await having({ data }, async (atws) => {
    await accept(atws.url, IDS.tom, { LastName: 'Snapped' });
    await atws.snapshot('kept');
    await accept(atws.url, IDS.tom, { LastName: 'Later' });
  });
  await having({ data }, async (atws) => {
    await atws.restore('kept');
    expect(await lastNameOfTom(atws)).toBe('Snapped');
  });
  const sqlite = new Sqlite(data, { readonly: true });
  expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(sqlite.pragma('foreign_key_check')).toEqual([]);
  sqlite.close();
});

describe('resources', () => {
  let atws: Emulator;
  beforeAll(async () => {
    atws = await start();
  });
  beforeEach(() => atws.reset());
  afterAll(() => atws.close());

  test.each([
    [IDS.tom],
    [String(IDS.tom)],
    ['tom.tech'],
    ['TOM.Tech'],
    ['tom.tech@example.com'],
    ['Tom.Tech@EXAMPLE.com'],
  ])('get finds %j', async (who) => {
    expect(await atws.resources.get(who)).toMatchObject({ id: IDS.tom, LastName: 'Tanner' });
  });

  test('list takes filters, and shows no more than asked for', async () => {
    const all = await atws.resources.list();
    expect(all.length).toBeGreaterThan(10);
    const [first] = await atws.resources.list({ search: 'tanner' });
    expect(first).toMatchObject({ id: IDS.tom });
    expect(await atws.resources.list({ userName: 'tom.tech' })).toMatchObject([{ id: IDS.tom }]);
    expect(await atws.resources.list({ limit: 2 })).toHaveLength(2);
    const active = await atws.resources.list({ active: true });
    const inactive = await atws.resources.list({ active: false });
    expect(active.length + inactive.length).toBe(all.length);
  });

  test('inactivate and activate show in SOAP', async () => {
    await atws.resources.inactivate(IDS.tom, 'ada.admin');
    expect((await read(atws.url, IDS.tom))['Active']).toBe('false');
    await atws.resources.activate(IDS.tom, 'ada.admin');
    expect((await read(atws.url, IDS.tom))['Active']).toBe('true');
  });

  test('what the rules forbid is refused in their words', async () => {
    await expect(atws.resources.inactivate(IDS.tom, 'tom.tech')).rejects.toThrow(/administrator/i);
    await expect(atws.resources.redact(IDS.tom, 'ada.admin', ' ')).rejects.toThrow(/reason/i);
  });

  test('delete answers the replacement, which then is there', async () => {
    const types = ['Ticket', 'Task', 'Project', 'Opportunity', 'Account', 'Contact', 'Appointment', 'Asset'];
    const id = await atws.resources.delete(
      IDS.tom,
      'ada.admin',
      Object.fromEntries(types.map((type) => [type, 'replacement'] as const)),
      { FirstName: 'Rea', LastName: 'Placement', Email: 'rea@example.com' },
    );
    expect(await atws.resources.get(id!)).toMatchObject({ FirstName: 'Rea', Active: true });
  });

  test('messages are in the outbox, the newest first', async () => {
    await accept(atws.url, IDS.mo, { Email: 'mo.one@example.com' });
    await accept(atws.url, IDS.mo, { Email: 'mo.two@example.com' });
    const messages = await atws.outbox();
    expect(messages.map(({ recipient }) => recipient)).toEqual(['mo.two@example.com', 'mo.one@example.com']);
    expect(messages[0]).toMatchObject({ resourceId: IDS.mo, sentAt: null });
  });
});
