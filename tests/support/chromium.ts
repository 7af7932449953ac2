import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { Login } from './emulator';

const CHROMIUM = '/usr/bin/chromium';

/** Flags without which Chromium makes connections to other hosts than the emulator. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const isInstalled = existsSync(CHROMIUM);
if (!isInstalled)
  process.stderr.write(`No ${CHROMIUM}: apt-get install chromium, to run what takes a browser.\n`);

/** `ignoreDefaultArgs`: flags of Playwright that are left out. */
export function launchChromium(ignoreDefaultArgs: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS, ignoreDefaultArgs });
}

/** The window and log-in of a page. */
export interface Look {
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScriptEnabled?: boolean;
  /** As where the system has few colours of high contrast. */
  readonly forcedColors?: 'active';
}

/** Opens a page of the console with cookies of its own, logged in where `login` is given. */
export async function openPage(
  browser: Browser,
  server: { readonly origin: string },
  path: string,
  login?: Login,
  look: Look = {},
): Promise<Page> {
  const page = await browser.newPage({ baseURL: server.origin, ...look });
  await page.goto(login ? `/admin/log-in?next=${encodeURIComponent(path)}` : `/admin${path}`);
  if (login) {
    await page.getByLabel('User name').fill(login.user);
    await page.getByLabel('Password').fill(login.password);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
  }
  return page;
}
