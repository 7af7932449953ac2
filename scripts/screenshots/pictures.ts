import type { Browser, Page } from 'playwright-core';
import { LOGINS } from '../../tests/support/emulator';
import { openPage, type Look } from '../../tests/support/chromium';
import { IDS } from '../../tests/support/updates';

/** A picture of a page of the administrator, in a window of 1280 by 800. */
export interface Picture {
  readonly name: string;
  readonly path: string;
  /** The heading of the page. */
  readonly heading: string;
  readonly colorScheme?: 'dark';
  readonly before?: (page: Page) => Promise<void>;
}

/** The pictures in README and docs/console.md. */
export const PICTURES: readonly Picture[] = [
  { name: 'resources', path: '/resources', heading: 'Resources / Users (HR)' },
  { name: 'resource', path: `/resources/${IDS.ada}`, heading: 'Ada Albright' },
  {
    name: 'edit',
    path: `/resources/${IDS.tom}/edit`,
    heading: 'Edit Tom Tanner',
    before: async (page) => {
      await page.getByLabel('Add Email 2', { exact: true }).fill('no address');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.locator('[aria-invalid]').first().waitFor();
    },
  },
  {
    name: 'delete-and-replace',
    path: `/resources/${IDS.tom}/delete-and-replace`,
    heading: 'Delete and replace Tom Tanner',
  },
  { name: 'dashboard', path: '/dashboard', heading: 'Dashboard' },
  { name: 'report', path: '/report?by=time', heading: 'Records report' },
  {
    name: 'requests',
    path: '/requests',
    heading: 'Requests',
    colorScheme: 'dark',
    before: async (page) => {
      const calls = page.getByRole('list', { name: /^SOAP calls/ }).getByRole('link');
      if ((await calls.count()) === 0) return;
      await calls.first().click();
      await page.getByRole('article').waitFor();
    },
  },
  { name: 'usage', path: '/usage', heading: 'Usage', colorScheme: 'dark' },
  {
    name: 'playground',
    path: '/playground',
    heading: 'QueryXML playground',
    before: async (page) => {
      await page.getByLabel('Field').first().selectOption('LastName');
      await page.getByLabel('Operator').first().selectOption('BeginsWith');
      await page.getByLabel('Value').first().fill('S');
      await page.getByRole('button', { name: 'Write and run' }).click();
      await page.getByRole('table').waitFor();
    },
  },
];

/** Opens the page of a picture and prepares its state. */
export async function pose(
  browser: Browser,
  server: { readonly origin: string },
  picture: Picture,
): Promise<Page> {
  const look: Look = picture.colorScheme === undefined ? {} : { colorScheme: picture.colorScheme };
  const page = await openPage(browser, server, picture.path, LOGINS.ada, look);
  await page.getByRole('heading', { level: 1, name: picture.heading }).waitFor();
  await picture.before?.(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  return page;
}
