import type { Page } from 'playwright-core';
import { LOGINS } from '../support/emulator';
import { opened, IDS, read } from '../support/updates';
import { clippedTargets, overlaps, sideways, smallTargets } from './boxes';
import { barriers, COLOURS, describeInBrowser, visitors } from './support';

const tom = `/resources/${IDS.tom}`;

/** The pages about people, and what is opened on them. */
const PAGES = [
  '/resources',
  '/resources?search=nobody.at.all',
  '/resources/new',
  tom,
  `${tom}/security`,
  `${tom}/hr`,
  `${tom}/records`,
  `${tom}/history`,
  `${tom}/edit`,
  `${tom}/edit?tab=Security`,
  `${tom}/edit?tab=HR`,
  `${tom}/redact`,
  `${tom}/delete`,
  `${tom}/delete-and-replace`,
  `/resources/${IDS.ada}/redact`,
  '/deleted-resources',
  '/privacy-history',
  '/dashboard',
  `/dashboard?resource=${IDS.ada}&find=paul`,
  '/report',
  '/report?by=time',
  `/report?by=type&role=responsible&resource=${IDS.ada}&from=2026-02-30`,
  '/features-and-settings',
  '/profile',
  '/profile/edit',
  '/nowhere',
];

const WIDTHS = [320, 390, 1280];

describeInBrowser('the pages about people', () => {
  const world = opened();
  const light = visitors(world);
  const dark = visitors(world, { colorScheme: 'dark' });

  test('scroll sideways on no page at any width, and cover nothing', async () => {
    const page = await light.open('/resources', LOGINS.ada);
    await page.getByRole('heading', { level: 1 }).waitFor();
    for (const path of PAGES) {
      await page.goto(`/admin${path}`);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        expect([path, width, await sideways(page)]).toEqual([path, width, 0]);
        expect([path, width, await overlaps(page)]).toEqual([path, width, []]);
        expect([path, width, await clippedTargets(page)]).toEqual([path, width, []]);
        expect([path, width, await smallTargets(page)]).toEqual([path, width, []]);
      }
    }
  }, 120_000);

  test.each([
    ['light', light, undefined],
    ['dark', dark, COLOURS],
  ] as const)('have no barriers in the %s', async (_scheme, people, rules) => {
    const page = await people.open('/resources', LOGINS.ada);
    await page.getByRole('heading', { level: 1 }).waitFor();
    for (const path of PAGES) {
      await page.goto(`/admin${path}`);
      expect([path, await barriers(page, rules)]).toEqual([path, []]);
    }
    await page.goto('/admin/resources');
    await page.getByLabel('Actions for Tom Tanner').click();
    await page.getByRole('link', { name: 'Edit Resource' }).waitFor();
    await page.getByLabel('Select Bea Blank').check({ force: true });
    expect(await barriers(page, rules)).toEqual([]);
    await page.goto('/admin/log-in');
    expect(await barriers(page, rules)).toEqual([]);
    await page.goto('/');
    expect(await barriers(page, rules)).toEqual([]);
    expect(await sideways(page)).toBe(0);
  });

  test('show 14 resources and more above the fold', async () => {
    const page = await light.open('/resources', LOGINS.ada);
    await page.getByRole('table').waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    const bottoms = await page.evaluate<number[]>(
      "[...document.querySelectorAll('tbody tr')].map((row) => row.getBoundingClientRect().bottom)",
    );
    expect(bottoms.filter((bottom) => bottom <= 800).length).toBeGreaterThanOrEqual(14);
  });

  test('name the zone once, and the way to each page', async () => {
    const page = await light.open(`${tom}/records`, LOGINS.ada);
    await page.getByRole('table').waitFor();
    expect((await page.content()).match(/America\/New_York/g)).toHaveLength(1);
    expect(
      await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('listitem').allTextContents(),
    ).toEqual(['Admin', 'Features & Settings', 'Resources / Users (HR)', 'Tom Tanner']);
  });
});

describeInBrowser('an administrator', () => {
  const world = opened();
  const people = visitors(world);

  test('inactivates somebody with three clicks from the log-in', async () => {
    const page = await people.open('/log-in');
    let clicks = 0;
    const click = async (target: ReturnType<Page['getByRole']>): Promise<void> => {
      clicks += 1;
      await target.click();
    };
    await click(page.getByRole('button', { name: 'Log in as Ada Albright' }));
    await page.getByRole('heading', { name: 'Resources / Users (HR)' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('tanner');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=tanner/);
    await click(page.getByRole('button', { name: 'Actions for Tom Tanner' }));
    await click(page.getByRole('button', { name: 'Inactivate', exact: true }).first());
    await page.getByText('The resource is inactive').waitFor();
    expect(clicks).toBeLessThanOrEqual(4);
    expect(await read(world.url, IDS.tom)).toMatchObject({ Active: 'false' });
  });

  test('works by the keyboard alone: activates, edits and gives a reason to redact', async () => {
    const page = await people.open('/resources?state=inactive&search=tanner', LOGINS.ada);
    await page.getByRole('table').waitFor();
    const focused = async (): Promise<string> =>
      String(await page.evaluate('document.activeElement.ariaLabel ?? document.activeElement.textContent'));
    const goTo = async (name: string): Promise<void> => {
      for (let tabs = 0; tabs < 80 && (await focused()).trim() !== name; tabs += 1) {
        await page.keyboard.press('Tab');
      }
      expect((await focused()).trim()).toBe(name);
    };
    await goTo('Actions for Tom Tanner');
    await page.keyboard.press('ArrowDown');
    await goTo('Activate');
    await page.keyboard.press('Enter');
    await page.getByText('The resource is active.').waitFor();
    expect(await read(world.url, IDS.tom)).toMatchObject({ Active: 'true' });

    await page.goto('/admin/resources?search=tanner');
    await goTo('Tom Tanner');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('link', { name: 'Edit Resource' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Edit Tom Tanner' }).waitFor();
    await page.getByLabel('Title').focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Team Lead');
    await page.keyboard.press('Enter');
    await page.getByText('Saved.').waitFor();
    expect(await read(world.url, IDS.tom)).toMatchObject({ Title: 'Team Lead' });

    await page.goto(`/admin${tom}/redact`);
    await page.getByLabel('Reason').focus();
    await page.keyboard.type('Article 17');
    await page.keyboard.press('Tab');
    await page.keyboard.type('tom.tech');
    await page.keyboard.press('Tab');
    expect((await focused()).trim()).toBe('Redact for good');
    await page.keyboard.press('Enter');
    await page.getByText('The resource is redacted.').waitFor();
  });
});

describeInBrowser.each([
  ['on a phone', {}],
  ['without JavaScript', { javaScriptEnabled: false }],
] as const)('an administrator %s', (where, look) => {
  const world = opened();
  const people = visitors(world, look);

  test('finds, edits, inactivates and deletes somebody', async () => {
    const page = await people.open('/resources', LOGINS.ada);
    await page.getByRole('table').waitFor();
    if (where === 'on a phone') await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('searchbox').fill('tanner');
    await page.getByRole('searchbox').press('Enter');
    await page.waitForURL(/search=tanner/);
    await page.getByRole('button', { name: 'Actions for Tom Tanner' }).click();
    await page.getByRole('link', { name: 'Edit Resource' }).click();
    await page.locator('label', { hasText: 'HR' }).click();
    await page.getByLabel('Pay Roll Identifier').fill('T9');
    await page.getByRole('button', { name: 'Save & Close' }).click();
    await page.getByText('Saved.').waitFor();
    expect(await read(world.url, IDS.tom)).toMatchObject({ Initials: 'T9' });
    await page.getByLabel('Select Tom Tanner').check();
    await page
      .getByRole('form', { name: 'With the selected resources' })
      .getByRole('button', { name: 'Inactivate' })
      .click();
    await page.getByText('One resource is inactive now.').waitFor();
    await page.goto(`/admin${tom}`);
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('link', { name: 'Delete…' }).click();
    for (const input of await page.locator('input[name^="reassign."]').all()) await input.fill('paul.muller');
    await page.getByLabel(/^Type .* to confirm/).fill('tom.tech');
    await page.getByRole('button', { name: 'Reassign and Delete User' }).click();
    await page.getByText('The resource is deleted.').waitFor();
    await page.getByText('Note: This resource is deleted').waitFor();
  });
});
