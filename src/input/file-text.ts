// Decodes the bytes of a text file.
import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error';
import { decoderOf, markedEncoding } from '../xml/charset';
import { requireDecoder } from '../xml/decode';
import { Lines } from './lines';
import { reasonOf } from './system-error';

/** Bytes that are not valid in their supposed encoding. */
export class NotTextError extends Error {
  override readonly name = 'NotTextError';

  /** `line`: of the first invalid byte, from 1 on. `encoding`: its WHATWG label. */
  constructor(
    readonly line: number,
    readonly encoding: string,
  ) {
    super(`is not in its encoding, ${encoding}`);
  }
}

/** The text of a file that people write. `what`: its name in messages, as in `The seed`. Throws a ConfigError. */
export function readTextFile(file: string, what: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new ConfigError(`${what} ${file} cannot be read: ${reasonOf(error) ?? String(error)}.`);
  }
  try {
    return textOf(bytes);
  } catch (error) {
    if (!(error instanceof NotTextError)) throw error;
    throw new ConfigError(`${what} ${file} is not in UTF-8 (line ${error.line}). Save it as UTF-8.`);
  }
}

/**
 * The text of a file, without a byte order mark: in UTF-16 or UTF-8 by the mark; else in the encoding of the
 * WHATWG label; else in UTF-16 where every other byte of the first characters is zero; else in UTF-8. No character is
 * replaced: throws a NotTextError, or for an unknown label an EncodingError.
 */
export function textOf(bytes: Uint8Array, label?: string): string {
  const decoder = requireDecoder(markedEncoding(bytes) ?? label ?? utf16WithoutMark(bytes) ?? 'utf-8');
  try {
    return decoder.decode(bytes);
  } catch {
    throw new NotTextError(lineOfBadByte(bytes, decoder.encoding), decoder.encoding);
  }
}

/** UTF-16 by the first character, which is ASCII in CSV and JSON files. */
function utf16WithoutMark([first, second]: Uint8Array): string | undefined {
  if (second === 0 && first !== 0) return 'utf-16le';
  return first === 0 && second !== undefined && second !== 0 ? 'utf-16be' : undefined;
}

/** Decodes line by line; the lines before the failure are counted. */
function lineOfBadByte(bytes: Uint8Array, encoding: string): number {
  const decoder = decoderOf(encoding);
  let text = '';
  let start = 0;
  const width = encoding.startsWith('utf-16') ? 2 : 1;
  try {
    for (const [index, byte] of bytes.entries()) {
      if (byte !== 0x0a && byte !== 0x0d) continue;
      const end = Math.ceil((index + 1) / width) * width;
      text += decoder?.decode(bytes.subarray(start, end), { stream: true }) ?? '';
      start = end;
    }
  } catch {
    // The text has all lines before the failure.
  }
  return new Lines(text).count;
}
