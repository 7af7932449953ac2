import { isVisible } from './visible-text';

/**
 * Whether text has the form of an e-mail address: a local part of 1 to 64 characters without blanks, quotes
 * and brackets, a domain of at least two labels, and nothing invisible.
 */
export function isEmailAddress(text: string): boolean {
  const hasForm =
    /^[^\s@<>()[\]",:;\\]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u.test(
      text,
    );
  return hasForm && isVisible(text);
}
