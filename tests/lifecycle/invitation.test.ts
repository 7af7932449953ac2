import { visitor } from '../support/visitor';
import { run } from '../support/command';
import { LOGINS } from '../support/emulator';
import { accept, IDS } from '../support/updates';
import { BY, logIn, openedAnew, type World } from '../support/json-api';

const world = openedAnew({ apiOnlyUsers: false });
const ID = IDS.paul;
const PATH = `/resources/${ID}`;
const LOGIN = { user: 'paul.muller@example.com', password: 'Paul-New-1' };

/** Opens the page behind a link, or sends its form. */
async function visit(link: string, password?: string): Promise<{ status: number; text: string }> {
  const init = password === undefined ? {} : { method: 'POST', body: new URLSearchParams({ password }) };
  const response = await fetch(link, init);
  return { status: response.status, text: await response.text() };
}

/** The first link in the newest message. */
async function newestLink(): Promise<string> {
  const [message] = await world.api.outbox();
  return /http\S+/.exec(message?.text ?? '')?.[0] ?? '';
}

async function invited(): Promise<string> {
  await world.api.act(ID, 'invite');
  return newestLink();
}

/** Each way to send an invitation once more. */
const CHANNELS: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  'the JSON API': ({ api }) => api.act(ID, 'invite'),
  'the command line': ({ origin }) =>
    run(['resource', 'invite', 'paul.muller', '--by', BY, '--yes', '--url', origin]),
  'the console': async (here) => (await visitor(here, LOGINS.ada)).post(`${PATH}/invite`),
};

describe('an invitation', () => {
  test.each(Object.entries(CHANNELS))('is sent, and sent again, through %s', async (_name, send) => {
    const first = await invited();
    await send(world);
    const outbox = await world.api.outbox();
    expect(outbox).toHaveLength(2);
    const second = await newestLink();
    expect((await visit(first)).status).toBe(404);
    expect((await visit(second, LOGIN.password)).status).toBe(200);
    expect(await logIn(world.url, LOGIN)).toBe(200);
    const invitation = { actor_id: IDS.ada, changes: '{"Invitation":{}}' };
    expect(
      await world.rows('SELECT actor_id, changes FROM audit WHERE resource_id = ? ORDER BY id', ID),
    ).toEqual([invitation, invitation, { actor_id: ID, changes: '{"Password":{}}' }]);
  });

  test('names the user name with its domain, and the server, as text and as HTML', async () => {
    await accept(world.url, ID, { UserName: "p<m>&'" });
    await invited();
    const [message] = await world.api.outbox();
    expect(message?.text).toContain(`log in as p<m>&'@example.com at ${world.origin}.`);
    expect(message?.html).toContain(`log in as p&lt;m&gt;&amp;'@example.com at ${world.origin}.`);
  });

  test.each<readonly [string, (world: World) => Promise<unknown>]>([
    ['the user name was changed over SOAP', ({ url }) => accept(url, ID, { UserName: 'paul.m' })],
    [
      'the user name was changed in the console',
      async (here) =>
        (await visitor(here, LOGINS.ada)).post(`${PATH}/edit`, {
          ...{ 'was.UserName': 'paul.muller', UserName: 'paul.m' },
          ...{ 'was.Active': 'true', Active: 'true' },
        }),
    ],
    [
      'the address was changed, and confirmed by the link',
      async ({ url }) => {
        await accept(url, ID, { Email: 'paul.new@example.com' });
        expect((await fetch(await newestLink())).status).toBe(200);
      },
    ],
    [
      'somebody set a password',
      async ({ url }) => {
        await accept(url, ID, { Password: 'Paul-Other-1' });
      },
    ],
    ['the resource was redacted', ({ api }) => api.act(ID, 'redact', { reason: 'asked for' })],
    ['the resource was deleted', ({ api }) => api.delete(ID, IDS.ada)],
  ])('is none any more when %s', async (_what, change) => {
    const link = await invited();
    expect((await visit(link)).status).toBe(200);
    await change(world);
    expect((await visit(link)).status).toBe(404);
    expect((await visit(link, LOGIN.password)).status).toBe(404);
  });

  test('is none any more when an address that was not verified changed at once', async () => {
    await world.api.act(IDS.emma, 'invite');
    const link = await newestLink();
    await accept(world.url, IDS.emma, { Email: 'emma.new@example.com' });
    expect((await visit(link)).status).toBe(404);
  });

  test('stays while another address waits to be confirmed, and when something else changes', async () => {
    const link = await invited();
    await accept(world.url, ID, { Email: 'paul.new@example.com', Title: 'Boss', Active: '0' });
    expect((await visit(link, LOGIN.password)).status).toBe(200);
  });

  test('does not let one of the last five passwords be set', async () => {
    const used = [1, 2, 3, 4, 5].map((number) => `Paul-Word-${number}`);
    for (const Password of used) await accept(world.url, ID, { Password });
    const link = await invited();
    for (const password of used) {
      const { status, text } = await visit(link, password);
      expect([status, text]).toEqual([
        422,
        expect.stringContaining('Password must be different from the previous 5 passwords.'),
      ]);
    }
    expect((await visit(link, 'Paul-Word-6')).status).toBe(200);
    expect(await world.rows('SELECT count(*) AS n FROM password_history WHERE resource_id = ?', ID)).toEqual([
      { n: 4 },
    ]);
  });

  test.each([true, false])(
    'does not let no password be set, where strong ones are demanded: %s',
    async (strong) => {
      await world.api.send('/tenant', {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ strongPasswords: strong }),
      });
      const link = await invited();
      expect((await visit(link, '')).status).toBe(422);
      expect((await visit(link, LOGIN.password)).status).toBe(200);
    },
  );

  test.each([
    ['by nobody', { by: 'tom.tech' }, 403, 'notAnAdministrator'],
    ['without by', {}, 400, 'request'],
  ])('is not sent %s', async (_who, body, status, rule) => {
    expect(await world.api.refused(`${PATH}/invite`, body)).toMatchObject({ status, rule });
    expect(await world.api.outbox()).toEqual([]);
  });
});
