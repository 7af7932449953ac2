/** The characters that XML 1.0 forbids, as the inside of a character class; unpaired surrogates are forbidden, too. */
export const NOT_IN_XML = String.raw`\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff`;

const FORBIDDEN = new RegExp(`[${NOT_IN_XML}]`);
const SPECIAL = new RegExp(`[&<>\r${NOT_IN_XML}]`);
const EACH_SPECIAL = new RegExp(SPECIAL, 'g');

/** Whether XML 1.0 allows every character of a text. */
export function isXmlText(text: string): boolean {
  return !FORBIDDEN.test(text) && text.isWellFormed();
}

/** Whether a text needs no escaping in an element. */
export function isPlain(text: string): boolean {
  return !SPECIAL.test(text);
}

/**
 * Text as the content of an element. A carriage return is written as a reference, as a parser would turn
 * it into a line feed; a character that XML forbids becomes U+FFFD.
 */
export function escape(text: string): string {
  return isPlain(text) ? text : text.replace(EACH_SPECIAL, replacement);
}

/** Text as the value of an attribute in quotation marks. A parser would turn tabs and line feeds into blanks. */
export function escapeAttribute(text: string): string {
  return escape(text).replaceAll('"', '&quot;').replaceAll('\t', '&#x9;').replaceAll('\n', '&#xA;');
}

function replacement(character: string): string {
  switch (character) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    case '\r':
      return '&#xD;';
    default:
      return '\ufffd';
  }
}
