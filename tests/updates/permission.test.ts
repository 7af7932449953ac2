import { LOGINS } from '../support/emulator';
import { atwsResult, basic, call } from '../support/soap';
import {
  accept,
  change,
  entity,
  expectRefused,
  IDS,
  MovingClock,
  NOT_FOUND,
  opened,
  read,
  update,
  writableValues,
} from '../support/updates';

describe('who may update', () => {
  const apiOnly = opened();
  const everybody = opened({ apiOnlyUsers: false });

  test('an administrator may', async () => {
    expect(await accept(apiOnly.url, IDS.emma, { Title: 'Boss' })).toMatchObject({ Title: 'Boss' });
  });

  test('a reader gets the permission sentence, and nothing changes', async () => {
    await expectRefused(
      apiOnly,
      () => change(apiOnly.url, IDS.emma, { Title: 'x' }, { login: LOGINS.reader }),
      [NOT_FOUND],
    );
  });

  test('a reader may not change their own resource either', async () => {
    await expectRefused(
      apiOnly,
      () => change(apiOnly.url, IDS.reader, { Title: 'x' }, { login: LOGINS.reader }),
      [NOT_FOUND],
    );
  });

  test('a reader is told nothing of what else is wrong, nor how many records there were', async () => {
    const many = Array.from({ length: 201 }, () => entity('x', { Active: 'x', Password: 'x' }));
    await expectRefused(apiOnly, () => update(apiOnly.url, many, { login: LOGINS.reader }), [NOT_FOUND]);
  });

  test('with apiOnlyUsers off, a person with administrator rights may, and no other', async () => {
    const changes = { Title: 'By a person' };
    expect(await accept(everybody.url, IDS.emma, changes, { login: LOGINS.ada })).toMatchObject(changes);
    await expectRefused(
      everybody,
      () => change(everybody.url, IDS.emma, { Title: 'x' }, { login: LOGINS.tom }),
      [NOT_FOUND],
    );
  });

  test('with apiOnlyUsers on, a person with administrator rights does not get in', async () => {
    const before = await apiOnly.rows('SELECT * FROM resources');
    const answer = await call(apiOnly.url, 'update', `<Entities>${entity(IDS.emma)}</Entities>`, {
      login: LOGINS.ada,
    });
    expect(answer.status).toBe(500);
    expect(answer.body).toContain('Version 1.6 of the API is only accessible to API Only users.');
    expect(await apiOnly.rows('SELECT * FROM resources')).toEqual(before);
  });

  test('an inactive administrator does not get in', async () => {
    const answer = await call(apiOnly.url, 'update', `<Entities>${entity(IDS.emma)}</Entities>`, {
      login: LOGINS.ina,
    });
    expect(answer.status).toBe(401);
  });
});

describe('becoming inactive', () => {
  const emulator = opened({ apiOnlyUsers: false });
  const statusOf = async (login: { user: string; password: string }): Promise<number> =>
    (
      await fetch(emulator.url, {
        method: 'POST',
        headers: { Authorization: basic(login), 'Content-Type': 'text/xml' },
        body: '',
      })
    ).status;

  test('ends the log-in with the very next request, and becoming active brings it back', async () => {
    expect(await statusOf(LOGINS.tom)).toBe(500);
    await accept(emulator.url, IDS.tom, { Active: '0' });
    expect(await statusOf(LOGINS.tom)).toBe(401);
    await accept(emulator.url, IDS.tom, { Active: '1' });
    expect(await statusOf(LOGINS.tom)).toBe(500);
  });

  test('is refused for oneself', async () => {
    await expectRefused(emulator, () => change(emulator.url, IDS.admin, { Active: 'false' }), [
      'You cannot inactivate yourself.',
    ]);
    await expectRefused(
      emulator,
      () => change(emulator.url, IDS.ada, { Active: '0' }, { login: LOGINS.ada }),
      ['You cannot inactivate yourself.'],
    );
  });

  test('a new user name is the one to log in with, at once', async () => {
    const old = LOGINS.tom;
    await accept(emulator.url, IDS.tom, { UserName: 'Thomas.Tech' });
    expect(await statusOf(old)).toBe(401);
    expect(await statusOf({ ...old, user: 'thomas.tech@example.com' })).toBe(500);
    await accept(emulator.url, IDS.tom, { UserName: 'tom.tech' });
    expect(await statusOf(old)).toBe(500);
  });
});

describe('InternalCost in the answer of update', () => {
  const clock = new MovingClock('2026-03-01T12:00:00Z');
  const emulator = opened({
    clock,
    // Whoever may update and may not view costs is none of the demo tenant's.
    tenant: (demo) => ({
      ...demo,
      securityLevels: demo.securityLevels.map((level) =>
        level.id === 101 ? { ...level, systemAdministrator: true } : level,
      ),
    }),
  });
  const answered = async (
    id: number,
    login: (typeof LOGINS)[keyof typeof LOGINS],
  ): Promise<string | undefined> => {
    const cost = (await accept(emulator.url, id, { Title: 'Costly' }, { login }))['InternalCost'];
    expect((await read(emulator.url, id, { login }))['InternalCost']).toBe(cost);
    return cost;
  };

  test('is there for who may view it', async () => {
    expect(await answered(IDS.harriet, LOGINS.admin)).toBe('175.0000');
  });

  test('is not there for who may not view it', async () => {
    expect(await answered(IDS.harriet, LOGINS.reader)).toBeUndefined();
  });

  test.each([
    // Midnight in New York is five o'clock in winter.
    ['2090-01-01T04:59:59Z', '0.0000'],
    ['2090-01-01T05:00:00Z', '140.0000'],
    ['2099-01-01T04:59:59Z', '140.0000'],
    ['2099-01-01T05:00:00Z', '0.0000'],
  ])("follows its range by the tenant's day: at %s it is %s", async (now, cost) => {
    clock.set(now);
    expect(await answered(IDS.paul, LOGINS.admin)).toBe(cost);
  });

  test('is 0 for a resource that never had one', async () => {
    expect(await answered(IDS.mo, LOGINS.admin)).toBe('0.0000');
  });
});

describe('what is no update of a resource', () => {
  const emulator = opened();

  test('an update without entities is refused', async () => {
    for (const inner of ['', '<Entities/>', '<Entities xsi:nil="true"/>']) {
      const { returnCode, errors } = atwsResult(await call(emulator.url, 'update', inner));
      expect({ returnCode, errors }).toEqual({
        returnCode: -1,
        errors: ['No entities were passed to update.'],
      });
    }
  });

  test.each([
    [
      'a Role',
      'Role',
      'The call has entities of several types: Resource, Role. One call takes those of one type.',
    ],
    ['a Skill', 'Skill', 'This entity type does not support the update action.'],
  ])('%s among resources changes nothing', async (_what, type, sentence) => {
    const good = entity(IDS.emma, { ...(await writableValues(emulator.url, IDS.emma)), Title: 'x' });
    const before = await emulator.rows('SELECT * FROM resources');
    const { errors } = await update(emulator.url, [good, entity(29683401, {}, type)]);
    expect(errors).toEqual([sentence]);
    expect(await emulator.rows('SELECT * FROM resources')).toEqual(before);
  });
});
