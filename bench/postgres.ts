import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { Data } from './data';
import { progress, type Measured, type Results } from './report';
import { computedBy, startOurs, type Server } from './servers';
import { CLI } from './service';
import type * as Clusters from '../scripts/postgres-cluster.cjs';
import { measure, type Settings } from './throughput';

/** By its path, as this file is compiled to another folder. */
const CLUSTERS = path.join(__dirname, '..', '..', 'scripts', 'postgres-cluster.cjs');
const { programs, startCluster } = createRequire(__filename)(CLUSTERS) as typeof Clusters;

/** W4 asks the database for the caller only. */
const WITHOUT_DATA = 'W4';

/** The section `postgres`: our server over PostgreSQL, as one node and as two, in turn with one over a data file. */
export async function postgres(settings: Settings): Promise<Required<Results>['postgres']> {
  const { seconds } = settings;
  if (programs() === undefined) {
    progress('PostgreSQL was not measured: it is not installed.');
    return { seconds, version: null, measured: [] };
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atws-bench-postgres-'));
  // A commit is on the disk before it is answered, as with a data file.
  const cluster = await startCluster(folder, { fsync: 'on' });
  try {
    const databases = await Databases.make(cluster.url, cluster.pid(), Math.min(...settings.rows));
    const measured: Measured[] = [];
    for (const name of settings.only.filter((one) => one !== WITHOUT_DATA)) {
      const data = new Data(databases.rows);
      try {
        measured.push(...(await measure(data, name, settings, () => databases.startNodes(name))));
      } finally {
        data.remove();
      }
    }
    return { seconds, version: databases.version, measured };
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const MOVED = 'moved';

/** Databases with the data of a generated file, which is moved once and copied then. */
class Databases {
  private constructor(
    readonly rows: number,
    readonly version: string,
    readonly url: string,
    readonly pid: number,
  ) {}

  static async make(url: string, pid: number, rows: number): Promise<Databases> {
    const [[version] = []] = await ask(`${url}/postgres`, "SELECT current_setting('server_version')");
    await ask(`${url}/postgres`, `CREATE DATABASE ${MOVED}`);
    const data = new Data(rows);
    try {
      execFileSync(process.execPath, [CLI, 'move', '--from', data.file, '--to', `${url}/${MOVED}`], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    } finally {
      data.remove();
    }
    return new Databases(rows, String(version).replace(/ .*/, ''), url, pid);
  }

  async startNodes(workload: string): Promise<Server[]> {
    return [
      await this.#start(`${workload}_one`.toLowerCase(), 'PostgreSQL, one node', 1),
      await this.#start(`${workload}_two`.toLowerCase(), 'PostgreSQL, two nodes', 2),
    ];
  }

  async #start(database: string, name: string, count: number): Promise<Server> {
    await ask(`${this.url}/postgres`, `CREATE DATABASE ${database} TEMPLATE ${MOVED}`);
    const url = `${this.url}/${database}`;
    // As a database does by itself after a while.
    await ask(url, 'VACUUM ANALYZE');
    const first = await startOurs(url, name);
    const others = await Promise.all(Array.from({ length: count - 1 }, () => startOurs(url, name)));
    const nodes = [first, ...others];
    const computedByDatabase = (): number | undefined => computedBy([{ pid: this.pid }]);
    return {
      ...first,
      otherOrigins: others.map(({ origin }) => origin),
      computed: () => sum([...nodes.map((node) => node.computed()), computedByDatabase()]),
      computedByDatabase,
      // Of the nodes: what PostgreSQL takes is its setting.
      peakMemory: () => sum(nodes.map((node) => node.peakMemory())),
      memory: () => sum(nodes.map((node) => node.memory())),
      titleOf: async (id) => (await ask(url, `SELECT "Title" FROM resources WHERE id = ${id}`))[0]?.[0],
      stop: async () => {
        for (const node of nodes) await node.stop();
      },
    };
  }
}

function sum(figures: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const one of figures) {
    if (one === undefined) return undefined;
    total += one;
  }
  return total;
}

async function ask(url: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}
