import { readFileSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { ConfigError } from './config';
import { reasonOf } from './system-error';

/** Encodings by the mark that editors and PowerShell put at the start of a file. */
const MARKS = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
] as const;

/**
 * The text of a file that people write, without its byte order mark: UTF-8, or UTF-16 with a mark. `what`: its name in
 * messages, `The seed`. Throws a ConfigError.
 */
export function readTextFile(file: string, what: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new ConfigError(`${what} ${file} cannot be read: ${reasonOf(error) ?? String(error)}.`);
  }
  const text = textOf(bytes);
  if (text === undefined) throw new ConfigError(`${what} ${file} is no text in UTF-8. Save it as UTF-8.`);
  return text;
}

/** The text of bytes in UTF-8, or UTF-16 with a mark, without the mark; undefined where they are neither. */
export function textOf(bytes: Buffer): string | undefined {
  const start = bytes.toString('hex', 0, 3);
  const [, encoding = 'utf-8'] = MARKS.find(([mark]) => start.startsWith(mark)) ?? [];
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
