import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/** All that can write a class into a page, as one text. */
function sources(): string {
  const views = readdirSync(path.join(ROOT, 'src', 'console'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => path.join('src', 'console', name));
  return [...views, 'src/soap/help-page.ts', 'public/console.js']
    .map((name) => readFileSync(path.join(ROOT, name), 'utf8'))
    .join('\n');
}

/** The class names of the sheet. */
function classes(): readonly string[] {
  const sheet = readFileSync(path.join(ROOT, 'public', 'console.css'), 'utf8').replace(
    /\/\*[\s\S]*?\*\//g,
    '',
  );
  return [...new Set([...sheet.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name = '']) => name))];
}

test('the style sheet has no class that no page has', () => {
  const texts = sources();
  const words = new Set(
    [...texts.matchAll(/(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g)].flatMap(([, , text = '']) =>
      text.split(/[\s${}]+/),
    ),
  );
  // Numbered ones are put together: `depth-${depth}`.
  const isUsed = (name: string): boolean =>
    words.has(name) || (/\d$/.test(name) && texts.includes(`${name.replace(/\d+$/, '')}\${`));
  expect(classes().length).toBeGreaterThan(50);
  expect(classes().filter((name) => !isUsed(name))).toEqual([]);
});
