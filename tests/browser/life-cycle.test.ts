import type { Page } from 'playwright-core';
import { leaveTraces, PERSON, withPerson } from '../support/person';
import { logIn, openedAnew } from '../support/json-api';
import { LOGINS } from '../support/emulator';
import { IDS, read } from '../support/updates';
import { barriers, describeInBrowser, visitors } from './support';

const TAKEN = 'A resource with this e-mail address exists already.';
const HOSTILE = '<img src=x onerror=alert(1)>';

/** Where the page is, behind `/admin`. */
function pathOf(page: Page): string {
  return new URL(page.url()).pathname.replace('/admin', '');
}

/** Writes the same successor for each type of record that is asked for. */
async function chooseForAll(page: Page, successor: string): Promise<void> {
  const inputs = await page.locator('input[name^="reassign."]').all();
  expect(inputs.length).toBeGreaterThan(1);
  for (const input of inputs) await input.fill(successor);
}

async function fillReplacement(page: Page, email: string): Promise<void> {
  await page.getByLabel('First Name').fill('Nina');
  await page.getByLabel('Last Name').fill(HOSTILE);
  await page.getByLabel('Email *', { exact: true }).fill(email);
}

describeInBrowser('an administrator at the console', () => {
  const world = openedAnew({ tenant: withPerson });
  const people = visitors(world);

  test('redacts a person, of whom nothing is left over SOAP and on any page', async () => {
    const traces = await leaveTraces(world);
    const page = await people.open(`/resources/${PERSON.id}/redact`, LOGINS.ada);
    await page.getByText('Zqfirstname').first().waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Reason').fill(`Article 17 ${HOSTILE}`);
    await page.getByLabel(/^Type .* to confirm/).fill('somebody');
    await page.getByRole('button', { name: 'Redact for good' }).click();
    await page.getByText('This is not the user name. Please type zq.username to confirm.').waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe(`Article 17 ${HOSTILE}`);
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel(/^Type .* to confirm/).fill('zq.username');
    await page.getByRole('button', { name: 'Redact for good' }).click();
    await page.getByText('The resource is redacted. Its personal data is erased.').waitFor();
    expect(pathOf(page)).toBe(`/resources/${PERSON.id}`);

    expect(await read(world.url, PERSON.id)).toMatchObject({
      FirstName: 'Redacted',
      LastName: 'Resource',
      UserName: `redacted${PERSON.id}`,
      Active: 'false',
      Title: '',
      MobilePhone: '',
      Email2: '',
    });
    expect(await logIn(world.url, PERSON.login)).toBe(401);

    await page.goto('/admin/privacy-history');
    await page.getByRole('cell', { name: `Article 17 ${HOSTILE}` }).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);

    const links = await page.locator('nav a').all();
    const places = await Promise.all(links.map((link) => link.getAttribute('href')));
    const about = `/admin/resources/${PERSON.id}`;
    for (const place of [
      ...places,
      about,
      `${about}/redact`,
      `${about}/delete`,
      `${about}/delete-and-replace`,
    ]) {
      await page.goto(String(place));
      const html = await page.content();
      expect([place, traces.filter((text) => html.includes(text))]).toEqual([place, []]);
    }
  });

  test('deletes a resource and hands its open records over', async () => {
    await world.api.post('/records', { by: 'ada.admin', type: 'Asset', title: HOSTILE, owner: IDS.tom });
    const open = await world.api.records(`&resource=${IDS.tom}&open=true`);
    const page = await people.open(`/resources/${IDS.tom}/redact`, LOGINS.ada);
    await page.getByRole('cell', { name: HOSTILE }).waitFor();
    await page.goto(`/admin/resources/${IDS.tom}/delete`);
    expect(await barriers(page)).toEqual([]);
    await chooseForAll(page, 'paul.muller');
    await page.getByLabel('Ticket').fill('no.body');
    await page.getByLabel(/^Type .* to confirm/).fill('tom.tech');
    await page.getByRole('button', { name: 'Reassign and Delete User' }).click();
    await page.getByText('There is no resource no.body.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Ticket').fill('ada.admin');
    await page.getByRole('button', { name: 'Reassign and Delete User' }).click();
    await page.getByText('The resource is deleted.').waitFor();
    expect(pathOf(page)).toBe(`/resources/${IDS.tom}`);

    expect(await read(world.url, IDS.tom)).toMatchObject({ FirstName: 'Tom', Active: 'false' });
    const after = (await world.api.records('&open=true')).filter(({ id }) =>
      open.some((one) => one.id === id),
    );
    expect(after).toHaveLength(open.length);
    for (const { type, owner, responsible } of after) {
      const taker = type === 'Ticket' ? IDS.ada : IDS.paul;
      expect([owner.id, responsible.id]).toContain(taker);
    }

    await page.goto('/admin/deleted-resources');
    await page.getByRole('cell', { name: /^Tom Tanner \(Deleted\)/ }).waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  test('replaces a resource; is told of a taken address while typing it; the invitation works', async () => {
    const page = await people.open(`/resources/${IDS.tom}/delete-and-replace`, LOGINS.ada);
    expect(await barriers(page)).toEqual([]);
    await fillReplacement(page, 'PAUL.muller@example.com');
    await page.getByText(TAKEN).waitFor();
    expect(await page.locator('#Email:invalid').count()).toBe(1);
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Email *', { exact: true }).fill('nina.newcomer@example.com');
    await page.getByText(TAKEN).waitFor({ state: 'detached' });
    await page.getByLabel(/^Type .* to confirm/).fill('tom.tech');
    await page.getByRole('button', { name: 'Delete and Replace User' }).click();
    await page.getByText('The resource is deleted and replaced.').waitFor();

    const [nina] = await world.api.resources('&userName=nina.newcomer');
    expect(await read(world.url, nina!.id)).toMatchObject({
      FirstName: 'Nina',
      LastName: HOSTILE,
      Active: 'true',
      UserType: (await read(world.url, IDS.tom))['UserType'],
    });
    expect(await world.api.records(`&resource=${IDS.tom}&open=true`)).toEqual([]);
    expect(await world.api.records(`&resource=${nina!.id}&open=true`)).not.toEqual([]);
    await page.goto(`/admin/resources/${nina!.id}/redact`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(`Redact Nina ${HOSTILE}`);

    const [message] = await world.api.outbox();
    expect(message?.recipient).toBe('nina.newcomer@example.com');
    await page.context().clearCookies();
    await page.goto(/http\S+/.exec(message?.text ?? '')?.[0] ?? '');
    await page.getByLabel('New password').fill('Fresh-Start-1');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('Your password is set.').waitFor();
    const hers = await people.open('/profile', { user: 'nina.newcomer', password: 'Fresh-Start-1' });
    await hers.getByText(`Nina ${HOSTILE}`).first().waitFor();
    expect(await hers.locator('img').count()).toBe(0);
  });
});

describeInBrowser('an administrator without JavaScript', () => {
  const world = openedAnew();
  const people = visitors(world, { javaScriptEnabled: false });

  test('is told of a taken address when the form is sent, and goes on with what was typed', async () => {
    const page = await people.open(`/resources/${IDS.tom}/delete-and-replace`, LOGINS.ada);
    await fillReplacement(page, 'paul.muller@example.com');
    await page.getByLabel(/^Type .* to confirm/).fill('tom.tech');
    await page.getByRole('button', { name: 'Delete and Replace User' }).click();
    await page.getByText(TAKEN).waitFor();
    expect(await page.getByLabel('Last Name').inputValue()).toBe(HOSTILE);
    await page.getByLabel('Email *', { exact: true }).fill('nina.newcomer@example.com');
    await page.getByRole('button', { name: 'Delete and Replace User' }).click();
    await page.getByText('The resource is deleted and replaced.').waitFor();
    expect((await world.api.resource(IDS.tom)).state).toBe('deleted');
  });
});
