/** Headers by name, as they were sent. */
export type Headers = Readonly<Record<string, string>>;

/** Headers that let their sender in somewhere, or may do so: they are not kept. */
const SECRET = /authori[sz]|authenticat|cookie|token|secret|passw|credential|signature|api-?key/i;

/** Bounds on memory: so many headers, and so many characters of one and of all of them. */
const MOST_HEADERS = 40;
const LONGEST_VALUE = 1000;
const MOST_CHARACTERS = 4096;

/** The headers that may be kept; `raw` has names and values by turns. */
export function keptHeaders(raw: readonly string[]): Headers {
  const kept: Record<string, string> = {};
  let left = MOST_CHARACTERS;
  for (let index = 0; index < Math.min(raw.length, 2 * MOST_HEADERS) && left > 0; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    if (SECRET.test(name)) continue;
    const most = Math.min(left, LONGEST_VALUE);
    kept[name] = value.length > most ? `${value.slice(0, most)}…` : value;
    left -= name.length + Math.min(value.length, most);
  }
  return kept;
}
