// The character sets that requests may have.
import { TextDecoder } from 'node:util';

/** Decodes the bytes of one encoding, named by its WHATWG label. Throws a TypeError for bytes not valid in it. */
export class Decoder extends TextDecoder {
  constructor(label: string) {
    super(label, { fatal: true });
  }

  override decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string {
    const text = super.decode(bytes, options);
    return this.encoding === 'windows-1252' ? repaired(text) : text;
  }
}

/** The decoder of a WHATWG label; undefined for an unknown label. */
export function decoderOf(label: string): Decoder | undefined {
  try {
    return new Decoder(label);
  } catch {
    return undefined;
  }
}

/** The encoding of the byte order mark that a text begins with; undefined without one. */
export function markedEncoding([first, second, third]: Uint8Array):
  'utf-16le' | 'utf-16be' | 'utf-8' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}

/** The characters of windows-1252 at 0x80 to 0x9f, which are control characters in ISO 8859-1. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Several versions of Node decode windows-1252 as ISO 8859-1; in text of other versions nothing is left to replace. */
function repaired(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control);
}
