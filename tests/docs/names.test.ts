import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PAGES, readPage, ROOT } from './blocks';

/** What pages name is there: headings and files by their links, files and functions by the page about the code. */

const LINKING = [...PAGES, ...['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'].map(readPage)];

/** A page without its blocks of code. */
const proseOf = (name: string): string => readPage(name).source.replace(/^```[^]*?^```$/gm, '');

/** The anchors of a page, as GitHub makes them of headings. */
const anchorsOf = (name: string): readonly string[] =>
  [...proseOf(name).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );

test.each(LINKING)('the links of $name lead to what is there', ({ name }) => {
  const broken = [...proseOf(name).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)]
    .map(([, file = '', anchor]) => ({
      page: file === '' ? name : path.join(path.dirname(name), file),
      anchor,
    }))
    .filter(
      ({ page, anchor }) =>
        !existsSync(path.join(ROOT, page)) || (anchor !== undefined && !anchorsOf(page).includes(anchor)),
    );
  expect(broken).toEqual([]);
});

test('files and functions that docs/architecture.md names are there', () => {
  const named = [...readPage('docs/architecture.md').source.matchAll(/`([\w./-]+\/[\w.-]*)(?::([\w.]+))?`/g)];
  const missing = named.filter(([, file = '', names = '']) => {
    const found = ['src', '.']
      .map((folder) => path.join(ROOT, folder, file))
      .find((each) => existsSync(each));
    if (found === undefined) return true;
    const code = names === '' ? '' : readFileSync(found, 'utf8');
    return names !== '' && names.split('.').some((one) => !new RegExp(`\\b${one}\\b`).test(code));
  });
  expect(named.length).toBeGreaterThan(100);
  expect(missing.map(([name]) => name)).toEqual([]);
});
