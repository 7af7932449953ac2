import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const DOCUMENT = readFileSync(path.join(ROOT, 'docs', 'lifecycle.md'), 'utf8');

/** Every title of a test of the life cycle, as it stands in the source. */
const TITLES = ['lifecycle', 'api', 'console', 'cli'].flatMap((folder) => {
  const here = path.join(ROOT, 'tests', folder);
  const files = readdirSync(here).filter((name) => name.endsWith('.test.ts'));
  return files.flatMap((name) =>
    [
      ...readFileSync(path.join(here, name), 'utf8').matchAll(/\(\s*'((?:[^'\\]|\\.)+)',\s*(?:async )?\(/g),
    ].map(([, title]) => title),
  );
});

/** The tests that the tables of the document name: the last of three columns, under the heading Test. */
const NAMED = DOCUMENT.slice(DOCUMENT.indexOf('## What the pages say'))
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim())[3] ?? '')
  .filter((title) => title !== 'Test' && !/^-+$/.test(title));

test('the tables of the life cycle name a test for each sentence of the pages', () => {
  expect(NAMED.length).toBeGreaterThan(35);
});

test.each(NAMED)('there is a test: %j', (title) => {
  expect(TITLES).toContain(title);
});

test('the description of the life cycle holds for every machine', () => {
  expect(DOCUMENT).not.toMatch(/\/work\/|\/home\/|\/root\/|#\d+\b/);
});
