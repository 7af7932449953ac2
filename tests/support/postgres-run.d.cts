/** A PostgreSQL server of its own. */
export interface Cluster {
  /** Without a database. */
  readonly url: string;
  /** `fast` ends connections first, `immediate` is a crash. */
  readonly restart: (mode: 'fast' | 'immediate') => Promise<void>;
  readonly stop: () => Promise<void>;
}
/** Starts one whose data is in a folder; `more`: settings beside ours. */
export function startCluster(folder: string, more?: Readonly<Record<string, string>>): Promise<Cluster>;
/** User and group that PostgreSQL runs as, where we are root. */
export function idsOfPostgres(): readonly [number, number];
/** Does `work` in one process of the test run; others wait, and get the text it answered. */
export function once(name: string, work: () => Promise<string>): Promise<string>;
/** Where the programs of PostgreSQL are; undefined where it is not installed. */
export function programs(): string | undefined;
/** The URL of the server of the test run, without a database. */
export function serverUrl(): Promise<string>;
