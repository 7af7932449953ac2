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

/** The browser of a suite, by the flags that it does without. */
const browsers = new Map<string, Promise<Browser>>();
afterAll(async () => {
  for (const browser of browsers.values()) await (await browser).close();
});

/** The browser of a suite, which its tests share; it starts with the first of them. */
export function chromium(without: string[] = []): Promise<Browser> {
  const key = without.join(' ');
  const browser = browsers.get(key) ?? launchChromium(without);
  browsers.set(key, browser);
  return browser;
}

/** People at a browser; `server` is asked for its address when a page is opened. */
export function visitors(
  server: { readonly origin: string },
  look: Look = {},
  without: string[] = [],
): Visitors {
  const pages: Page[] = [];
  afterEach(() => Promise.all(pages.splice(0).map((page) => page.context().close())));
  return {
    open: async (path, login) => {
      const page = await openPage(await chromium(without), server, path, login, look);
      pages.push(page);
      return page;
    },
  };
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The rules about colours; the style sheet has nothing else that is different in the dark. */
export const COLOURS: readonly string[] = ['color-contrast', 'link-in-text-block'];

/** What axe-core finds on a page that keeps people from using it: the rule, and where it is broken. */
export async function barriers(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
  // The policy of the page forbids scripts of others; this one does not come from the page.
  const run = `${AXE};axe.run(document, ${options}).then(({ violations }) => ({ violations }))`;
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
