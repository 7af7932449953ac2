export { idsOfPostgres, programs, startCluster, type Cluster } from '../../scripts/postgres-cluster.cjs';
/** Does `work` in one process of the test run; others wait, and get the text it answered. */
export function once(name: string, work: () => Promise<string>): Promise<string>;
/** The URL of the server of the test run, without a database. */
export function serverUrl(): Promise<string>;
