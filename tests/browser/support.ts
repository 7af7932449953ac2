import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';
import { isInstalled, launchChromium, openPage, type Look } from '../support/chromium';
import type { Login } from '../support/emulator';

/** A suite that needs a browser. Where none is installed it is skipped; in CI it fails. */
export const describeInBrowser = isInstalled || process.env['CI'] !== undefined ? describe : describe.skip;

/** People at a browser, each with cookies of their own. */
export interface Visitors {
  /** A person at a page of the console, not logged in unless `login` is given. */
  open(path: string, login?: Login): Promise<Page>;
}

/** A browser for the tests of a describe block. */
export function chromium(...[without]: Parameters<typeof launchChromium>): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchChromium(without);
  });
  afterAll(() => browser?.close());
  return () => {
    if (!browser) throw new Error('The browser has not started');
    return browser;
  };
}

/** People at a browser; `server` is asked for its address when a page is opened. */
export function visitors(
  server: { readonly origin: string },
  look: Look = {},
  ...without: Parameters<typeof launchChromium>
): Visitors {
  const browser = chromium(...without);
  return { open: (path, login) => openPage(browser(), server, path, login, look) };
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds on a page that keeps people from using it: the rule, and where it is broken. */
export async function barriers(page: Page): Promise<readonly string[]> {
  // The policy of the page forbids scripts of others; this one does not come from the page.
  const run = `${AXE};axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => ({ violations }))`;
  const { violations } = await page.evaluate<AxeResults>(run);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Logs out by the menu of the visitor. */
export async function logOut(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('button').last().click();
  await page.getByRole('button', { name: 'Log out' }).click();
}
