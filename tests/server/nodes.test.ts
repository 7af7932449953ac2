// Thorough: npm run test:quick leaves it out.
import { SMTPServer } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import { startEmulator, type Emulator } from '../../src/index';
import { LOGINS, type Login } from '../support/emulator';
import { serve } from '../support/built';
import { describeWithPostgres, testDatabase, type TestDatabase, refused } from '../support/postgres';
import { call, query, queryXml, where, type AtwsResult } from '../support/soap';
import {
  accept,
  change,
  create,
  entity,
  eventually,
  IDS,
  read,
  update,
  writableValues,
} from '../support/updates';
import { Store } from '../../src/store/store';
import { declarationOf } from '../../src/tenant/declaration';
import { DECLARED } from '../declared/declared';

const DEFAULTED = 'ResourceRoleDepartment';

type Sent = Readonly<Record<string, string>>;

/** Kills a server that is sending a message, and waits until another one has sent it. Answers who was written to. */
async function resend(): Promise<readonly string[]> {
  const asked: string[] = [];
  let taken = 0;
  // Takes the first message as far as its text, and answers nothing.
  const slow = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, done) => {
      asked.push(...envelope.rcptTo.map(({ address }) => address));
      stream.resume().on('end', () => {
        if (asked.length === 1) return;
        taken += 1;
        done();
      });
    },
  });
  slow.on('error', () => undefined);
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const { port } = slow.server.address() as AddressInfo;
  const own = await testDatabase();
  const settings = ['--data', own.url, '--bcrypt-cost', '4', '--smtp-url', `smtp://127.0.0.1:${port}`];
  const [sending, waiting] = [
    await serve(['--port', '0', ...settings]),
    await serve(['--port', '0', ...settings]),
  ];
  await accept(sending.url, IDS.mo, { Email: 'killed@example.com' });
  await eventually(() => asked.length === 1, 'it is being sent');
  const [claimed] = await own.rows('SELECT next_attempt_at FROM outbox');
  await eventually(async () => {
    const [row] = await own.rows('SELECT next_attempt_at FROM outbox');
    return row?.['next_attempt_at'] !== claimed?.['next_attempt_at'];
  }, 'it is kept from the other one for longer than a pause');
  expect(asked).toHaveLength(1);
  await sending.end('SIGKILL');
  await eventually(() => taken === 1, 'the other one sends it', 40_000);
  await eventually(
    async () => (await own.rows('SELECT 1 AS one FROM outbox WHERE sent_at IS NULL')).length === 0,
    'it is marked as sent',
  );
  await waiting.end('SIGTERM');
  await new Promise<void>((resolve) => {
    slow.close(resolve);
  });
  await own.drop();
  return asked;
}

describeWithPostgres('two servers over one PostgreSQL', () => {
  /** Takes twenty seconds, most of them waiting, in which the other tests run. */
  let resent: Promise<readonly string[]>;
  let database: TestDatabase;
  let one: Emulator;
  let other: Emulator;
  let smtp: SMTPServer;
  const recipients: string[] = [];

  beforeAll(async () => {
    resent = resend();
    resent.catch(() => undefined);
    database = await testDatabase();
    smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, { envelope }, done) => {
        recipients.push(...envelope.rcptTo.map(({ address }) => address));
        stream.on('end', done).resume();
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const { port } = smtp.server.address() as AddressInfo;
    const settings = {
      data: database.url,
      bcryptCost: 4,
      allowReset: true,
      smtpUrl: `smtp://127.0.0.1:${port}`,
    };
    [one, other] = await Promise.all([startEmulator(settings), startEmulator(settings)]);
  });
  beforeEach(() => one.reset());
  afterAll(async () => {
    await one.close();
    await other.close();
    await new Promise<void>((resolve) => {
      smtp.close(resolve);
    });
    await database.drop();
  });

  const both = (n: number): Emulator => (n % 2 === 0 ? one : other);
  const status = async (server: Emulator, login: Login = LOGINS.admin): Promise<number> =>
    (await call(server.url, 'GetWsdlVersion', '', { login })).status;

  test('show what the other one has written: of 1,000 answers none is stale', async () => {
    let stale = 0;
    const values = await writableValues(one.url, IDS.tom);
    for (let n = 0; n < 1000; n += 1) {
      const changed = entity(IDS.tom, { ...values, Title: `Title ${n}` });
      expect((await update(both(n).url, [changed])).errors).toEqual([]);
      if ((await read(both(n + 1).url, IDS.tom))['Title'] !== `Title ${n}`) stale += 1;
    }
    expect(stale).toBe(0);
  }, 300_000);

  test('accept no password that the other one has replaced', async () => {
    let accepted = 0;
    let password: string = LOGINS.reader.password;
    for (let n = 0; n < 20; n += 1) {
      const old = { ...LOGINS.reader, password };
      for (const server of [one, other]) expect(await status(server, old)).toBe(200);
      password = `New-${n}-Password`;
      await accept(both(n).url, IDS.reader, { Password: password });
      for (const server of [both(n + 1), both(n)]) if ((await status(server, old)) === 200) accepted += 1;
    }
    expect(accepted).toBe(0);
    expect(await status(other, { ...LOGINS.reader, password })).toBe(200);
  });

  test('send each message once, whichever of them was asked for it', async () => {
    recipients.length = 0;
    const wanted = Array.from({ length: 20 }, (_none, n) => `moved.${n}@example.com`);
    for (const [n, Email] of wanted.entries()) await accept(both(n).url, IDS.mo, { Email });
    const rows = await eventually(async () => {
      const all = await database.rows('SELECT sent_at FROM outbox');
      return all.every(({ sent_at }) => sent_at !== null) && all;
    }, 'all is sent');
    expect(rows.length).toBeGreaterThanOrEqual(wanted.length);
    expect(recipients).toHaveLength(rows.length);
    for (const address of wanted) expect(recipients.filter((to) => to === address)).toHaveLength(1);
  });

  test('send what a server was asked to send that ended before', async () => {
    recipients.length = 0;
    const silent = await startEmulator({ data: database.url, bcryptCost: 4 });
    await accept(silent.url, IDS.mo, { Email: 'left.behind@example.com' });
    await silent.close();
    await eventually(() => recipients.includes('left.behind@example.com'), 'it is sent');
    expect(recipients.filter((to) => to === 'left.behind@example.com')).toHaveLength(1);
  });

  test('meet a fault rule of three times three times in all', async () => {
    await one.faults.add({ effect: { kind: 'httpStatus', status: 503 }, times: 3 });
    const statuses = await Promise.all(Array.from({ length: 30 }, (_none, n) => status(both(n))));
    expect(statuses.filter((answered) => answered === 503)).toHaveLength(3);
    for (const server of [one, other])
      expect(await server.faults.list()).toMatchObject([{ times: 3, met: 3 }]);
  });

  test('count guesses once for all', async () => {
    const wrong = (n: number): Login => ({ ...LOGINS.reader, password: `wrong ${n}` });
    for (let n = 0; n < 10; n += 1) expect(await status(both(n), wrong(n))).toBe(401);
    for (const server of [one, other]) expect(await status(server, LOGINS.reader)).toBe(401);
    await other.reset();
    for (const server of [one, other]) expect(await status(server, LOGINS.reader)).toBe(200);
  });

  test('have one clock, from the next call on', async () => {
    for (const [n, shown] of ['2031-05-06T07:08:09.000Z', '1999-12-31T23:59:59.999Z'].entries()) {
      await both(n).clock.change({ now: new Date(shown), frozen: true });
      await status(both(n + 1));
      expect((await both(n + 1).requests()).at(-1)?.at).toBe(shown);
    }
  });

  test('are reset together, from the next call on', async () => {
    await accept(one.url, IDS.tom, { Title: 'Before' });
    await one.clock.change({ now: new Date('2031-05-06T07:08:09Z'), frozen: true });
    await one.faults.add({ effect: { kind: 'httpStatus', status: 503 }, operation: 'update' });
    await read(other.url, IDS.tom);
    await other.reset();
    for (const server of [one, other]) {
      expect((await read(server.url, IDS.tom))['Title']).not.toBe('Before');
      expect(await server.faults.list()).toEqual([]);
      expect(await server.clock.state()).toMatchObject({ offset: 0, frozen: false });
    }
  });

  test('take, restore and reset states at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([0, 1, 2, 3].map((n) => both(n).snapshot('same')));
      await Promise.all([0, 1, 2, 3].map((n) => both(n).restore('same')));
      await Promise.all([0, 1, 2, 3].map((n) => both(n).reset()));
    }
    expect(await status(other)).toBe(200);
  });

  test('count every call, of both', async () => {
    const used = async (server: Emulator): Promise<number> => {
      const { body } = await call(server.url, 'getThresholdAndUsageInfo');
      return Number(/numberOfExternalRequest: (\d+);/.exec(body)?.[1]);
    };
    const before = await used(one);
    await Promise.all(Array.from({ length: 60 }, (_none, n) => status(both(n))));
    const all = (): Promise<number | false> =>
      used(other).then((counted) => counted > before + 60 && counted);
    // Each call that looks is counted, too.
    expect(await eventually(all, 'all are counted')).toBeGreaterThan(before + 60);
  });

  test('give two that ask for one user name one sentence', async () => {
    const asked = await Promise.all(
      [IDS.tom, IDS.paul].map((id, n) => change(both(n).url, id, { UserName: 'wanted' })),
    );
    expect(asked.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect((await query(one.url, queryXml(where('UserName', 'Equals', 'wanted')))).entities).toHaveLength(1);
  });

  describe('show at the next call, however it comes,', () => {
    const declare = async (): Promise<void> => {
      const writer = await Store.open(database.url, refused);
      const [account] = DECLARED;
      if (account) await writer.declared.declare(declarationOf(account));
      await writer.close();
    };
    const text = async (url: string): Promise<string> => (await fetch(url)).text();
    const accounts = (server: Emulator) =>
      (server as Emulator<Record<'Account', { readonly fields: readonly [] }>>).entity('Account');

    test.each<[string, (server: Emulator) => Promise<unknown>]>([
      ['the WSDL', async ({ wsdlUrl }) => (await text(wsdlUrl)).includes('name="Account"')],
      ['a query', async ({ url }) => (await query(url, queryXml('', 'Account'))).errors.length === 0],
      [
        'the handle, which lists,',
        (server) =>
          accounts(server)
            .list()
            .then(
              () => true,
              () => false,
            ),
      ],
      [
        'the handle, which reads one,',
        (server) =>
          accounts(server)
            .get(1)
            .then(
              () => '',
              (refused: unknown) => String(refused),
            )
            .then((said) => !said.includes('no declared entity')),
      ],
      [
        'the JSON API',
        async ({ adminUrl }) => (await fetch(`${adminUrl}/entity-history?entity=Account`)).status === 200,
      ],
    ])('an entity that was declared, and no more when it is gone: %s', async (_channel, isServed) => {
      expect(await isServed(other)).toBe(false);
      await declare();
      expect(await isServed(other)).toBe(true);
      await one.reset();
      expect(await isServed(other)).toBe(false);
    });

    test('who may log in, as the domain is now', async () => {
      const moved = { ...LOGINS.admin, user: 'api.admin@moved.example' };
      const statuses = async (): Promise<readonly number[]> => [
        await status(other, moved),
        await status(other),
      ];
      expect(await statuses()).toEqual([401, 200]);
      await database.rows("UPDATE tenant SET domain = 'moved.example'");
      expect(await status(other)).toBe(401);
      await database.rows("UPDATE tenant SET domain = 'example.com'");
      expect(await status(other)).toBe(200);
      await database.rows("UPDATE tenant SET domain = 'moved.example'");
      expect(await status(other, moved)).toBe(200);
    });

    test('who is named with the domain, as it is now', async () => {
      await one.resources.get('tom.tech@example.com');
      for (let time = 0; time < 2; time += 1) await other.resources.get('tom.tech@example.com');
      await database.rows("UPDATE tenant SET domain = 'moved.example'");
      expect(await other.resources.get('tom.tech@moved.example')).toMatchObject({ id: IDS.tom });
    });

    test('the published log-ins, as the domain is now', async () => {
      for (let time = 0; time < 2; time += 1) await other.demoAccess();
      await database.rows("UPDATE tenant SET domain = 'moved.example'");
      const { logIns } = await other.demoAccess();
      expect(logIns.map(({ user }) => user)).toContain('api.admin@moved.example');
    });
  });

  test.each<[string, (url: string, fields: Sent, id: number) => Promise<AtwsResult>]>([
    ['created', (url, fields) => create(url, [entity(undefined, fields, DEFAULTED)])],
    ['changed', (url, { ResourceID: _owner, ...fields }, id) => update(url, [entity(id, fields, DEFAULTED)])],
  ])(
    'keep one default of a resource, of 50 that are %s at once, and tell of each once',
    async (_how, write) => {
      const fields = {
        DepartmentID: '29682833',
        ResourceID: String(IDS.tom),
        RoleID: '29683354',
        Active: 'true',
        DepartmentLead: 'false',
      };
      const plain = entity(undefined, { ...fields, Default: 'false' }, DEFAULTED);
      const { entities } = await create(
        one.url,
        Array.from({ length: 50 }, () => plain),
      );
      expect(entities).toHaveLength(50);
      const [{ last } = { last: 0 }] = await database.rows('SELECT max(id) AS last FROM entity_audit');
      const answers = await Promise.all(
        entities.map(({ id }, n) => write(both(n).url, { ...fields, Default: 'true' }, Number(id))),
      );
      expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
      expect(new Set(answers.map(({ entities: [written] }) => written?.['id'])).size).toBe(50);
      const defaults = await database.rows(
        `SELECT sum("Default") AS n FROM resource_role_departments WHERE ResourceID = ${IDS.tom}`,
      );
      expect(defaults).toEqual([{ n: 1 }]);
      const told = await database.rows(
        `SELECT count(*) AS all, count(DISTINCT (entity_id, changes)) AS different FROM entity_audit WHERE id > ?`,
        last,
      );
      // The others lost the mark again, and so did the default of before.
      expect(told).toEqual([{ all: 100, different: 100 }]);
    },
  );

  test('send once what another one was sending that was killed', async () => {
    expect(await resent).toEqual(['killed@example.com', 'killed@example.com']);
  });
});
