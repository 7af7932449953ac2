import type { Page } from 'playwright-core';
import { LOGINS } from '../support/emulator';
import { Api } from '../support/json-api';
import { opened, IDS } from '../support/updates';
import { describeInBrowser, visitors } from './support';

describeInBrowser.each([
  ['at 1280 pixels', {}, 1280],
  ['on a phone', {}, 390],
  ['without JavaScript', { javaScriptEnabled: false }, 1280],
] as const)('figures about records, %s', (_where, look, width) => {
  const world = opened();
  const people = visitors(world, look);
  const at = async (path: string): Promise<Page> => {
    const page = await people.open(path, LOGINS.ada);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.setViewportSize({ width, height: 844 });
    return page;
  };
  beforeAll(async () => {
    const api = new Api(world);
    await api.act(IDS.paul, 'inactivate');
    await api.delete(IDS.tom, IDS.ada);
  });

  test('widgets are filtered by an active resource, and the filter is taken back', async () => {
    const page = await at('/dashboard');
    const openOnes = page.getByRole('table', { name: 'Open records by resource' });
    expect(await openOnes.getByRole('row').count()).toBe(10);
    await page.getByRole('combobox').fill('harriet');
    await page.getByRole('combobox').press('Enter');
    await page.waitForURL(new RegExp(`resource=${IDS.harriet}`));
    expect(await openOnes.getByRole('row').count()).toBe(1);
    await page.getByRole('combobox').fill('paul.muller');
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByText('Widgets cannot be filtered by Paul Muller: the resource is inactive.').waitFor();
    await page.getByRole('link', { name: 'Without Harriet Smith' }).click();
    await page.waitForURL((url) => !url.search.includes('resource='));
    await page
      .getByRole('table', { name: 'Closed records by resource' })
      .getByText('Tom Tanner (Deleted)')
      .waitFor();
  });

  test('a report is filtered by an inactive resource, by type and by state, and saved as CSV', async () => {
    const page = await at('/report');
    await page.getByRole('link', { name: 'Tom Tanner (Deleted)' }).waitFor();
    await page.getByRole('combobox').fill('paul');
    await page.getByRole('combobox').press('Enter');
    await page.waitForURL(new RegExp(`resource=${IDS.paul}`));
    await page.getByRole('button', { name: 'State' }).click();
    await page.getByRole('link', { name: 'Closed' }).click();
    await page.waitForURL(/state=closed/);
    await page.getByRole('link', { name: 'By type' }).click();
    await page.getByRole('table', { name: 'Records by type' }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export as CSV' }).click();
    expect((await download).suggestedFilename()).toBe('records-by-type.csv');
    await page.getByRole('link', { name: 'By time' }).click();
    await page.getByRole('img', { name: /^Records created, / }).waitFor();
  });
});

describeInBrowser('in forced colours', () => {
  const world = opened();
  const people = visitors(world);

  test('states, bars and the focus are still seen', async () => {
    const page = await people.open('/dashboard', LOGINS.ada);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.emulateMedia({ forcedColors: 'active' });
    const unlikeGround = (selector: string, property: string): Promise<boolean> =>
      page.evaluate<boolean>(`(() => {
        const colour = (one, name) => getComputedStyle(one)[name];
        const one = document.querySelector(${JSON.stringify(selector)});
        return colour(one, ${JSON.stringify(property)}) !== colour(document.body, 'backgroundColor');
      })()`);
    expect(await unlikeGround('.meter .v1', 'fill')).toBe(true);
    expect(await unlikeGround('.meter .v4', 'fill')).toBe(true);
    expect(
      await page.evaluate<boolean>(
        "getComputedStyle(document.querySelector('.meter .v1')).fill !== getComputedStyle(document.querySelector('.meter .v4')).fill",
      ),
    ).toBe(true);
    expect(await unlikeGround('.segment [aria-current]', 'outlineColor')).toBe(true);
    expect(
      await page.evaluate<string>(
        "getComputedStyle(document.querySelector('.segment [aria-current]')).outlineStyle",
      ),
    ).toBe('solid');
    await page.goto('/admin/resources');
    expect(
      await page.evaluate<boolean>(
        "getComputedStyle(document.querySelector('.dot.ok'), '::before').backgroundColor !== getComputedStyle(document.body).backgroundColor",
      ),
    ).toBe(true);
    expect(
      await page.evaluate<string>(
        "getComputedStyle(document.querySelector('.places [aria-current]')).borderStyle",
      ),
    ).toBe('solid');
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')).toBe(
      'solid',
    );
    await page.goto(`/admin/resources/${IDS.ada}`);
    expect(
      await page.evaluate<string>("getComputedStyle(document.querySelector('main .badge')).borderStyle"),
    ).toBe('solid');
  });
});
