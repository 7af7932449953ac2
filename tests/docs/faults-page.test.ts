import { faultRule } from '../../src/operations/fault-rule';
import { readPage } from './blocks';

/** docs/faults.md, held against the schema; that its examples do what it says is held by examples.test.ts. */

const page = readPage('docs/faults.md');
const { effect, ...keys } = faultRule.shape;

const KINDS = effect
  .unwrap()
  .options.flatMap(({ shape: { kind } }) => ('options' in kind ? kind.options : [...kind.values]));

/** The part of the page below a heading. */
const sectionOf = (heading: string): string =>
  page.source.split(/^## /m).find((section) => section.startsWith(`${heading}\n`)) ?? '';

test('there are as many kinds as the schema has', () => {
  expect(KINDS).toHaveLength(7);
});

test.each(KINDS)('%s has a section with an example in each language, and what a client sees', (kind) => {
  const section = sectionOf(kind);
  expect(section).toContain(`kind: '${kind}'`);
  expect(section).toContain(`"kind": "${kind}"`);
  expect(section).toMatch(new RegExp(`atws faults add .*--kind '?${kind.replaceAll('.', '\\.')}`));
  expect(section.match(/```text\n[^`]+```/g)).toHaveLength(2);
});

test.each([
  ['A delay', 'delayMs', '--delay-ms'],
  ['Now and then', 'probability', '--probability'],
])('%s has examples, too', (heading, key, flag) => {
  const section = sectionOf(heading);
  expect(section).toContain(`await atws.faults.add({`);
  expect(section).toMatch(new RegExp(`\\b${key}: [\\d.]+`));
  expect(section).toMatch(new RegExp(`"${key}": [\\d.]+`));
  expect(section).toContain(flag);
});

test('every key of a rule is in the table', () => {
  const rows = [...sectionOf('What a rule has').matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
  expect(rows).toEqual([...Object.keys(keys), 'effect']);
});
