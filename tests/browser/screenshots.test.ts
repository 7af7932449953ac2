import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PICTURES, pose } from '../../scripts/screenshots/pictures';
import { opened } from '../support/updates';
import { chromium, describeInBrowser } from './support';

const ROOT = path.join(__dirname, '..', '..');
const PAGES = ['README.md', 'docs/console.md']
  .map((name) => readFileSync(path.join(ROOT, name), 'utf8'))
  .join('');

describe('the pictures of the documentation (npm run screenshots takes them)', () => {
  test.each(PICTURES)('$name is there, and shown', ({ name }) => {
    expect(statSync(path.join(ROOT, 'docs', 'images', `${name}.png`)).size).toBeGreaterThan(5000);
    expect(PAGES).toContain(`images/${name}.png`);
  });
});

describeInBrowser('the pages in the pictures', () => {
  const world = opened();

  test.each(PICTURES)('$name is of a page that is there', async (picture) => {
    const page = await pose(await chromium(), world, picture);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    await page.close();
  });
});
