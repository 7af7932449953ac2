import { Decoder, decoderOf, markedEncoding } from './charset';

/** Bytes that cannot be decoded: their encoding is unknown, or they are not valid in it. */
export class EncodingError extends Error {
  override readonly name = 'EncodingError';

  /** `declaredAt`: the offset of the encoding in the XML declaration, where it comes from there. */
  constructor(
    readonly problem: 'unknown encoding' | 'not in its encoding',
    readonly encoding: string,
    readonly declaredAt?: number,
  ) {
    super(`${problem}: ${encoding}`);
  }
}

const UTF8 = new Decoder('utf-8');

/** The bytes at the start of a document that are searched for its XML declaration. */
const MAX_DECLARATION = 200;

/**
 * The text of an XML document as .NET reads it: in the encoding of its byte order mark, else in the charset of its
 * Content-Type, else in that of its first bytes and its XML declaration, else in UTF-8. Throws an EncodingError.
 */
export function decodeXml(bytes: Buffer, charset: string | undefined): string {
  const decoder = requireDecoder(markedEncoding(bytes) ?? charset ?? shownEncoding(bytes));
  try {
    return decoder.decode(bytes);
  } catch {
    throw new EncodingError('not in its encoding', decoder.encoding);
  }
}

/** Whether there is a decoder for the name of an encoding. */
export function isKnownEncoding(name: string): boolean {
  return name === 'utf-8' || decoderOf(name) !== undefined;
}

/** The encoding by the first bytes, as XML starts with `<`, and by the XML declaration. */
function shownEncoding(bytes: Buffer): string {
  const [first, second, third, fourth] = bytes;
  if (first === 0x3c && second === 0 && fourth === 0) return 'utf-16le';
  if (first === 0 && second === 0x3c && third === 0) return 'utf-16be';
  const start = bytes.toString('latin1', 0, MAX_DECLARATION);
  const [, before = '', declared] = /^(\s*<\?xml[^>]*?\bencoding\s*=\s*["'])([^"']+)/.exec(start) ?? [];
  if (declared === undefined) return 'utf-8';
  const decoder = decoderOf(declared);
  if (!decoder) throw new EncodingError('unknown encoding', declared, before.length);
  // A declaration that was read byte by byte is not in UTF-16.
  if (decoder.encoding.startsWith('utf-16')) {
    throw new EncodingError('not in its encoding', declared, before.length);
  }
  return declared.toLowerCase();
}

/** The decoder of a WHATWG label. Throws an EncodingError for an unknown label. */
export function requireDecoder(encoding: string): Decoder {
  // The usual case; making a decoder takes longer than decoding.
  if (encoding === 'utf-8') return UTF8;
  const decoder = decoderOf(encoding);
  if (!decoder) throw new EncodingError('unknown encoding', encoding);
  return decoder;
}
