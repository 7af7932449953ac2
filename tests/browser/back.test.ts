import type { Page } from 'playwright-core';
import { LOGINS } from '../support/emulator';
import { openedAnew } from '../support/json-api';
import { IDS } from '../support/updates';
import { describeInBrowser, logOut, visitors } from './support';

/** Goes back; a page that the browser has kept is shown without being loaded. */
async function back(page: Page, path: string): Promise<void> {
  await page.evaluate('history.back()');
  await page.waitForURL((url) => url.pathname + url.search === `/admin${path}`, { waitUntil: 'commit' });
}

describeInBrowser.each([
  ['with its script', true],
  ['without a script', false],
])('going back in the console, %s,', (_what, javaScriptEnabled) => {
  const world = openedAnew();
  const people = visitors(world, { javaScriptEnabled }, ['--disable-back-forward-cache']);

  test('shows nothing of a person who is redacted', async () => {
    const about = `/resources/${IDS.mo}`;
    const page = await people.open(about, LOGINS.ada);
    await page.getByRole('heading', { name: 'Mo Minimal' }).waitFor();
    await page.goto(`/admin${about}/redact`);
    await page.getByLabel('Reason').fill('Article 17');
    await page.getByLabel(/^Type .* to confirm/).fill('mo.minimal');
    await page.getByRole('button', { name: 'Redact for good' }).click();
    await page.getByText('The resource is redacted.').waitFor();
    for (const path of [`${about}/redact`, about]) {
      await back(page, path);
      await page.getByRole('heading', { name: 'Redacted Resource' }).waitFor();
      expect(await page.content()).not.toMatch(/Minimal|mo\.minimal/);
    }
  });

  // Without a script, Chromium keeps the one page that the log-in itself led to.
  test('shows nothing after the log-out', async () => {
    const page = await people.open('/resources', LOGINS.ada);
    await page.getByRole('heading', { name: 'Resources / Users (HR)' }).waitFor();
    await page.goto(`/admin/resources/${IDS.tom}`);
    await page.getByRole('heading', { name: 'Tom Tanner' }).waitFor();
    await logOut(page);
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.evaluate('history.back()');
    await page.waitForURL((url) => url.searchParams.get('next') === `/resources/${IDS.tom}`);
    expect(await page.title()).not.toContain('Tom Tanner');
  });
});
