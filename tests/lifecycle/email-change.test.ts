import { run } from '../support/command';
import { visitor } from '../support/visitor';
import { LOGINS } from '../support/emulator';
import { accept, change, IDS, read } from '../support/updates';
import { BY, openedAnew, type Resource, type World } from '../support/json-api';

const world = openedAnew();
const ID = IDS.tom;
const OLD = 'tom.tech@example.com';
const NEW = 'tom.new@example.com';

const pendingOf = async (id: number = ID): Promise<unknown> =>
  ((await world.api.resource(id)) as Resource & { readonly pendingEmail: unknown }).pendingEmail;

async function newestLink(): Promise<string> {
  const [message] = await world.api.outbox();
  return /http\S+/.exec(message?.text ?? '')?.[0] ?? '';
}

/** Each way to take back a change that waits. */
const WITHDRAWALS: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  'the JSON API': ({ api }) => api.act(ID, 'withdraw-email-change'),
  'the command line': ({ origin }) =>
    run(['resource', 'withdraw-email-change', 'tom.tech', '--by', BY, '--yes', '--url', origin]),
  'the console of an administrator': async (here) =>
    (await visitor(here, LOGINS.ada)).post(`/resources/${ID}/withdraw-email-change`),
  'the console of the person': async (here) =>
    (await visitor(here, LOGINS.tom)).post('/confirm-change/withdraw'),
  'a SOAP update with the present address': ({ url }) => accept(url, ID, { Email: OLD }),
};

describe('a change of a verified e-mail address that waits', () => {
  beforeEach(() => accept(world.url, ID, { Email: NEW }));

  test('is shown to administrators, by the JSON API, the command line and the console', async () => {
    expect(await pendingOf()).toMatchObject({ email: NEW });
    expect(await pendingOf(IDS.paul)).toBeNull();
    const { stdout } = await run(['resource', 'show', 'tom.tech', '--url', world.origin]);
    expect(stdout).toMatch(/emailToConfirm\s+│ tom\.new@example\.com/);
    const { html } = await (await visitor(world, LOGINS.ada)).get(`/resources/${ID}`);
    expect(html).toContain(`The e-mail address becomes <b>${NEW}</b>`);
  });

  test.each(Object.entries(WITHDRAWALS))('is withdrawn through %s', async (_name, withdraw) => {
    const link = await newestLink();
    await withdraw(world);
    expect(await pendingOf()).toBeNull();
    expect((await fetch(link)).status).toBe(404);
    expect((await read(world.url, ID))['Email']).toBe(OLD);
    const audited = await world.rows('SELECT changes FROM audit WHERE resource_id = ? ORDER BY id', ID);
    expect(audited.slice(1)).toEqual([{ changes: '{"Email":{}}' }]);
  });

  test('stays when the present address comes along with another change, as whoever read it sends it back', async () => {
    await accept(world.url, ID, { Email: OLD, Title: 'Boss' });
    expect(await pendingOf()).toMatchObject({ email: NEW });
  });

  test('stays when nothing was changed by the person in the profile', async () => {
    const tom = await visitor(world, LOGINS.tom);
    const { html } = await tom.get('/profile/edit');
    const [, title = ''] = /name="was\.Title" value="([^"]*)"/.exec(html) ?? [];
    const form = { 'was.Email': OLD, Email: OLD, 'was.Title': title, Title: 'Boss' };
    expect((await tom.post('/profile/edit', form)).status).toBe(303);
    expect(await pendingOf()).toMatchObject({ email: NEW });
  });

  test('stays when an update is refused', async () => {
    await change(world.url, ID, { Email: OLD, FirstName: '' });
    expect(await pendingOf()).toMatchObject({ email: NEW });
  });
});

test('what does not wait cannot be withdrawn', async () => {
  const problem = await world.api.refused(`/resources/${ID}/withdraw-email-change`, { by: BY });
  expect(problem).toMatchObject({
    status: 404,
    rule: 'emailChangeUnknown',
    detail: 'No change of the e-mail address waits to be confirmed.',
  });
});

test('nobody but an administrator withdraws the change of somebody else', async () => {
  await accept(world.url, IDS.ada, { Email: 'ada.new@example.com' });
  const tom = await visitor(world, LOGINS.tom);
  expect((await tom.post(`/resources/${IDS.ada}/withdraw-email-change`)).status).toBe(403);
  const problem = await world.api.refused(`/resources/${IDS.ada}/withdraw-email-change`, { by: 'tom.tech' });
  expect(problem.rule).toBe('notAnAdministrator');
  expect(await pendingOf(IDS.ada)).toMatchObject({ email: 'ada.new@example.com' });
});
