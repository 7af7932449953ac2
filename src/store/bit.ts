/** A boolean as SQLite keeps it. */
export type Bit = 0 | 1;

export function bit(flag: boolean): Bit {
  return flag ? 1 : 0;
}
