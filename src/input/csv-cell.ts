/** The characters that spreadsheets start a formula with, full-width forms included, after apostrophes they skip. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A text as a cell that no spreadsheet takes for a formula: with an apostrophe before it, where one is needed. */
export function defused(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text of a cell that `defused` made. */
export function restored(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

/** A CSV record (RFC 4180) with its line end. Texts are defused; null is an empty cell. */
export function csvRecord(values: readonly (string | number | boolean | null)[]): string {
  return `${values.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: string | number | boolean | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' ? defused(value) : String(value);
  // Semicolons, too, as they separate cells in some locales.
  return /[",;\r\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
