import { logIn, openedAnew, type World } from '../support/json-api';
import { IDS, MovingClock } from '../support/updates';

const START = '2026-03-01T12:00:00Z';
const HOUR = 3_600_000;
const PASSWORD = 'Fresh-Start-1';
const LOGIN = { user: 'nina.newcomer@example.com', password: PASSWORD };

describe('the link in an invitation', () => {
  const clock = new MovingClock(START);
  const world = openedAnew({ clock, confirmationHours: 24 });

  beforeEach(() => {
    clock.set(START);
  });

  test('shows a form that asks for a password', async () => {
    const { status, type, text } = await visit(await invited(world));
    expect([status, type]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toMatch(/<form method="post".*<input id="password" name="password" type="password"/s);
    expect(text).not.toContain('aria-invalid');
  });

  test('is kept out of caches and of the address of the page before', async () => {
    const { headers } = await fetch(await invited(world));
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('sets the password, with which one can log in over SOAP at once', async () => {
    const link = await invited(world);
    expect(await logIn(world.url, LOGIN)).toBe(401);
    const { status, text } = await visit(link, PASSWORD);
    expect(status).toBe(200);
    expect(text).toContain('Your password is set.');
    expect(await logIn(world.url, LOGIN)).toBe(200);
  });

  test('proves that the e-mail address is theirs', async () => {
    const link = await invited(world);
    const verified = async () =>
      await world.rows("SELECT email_verified AS verified FROM resources WHERE UserName = 'nina.newcomer'");
    expect(await verified()).toEqual([{ verified: 0 }]);
    await visit(link, PASSWORD);
    expect(await verified()).toEqual([{ verified: 1 }]);
  });

  test('leads to the page for it, and leaves in the history who set the password', async () => {
    const link = await invited(world);
    expect(link).toMatch(new RegExp(`^${world.origin}/set-password\\?token=[\\w-]{43}$`));
    await visit(link, PASSWORD);
    const entries = await world.rows(
      `SELECT actor_id - resource_id AS other, changes FROM audit
       WHERE resource_id = (SELECT id FROM resources WHERE UserName = 'nina.newcomer')`,
    );
    expect(entries.at(-1)).toEqual({ other: 0, changes: '{"Password":{}}' });
  });

  test.each([
    ['short', 'Password must be at least 7 characters.'],
    ['', 'A password must be given; ****** stands for none.'],
    ['******', 'A password must be given; ****** stands for none.'],
    [
      'longenough1A',
      'Password must have at least one special character in the second through sixth position.',
    ],
    ['a-bcdefgh', 'Password must'],
    ['<b>-"&\'', 'Password must'],
    [`${'x'.repeat(65)}-1A`, '(field:Password)'],
  ])('asks again when the password %j breaks the rules, and says which', async (password, sentence) => {
    const link = await invited(world);
    const before = await world.rows('SELECT * FROM resources');
    const { status, text } = await visit(link, password);
    expect(status).toBe(422);
    expect(text).toMatch(/aria-describedby="password-violation" aria-invalid="true"/);
    expect(text).toContain(sentence);
    expect(await world.rows('SELECT * FROM resources')).toEqual(before);
    expect((await visit(link, PASSWORD)).status).toBe(200);
  });

  test('works once: the second time there is no such page', async () => {
    const link = await invited(world);
    await visit(link, PASSWORD);
    expect((await visit(link)).status).toBe(404);
    expect((await visit(link, 'Other-Word-2')).status).toBe(404);
    expect(await logIn(world.url, LOGIN)).toBe(200);
  });

  test('works once, also when it is used twice at the same moment', async () => {
    const link = await invited(world);
    const answers = await Promise.all([PASSWORD, 'Other-Word-2'].map((password) => visit(link, password)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404]);
  });

  test('works until its time is over, and not after', async () => {
    const link = await invited(world);
    clock.pass(24 * HOUR - 1);
    expect((await visit(link)).status).toBe(200);
    clock.pass(1);
    expect((await visit(link)).status).toBe(404);
    expect((await visit(link, PASSWORD)).status).toBe(404);
    expect(await logIn(world.url, LOGIN)).toBe(401);
  });

  test('works no more when the invited person was deleted meanwhile', async () => {
    const link = await invited(world);
    const [nina] = await world.api.resources('&search=nina.newcomer');
    await world.api.delete(nina!.id, IDS.ada);
    expect((await visit(link)).status).toBe(404);
    expect((await visit(link, PASSWORD)).status).toBe(404);
  });

  test('works no more when the invited person was redacted meanwhile', async () => {
    const link = await invited(world);
    const [nina] = await world.api.resources('&search=nina.newcomer');
    await world.api.act(nina!.id, 'redact', { reason: 'asked for' });
    expect((await visit(link, PASSWORD)).status).toBe(404);
  });

  test.each(['', '?token=', '?token=guess', '?token=a&token=b', '?token[a]=b'])(
    'is not to be guessed: /set-password%s',
    async (query) => {
      await invited(world);
      const page = `${world.origin}/set-password${query}`;
      expect((await visit(page)).status).toBe(404);
      expect((await visit(page, PASSWORD)).status).toBe(404);
    },
  );

  test('is in no table in a form that could be used', async () => {
    const token = new URL(await invited(world)).searchParams.get('token') ?? '';
    const [row] = await world.rows('SELECT token_digest FROM invitations');
    expect(token.length).toBeGreaterThan(20);
    expect(row?.['token_digest']).not.toBe(token);
  });
});

describe('an invitation', () => {
  const world = openedAnew();

  test.each([
    ['that was asked for leads to a link', true, 1],
    ['that was not asked for is not sent', false, 0],
  ])('of a created resource %s', async (_what, invite, count) => {
    const { fields } = await world.api.resource(IDS.tom);
    await world.api.post('/resources', {
      by: 'ada.admin',
      invite,
      fields: { ...fields, id: undefined, UserName: 'carl', Email: 'carl@example.com' },
    });
    expect(await world.api.outbox()).toHaveLength(count);
  });
});

/** Replaces an API user, so that the replacement may use the API, and answers the link it is sent. */
async function invited(world: World): Promise<string> {
  await world.api.delete(IDS.reader, IDS.ada, {
    FirstName: 'Nina',
    LastName: 'Newcomer',
    Email: 'nina.newcomer@example.com',
  });
  const [message] = await world.api.outbox();
  const [link = ''] = /http\S+/.exec(message?.text ?? '') ?? [];
  return link;
}

/** Opens a page, or sends its form. */
async function visit(
  url: string,
  password?: string,
): Promise<{ readonly status: number; readonly type: string | null; readonly text: string }> {
  const response = await fetch(
    url,
    password === undefined ? {} : { method: 'POST', body: new URLSearchParams({ password }) },
  );
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text: await response.text(),
  };
}
