import type { ResourceRecord } from '../store/people/resource-store';

/** Scripts that are written without blanks between words. */
const WITHOUT_BLANKS =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

/** Of a name of several words, such as one with a hyphen, those this long name the person alone: “der” does not. */
const LONG_WORD = 4;

/** Looks for a name in a text; answers which one it found. */
export type NameSearch = (text: string) => string | undefined;

/**
 * Looks for what names a person: the last name or a long word of it, the user name or an e-mail address, as words of
 * the text in any case and form. A first name alone is shared by too many; `others` are looked for, too.
 */
export function searchForNames(
  {
    LastName,
    UserName,
    Email,
    Email2,
    Email3,
  }: Pick<ResourceRecord, 'LastName' | 'UserName' | 'Email' | 'Email2' | 'Email3'>,
  ...others: readonly string[]
): NameSearch {
  const parts = wordsOf(LastName).filter((word) => Array.from(word).length >= LONG_WORD);
  const names = [LastName, ...parts, UserName, Email, Email2, Email3, ...others]
    .map((name) => ({ name, words: compared(wordsOf(name)) }))
    .filter(({ words }) => words !== '');
  return (text) => {
    const words = compared(wordsOf(text));
    return names.find(({ words: wanted }) =>
      WITHOUT_BLANKS.test(wanted) ? words.includes(wanted) : ` ${words} `.includes(` ${wanted} `),
    )?.name;
  };
}

/** Only letters and digits make a word: a name may end a sentence, and what is not seen does not part it. */
function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** In upper case ß is SS. */
function compared(words: readonly string[]): string {
  return words.join(' ').toUpperCase().normalize('NFC');
}
