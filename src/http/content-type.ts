/** A Content-Type header in its parts. */
export interface ContentType {
  /** Lower case. */
  readonly mediaType: string;
  /** By lower-case name; an empty value counts as missing. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Parses a Content-Type as .NET does: parameters in any order, case, spacing and quoting, single and unpaired quotes
 * included; the first of a repeated parameter counts.
 */
export function readContentType(header: string): ContentType {
  const [mediaType = '', ...rest] = header.split(';');
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const equals = parameter.indexOf('=');
    const name = parameter.slice(0, Math.max(0, equals)).trim().toLowerCase();
    const value = unquoted(parameter.slice(equals + 1));
    if (name !== '' && value !== '' && !parameters.has(name)) parameters.set(name, value);
  }
  return { mediaType: mediaType.trim().toLowerCase(), parameters };
}

function unquoted(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isAround(text.charAt(start))) start += 1;
  while (start < end && isAround(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isAround(character: string): boolean {
  return ' \t\'"'.includes(character);
}
