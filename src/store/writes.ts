import type { TableName } from './tables';

/** What a statement that `Executor.run` is given writes to. */

/** The table; undefined where it does not say so at once. */
export function writtenTable(sql: string): TableName | undefined {
  return /^(?:insert into|update|delete from) "(\w+)"/.exec(sql)?.[1] as TableName | undefined;
}

/** Whether it writes to the one row whose id is its last parameter. */
export function isUpdateOfRow(sql: string): boolean {
  return sql.startsWith('update ') && / (?:where|and) "id" = \?$/.test(sql);
}
