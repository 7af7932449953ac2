import { fold } from '../../src/entities/fold';

test.each([
  ['ASCII', 'Smith', 'sMITH'],
  ['umlauts', 'Müller', 'MÜLLER'],
  ['Polish', 'Łęcki Żuraw', 'łĘCKI ŻURAW'],
  ['Greek, with the sigma of the end of a word', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
  ['Greek, with the other sigma', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
  ['Cyrillic', 'ЩУКИН', 'щукин'],
  ['Armenian', 'ՀԱՅ', 'հայ'],
  ['Georgian', 'ᲥᲐᲠᲗᲣᲚᲘ', 'ქართული'],
  ['Cherokee', 'ᏣᎳᎩ', 'ꮳꮃꭹ'],
  ['Deseret, behind the BMP', '𐐀𐐁', '𐐨𐐩'],
  ['full-width', 'ＡＢＣ', 'ａｂｃ'],
  ['the capital ß', 'WEIẞ', 'Weiß'],
  ['the title case of a digraph', 'ǅungla', 'ǆUNGLA'],
  ['the long s', 'ſ', 'S'],
  ['the Kelvin sign', '300 \u212a', '300 k'],
  ['the Ångström sign', '\u212b', 'å'],
  ['the Ohm sign', '\u2126', 'ω'],
  ['the micro sign', '\u00b5', 'Μ'],
  ['a letter and its accent, or both in one', 'Ren\u00e9', 'RENE\u0301'],
  ['two accents in either order', 'a\u0323\u0302', 'a\u0302\u0323'],
  ['a letter with an accent that only the lower case has', 'H\u0331', '\u1e96'],
  ['another one', 'J\u030c', '\u01f0'],
  ['the long s with a dot below', '\u017f\u0323', 'Ṣ'],
])('%s: %s is %s', (_case, one, other) => {
  expect(fold(one)).toBe(fold(other));
});

test.each([
  ['accents count', 'Muller', 'Müller'],
  ['strokes count', 'Osterby', 'Østerby'],
  ['ß is not ss', 'Weiß', 'WEISS'],
  ['ß is not SS, capital or not', 'WEIẞ', 'WEISS'],
  ['the dotless ı is not an i', 'ısı', 'isi'],
  ['the dotless ı is not an I', 'ı', 'I'],
  ['the dotted İ is not an i', 'İ', 'i'],
  ['the dotted İ is not a dotless ı', 'İ', 'ı'],
  ['ligatures are letters of their own', 'ﬁ', 'fi'],
  ['the width counts', 'Ａ', 'A'],
  ['spaces count', 'a b', 'ab'],
  ['Roman numerals are no letters', 'Ⅳ', 'IV'],
])('%s: %s is not %s', (_rule, one, other) => {
  expect(fold(one)).not.toBe(fold(other));
});

/** Every character up to U+1FFFF; behind, no letter has a case. */
const CHARACTERS = Array.from({ length: 0x20000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));

const length = (text: string): number => Array.from(text).length;

test('one character stays one character', () => {
  const others = CHARACTERS.filter((letter) => length(fold(letter)) !== length(letter.normalize('NFC')));
  expect(others).toEqual([]);
});

test('the case of every letter whose other case is one letter is ignored, but that of the dotless ı', () => {
  const others = CHARACTERS.filter((letter) =>
    [letter.toUpperCase(), letter.toLowerCase()].some(
      (other) => length(other) === 1 && fold(other) !== fold(letter),
    ),
  );
  expect(others).toEqual(['ı']);
});

test('a folded text is not changed by folding it again', () => {
  const accents = ['', '\u0300', '\u0301', '\u0307', '\u0308', '\u030c', '\u0323', '\u0331', '\u0345'];
  const texts = CHARACTERS.filter((letter) => letter.toLowerCase() !== letter.toUpperCase()).flatMap(
    (letter) => accents.map((accent) => letter + accent),
  );
  expect(texts.filter((text) => fold(fold(text)) !== fold(text))).toEqual([]);
});

test('numbers, signs, empty text and the characters of no alphabet stay as they are', () => {
  for (const text of ['', '0123', ' \t\n', '!"#$%&/()=?', '日本橋', '𠮷', '🚀', '\0']) {
    expect(fold(text)).toBe(text);
  }
});
