import type { Page } from 'playwright-core';
import { LOGINS } from '../support/emulator';
import { PNG } from '../support/pictures';
import { IDS, opened, read } from '../support/updates';
import { barriers, describeInBrowser, visitors } from './support';

/** The names in the list, as they stand there. */
async function namesIn(page: Page): Promise<readonly string[]> {
  return page.getByRole('row').getByRole('link').filter({ visible: true }).allTextContents();
}

describeInBrowser('resources in the console', () => {
  const world = opened();
  const people = visitors(world);

  test('are searched, filtered, sorted and paged through', async () => {
    const page = await people.open('/resources', LOGINS.ada);
    await page.getByLabel('Search').fill('smith');
    await page.getByLabel('State', { exact: true }).selectOption('');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/search=smith/);
    expect((await namesIn(page)).toSorted()).toEqual(['Harriet Smith', 'Sue SMITH']);
    await page.getByLabel('Search').fill('');
    await page.getByLabel('State', { exact: true }).selectOption('inactive');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/state=inactive/);
    expect(await namesIn(page)).toContain('Ina Active');
    await page.getByLabel('State', { exact: true }).selectOption('');
    await page.getByLabel('Sort by').selectOption('id');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/sort=id/);
    const first = await namesIn(page);
    expect(first).toHaveLength(25);
    await page.getByRole('link', { name: 'Next' }).click();
    await page.waitForURL(/after=/);
    const second = await namesIn(page);
    expect(second.length).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'Previous' }).click();
    await page.waitForURL(/before=/);
    expect(await namesIn(page)).toEqual(first);
  });

  test('are edited, with the sentence of the rule next to the field', async () => {
    const page = await people.open(`/resources/${IDS.emma}`, LOGINS.ada);
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Email *', { exact: true }).fill('nobody');
    await page.getByLabel('Title').fill('<img src=x onerror=alert(1)>');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#Email-violation').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('<img src=x onerror=alert(1)>');
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Email *', { exact: true }).fill('emma.new@example.com');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await read(world.url, IDS.emma)).toMatchObject({
      Email: 'emma.new@example.com',
      Title: '<img src=x onerror=alert(1)>',
    });
  });

  test('are inactivated together, and one of them activated again from its menu', async () => {
    const page = await people.open('/resources?sort=userName', LOGINS.ada);
    await page.getByLabel('Search').fill('t');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/search=t/);
    await page.getByLabel('Select Tom Tanner').check();
    await page.getByRole('button', { name: 'Inactivate selected' }).click();
    await page.getByText('Inactivated: 1.').waitFor();
    expect(await read(world.url, IDS.tom)).toMatchObject({ Active: 'false' });
    await page.goto('/admin/resources?search=tom&state=inactive');
    await page.getByLabel('Actions for Tom Tanner').click();
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    await page.getByText('The resource is active.').waitFor();
    expect(await read(world.url, IDS.tom)).toMatchObject({ Active: 'true' });
  });

  test('get a photo, and lose it', async () => {
    const page = await people.open(`/resources/${IDS.tom}`, LOGINS.ada);
    await page.getByLabel('Picture').setInputFiles({ name: 'tom.png', mimeType: 'image/png', buffer: PNG });
    await page.getByRole('button', { name: 'Upload photo' }).click();
    await page.getByText('The photo is saved.').waitFor();
    await page.getByRole('img', { name: 'Photo of Tom Tanner' }).waitFor();
    expect(await page.evaluate<number>("document.querySelector('img.photo').naturalWidth")).toBe(1);
    await page.getByRole('button', { name: 'Delete photo' }).click();
    await page.getByText('There is no photo yet.').waitFor();
  });

  test('cost what is said on the HR tab', async () => {
    const page = await people.open(`/resources/${IDS.mo}/hr`, LOGINS.ada);
    await page.getByLabel('Amount').fill('42.5');
    await page.getByRole('button', { name: 'Add internal cost' }).click();
    await page.getByText('The internal cost is saved.').waitFor();
    expect(await read(world.url, IDS.mo)).toMatchObject({ InternalCost: '42.5000' });
    await page.getByRole('button', { name: 'Remove the cost from always' }).click();
    await page.getByText('The internal cost is removed.').waitFor();
  });

  test('have pages without barriers', async () => {
    const page = await people.open('/resources', LOGINS.ada);
    const tom = `/admin/resources/${IDS.tom}`;
    const paths = ['', '/security', '/hr', '/records', '/history', '/edit', '/security/edit', '/hr/edit'];
    for (const path of ['/admin/resources', '/admin/resources/new', ...paths.map((tab) => tom + tab)]) {
      await page.goto(path);
      expect([path, await barriers(page)]).toEqual([path, []]);
    }
  });
});

describeInBrowser('without JavaScript', () => {
  const world = opened();
  const people = visitors(world, { javaScriptEnabled: false });

  test('a resource is created', async () => {
    const page = await people.open('/resources', LOGINS.ada);
    await page.getByRole('link', { name: 'New resource' }).click();
    for (const [label, text] of [
      ['Email *', 'nina@example.com'],
      ['First Name *', 'Nina'],
      ['Last Name *', 'Newcomer'],
      ['UserName *', 'nina'],
    ] as const) {
      await page.getByLabel(label, { exact: true }).fill(text);
    }
    for (const [label, index] of [
      ['Pimary Location *', 1],
      ['Number Format *', 1],
      ['User Type *', 2],
      ['License Type *', 4],
      ['Resource Type *', 1],
      ['Payroll Type *', 1],
    ] as const) {
      await page.getByLabel(label, { exact: true }).selectOption({ index });
    }
    await page.getByRole('button', { name: 'Create resource' }).click();
    await page.getByRole('heading', { name: 'Nina Newcomer' }).waitFor();
    const [row] = await world.rows("SELECT id FROM resources WHERE UserName = 'nina'");
    expect(await read(world.url, Number(row?.['id']))).toMatchObject({ FirstName: 'Nina', Active: 'true' });
  });
});
