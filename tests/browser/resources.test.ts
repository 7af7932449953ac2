import type { Page } from 'playwright-core';
import { LOGINS } from '../support/emulator';
import { PNG } from '../support/pictures';
import { accept, IDS, opened, read } from '../support/updates';
import { barriers, describeInBrowser, visitors } from './support';

/** The names in the list, as they stand there. */
async function namesIn(page: Page): Promise<readonly string[]> {
  return page.locator('td.name').getByRole('link').allTextContents();
}

/** What the toolbar says of the place in the list. */
async function placeIn(page: Page): Promise<string | null> {
  return page.getByRole('search').locator('p').textContent();
}

describeInBrowser('resources in the console', () => {
  const world = opened();
  const people = visitors(world);

  test('are searched, filtered, sorted and paged through, each with an address', async () => {
    const page = await people.open('/resources', LOGINS.ada);
    await page.getByRole('heading', { name: 'Resources / Users (HR)' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('smith');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=smith/);
    await page.getByRole('navigation', { name: 'State' }).getByRole('link', { name: /^All/ }).click();
    await page.waitForURL(/state=$/);
    expect((await namesIn(page)).toSorted()).toEqual(['Harriet Smith', 'Sue SMITH']);
    expect(await placeIn(page)).toBe('1–2 of 2');
    await page.goto('/admin/resources');
    await page.getByRole('link', { name: /^Inactive/ }).click();
    await page.waitForURL(/state=inactive/);
    expect(await namesIn(page)).toContain('Ina Active');
    await page.goto('/admin/resources');
    await page.getByRole('button', { name: 'License' }).click();
    const chip = page.getByRole('link', { name: /^Team Member/ });
    const count = Number(/\d+$/.exec((await chip.textContent()) ?? '')?.[0]);
    await chip.click();
    await page.getByRole('button', { name: 'License: Team Member' }).waitFor();
    expect(await namesIn(page)).toHaveLength(count);
    await page.goto('/admin/resources?state=');
    for (const [head, sort] of [
      ['User name', 'userName'],
      ['E-mail', 'email'],
      ['Hired', 'hireDate'],
      ['Name', 'name'],
    ] as const) {
      const column = page.getByRole('columnheader', { name: head, exact: true });
      for (const order of ['ascending', 'descending'] as const) {
        await column.getByRole('link').click();
        await page.waitForURL(new RegExp(`sort=${sort}&order=${order}`));
        expect(await column.getAttribute('aria-sort')).toBe(order);
      }
    }
    await page.goto('/admin/resources?state=');
    const first = await namesIn(page);
    expect(first).toHaveLength(25);
    await page.getByRole('link', { name: 'Next' }).click();
    await page.waitForURL(/after=/);
    const second = await namesIn(page);
    expect(second.length).toBeGreaterThan(0);
    expect(await placeIn(page)).toBe(`26–${25 + second.length} of ${25 + second.length}`);
    await page.getByRole('link', { name: 'Previous' }).click();
    await page.waitForURL(/before=/);
    expect(await namesIn(page)).toEqual(first);
    await page.getByRole('link', { name: '50', exact: true }).click();
    await page.waitForURL(/rows=50/);
    expect(await namesIn(page)).toEqual([...first, ...second]);
  });

  test('are edited by the steps of the vendor, word by word, and one is back in the list', async () => {
    const page = await people.open('/', LOGINS.ada);
    const way = page.getByRole('navigation', { name: 'Breadcrumbs' });
    expect(await way.getByRole('listitem').allTextContents()).toEqual([
      'Admin',
      'Features & Settings',
      'Resources / Users (HR)',
    ]);
    await way.getByRole('link', { name: 'Features & Settings' }).click();
    await page.getByRole('main').getByRole('link', { name: 'Resources / Users (HR)' }).click();
    await page.goto('/admin/resources?search=bea');
    await page.getByRole('row', { name: /Bea Blank/ }).click({ button: 'right' });
    await page.getByRole('link', { name: 'Edit Resource' }).click();
    await page.getByRole('heading', { name: 'Edit Bea Blank' }).waitFor();
    await page.getByText('Security', { exact: true }).click();
    await page.getByLabel('Active', { exact: true }).uncheck();
    await page.getByText(/one Team Member license is free/).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save & Close' }).click();
    await page.getByText('Saved.').waitFor();
    expect(new URL(page.url()).search).toBe('?search=bea');
    expect(await read(world.url, IDS.bea)).toMatchObject({ Active: 'false' });
    await accept(world.url, IDS.bea, { Active: 'true' });
  });

  test('are edited, with the sentence of the rule next to the field, on the tab it is on', async () => {
    const page = await people.open(`/resources/${IDS.emma}`, LOGINS.ada);
    await page.getByRole('link', { name: 'Edit Resource' }).click();
    await page.getByLabel('Email *', { exact: true }).fill('nobody');
    await page.getByLabel('Title').fill('<img src=x onerror=alert(1)>');
    await page.getByText('Security', { exact: true }).click();
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('#Email-violation').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('<img src=x onerror=alert(1)>');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('alert').getByRole('link', { name: 'New password' }).click();
    await page.locator('#Password-violation').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('Password');
    await page.locator('label', { hasText: 'General' }).click();
    await page.getByLabel('Email *', { exact: true }).fill('emma.new@example.com');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/admin/resources/${IDS.emma}/edit`);
    await page.getByRole('link', { name: 'Cancel' }).click();
    await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await read(world.url, IDS.emma)).toMatchObject({
      Email: 'emma.new@example.com',
      Title: '<img src=x onerror=alert(1)>',
    });
  });

  test('are not left with something changed unless one says so', async () => {
    const page = await people.open(`/resources/${IDS.tom}/edit`, LOGINS.ada);
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await page.getByText('HR', { exact: true }).click();
    await page.getByText('General', { exact: true }).click();
    await page.getByLabel('Title').fill('Somebody else');
    await page
      .getByRole('link', { name: 'Cancel' })
      .click({ noWaitAfter: true, timeout: 2000 })
      .catch(() => undefined);
    expect(asked).toEqual(['beforeunload']);
    expect(new URL(page.url()).pathname).toBe(`/admin/resources/${IDS.tom}/edit`);
    await page.getByRole('button', { name: 'Save & Close' }).click();
    await page.getByText('Saved.').waitFor();
    expect(asked).toHaveLength(1);
  });

  test('are inactivated together, which can be undone; one of them from its menu', async () => {
    const page = await people.open('/resources', LOGINS.ada);
    await page.getByLabel('Select Tom Tanner').check();
    await page.getByLabel('Select Bea Blank').check();
    const bar = page.getByRole('form', { name: 'With the selected resources' });
    await bar.getByRole('button', { name: 'Inactivate' }).click();
    await page.getByText('2 resources are inactive now.').waitFor();
    expect(await read(world.url, IDS.tom)).toMatchObject({ Active: 'false' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 resources are active now.').waitFor();
    expect(await read(world.url, IDS.tom)).toMatchObject({ Active: 'true' });
    await page.goto('/admin/resources?search=tom');
    await page.getByLabel('Actions for Tom Tanner').click();
    await page.getByRole('button', { name: 'Inactivate', exact: true }).click();
    await page.getByText('The resource is inactive').waitFor();
    await page.goto('/admin/resources');
    await page.getByLabel('Actions for Bea Blank').click();
    await page.getByRole('button', { name: 'Inactivate', exact: true }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The resource is active.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin/resources');
    await page.goto('/admin/resources?search=tom&state=inactive');
    await page.getByLabel('Actions for Tom Tanner').click();
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    await page.getByText('The resource is active.').waitFor();
    expect(await read(world.url, IDS.tom)).toMatchObject({ Active: 'true' });
  });

  test('are chosen all at once, and in a range', async () => {
    const page = await people.open('/resources', LOGINS.ada);
    const chosen = page.locator('td > input:checked');
    await page.getByLabel('Select all on this page').check();
    expect(await chosen.count()).toBe(25);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await chosen.count()).toBe(0);
    const boxes = page.locator('td > input');
    await boxes.nth(2).click();
    await boxes.nth(6).click({ modifiers: ['Shift'] });
    expect(await chosen.count()).toBe(5);
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
    const tabs = [
      '',
      '/security',
      '/hr',
      '/records',
      '/history',
      '/edit',
      '/edit?tab=Security',
      '/edit?tab=HR',
    ];
    const paths = [...tabs, '/redact', '/delete', '/delete-and-replace'];
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
      ['User Name *', 'nina'],
    ] as const) {
      await page.getByLabel(label, { exact: true }).fill(text);
    }
    for (const [label, index] of [
      ['Primary Location *', 1],
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
