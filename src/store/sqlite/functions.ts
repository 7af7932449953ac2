import type Sqlite from 'better-sqlite3';
import type { WireType } from '../../entities/field';
import { fold } from '../../entities/fold';
import { soundex } from '../../entities/soundex';
import { wireText } from '../../entities/wire-text';
import { escape, isPlain } from '../../xml/escape';

/** Gives a connection the functions that statements use and SQLite does not have. */
export function addFunctions(sqlite: Sqlite.Database): void {
  const functions = {
    fold: (text: string) => fold(text),
    sounds_like: (text: string | null) => (text === null ? null : soundex(text)),
    // In a damaged file, any column may hold text, or bytes.
    escaped: (value: string | number | Buffer | null) => (value === null ? null : escape(String(value))),
    // U+FFFD stands where a damaged file holds no characters: the bytes themselves must not get into an answer.
    is_plain: (text: string) => (isPlain(text) && !text.includes('\ufffd') ? 1 : 0),
    wire_text: (wireType: WireType, value: string | number | null) =>
      value === null ? null : wireText({ wireType })(value),
  };
  for (const [name, body] of Object.entries(functions)) {
    sqlite.function(name, { deterministic: true }, body);
  }
}
