import type { ColumnName } from './resource-columns';
import type { PlaceOf } from './fill';
import type { Problem } from './problems';

/** One resource of a file, unchecked. */
export interface Row {
  readonly placeOf: PlaceOf;
  /** By column name, as text or as JSON has it; undefined where there is no resource to look at. */
  readonly values: Readonly<Partial<Record<ColumnName, unknown>>> | undefined;
  /** What is wrong with it as far as reading goes. */
  readonly problems: readonly Problem[];
  /** Required columns that the whole file lacks, which was told before. */
  readonly absent: ReadonlySet<string>;
}

/** The resources of a file, and about how many there are. */
export interface Rows {
  readonly count: number;
  readonly rows: AsyncIterable<Row> | Iterable<Row>;
}

export const NONE_ABSENT: ReadonlySet<string> = new Set();
