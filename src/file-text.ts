import { readFileSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { ConfigError } from './config';
import { reasonOf } from './system-error';

/** Bytes that are no text in the encoding they were taken for. */
export class NotTextError extends Error {
  override readonly name = 'NotTextError';

  /** `line`: where the first such byte is, from 1 on. `encoding`: by its WHATWG name. */
  constructor(
    readonly line: number,
    readonly encoding: string,
  ) {
    super(`is not in its encoding, ${encoding}`);
  }
}

/** An encoding nobody knows; the message names it. */
export class UnknownEncodingError extends Error {
  override readonly name = 'UnknownEncodingError';
}

/** The text of a file that people write. `what`: what it is in messages, `The seed`. Throws a ConfigError. */
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
 * The text of a file, without a byte order mark: UTF-16 or UTF-8 where a mark says so; otherwise in the encoding of
 * that WHATWG label, or without one in UTF-16 where every other byte of the first characters is zero, or UTF-8.
 * Never damaged: throws a NotTextError, or an UnknownEncodingError.
 */
export function textOf(bytes: Uint8Array, label?: string): string {
  const encoding = byteOrder(bytes) ?? label ?? utf16WithoutMark(bytes) ?? 'utf-8';
  const decoder = decoderOf(encoding);
  try {
    return repaired(decoder.encoding, decoder.decode(bytes));
  } catch {
    throw new NotTextError(lineOfBadByte(bytes, encoding), decoder.encoding);
  }
}

/** The encoding that a byte order mark stands for. */
export function byteOrder([first, second, third]: Uint8Array): 'utf-16le' | 'utf-16be' | 'utf-8' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}

/** What files begin with, a letter, quote, bracket or `#`, is ASCII. */
function utf16WithoutMark([first, second]: Uint8Array): string | undefined {
  if (second === 0 && first !== 0) return 'utf-16le';
  return first === 0 && second !== undefined && second !== 0 ? 'utf-16be' : undefined;
}

/** Throws an UnknownEncodingError. */
function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    throw new UnknownEncodingError(label);
  }
}

/** What windows-1252 has where ISO 8859-1 has control characters. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Several versions of Node decode windows-1252 as ISO 8859-1; what others decode has none of these characters. */
function repaired(encoding: string, text: string): string {
  if (encoding !== 'windows-1252') return text;
  return text.replace(/[\x80-\x9f]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control);
}

/** The line of an offset in a text, from 1 on, whatever its lines end with. */
export function lineAt(text: string, offset: number): number {
  return (text.slice(0, offset).match(/\r\n|\r|\n/g)?.length ?? 0) + 1;
}

/** Decodes up to the end of each line in turn: what was decoded before it failed tells the line. */
function lineOfBadByte(bytes: Uint8Array, label: string): number {
  const decoder = decoderOf(label);
  let text = '';
  let start = 0;
  const width = decoder.encoding.startsWith('utf-16') ? 2 : 1;
  try {
    for (const [index, byte] of bytes.entries()) {
      if (byte !== 0x0a && byte !== 0x0d) continue;
      const end = Math.ceil((index + 1) / width) * width;
      text += decoder.decode(bytes.subarray(start, end), { stream: true });
      start = end;
    }
  } catch {
    // The line that could not be decoded is the one after all those that could.
  }
  return lineAt(text, text.length);
}
