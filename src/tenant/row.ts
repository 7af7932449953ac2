import type { ColumnName } from './resource-columns';
import type { PlaceOf } from './fill';
import type { Problem } from './problems';

/** A resource of a file, unchecked. */
export interface Row {
  readonly placeOf: PlaceOf;
  /** By column name, as text or JSON values; undefined for a row that could not be read. */
  readonly values: Readonly<Partial<Record<ColumnName, unknown>>> | undefined;
  /** The problems of reading it. */
  readonly problems: readonly Problem[];
  /** Required columns that the whole file lacks, which was reported already. */
  readonly absent: ReadonlySet<string>;
}

/** The resources of a file, which can be read more than once, and their approximate number. */
export interface Rows {
  readonly count: number;
  readonly rows: AsyncIterable<Row> | Iterable<Row>;
}

export const NONE_ABSENT: ReadonlySet<string> = new Set();
