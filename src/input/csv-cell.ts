/** What a spreadsheet takes for the start of a formula, full-width forms included; and what it skips before one. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** The text as a cell that no spreadsheet takes for a formula: with an apostrophe before it, where it must have one. */
export function defused(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text that `defused` made a cell of. */
export function restored(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

/** A record of CSV (RFC 4180). Texts are defused; null is an empty cell. */
export function csvRecord(values: readonly (string | number | boolean | null)[]): string {
  return `${values.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: string | number | boolean | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' ? defused(value) : String(value);
  // Semicolons, too: where these separate cells, quotes count only at the start of one.
  return /[",;\r\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
