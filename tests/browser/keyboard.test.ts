import type { Page } from 'playwright-core';
import { LOGINS } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { accept, IDS, opened, read } from '../support/updates';
import { describeInBrowser, visitors } from './support';

describeInBrowser.each([
  ['with scripts', {}],
  ['without scripts', { javaScriptEnabled: false }],
] as const)('by the keyboard alone, %s', (_title, look) => {
  const world = opened();
  const people = visitors(world, look);

  const ada = async (path: string): Promise<Page> => {
    const page = await people.open(path, LOGINS.ada);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  };
  /** The name and the text of what has the focus. */
  const focused = async (page: Page): Promise<string> => {
    const name =
      "(one) => one === document.body ? '' : (one.ariaLabel ?? (one.labels?.[0] ?? one).textContent)";
    return String(await page.evaluate(`(${name})(document.activeElement)`)).trim();
  };
  /** Goes on by Tab to what has this name. */
  const goTo = async (page: Page, name: RegExp): Promise<void> => {
    for (let tabs = 0; tabs < 80 && !name.test(await focused(page)); tabs += 1) {
      await page.keyboard.press('Tab');
    }
    expect(await focused(page)).toMatch(name);
  };

  test('the reason of the last refusal is found, and its query goes to the playground', async () => {
    await query(world.url, queryXml(where('Pasword', 'Equals', 'x')));
    const page = await ada('/usage');
    await goTo(page, /^Requests$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/requests$/);
    await goTo(page, /^Refused/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/result=refused/);
    await goTo(page, /Unable to find Pasword/);
    await page.keyboard.press('Enter');
    await page.getByRole('article').getByText('Unable to find Pasword in the Resource Entity.').waitFor();
    await goTo(page, /^Response$/);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'The response' }).waitFor();
    await page.goBack();
    await goTo(page, /^Run it in the playground/);
    await page.keyboard.press('Enter');
    expect(await page.locator('mark').textContent()).toContain('Pasword');
  });

  test('a query is built, and run', async () => {
    const page = await ada('/playground');
    await goTo(page, /^Field/);
    await page.keyboard.type('LastN');
    await page.keyboard.press('Tab');
    await page.keyboard.type('BeginsW');
    await page.keyboard.press('Tab');
    await page.keyboard.type('S');
    await page.keyboard.press('Enter');
    await page.getByText('4 found.').waitFor();
    await goTo(page, /^QueryXML$/);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(queryXml(where('LastName', 'Equals', 'Smyth')));
    await goTo(page, /^Run$/);
    await page.keyboard.press('Enter');
    await page.getByText('1 found.').waitFor();
    expect(await page.getByRole('link', { name: String(IDS.jack) }).count()).toBe(1);
  });

  test('a field is searched, and its picklist opened and closed', async () => {
    const page = await ada('/introspection');
    await goTo(page, /^Search fields/);
    await page.keyboard.type('co-managed');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=co-managed/);
    await goTo(page, /^9 values of LicenseType/);
    await page.keyboard.press('Enter');
    const values = page.getByRole('table', { name: 'Values of LicenseType' });
    await values.getByText('Co-Managed Help Desk').waitFor();
    await page.keyboard.press('Escape');
    await values.waitFor({ state: 'hidden' });
    expect(await focused(page)).toMatch(/LicenseType/);
  });

  test('a message is opened, and the address in it confirmed', async () => {
    await accept(world.url, IDS.mo, { Email: 'mo.keys@example.com' });
    const page = await ada('/outbox');
    await goTo(page, /mo\.keys@example\.com/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Confirm change' }).waitFor();
    await goTo(page, /^Open the link/);
    await page.keyboard.press('Enter');
    await page.getByText('Your new e-mail address is confirmed').waitFor();
    expect(await read(world.url, IDS.mo)).toMatchObject({ Email: 'mo.keys@example.com' });
  });
});
