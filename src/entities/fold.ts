/**
 * The form of a text for comparison: case is ignored for all letters, accents count.
 *
 * One character stays one character, for the `_` of Like: a letter whose other case has several characters,
 * such as ß, stays as it is, and the dotless ı is not an i.
 */
export function fold(text: string): string {
  // ASCII is the usual case.
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  let folded = '';
  for (const letter of text.normalize('NFC')) folded += foldLetter(letter);
  // The lower case of some letters (ẖ, ǰ) is one character where the upper case is two.
  return folded.normalize('NFC');
}

function foldLetter(letter: string): string {
  if (letter === 'ı') return letter;
  const upper = oneLetter(letter, letter.toUpperCase());
  return oneLetter(upper, upper.toLowerCase());
}

function oneLetter(letter: string, otherCase: string): string {
  return Array.from(otherCase).length === 1 ? otherCase : letter;
}
