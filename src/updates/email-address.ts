/**
 * Whether a text has the form of an e-mail address: a local part of 1 to 64 characters without blanks, quotes
 * and brackets, and a domain of at least two labels.
 */
export function isEmailAddress(text: string): boolean {
  return /^[^\s@<>()[\]",:;\\]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u.test(
    text,
  );
}
