/** The type of a statement's parameter. */
export type SqlValue = string | number | bigint | null;

/** A piece of SQL and the parameters its question marks stand for, in order. */
export interface SqlFragment {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}
