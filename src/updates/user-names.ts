import { isSeen } from './seen-text';

/** Whether a user name can be typed as it is seen: no colon of any width, no blank at an end, nothing invisible. */
export function isPlainUserName(text: string): boolean {
  return isSeen(text) && text === text.trim() && !text.normalize('NFKC').includes(':');
}

const LONGEST = 32;

/** The user names that an e-mail address gives, each of which may be in use: the part before the @, then with a number. */
export function* userNamesOf(email: string): Generator<string> {
  const [localPart = ''] = email.split('@');
  const seen = Array.from(localPart.normalize('NFC')).filter(isPlainUserName);
  const base = seen.slice(0, LONGEST - 4).join('');
  yield base;
  for (let number = 2; ; number += 1) yield `${base}${number}`;
}
