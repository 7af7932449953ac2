import Table from 'cli-table3';

/** Objects as a table for a terminal, a row each. `columns`: the members that are shown. */
export function tableOf(rows: readonly object[], columns: readonly string[]): string {
  const table = new Table({ head: [...columns], style: { head: [], border: [], compact: true } });
  for (const row of rows) {
    const values = row as Readonly<Record<string, unknown>>;
    table.push(columns.map((name) => cell(values[name])));
  }
  return `${table.toString()}\n`;
}

/** A list as a table, or the sentence `none` where it is empty. */
export function listOf(rows: readonly object[], columns: readonly string[], none: string): string {
  return rows.length === 0 ? `${none}\n` : tableOf(rows, columns);
}

/** An object as a table of two columns. */
export function tableOfPairs(value: Readonly<Record<string, unknown>>): string {
  return tableOf(
    Object.entries(value).map(([Name, Value]) => ({ Name, Value })),
    ['Name', 'Value'],
  );
}

/** A value as the text of a cell. */
export function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
