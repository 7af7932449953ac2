import { LOGINS } from '../support/emulator';
import { labelOf } from '../../src/console/frame/resource-sections';
import { resource } from '../../src/entities/resource';
import { accept, IDS, MovingClock, opened, read } from '../support/updates';
import { PNG } from '../support/pictures';
import { Visitor, visitor } from '../support/visitor';

const clock = new MovingClock('2026-03-02T09:00:00Z');
const world = opened({ clock });

const OWN = resource.fields.filter(({ tab, readOnly }) => tab === 'General' && !readOnly);
const OTHERS = resource.fields.filter((field) => !OWN.includes(field));

/** What inputs are labelled, and the names of facts. */
const labelsIn = (html: string): readonly (string | undefined)[] =>
  [
    ...html.matchAll(
      /<label for="\w+">([^<]*)<|<dt>([^<]*)<|<span class="sr">([^<]*): <\/span>|aria-label="([^"]*)"/g,
    ),
  ].map(([, label, fact, part, beside]) => label ?? fact ?? part ?? beside);

describe('the profile of somebody who is no administrator', () => {
  test('shows and edits the fields of the General tab that can be written, and no others', async () => {
    // The type of an address is shown where there is one.
    await accept(world.url, IDS.tom, { Email3: 'tom.three@example.com', EmailTypeCode3: 'PAGER' });
    const tom = await visitor(world, LOGINS.tom);
    for (const path of ['/profile', '/profile/edit']) {
      const { status, html } = await tom.get(path);
      expect(status).toBe(200);
      expect([path, labelsIn(html)]).toEqual([
        path,
        expect.arrayContaining(OWN.map(({ name }) => labelOf(name))),
      ]);
    }
    const { html } = await tom.get('/profile/edit');
    const named = [...html.matchAll(/ name="(\w+)"/g)].map(([, name]) => name);
    for (const { name } of OTHERS) expect(named).not.toContain(name);
  });

  test('is changed, as SOAP shows at once', async () => {
    const tom = await visitor(world, LOGINS.tom);
    const changes = {
      Title: 'Team <Lead> & more',
      'was.Title': 'Service Technician',
      HomePhone: '1',
      'was.HomePhone': '',
    };
    const { status, headers } = await tom.post('/profile/edit', changes);
    expect([status, headers.get('location')]).toEqual([303, '/admin/profile']);
    const { html } = await tom.get('/profile');
    expect(html).toContain('Saved.');
    expect(html).toContain('Team &lt;Lead&gt; &amp; more');
    expect(await read(world.url, IDS.tom)).toMatchObject({ Title: 'Team <Lead> & more', HomePhone: '1' });
    // The notice is told once.
    expect((await tom.get('/profile')).html).not.toContain('Saved.');
  });

  test.each(OTHERS.map(({ name }) => name))('takes no %s, whatever is sent', async (name) => {
    const tom = await visitor(world, LOGINS.tom);
    const before = await world.rows('SELECT * FROM resources WHERE id = ?', IDS.tom);
    // A value that the field may have.
    const [{ [name]: value = '1' }, { [name]: was = '' }] = [
      await read(world.url, IDS.ada),
      await read(world.url, IDS.tom),
    ];
    await tom.post('/profile/edit', { [name]: value, [`was.${name}`]: was });
    expect(await world.rows('SELECT * FROM resources WHERE id = ?', IDS.tom)).toEqual(before);
  });

  test('says next to each field what is wrong, and keeps what was typed', async () => {
    const tom = await visitor(world, LOGINS.tom);
    const { status, html } = await tom.post('/profile/edit', {
      FirstName: '',
      'was.FirstName': 'Tom',
      Email2: 'no address',
      'was.Email2': '',
      Title: 'Kept',
      'was.Title': 'x',
    });
    expect(status).toBe(422);
    expect(html).toContain('id="FirstName-violation">Missing Required Field: FirstName.<');
    expect(html).toMatch(/id="Email2-violation">[^<]*Email2/);
    expect(html).toContain('value="Kept"');
    expect(await read(world.url, IDS.tom)).toMatchObject({ FirstName: 'Tom' });
  });

  test.each(['M%FCller', 'M%C3', 'M\xfcller'])(
    'takes no name in other bytes than UTF-8: %s',
    async (LastName) => {
      const tom = await visitor(world, LOGINS.tom);
      await tom.get('/profile/edit');
      const { status } = await fetch(`${world.origin}/admin/profile/edit`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Cookie: tom.cookie },
        body: Buffer.from(
          `_csrf=${encodeURIComponent(tom.token)}&was.LastName=x&LastName=${LastName}`,
          'latin1',
        ),
      });
      expect(status).toBe(400);
      expect(await world.rows('SELECT LastName FROM resources WHERE id = ?', IDS.tom)).toEqual([
        { LastName: 'Tanner' },
      ]);
    },
  );

  test('keeps a verified address until the new one is confirmed, and says so', async () => {
    const tom = await visitor(world, LOGINS.tom);
    await tom.post('/profile/edit', { Email: 'tom.two@example.com', 'was.Email': 'tom.tech@example.com' });
    expect((await read(world.url, IDS.tom))['Email']).toBe('tom.tech@example.com');
    expect((await tom.get('/profile')).html).toContain(
      'Your e-mail address is to be changed to <b>tom.two@example.com</b>.',
    );
    await tom.post('/confirm-change');
    expect((await read(world.url, IDS.tom))['Email']).toBe('tom.two@example.com');
  });
});

describe('a password that one changes oneself', () => {
  const NEW = 'Brand-New-1';

  test('takes the present one, and is refused in the words of the rules', async () => {
    const tom = await visitor(world, LOGINS.tom);
    for (const [present, password, violation] of [
      ['wrong', NEW, 'id="present-violation">The user name or the password is not right.<'],
      ['', NEW, 'id="present-violation">The user name or the password is not right.<'],
      [LOGINS.tom.password, 'short', 'id="Password-violation">Password must be at least 7 characters.<'],
      [
        LOGINS.tom.password,
        LOGINS.tom.password,
        'id="Password-violation">Password must be different from the previous 5 passwords.<',
      ],
    ] as const) {
      const { status, html } = await tom.post('/profile/password', { present, Password: password });
      expect([status, html]).toEqual([422, expect.stringContaining(violation)]);
      expect(html).not.toContain('value="wrong"');
    }
  });

  test('logs out everywhere else, and goes on here under another identifier', async () => {
    const tom = await visitor(world, LOGINS.tom);
    const elsewhere = await visitor(world, LOGINS.tom);
    const before = tom.cookie;
    const fields = { present: LOGINS.tom.password, Password: NEW };
    expect((await tom.post('/profile/password', fields)).headers.get('location')).toBe('/admin/profile');
    expect((await tom.get('/profile')).html).toContain('Your password is changed.');
    expect(tom.cookie).not.toBe(before);
    expect((await elsewhere.get('/profile')).status).toBe(303);
    expect((await new Visitor(world).logIn(LOGINS.tom)).status).toBe(401);
    expect((await new Visitor(world).logIn({ ...LOGINS.tom, password: NEW })).status).toBe(303);
  });

  test('cannot be guessed at: after ten failures one waits', async () => {
    clock.pass(60_000);
    const tom = await visitor(world, { ...LOGINS.tom, password: NEW });
    const guess = { present: 'wrong', Password: 'Whatever-1' };
    for (let count = 0; count < 10; count += 1) await tom.post('/profile/password', guess);
    const { html } = await tom.post('/profile/password', { ...guess, present: NEW });
    expect(html).toContain('There were too many attempts.');
  });
});

test('an administrator has a profile with a photo, too', async () => {
  const ada = await visitor(world, LOGINS.ada);
  expect((await ada.get('/profile/photo')).status).toBe(404);
  await ada.upload(`/resources/${IDS.ada}/photo`, 'photo', PNG, 'image/png');
  expect((await ada.get('/profile')).html).toContain('src="/admin/profile/photo"');
  const { status, headers } = await ada.get('/profile/photo');
  expect([status, headers.get('content-type')]).toEqual([200, 'image/png']);
});
