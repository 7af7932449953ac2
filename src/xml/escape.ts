/** What cannot stand in element text as it is, plus what XML cannot carry at all. */
// eslint-disable-next-line no-control-regex -- the control characters are the point
const SPECIAL = /[&<>\r\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
// eslint-disable-next-line no-control-regex -- as above
const EACH_SPECIAL = /[&<>\r\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** Whether text can stand in an element as it is. */
export function isPlain(text: string): boolean {
  return !SPECIAL.test(text);
}

/**
 * Text as the content of an element. A carriage return is written as a reference, as a parser would turn
 * it into a line feed; a character that XML cannot carry becomes U+FFFD.
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
