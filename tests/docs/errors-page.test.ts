import { CATALOGUE, SECTIONS } from '../../src/refusals/catalogue';
import { cell, code, errorsPage } from '../../scripts/docs/errors';

test('every entry of the catalogue stands under one heading', () => {
  expect(SECTIONS.flatMap(({ entries }) => Object.keys(entries))).toEqual(Object.keys(CATALOGUE));
});

test('the page shows each sentence, each case and each provenance', () => {
  const text = errorsPage();
  for (const { text: told, when, provenance } of Object.values(CATALOGUE)) {
    expect(text).toContain(code(told));
    expect(text).toContain(cell(when));
    expect(text).toContain(`*${provenance}*`);
  }
});

test('no sentence could break out of its code span, and no two entries say the same', () => {
  const sentences = Object.values(CATALOGUE).map(({ text }) => text);
  for (const sentence of sentences) expect(sentence).not.toMatch(/`|[^\r]\n/);
  expect(new Set(sentences).size).toBe(sentences.length);
});
