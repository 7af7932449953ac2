import { LOGINS } from '../support/emulator';
import { accept, IDS, MovingClock, opened, read } from '../support/updates';
import { Visitor, visitor } from '../support/visitor';

const HOUR = 3_600_000;
const clock = new MovingClock('2026-03-02T09:00:00Z');
const world = opened({ clock, confirmationHours: 24 });

/** Where somebody is sent after the log-in. */
async function goalOf(login = LOGINS.tom): Promise<string | null> {
  return (await new Visitor(world).logIn(login)).headers.get('location');
}

describe('somebody whose verified e-mail address is to be changed', () => {
  test('is asked after the log-in, keeps the old one meanwhile, and confirms', async () => {
    expect(await goalOf()).toBe('/admin/');
    await accept(world.url, IDS.tom, { Email: 'tom.new@example.com' });
    expect(await goalOf()).toBe('/admin/confirm-change');
    expect((await read(world.url, IDS.tom))['Email']).toBe('tom.tech@example.com');

    const tom = await visitor(world, LOGINS.tom);
    expect((await tom.get('/confirm-change')).html).toContain('tom.new@example.com');
    expect((await tom.post('/confirm-change')).headers.get('location')).toBe('/admin/profile');
    expect((await tom.get('/profile')).html).toContain('Your new e-mail address is confirmed');
    expect((await read(world.url, IDS.tom))['Email']).toBe('tom.new@example.com');
    expect(await world.rows('SELECT count(*) AS waiting FROM pending_email_changes')).toEqual([
      { waiting: 0 },
    ]);
    expect(await goalOf()).toBe('/admin/');
  });

  test('is asked however late the log-in is, when the link in the message works no more', async () => {
    await accept(world.url, IDS.tom, { Email: 'tom.newer@example.com' });
    const before = await visitor(world, LOGINS.tom);
    clock.pass(1000 * 24 * HOUR);
    expect(await goalOf()).toBe('/admin/confirm-change');
    const later = await visitor(world, LOGINS.tom);
    expect((await later.get('/confirm-change')).html).toContain('tom.newer@example.com');
    await later.post('/confirm-change');
    expect((await read(world.url, IDS.tom))['Email']).toBe('tom.newer@example.com');
    await later.post('/confirm-change');
    expect((await later.get('/profile')).html).toContain('There is no change left to confirm.');
    expect((await before.post('/confirm-change')).headers.get('location')).toMatch(/^\/admin\/log-in/);
  });

  test('can withdraw it, and is asked no more', async () => {
    await accept(world.url, IDS.tom, { Email: 'tom.wrong@example.com' });
    const tom = await visitor(world, LOGINS.tom);
    expect((await tom.get('/confirm-change')).html).toContain('formaction="/admin/confirm-change/withdraw"');
    await tom.post('/confirm-change/withdraw');
    expect((await tom.get('/profile')).html).toContain('The change of your e-mail address is withdrawn.');
    expect(await goalOf()).toBe('/admin/');
    expect((await read(world.url, IDS.tom))['Email']).toBe('tom.newer@example.com');
    expect((await tom.post('/confirm-change/withdraw')).status).toBe(404);
  });

  test('cannot confirm the change of somebody else', async () => {
    await accept(world.url, IDS.tom, { Email: 'tom.newest@example.com' });
    const ada = await visitor(world, LOGINS.ada);
    await ada.post('/confirm-change');
    expect((await read(world.url, IDS.tom))['Email']).toBe('tom.newer@example.com');
  });
});
