import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Emulator } from '../../src/index';
import { PAGES } from '../../src/console/pages';
import { CATALOGUE } from '../../src/refusals/catalogue';
import { LOGINS, start } from '../support/emulator';
import { accept, IDS } from '../support/updates';
import { visitor } from '../support/visitor';

const ROOT = path.join(__dirname, '..', '..');

/** One term per thing: what is said, and what is not said for it. */
const WORDS: readonly (readonly [say: string, not: RegExp])[] = [
  ['license', /\blicences?\b/i],
  ['JSON API', /\bcontrol API\b|\badminUrl\b|\badmin API\b/i],
  ['tracking identifier', /\bintegration codes?\b|\btracking ids?\b/i],
  ['e-mail', /(?<![\w-])e?mails?\b(?! (?:server|catcher)s?\b)/],
  ['e-mail address', /(?<![\w-])mail address/i],
  ['user name', /\b[Uu]ser[- ]?ids?\b|\b[Uu]sernames?\b/],
  ['log in, log-in', /\bsign(?:s|ed|ing)?[ -](?:in|out|on)\b|\blogins?\b/i],
  ['inactivate', /\bdeactivat/i],
  [
    'redact, delete, inactivate',
    /\b(?:eras|remov|disabl)(?:e|es|ed|ing) (?:a|the|this) (?:resource|person|user)\b/i,
  ],
  [
    'resource',
    /\b(?:creat|edit|updat|delet|activat|inactivat)(?:e|es|ed|ing)? (?:a|the|this) (?:user|person)\b/i,
  ],
  ['refused', /\b(?:failed|failing|erroneous) (?:SOAP )?(?:calls?|requests?)\b/i],
  ['fault rule, snapshot', /\bmock(?:s|ed|ing)?\b|\bstub(?:s|bed|bing)?\b|\bdump(?:s|ed|ing)?\b/i],
  ['Primary Location', /(?<!\()Pimary/],
];

/** The sentences of a text that break the list. */
function broken(text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line) =>
      WORDS.filter(([, not]) => not.test(line)).map(
        ([say, not]) => `${say}: …${line.slice(Math.max(0, line.search(not) - 40), line.search(not) + 60)}…`,
      ),
    );
}

/** A page of Markdown without what is code. */
function prose(markdown: string): string {
  return markdown
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '``')
    .replace(/\]\([^)]*\)/g, ']');
}

/** These have the sentences of refusals, of the real service, too. */
const FROM_THE_CATALOGUE = ['errors.md', 'differences.md'];

const DOCS = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md') && !FROM_THE_CATALOGUE.includes(name))
    .map((name) => `docs/${name}`),
];

test.each(DOCS)('%s has one term per thing', (name) => {
  const text = readFileSync(path.join(ROOT, name), 'utf8');
  // The blocks of this page are the help of commands.
  expect(
    broken(name === 'docs/commands.md' ? text.replace(/--[\w-]+|<[^>]*>|\b[A-Z_]{4,}\b/g, '') : prose(text)),
  ).toEqual([]);
});

test('refusals that are ours have one term per thing', () => {
  const ours = Object.values(CATALOGUE).filter(({ provenance }) => provenance === 'inferred');
  expect(ours.length).toBeGreaterThan(50);
  expect(ours.flatMap(({ text, when }) => broken(`${text}\n${when}`))).toEqual([]);
});

describe('a running emulator', () => {
  let atws: Emulator;
  beforeAll(async () => {
    atws = await start();
    await accept(atws.url, IDS.mo, { Email: 'mo.words@example.com' });
  });
  afterAll(() => atws.close());

  test('has one term per thing in the pages of its console', async () => {
    const ada = await visitor(atws, LOGINS.ada);
    const found: string[] = [];
    for (const { method, path: place } of PAGES) {
      if (method === 'post' || place === '/introspection') continue;
      const { html, headers } = await ada.get(
        place.replace(':id', String(place.startsWith('/resources') ? IDS.tom : 1)),
      );
      if (headers.get('content-type')?.startsWith('text/html') !== true) continue;
      const text = html
        .replace(/<(code|pre|script|title|option|td)\b[\s\S]*?<\/\1>/g, '')
        .replace(/<[^>]*>/g, '\n');
      found.push(...broken(text).map((one) => `${place} ${one}`));
    }
    expect(found).toEqual([]);
  });

  test('has one term per thing in its OpenAPI document', async () => {
    const document = await (await fetch(`${atws.origin}/_emulator/openapi.json`)).text();
    const texts = [...document.matchAll(/"(?:summary|description|title)":\s*"((?:[^"\\]|\\.)*)"/g)].map(
      ([, text = '']) => text,
    );
    expect(texts.length).toBeGreaterThan(30);
    expect(texts.flatMap(broken)).toEqual([]);
  });
});
