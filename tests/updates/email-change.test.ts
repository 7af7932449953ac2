import {
  accept,
  change,
  expectRefused,
  IDS,
  MovingClock,
  onRecord,
  opened,
  read,
  type Row,
} from '../support/updates';

const START = '2026-03-01T12:00:00.000Z';
const HOUR = 3_600_000;
const clock = new MovingClock(START);
const emulator = opened({ clock, confirmationHours: 48 });

const messages = async (id: number): Promise<readonly Row[]> =>
  await emulator.rows('SELECT * FROM outbox WHERE resource_id = ? ORDER BY id', id);
const pendingOf = async (id: number): Promise<readonly Row[]> =>
  await emulator.rows('SELECT * FROM pending_email_changes WHERE resource_id = ?', id);
const auditOf = async (id: number): Promise<readonly Row[]> =>
  await emulator.rows('SELECT * FROM audit WHERE resource_id = ? ORDER BY id', id);
const emailOf = async (id: number): Promise<string | undefined> => (await read(emulator.url, id))['Email'];

/** The link in the newest message about a resource. */
async function linkOf(id: number): Promise<string> {
  const [link] = /http\S+/.exec(String((await messages(id)).at(-1)?.['text'])) ?? [];
  if (link === undefined) throw new Error(`No message about ${id} has a link`);
  return link;
}

async function openLink(link: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(link);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const body = await response.text();
  return { status: response.status, text: /<p>(.*)<\/p>/.exec(body)?.[1] ?? '' };
}

const CONFIRMED = { status: 200, text: 'Thank you. Your new e-mail address is confirmed and in place.' };
const EXPIRED = {
  status: 410,
  text: 'This link is too old. You are asked to confirm the change when you log in, or it can be asked for again.',
};
const UNKNOWN = {
  status: 404,
  text: 'This link is not valid. It may have been used before, or replaced by a newer one.',
};

beforeEach(() => {
  clock.set(START);
});

test('an address that was never verified changes at once', async () => {
  expect(await accept(emulator.url, IDS.emma, { Email: 'emma.new@example.com' })).toMatchObject({
    Email: 'emma.new@example.com',
  });
  expect(await emailOf(IDS.emma)).toBe('emma.new@example.com');
  expect(await messages(IDS.emma)).toEqual([]);
  expect(await pendingOf(IDS.emma)).toEqual([]);
});

test('the second and third address change at once, whatever the first one is', async () => {
  const changes = { Email2: 'second@example.com', Email3: 'third@example.com' };
  expect(await accept(emulator.url, IDS.harriet, changes)).toMatchObject(changes);
  expect(await messages(IDS.harriet)).toEqual([]);
});

test('a verified address stays until its owner opens the link in a message to the new one', async () => {
  const id = IDS.mo;
  expect(await accept(emulator.url, id, { Email: 'mo.new@example.com', Title: 'Changed' })).toMatchObject({
    Email: 'mo.minimal@example.com',
    Title: 'Changed',
  });
  expect(await emailOf(id)).toBe('mo.minimal@example.com');
  const [message, ...more] = await messages(id);
  expect(more).toEqual([]);
  expect(message).toMatchObject({
    recipient: 'mo.new@example.com',
    subject: 'Confirm change',
    created_at: START,
    sent_at: null,
    attempts: 0,
    last_error: null,
  });
  const link = await linkOf(id);
  expect(link).toMatch(new RegExp(`^${emulator.origin}/confirm-email\\?token=[\\w-]{43}$`));
  expect(message?.['text']).toContain('within 48 hours');
  expect(message?.['html']).toContain(`<a href="${link}">`);
  expect(await pendingOf(id)).toMatchObject([
    { email: 'mo.new@example.com', requested_at: START, expires_at: '2026-03-03T12:00:00.000Z' },
  ]);

  clock.pass(HOUR);
  expect(await openLink(link)).toEqual(CONFIRMED);
  expect(await emailOf(id)).toBe('mo.new@example.com');
  expect(await pendingOf(id)).toEqual([]);
  expect((await auditOf(id)).map((row) => [row['at'], row['actor_id'], row['changes']])).toEqual([
    [START, IDS.admin, '{"Title":{},"Email":{}}'],
    ['2026-03-01T13:00:00.000Z', id, '{"Email":{}}'],
  ]);

  expect(await openLink(link)).toEqual(UNKNOWN);
  expect(await emailOf(id)).toBe('mo.new@example.com');
});

test('an address that was confirmed is a verified one', async () => {
  const id = IDS.tom;
  await accept(emulator.url, id, { Email: 'tom.new@example.com' });
  expect(await openLink(await linkOf(id))).toEqual(CONFIRMED);
  await accept(emulator.url, id, { Email: 'tom.tech@example.com' });
  expect(await emailOf(id)).toBe('tom.new@example.com');
  expect(await openLink(await linkOf(id))).toEqual(CONFIRMED);
  expect(await emailOf(id)).toBe('tom.tech@example.com');
});

test('the token is nowhere in the data but in the message', async () => {
  const id = IDS.ada;
  await accept(emulator.url, id, { Email: 'ada.new@example.com' });
  const token = (await linkOf(id)).split('token=')[1] ?? '';
  expect(token).not.toBe('');
  for (const table of ['resources', 'pending_email_changes', 'audit'])
    expect(JSON.stringify(await emulator.rows(`SELECT * FROM ${table}`))).not.toContain(token);
});

describe('a link', () => {
  test.each([
    ['a millisecond before its time is over', 48 * HOUR - 1, CONFIRMED],
    ['when its time is over', 48 * HOUR, EXPIRED],
    ['long after', 1000 * HOUR, EXPIRED],
  ])('%s', async (_title, passed, expected) => {
    const id = IDS.paul;
    const before = (await emailOf(id)) ?? '';
    const wanted = `paul.${passed}@example.com`;
    await accept(emulator.url, id, { Email: wanted });
    clock.pass(passed);
    expect(await openLink(await linkOf(id))).toEqual(expected);
    expect(await emailOf(id)).toBe(expected === CONFIRMED ? wanted : before);
    // A change whose link is too old goes on waiting for a log-in.
    expect(await pendingOf(id)).toHaveLength(expected === CONFIRMED ? 0 : 1);
    expect(await openLink(await linkOf(id))).toEqual(expected === CONFIRMED ? UNKNOWN : EXPIRED);
  });

  test.each(['', '?token=', '?token=x', '?token=a&token=b', `?token=${'x'.repeat(5000)}`, '?Token=x'])(
    'that nobody was sent is not valid: %s',
    async (search) => {
      expect(await openLink(`${emulator.origin}/confirm-email${search}`)).toEqual(UNKNOWN);
    },
  );

  test('does nothing when it was replaced by that of a newer change', async () => {
    const id = IDS.admin;
    await accept(emulator.url, id, { Email: 'first@example.com' });
    const first = await linkOf(id);
    await accept(emulator.url, id, { Email: 'second@example.com' });
    expect((await messages(id)).map(({ recipient }) => recipient)).toEqual([
      'first@example.com',
      'second@example.com',
    ]);
    expect(await openLink(first)).toEqual(UNKNOWN);
    expect(await emailOf(id)).toBe('api.admin@example.com');
    expect(await openLink(await linkOf(id))).toEqual(CONFIRMED);
    expect(await emailOf(id)).toBe('second@example.com');
  });
});

describe('a change that waits', () => {
  const id = IDS.frank;
  const wanted = { Email: 'frank.new@example.com' };

  beforeAll(async () => {
    clock.set(START);
    await accept(emulator.url, id, wanted);
  });

  test('is not asked for, nor recorded, a second time', async () => {
    const before = [await messages(id), await pendingOf(id), await auditOf(id)];
    await accept(emulator.url, id, wanted);
    expect([await messages(id), await pendingOf(id), await auditOf(id)]).toEqual(before);
  });

  test('stays when the old address is sent back with other changes', async () => {
    const before = await pendingOf(id);
    await accept(emulator.url, id, { Title: 'Pensioner' });
    expect(await pendingOf(id)).toEqual(before);
    expect(before).toHaveLength(1);
  });

  test('is withdrawn when the old address is sent back and nothing else changes, which is recorded', async () => {
    const recorded = (await auditOf(id)).length;
    await accept(emulator.url, id, {});
    expect(await pendingOf(id)).toEqual([]);
    expect(await auditOf(id)).toHaveLength(recorded + 1);
    await accept(emulator.url, id, {});
    expect(await auditOf(id)).toHaveLength(recorded + 1);
    await accept(emulator.url, id, wanted);
  });

  test('is asked for anew once its link is too old', async () => {
    const old = await linkOf(id);
    const sent = (await messages(id)).length;
    clock.pass(48 * HOUR);
    await accept(emulator.url, id, wanted);
    expect(await messages(id)).toHaveLength(sent + 1);
    expect(await openLink(old)).toEqual(UNKNOWN);
    expect(await pendingOf(id)).toMatchObject([{ expires_at: '2026-03-05T12:00:00.000Z' }]);
  });
});

test('an update that is refused asks nobody', async () => {
  await expectRefused(
    emulator,
    () => change(emulator.url, IDS.harriet, { Email: 'harriet.new@example.com', Title: 'x'.repeat(51) }),
    [onRecord('String value exceeds maximum length (field:Title).')],
  );
});
