import { existsSync, readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';
import type { Login } from '../support/emulator';

const CHROMIUM = '/usr/bin/chromium';

/** Chromium talks to nobody but the emulator. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const isHere = existsSync(CHROMIUM);
if (!isHere) process.stderr.write(`No ${CHROMIUM}: apt-get install chromium, to run the tests in it.\n`);

/** A suite that needs a browser. Where none is installed it is skipped; in CI it fails. */
export const describeInBrowser = isHere || process.env['CI'] !== undefined ? describe : describe.skip;

/** People at a browser, each with cookies of their own. */
export interface Visitors {
  /** A person at a page of the console, not logged in unless `login` is given. */
  open(path: string, login?: Login): Promise<Page>;
}

/** A browser for the tests of a describe block; `server` is asked for its address when a page is opened. */
export function visitors(
  server: { readonly origin: string },
  look: { readonly colorScheme?: 'light' | 'dark'; readonly javaScriptEnabled?: boolean } = {},
): Visitors {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterAll(() => browser?.close());
  return {
    open: async (path, login) => {
      if (!browser) throw new Error('The browser has not started');
      const page = await browser.newPage({ baseURL: server.origin, ...look });
      await page.goto(login ? `/admin/log-in?next=${encodeURIComponent(path)}` : `/admin${path}`);
      if (login) {
        await page.getByLabel('User name').fill(login.user);
        await page.getByLabel('Password').fill(login.password);
        await page.getByRole('button', { name: 'Log in' }).click();
      }
      return page;
    },
  };
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds on a page that keeps people from using it: the rule, and where it is broken. */
export async function barriers(page: Page): Promise<readonly string[]> {
  // The policy of the page forbids scripts of others; this one does not come from the page.
  const run = `${AXE};axe.run(document)`;
  const { violations } = await page.evaluate<AxeResults>(run);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
