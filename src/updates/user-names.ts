// User names: which can be typed, and which are proposed for an e-mail address.
import { isVisible } from './visible-text';

/** Whether a user name can be typed as it appears: no colon of any width, no blank at an end, nothing invisible. */
export function isPlainUserName(text: string): boolean {
  return isVisible(text) && text === text.trim() && !text.normalize('NFKC').includes(':');
}

const MAX_LENGTH = 32;

/** Candidates for a free user name by an e-mail address: the part before the @, then the same with a number. */
export function* userNamesOf(email: string): Generator<string> {
  const [localPart = ''] = email.split('@');
  const characters = Array.from(localPart.normalize('NFC')).filter(isPlainUserName);
  const base = characters.slice(0, MAX_LENGTH - 4).join('');
  yield base;
  for (let number = 2; ; number += 1) yield `${base}${number}`;
}
