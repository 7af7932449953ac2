/**
 * Columns whose JSON is looked into by statements: text in a data file, and here what need not be parsed each time. Of the
 * text, the order of members and white space are lost.
 */
export const JSON_COLUMNS = ['content', 'folded'] as const;

const NAMES: ReadonlySet<string> = new Set(JSON_COLUMNS);

/** Whether a column, quoted or not, is one of them. */
export function isJsonColumn(name: string): boolean {
  return NAMES.has(name.replaceAll('"', ''));
}

/** The text of a JSON object with its members in one order. */
export function sortedJson(text: unknown): string {
  const members = Object.entries(JSON.parse(String(text)) as Readonly<Record<string, unknown>>);
  return JSON.stringify(members.sort(([one], [other]) => (one < other ? -1 : 1)));
}
