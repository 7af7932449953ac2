/** A PostgreSQL server of its own. */
export interface Cluster {
  /** Without a database. */
  readonly url: string;
  /** The number of the process that all others of it are children of. */
  readonly pid: () => number;
  /** `fast` ends connections first, `immediate` is a crash. */
  readonly restart: (mode: 'fast' | 'immediate') => Promise<void>;
  readonly stop: () => Promise<void>;
}
/** Starts one whose data is in a folder; `more`: settings beside ours. */
export function startCluster(folder: string, more?: Readonly<Record<string, string>>): Promise<Cluster>;
/** User and group that PostgreSQL runs as, where we are root. */
export function idsOfPostgres(): readonly [number, number];
/** Where the programs of PostgreSQL are; undefined where it is not installed. */
export function programs(): string | undefined;
