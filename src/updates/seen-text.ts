/** Besides format and control characters, what looks like a blank or like nothing; the plain blank is one that is seen. */
const NOT_SEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;

/** Whether every character of a text is seen: what is not makes two names that look the same. */
export function isSeen(text: string): boolean {
  return !NOT_SEEN.test(text);
}
