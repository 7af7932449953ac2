import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error';
import { decoderOf, markedEncoding } from '../xml/charset';
import { Lines } from './lines';
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
  const encoding = markedEncoding(bytes) ?? label ?? utf16WithoutMark(bytes) ?? 'utf-8';
  const decoder = decoderOf(encoding);
  if (!decoder) throw new UnknownEncodingError(encoding);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new NotTextError(lineOfBadByte(bytes, decoder.encoding), decoder.encoding);
  }
}

/** What files begin with, a letter, quote, bracket or `#`, is ASCII. */
function utf16WithoutMark([first, second]: Uint8Array): string | undefined {
  if (second === 0 && first !== 0) return 'utf-16le';
  return first === 0 && second !== undefined && second !== 0 ? 'utf-16be' : undefined;
}

/** Decodes up to the end of each line in turn: what was decoded before it failed tells the line. */
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
    // The line that could not be decoded is the one after all those that could.
  }
  return new Lines(text).count;
}
