// PostgreSQL databases with the data of generated files.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import type * as Clusters from '../scripts/postgres-cluster.cjs';
import type { Data } from './data';
import { computedBy, sum } from './processor';
import { progress } from './report';
import { startOurs, type Server } from './servers';
import { CLI } from './service';

/** By its path, as this file is compiled to another folder. */
const CLUSTERS = path.join(__dirname, '..', '..', 'scripts', 'postgres-cluster.cjs');
const { programs, startCluster } = createRequire(__filename)(CLUSTERS) as typeof Clusters;

/** Runs `work` beside a PostgreSQL of its own; undefined where none is installed. */
export async function withPostgres<T>(work: (databases: Databases) => Promise<T>): Promise<T | undefined> {
  if (programs() === undefined) {
    progress('PostgreSQL was not measured: it is not installed.');
    return undefined;
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atws-bench-postgres-'));
  // A commit is on the disk before it is answered, as with a data file.
  const cluster = await startCluster(folder, { fsync: 'on' });
  try {
    return await work(new Databases(cluster.url, cluster.pid()));
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The database that those of servers are copies of. */
const MOVED = 'moved';

/** The databases of a PostgreSQL with the data of one file, and our servers over them. */
export class Databases {
  readonly #url: string;
  readonly #pid: number;
  #count = 0;

  constructor(url: string, pid: number) {
    this.#url = url;
    this.#pid = pid;
  }

  /** Of PostgreSQL. */
  async version(): Promise<string> {
    const [[version] = []] = await this.#ask('postgres', "SELECT current_setting('server_version')");
    return String(version).replace(/ .*/, '');
  }

  /** Moves the data of a file to PostgreSQL, once. */
  async move({ file }: Data): Promise<void> {
    await this.#ask('postgres', `CREATE DATABASE ${MOVED}`);
    execFileSync(process.execPath, [CLI, 'move', '--from', file, '--to', `${this.#url}/${MOVED}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  /** Starts so many of our servers over a database of their own, which the load takes for one. */
  async start(name: string, count = 1): Promise<Server> {
    const database = `copy_${(this.#count += 1)}`;
    await this.#ask('postgres', `CREATE DATABASE ${database} TEMPLATE ${MOVED}`);
    const url = `${this.#url}/${database}`;
    // As a database does by itself after a while.
    await this.#ask(database, 'VACUUM ANALYZE');
    const first = await startOurs(url, name);
    const others = await Promise.all(Array.from({ length: count - 1 }, () => startOurs(url, name)));
    const nodes = [first, ...others];
    return {
      ...first,
      otherOrigins: others.map(({ origin }) => origin),
      computed: () => {
        const all = nodes.map((node) => node.computed());
        return all.every((computed) => computed !== undefined) ? sum(all) : undefined;
      },
      computedByDatabase: () => computedBy([this.#pid]),
      // Of the nodes: what PostgreSQL takes is its setting.
      peakMemory: () => memory(nodes.map((node) => node.peakMemory())),
      memory: () => memory(nodes.map((node) => node.memory())),
      titleOf: async (id) =>
        (await this.#ask(database, `SELECT "Title" FROM resources WHERE id = ${id}`))[0]?.[0],
      stop: async () => {
        for (const node of nodes) await node.stop();
      },
    };
  }

  async #ask(database: string, sql: string): Promise<readonly (readonly unknown[])[]> {
    const client = new Client(`${this.#url}/${database}`);
    await client.connect();
    try {
      return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
    } finally {
      await client.end();
    }
  }
}

function memory(figures: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const one of figures) {
    if (one === undefined) return undefined;
    total += one;
  }
  return total;
}
