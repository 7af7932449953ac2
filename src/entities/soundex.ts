/** The sounds of letters; letters without a number (vowels, h, w, y) separate sounds. */
const SOUNDS: Readonly<Record<string, string>> = {
  ...sound('bfpv', '1'),
  ...sound('cgjkqsxz', '2'),
  ...sound('dt', '3'),
  ...sound('l', '4'),
  ...sound('mn', '5'),
  ...sound('r', '6'),
};

function sound(letters: string, number: string): Record<string, string> {
  return Object.fromEntries(Array.from(letters, (letter) => [letter, number]));
}

/**
 * The soundex of a text, for the operator SoundsLike: a letter and three digits. A letter with an accent counts as the
 * plain letter. Null for a text without a letter from a to z.
 */
export function soundex(text: unknown): string | null {
  const letters = String(text)
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  if (letters === '') return null;
  let code = '';
  let last = SOUNDS[letters.charAt(0)] ?? '';
  for (const letter of letters.slice(1)) {
    const next = SOUNDS[letter] ?? '';
    if (next !== last) code += next;
    last = next;
  }
  return (letters.charAt(0) + code).padEnd(4, '0').slice(0, 4);
}
