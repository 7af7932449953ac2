/** Format and control characters, and characters that look like a blank or like nothing; the plain blank is visible. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;

/** Whether every character of a text is visible; an invisible one makes two names that look the same. */
export function isVisible(text: string): boolean {
  return !INVISIBLE.test(text);
}
