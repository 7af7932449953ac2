import { request } from 'node:http';
import path from 'node:path';
import type { Emulator } from '../../src/index';
import bcrypt from 'bcryptjs';
import { passwordDigest } from '../../src/passwords/digest';
import { LOGINS, start, temporaryFolder } from '../support/emulator';
import { accept, changeFile, IDS, MovingClock, opened } from '../support/updates';
import { Visitor, visitor } from '../support/visitor';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const clock = new MovingClock('2026-03-02T09:00:00Z');

const world = opened({ clock });

/** Whether somebody is still logged in. */
async function isIn(somebody: Visitor): Promise<boolean> {
  const { status, headers } = await somebody.get('/profile');
  if (status === 303) expect(headers.get('location')).toBe('/admin/log-in?next=%2Fprofile');
  return status === 200;
}

test.each([
  ['an administrator', LOGINS.ada, '/admin/resources'],
  ['somebody else', LOGINS.tom, '/admin/profile'],
])('who opens /admin and logs in is where %s begins', async (_who, { user, password }, goal) => {
  const somebody = new Visitor(world);
  const { headers } = await somebody.get('/');
  const asked = new URL(headers.get('location') ?? '', world.origin);
  expect(asked.pathname).toBe('/admin/log-in');
  const next = asked.searchParams.get('next') ?? '';
  const { headers: after } = await somebody.post('/log-in', { userName: user, password, next });
  expect(after.get('location')).toBe('/admin/');
  expect((await somebody.get('/')).headers.get('location')).toBe(goal);
});

describe('logging in', () => {
  test.each([
    ['an administrator, with domain', LOGINS.ada, '/admin/'],
    ['an administrator, without domain and in capitals', { ...LOGINS.ada, user: 'ADA.ADMIN' }, '/admin/'],
    ['somebody else', LOGINS.tom, '/admin/'],
  ])('lets in %s', async (_who, login, goal) => {
    const somebody = new Visitor(world);
    const { status, headers } = await somebody.post('/log-in', {
      userName: login.user,
      password: login.password,
    });
    expect([status, headers.get('location')]).toEqual([303, goal]);
    expect(await isIn(somebody)).toBe(true);
  });

  const WRONG = 'The user name or the password is not right.';
  test.each([
    ['a wrong password', { ...LOGINS.ada, password: 'wrong' }, WRONG],
    ['no password', { ...LOGINS.ada, password: '' }, WRONG],
    ['a user name that nobody has', { ...LOGINS.ada, user: 'nobody' }, WRONG],
    ['the user name at another domain', { ...LOGINS.ada, user: 'ada.admin@example.org' }, WRONG],
    ['somebody who is not active', LOGINS.ina, WRONG],
    ['an API-only user', LOGINS.admin, 'This user is for integrations only and cannot log in here.'],
    ['an API-only user with a wrong password', { ...LOGINS.admin, password: 'wrong' }, WRONG],
  ])('refuses %s', async (_what, login, sentence) => {
    const somebody = new Visitor(world);
    const { status, html, headers } = await somebody.logIn(login);
    expect(status).toBe(401);
    expect(html).toContain(sentence);
    expect(headers.getSetCookie()).toEqual([]);
    expect(await isIn(somebody)).toBe(false);
  });

  test('goes on to the page that was asked for, and to no page of others', async () => {
    for (const [next, goal] of [
      ['/confirm-change', '/admin/confirm-change'],
      ['//example.org/', '/admin/'],
      ['/\\example.org/', '/admin/'],
      ['https://example.org/', '/admin/'],
      ['', '/admin/'],
    ] as const) {
      const { headers } = await new Visitor(world).post('/log-in', {
        userName: LOGINS.ada.user,
        password: LOGINS.ada.password,
        next,
      });
      expect([next, headers.get('location')]).toEqual([next, goal]);
    }
  });

  test('is held for a minute after ten failures, for that user name only', async () => {
    const somebody = new Visitor(world);
    const guess = { userName: 'paul.past', password: 'wrong' };
    for (let count = 0; count < 10; count += 1)
      expect((await somebody.post('/log-in', guess)).status).toBe(401);
    const HELD = 'There were too many attempts.';
    expect((await somebody.post('/log-in', guess)).html).toContain(HELD);
    // Another spelling of the same name is no other name.
    expect((await somebody.post('/log-in', { ...guess, userName: 'PAUL.PAST@example.com' })).html).toContain(
      HELD,
    );
    expect((await somebody.logIn(LOGINS.ada)).status).toBe(303);
    clock.pass(MINUTE);
    expect((await somebody.post('/log-in', guess)).html).not.toContain(HELD);
  });

  test('gives a cookie that scripts cannot read, for the console only', async () => {
    const { headers } = await new Visitor(world).logIn(LOGINS.ada);
    const [cookie, ...others] = headers.getSetCookie();
    expect(others).toEqual([]);
    expect(cookie).toMatch(/^atws_session=[^;]+; Path=\/admin; HttpOnly; SameSite=Strict$/);
  });

  test('gives another identifier than the one before the log-in', async () => {
    const somebody = await visitor(world, LOGINS.tom);
    const before = somebody.cookie;
    await somebody.logIn(LOGINS.ada);
    expect(somebody.cookie).not.toBe(before);
    expect(
      await world.rows("SELECT count(*) AS sessions FROM sessions WHERE data LIKE '%undefined%'"),
    ).toEqual([{ sessions: 0 }]);
  });
});

describe('the page to log in, and the one at the root', () => {
  const pages = async (server: { readonly origin: string }): Promise<readonly string[]> => [
    (await new Visitor(server).get('/log-in')).html,
    await (await fetch(`${server.origin}/`)).text(),
  ];

  test('show a published log-in as long as it works', async () => {
    const emulator = await start();
    try {
      const shown = async (password: string): Promise<readonly boolean[]> =>
        (await pages(emulator)).map((html) => html.includes(password));
      expect(await shown(LOGINS.tom.password)).toEqual([true, true]);
      await accept(emulator.url, IDS.tom, { Password: 'Tom-Tech-2030' });
      expect(await shown(LOGINS.tom.password)).toEqual([false, false]);
      expect(await shown('Tom-Tech-2030')).toEqual([false, false]);
      await emulator.resources.redact(IDS.tom, 'ada.admin', 'asked for');
      expect(await shown('Tanner')).toEqual([false, false]);
      expect(await shown(LOGINS.ada.password)).toEqual([true, true]);
      // API-only users cannot log in to the console.
      expect(await shown(LOGINS.admin.password)).toEqual([false, true]);
    } finally {
      await emulator.close();
    }
  });

  test('lead to each other, to the JSON API and to the docs', async () => {
    const [logIn, help] = await pages(world);
    expect(logIn).toContain('href="/"');
    for (const place of ['/admin', '/_emulator/openapi.json', 'docs/start.md']) expect(help).toContain(place);
  });
});

describe('a session', () => {
  test('ends when nothing was done for half an hour', async () => {
    const somebody = await visitor(world, LOGINS.ada);
    for (let count = 0; count < 3; count += 1) {
      clock.pass(29 * MINUTE);
      expect(await isIn(somebody)).toBe(true);
    }
    clock.pass(30 * MINUTE);
    expect(await isIn(somebody)).toBe(false);
  });

  test('ends twelve hours after the log-in, whatever is done', async () => {
    const somebody = await visitor(world, LOGINS.ada);
    for (let passed = 0; passed < 12 * HOUR - 20 * MINUTE; passed += 20 * MINUTE) {
      expect(await isIn(somebody)).toBe(true);
      clock.pass(20 * MINUTE);
    }
    expect(await isIn(somebody)).toBe(true);
    clock.pass(20 * MINUTE);
    expect(await isIn(somebody)).toBe(false);
  });

  test('ends with the log-out, also for who kept the cookie', async () => {
    const somebody = await visitor(world, LOGINS.ada);
    const { status, headers } = await somebody.post('/log-out');
    expect([status, headers.get('location')]).toEqual([303, '/admin/log-in']);
    expect(await isIn(somebody)).toBe(false);
  });

  test('ends when the password is changed over SOAP', async () => {
    const somebody = await visitor(world, LOGINS.tom);
    await accept(world.url, IDS.tom, { Password: 'Tom-Tech-2025' });
    expect(await isIn(somebody)).toBe(false);
    expect((await new Visitor(world).logIn({ ...LOGINS.tom, password: 'Tom-Tech-2025' })).status).toBe(303);
  });

  test('ends when the resource is inactivated', async () => {
    const login = { user: 'tom.tech', password: 'Tom-Tech-2025' };
    const somebody = await visitor(world, login);
    await accept(world.url, IDS.tom, { Active: 'false' });
    expect(await isIn(somebody)).toBe(false);
    await accept(world.url, IDS.tom, { Active: 'true' });
    expect((await new Visitor(world).logIn(login)).status).toBe(303);
  });

  const BACK = 'ada.admin';
  const put = (path: string, body: object): Promise<Response> =>
    fetch(`${world.origin}/_emulator${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ by: BACK, ...body }),
    });
  const outside = (statement: string): Promise<void> =>
    changeFile(world.file, `UPDATE resources SET ${statement} WHERE id = ${IDS.jack}`);
  const activity = (active: boolean) => (): Promise<unknown> =>
    accept(world.url, IDS.jack, { Active: String(active) });

  describe('that has ended does not come back', () => {
    const login = { user: 'jack.session', password: 'Jack-Session-1' };
    beforeEach(async () => {
      await accept(world.url, IDS.jack, { Active: 'true', UserName: login.user });
      // The last one is never the same: a new hash each time.
      await accept(world.url, IDS.jack, { Password: 'Jack-Session-2' });
      await outside(`password_hash = '${bcrypt.hashSync(passwordDigest(login.password), 4)}'`);
    });

    test.each<[string, () => unknown, () => unknown]>([
      ['inactivation over SOAP', activity(false), activity(true)],
      [
        'inactivation through the JSON API',
        () => put(`/resources/${IDS.jack}/inactivate`, {}),
        () => put(`/resources/${IDS.jack}/activate`, {}),
      ],
      ['inactivation by another program', () => outside('Active = 0'), () => outside('Active = 1')],
      ['a security level for integrations', () => outside('UserType = 101'), () => outside('UserType = 33')],
      [
        'another password, and the old hash again',
        () => outside(`password_hash = '-' || password_hash`),
        () => outside('password_hash = substr(password_hash, 2)'),
      ],
    ])('with the end of %s', async (_what, end, back) => {
      const somebody = await visitor(world, login);
      await end();
      await back();
      expect(await isIn(somebody)).toBe(false);
      // What ended was the session, not the log-in.
      expect((await new Visitor(world).logIn(login)).status).toBe(303);
    });

    test('with a request that was under way', async () => {
      const somebody = await visitor(world, login);
      const answers = [somebody.get('/profile'), activity(false)(), somebody.get('/profile')];
      await Promise.all(answers);
      await activity(true)();
      expect(await isIn(somebody)).toBe(false);
    });
  });

  test('outlives a restart of the server', async () => {
    const folder = temporaryFolder();
    const data = path.join(folder.path, 'atws.db');
    const before = await start({ data, memory: false });
    const somebody = await visitor(before, LOGINS.ada);
    await before.close();
    const after = await start({ data, memory: false });
    try {
      expect(await isIn(new Visitor(after, somebody.cookie))).toBe(true);
    } finally {
      await after.close();
      folder.remove();
    }
  });

  test('is not brought back by a snapshot, and goes with a reset', async () => {
    const emulator = await start();
    try {
      const somebody = await visitor(emulator, LOGINS.ada);
      await emulator.snapshot('before');
      await somebody.post('/log-out');
      await emulator.restore('before');
      expect(await isIn(somebody)).toBe(false);
      await somebody.logIn(LOGINS.ada);
      await emulator.restore('before');
      expect(await isIn(somebody)).toBe(true);
      await emulator.reset();
      expect(await isIn(somebody)).toBe(false);
    } finally {
      await emulator.close();
    }
  });

  test.each<[string, (emulator: Emulator) => Promise<unknown>]>([
    ['in which the person is not active', ({ resources }) => resources.inactivate(IDS.tom, BACK)],
    ['with another password', ({ url }) => accept(url, IDS.tom, { Password: 'Tom-Tech-2027' })],
  ])('ends with a restored state %s', async (_what, change) => {
    const emulator = await start();
    try {
      await emulator.snapshot('one');
      await change(emulator);
      await emulator.snapshot('other');
      await emulator.restore('one');
      const somebody = await visitor(emulator, LOGINS.tom);
      const ada = await visitor(emulator, LOGINS.ada);
      await emulator.restore('other');
      await emulator.restore('one');
      expect([await isIn(somebody), await isIn(ada)]).toEqual([false, true]);
    } finally {
      await emulator.close();
    }
  });

  test('is kept by a digest: no cookie can be made from the data file', async () => {
    const somebody = await visitor(world, LOGINS.ada);
    const identifier = /s%3A([^.]+)\./.exec(somebody.cookie)?.[1] ?? '';
    expect(identifier).not.toBe('');
    expect((await world.bytes()).includes(identifier)).toBe(false);
  });
});

describe('a form', () => {
  test.each([
    ['from another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['from a page of the same site, but of another host', { 'Sec-Fetch-Site': 'same-site' }],
    ['with the origin of others', { Origin: 'https://example.org' }],
    ['with no origin to speak of', { Origin: 'null' }],
  ])('%s neither logs in nor out', async (_what, headers) => {
    const somebody = new Visitor(world);
    const fields = { userName: LOGINS.ada.user, password: LOGINS.ada.password };
    expect((await somebody.post('/log-in', fields, headers)).status).toBe(403);
    await somebody.logIn(LOGINS.ada);
    expect((await somebody.post('/log-out', {}, headers)).status).toBe(403);
    expect(await isIn(somebody)).toBe(true);
  });

  test('without the token of the session changes nothing', async () => {
    const somebody = await visitor(world, LOGINS.ada);
    const stranger = await visitor(world, LOGINS.ada);
    for (const token of ['', 'guessed', stranger.token]) {
      const { status, html } = await somebody.post('/log-out', { _csrf: token });
      expect(status).toBe(403);
      expect(html).toContain('This form is too old');
    }
    expect(await isIn(somebody)).toBe(true);
  });

  test('that is too large is refused', async () => {
    const { status } = await new Visitor(world).post('/log-in', { userName: 'x'.repeat(1_100_000) });
    expect(status).toBe(413);
  });
});

describe('a page', () => {
  test.each(['/log-in', '/profile', '/nowhere'])('%s lets nothing in from elsewhere', async (path) => {
    const somebody = await visitor(world, LOGINS.ada);
    const { headers } = await somebody.get(path);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'self';img-src 'self' data:;object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'self'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('that does not exist says so, to everybody', async () => {
    for (const somebody of [new Visitor(world), await visitor(world, LOGINS.ada)]) {
      const { status, html } = await somebody.get('/nowhere');
      expect(status).toBe(404);
      expect(html).toContain('There is no page /admin/nowhere.');
    }
  });

  test('is not shown under a name that is none of the server', async () => {
    const status = await new Promise((resolve, reject) => {
      // fetch would not send that header.
      request(`${world.origin}/admin/log-in`, { headers: { Host: 'evil.example.org' } }, (response) => {
        response.resume().on('end', () => {
          resolve(response.statusCode);
        });
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
