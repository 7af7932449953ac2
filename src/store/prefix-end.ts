/** The least text that is greater than every text with this prefix; undefined where there is none. */
export function prefixEnd(prefix: string): string | undefined {
  const letters = Array.from(prefix);
  for (let last = letters.pop(); last !== undefined; last = letters.pop()) {
    const code = Number(last.codePointAt(0)) + 1;
    // Surrogates are no characters of their own.
    if (code <= 0x10ffff) return letters.join('') + String.fromCodePoint(code === 0xd800 ? 0xe000 : code);
  }
  return undefined;
}
