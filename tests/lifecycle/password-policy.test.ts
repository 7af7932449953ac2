import { run } from '../support/command';
import { visitor } from '../support/visitor';
import { LOGINS } from '../support/emulator';
import { accept, change, entity, IDS, onRecord, read, update, writableValues } from '../support/updates';
import { openedAnew, type World } from '../support/json-api';

const world = openedAnew();

async function demandStrong(
  strongPasswords: unknown,
  { api }: World = world,
): Promise<{ status: number; body: unknown }> {
  const { status, text } = await api.send('/tenant', {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ strongPasswords }),
  });
  return { status, body: JSON.parse(text) };
}

test('the policy of strong passwords is switched while the tenant is in use', async () => {
  expect(await demandStrong(false)).toMatchObject({
    status: 200,
    body: { domain: 'example.com', strongPasswords: false },
  });
  await accept(world.url, IDS.tom, { Password: 'weak' });
  await accept(world.url, IDS.tom, { Password: 'weak' });
  const tom = await visitor(world, { ...LOGINS.tom, password: 'weak' });

  await demandStrong(true);
  expect((await change(world.url, IDS.tom, { Password: 'weaker' })).errors).toEqual([
    onRecord('Password must be at least 7 characters.'),
  ]);
  const answer = await tom.post('/profile/password', { present: 'weak', Password: 'weaker' });
  expect(answer.html).toContain('Password must be at least 7 characters.');
});

test('the policy is switched on the command line, on a server and on a data file', async () => {
  const policy = async () => await world.rows('SELECT strong_passwords AS strong FROM tenant');
  for (const target of [
    ['--url', world.origin],
    ['--data', world.file],
  ]) {
    for (const [state, strong] of [
      ['off', 0],
      ['on', 1],
    ] as const) {
      const { code, stdout } = await run(['tenant', 'set', '--strong-passwords', state, ...target]);
      expect([code, stdout]).toEqual([0, `Strong passwords are ${state} now.\n`]);
      expect(await policy()).toEqual([{ strong }]);
    }
  }
  expect((await run(['tenant', 'set', '--strong-passwords', 'maybe', '--url', world.origin])).code).not.toBe(
    0,
  );
});

describe('the policy that is switched while passwords are hashed', () => {
  const slow = openedAnew({ bcryptCost: 12, tenant: (demo) => ({ ...demo, strongPasswords: false }) });

  test('holds for those passwords', async () => {
    const people = [IDS.tom, IDS.mo, IDS.emma, IDS.bea];
    const records = await Promise.all(
      people.map(async (id) => entity(id, { ...(await writableValues(slow.url, id)), Password: 'weak' })),
    );
    let isAnswered = false;
    const updating = update(slow.url, records).finally(() => {
      isAnswered = true;
    });
    // A call behind the update is answered while that hashes.
    await read(slow.url, IDS.tom);
    expect((await demandStrong(true, slow)).status).toBe(200);
    expect(isAnswered).toBe(false);
    expect((await updating).errors).toEqual(
      people.map((_id, index) => onRecord('Password must be at least 7 characters.', index + 1)),
    );
  });
});

test('where weak passwords will do, none at all still will not', async () => {
  await demandStrong(false);
  const tom = await visitor(world, LOGINS.tom);
  const { status, html } = await tom.post('/profile/password', {
    present: LOGINS.tom.password,
    Password: '',
  });
  expect([status, html]).toEqual([
    422,
    expect.stringContaining('A password must be given; ****** stands for none.'),
  ]);
});

test('a password that is a number is one, and held to the rules', async () => {
  const { fields } = await world.api.resource(IDS.tom);
  const wanted = { ...fields, id: undefined, UserName: 'new', Email: 'new@example.com', Password: 123 };
  expect(await world.api.refused('/resources', { by: 'ada.admin', fields: wanted })).toMatchObject({
    rule: 'passwordTooShort',
  });
});

test.each(['yes', 1, null, undefined])('%j is no policy', async (strong) => {
  expect((await demandStrong(strong)).status).toBe(400);
  expect(await world.rows('SELECT strong_passwords FROM tenant')).toEqual([{ strong_passwords: 1 }]);
});
