import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { LOGINS } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { accept, IDS, MovingClock, opened } from '../updates/support';
import { describeInBrowser, visitors } from './support';

const ROOT = path.join(__dirname, '..', '..');
const FOLDER = path.join(ROOT, 'docs', 'images');

interface Picture {
  readonly name: string;
  readonly path: string;
  /** The heading of the page. */
  readonly heading: string;
  readonly colorScheme?: 'dark';
  readonly before?: (page: Page) => Promise<void>;
}

/** The pictures in README and docs/console.md. */
const PICTURES: readonly Picture[] = [
  { name: 'resources', path: '/resources', heading: 'Resources / Users (HR)' },
  { name: 'resource', path: `/resources/${IDS.ada}`, heading: 'Ada Albright' },
  {
    name: 'edit',
    path: `/resources/${IDS.tom}/edit`,
    heading: 'Tom Tanner',
    before: async (page) => {
      await page.getByLabel('Add Email 2', { exact: true }).fill('no address');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.locator('[aria-invalid]').first().waitFor();
    },
  },
  {
    name: 'delete-and-replace',
    path: `/resources/${IDS.tom}/delete-and-replace`,
    heading: 'Delete and replace Tom Tanner',
  },
  { name: 'requests', path: '/requests', heading: 'Requests', colorScheme: 'dark' },
  { name: 'usage', path: '/usage', heading: 'Usage', colorScheme: 'dark' },
  {
    name: 'playground',
    path: '/playground',
    heading: 'QueryXML playground',
    before: async (page) => {
      await page.getByLabel('Field').first().selectOption('LastName');
      await page.getByLabel('Operator').first().selectOption('BeginsWith');
      await page.getByLabel('Value').first().fill('S');
      await page.getByRole('button', { name: 'Build and run' }).click();
      await page.getByRole('table').waitFor();
    },
  },
];

describeInBrowser('the pictures of the documentation (npm run screenshots makes them)', () => {
  const clock = new MovingClock('2026-03-02T02:00:00Z');
  const world = opened({ clock, threshold: 40 });
  const people = { light: visitors(world), dark: visitors(world, { colorScheme: 'dark' }) };

  beforeAll(async () => {
    // A day at work, for the chart.
    for (const calls of [2, 5, 9, 14, 11, 6, 12, 17, 13, 8, 4, 7]) {
      for (let made = 0; made < calls; made += 1) {
        await query(world.url, queryXml(where('LastName', 'BeginsWith', 'S')));
      }
      clock.pass(3_600_000);
    }
    await accept(world.url, IDS.bea, { Title: 'Front desk' });
  });

  test.each(PICTURES)('$name is there, shown, and of a page that exists', async (picture) => {
    const page = await people[picture.colorScheme ?? 'light'].open(picture.path, LOGINS.ada);
    await page.getByRole('heading', { level: 1, name: picture.heading }).waitFor();
    await picture.before?.(page);
    await page.setViewportSize({ width: 1280, height: 800 });
    const file = path.join(FOLDER, `${picture.name}.png`);
    if (process.env['UPDATE_IMAGES'] === '1') {
      mkdirSync(FOLDER, { recursive: true });
      await page.screenshot({ path: file });
    }
    expect(existsSync(file) && statSync(file).size).toBeGreaterThan(5000);
    const shown = ['README.md', 'docs/console.md'].map((name) => readFileSync(path.join(ROOT, name), 'utf8'));
    expect(shown.join('')).toContain(`images/${picture.name}.png`);
  });
});
