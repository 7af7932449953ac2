/** Does `work` in one process of the test run; others wait, and get the text it answered. */
export function once(name: string, work: () => Promise<string>): Promise<string>;
/** Where the programs of PostgreSQL are; undefined where it is not installed. */
export function programs(): string | undefined;
/** The URL of the server of the test run, without a database. */
export function serverUrl(): Promise<string>;
