// Thorough: npm run test:quick leaves it out.
import { run } from '../support/command';
import { visitor, type Visitor } from '../support/visitor';
import { LOGINS } from '../support/emulator';
import { PNG } from '../support/pictures';
import { change, IDS } from '../support/updates';
import { BY, dump, openedAnew, type World } from '../support/json-api';

const DELETED =
  'The resource is deleted. A deletion cannot be undone, nor the resource changed; it can only be redacted.';
const REDACTED = 'The resource is redacted. A redaction cannot be undone, nor the resource changed.';

const ID = IDS.paul;
const COST = { from: '2000-01-01', to: '2000-12-31', amount: '1' };

const byConsole =
  (path: string, fields: Readonly<Record<string, string>>) =>
  async (world: World): Promise<string> => {
    const ada = await visitor(world, LOGINS.ada);
    return (await ada.post(path, fields)).html;
  };

/** Each way to change a resource; what it answers is why it was refused. */
const CHANNELS: Readonly<Record<string, (world: World) => Promise<string>>> = {
  ...Object.fromEntries(
    Object.entries({
      'another title': { Title: 'Boss' },
      'another address': { Email: 'paul.new@example.com' },
      'a password': { Password: 'Paul-New-2024' },
      'becoming active': { Active: '1' },
      'what is wrong in itself': { FirstName: '' },
      nothing: {},
    }).map(([what, fields]) => [
      `SOAP: ${what}`,
      async ({ url }: World) => (await change(url, ID, fields)).errors.join(),
    ]),
  ),
  ...Object.fromEntries(
    ['activate', 'inactivate', 'invite', 'withdraw-email-change'].flatMap((action) => [
      [
        `JSON API: ${action}`,
        async ({ api }: World) => (await api.refused(`/resources/${ID}/${action}`, { by: BY })).detail,
      ],
      [
        `command line: ${action}`,
        async ({ origin }: World) =>
          (await run(['resource', action, String(ID), '--by', BY, '--yes', '--url', origin])).stderr,
      ],
      ...(action === 'withdraw-email-change' || action === 'invite' || action === 'activate'
        ? [[`console: ${action}`, byConsole(`/resources/${ID}/${action}`, {})] as const]
        : []),
    ]),
  ),
  'console: General': byConsole(`/resources/${ID}/edit`, { 'was.Title': '', Title: 'Boss' }),
  'console: Security': byConsole(`/resources/${ID}/edit`, { 'was.UserName': '', UserName: 'x' }),
  'console: HR': byConsole(`/resources/${ID}/edit`, { 'was.HireDate': '', HireDate: '2020-01-01' }),
  'console: a cost': byConsole(`/resources/${ID}/costs`, COST),
  'console: a cost less': byConsole(`/resources/${ID}/costs/remove`, { from: '2090-01-01' }),
  'console: a photo less': byConsole(`/resources/${ID}/photo/delete`, {}),
  'console: a photo': async (world) => {
    const ada = await visitor(world, LOGINS.ada);
    return (await ada.upload(`/resources/${ID}/photo`, 'photo', PNG, 'image/png')).html;
  },
  'console: among those selected': byConsole('/resources/inactivate', { id: String(ID), list: '' }),
};

const ENDS = {
  deleted: { sentence: DELETED, end: ({ api }: World): Promise<unknown> => api.delete(ID, IDS.ada) },
  redacted: {
    sentence: REDACTED,
    end: ({ api }: World): Promise<unknown> => api.act(ID, 'redact', { reason: 'asked for' }),
  },
} as const;

describe.each(Object.entries(ENDS))('a resource that is %s', (_state, { sentence, end }) => {
  const world = openedAnew();

  test.each(Object.entries(CHANNELS))('is not changed through %s', async (_name, attempt) => {
    await end(world);
    await visitor(world, LOGINS.ada);
    const before = { ...(await dump(world)), sessions: [] };
    expect(await attempt(world)).toContain(sentence);
    expect({ ...(await dump(world)), sessions: [] }).toEqual(before);
  });
});

/** The paths that a page offers to go to or to send a form to, about one resource. */
async function offered(somebody: Visitor, path: string): Promise<readonly string[]> {
  const { html } = await somebody.get(path);
  return [...html.matchAll(new RegExp(`(?:href|action)="/admin/resources/${ID}/([\\w/-]+)["?]`, 'g'))]
    .map(([, what = '']) => what)
    .filter((what) => !['security', 'hr', 'records', 'history'].includes(what))
    .toSorted();
}

describe('what is offered', () => {
  const world = openedAnew();
  const TABS = ['', '/security', '/hr'].map((tab) => `/resources/${ID}${tab}`);

  test('for a deleted resource is to redact it, and nothing else', async () => {
    await world.api.delete(ID, IDS.ada);
    const ada = await visitor(world, LOGINS.ada);
    expect(await offered(ada, '/resources?state=deleted')).toEqual(['redact']);
    for (const tab of TABS) expect(await offered(ada, tab)).toEqual(['redact']);
    expect((await ada.get('/resources?state=deleted')).html).not.toContain('type="checkbox"');
    expect((await ada.get(`/resources/${ID}/edit`)).html).toContain(DELETED);
  });

  test('for a redacted resource is to delete it', async () => {
    await world.api.act(ID, 'redact', { reason: 'asked for' });
    const ada = await visitor(world, LOGINS.ada);
    expect(await offered(ada, '/resources?state=redacted')).toEqual(['delete', 'delete-and-replace']);
    for (const tab of TABS) expect(await offered(ada, tab)).toEqual(['delete', 'delete-and-replace']);
  });

  test('for a resource that is both is nothing', async () => {
    await world.api.delete(ID, IDS.ada);
    await world.api.act(ID, 'redact', { reason: 'asked for' });
    const ada = await visitor(world, LOGINS.ada);
    expect(await offered(ada, '/resources?state=redacted')).toEqual([]);
  });

  test('for an active resource is everything', async () => {
    const ada = await visitor(world, LOGINS.ada);
    expect(await offered(ada, '/resources?search=paul.muller')).toEqual([
      'delete',
      'delete-and-replace',
      'edit',
      'inactivate',
      'redact',
    ]);
    const actions = ['delete', 'delete-and-replace', 'edit', 'inactivate', 'invite', 'redact'];
    expect(await offered(ada, `/resources/${ID}`)).toEqual([...actions, 'photo'].sort());
    expect(await offered(ada, `/resources/${ID}/security`)).toEqual([...actions, 'invite'].sort());
    expect(await offered(ada, `/resources/${ID}/hr`)).toEqual([...actions, 'costs', 'costs/remove'].sort());
  });
});

test('a deleted resource can still be redacted', async () => {
  expect(await world.api.delete(ID, IDS.ada)).toMatchObject({ deleted: { state: 'deleted' } });
  expect((await world.api.act(ID, 'redact', { reason: 'asked for' })).state).toBe('redacted');
});

const world = openedAnew();
