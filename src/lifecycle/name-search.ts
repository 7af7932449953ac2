import type { ResourceRecord } from '../store/people/resource-store';

/** Scripts without blanks between words. */
const WITHOUT_BLANKS =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

/** A word of a compound name, such as one with a hyphen, identifies the person if it is this long: “der” does not. */
const LONG_WORD = 4;

/** Searches a text for names of a person, and answers the one it found. */
type NameSearch = (text: string) => string | undefined;

/**
 * Makes a search for the names of a person: the last name or a long word of it, the user name and the e-mail addresses,
 * as whole words in any case and Unicode form. First names are too common; `others` are further names to search for.
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

/** The words of a text: letters and digits only, without punctuation and invisible characters. */
function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Words in upper case, where ß is SS. */
function compared(words: readonly string[]): string {
  return words.join(' ').toUpperCase().normalize('NFC');
}
