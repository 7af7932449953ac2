import { Data } from './data';
import { withPostgres, type Databases } from './databases';
import type { Measured, Results } from './report';
import type { Server } from './servers';
import { measure, type Settings } from './throughput';

/** W4 asks the database for the caller only. */
const WITHOUT_DATA = 'W4';

/** The database that those of each workload are copies of. */
const MOVED = 'moved';

/** The section `postgres`: our server over PostgreSQL, as one node and as two, in turn with one over a data file. */
export async function postgres(settings: Settings): Promise<Required<Results>['postgres']> {
  const { seconds } = settings;
  const rows = Math.min(...settings.rows);
  const done = await withPostgres(async (databases) => {
    await withData(rows, (data) => databases.move(data, MOVED));
    const measured: Measured[] = [];
    for (const name of settings.only.filter((one) => one !== WITHOUT_DATA)) {
      measured.push(
        ...(await withData(rows, (data) => measure(data, name, settings, () => startNodes(databases, name)))),
      );
    }
    return { seconds, version: await databases.version(), measured };
  });
  return done ?? { seconds, version: null, measured: [] };
}

async function withData<T>(rows: number, work: (data: Data) => Promise<T>): Promise<T> {
  const data = new Data(rows);
  try {
    return await work(data);
  } finally {
    data.remove();
  }
}

async function startNodes(databases: Databases, workload: string): Promise<Server[]> {
  const nodes = [
    ['one', 1],
    ['two', 2],
  ] as const;
  const servers: Server[] = [];
  for (const [number, count] of nodes) {
    const database = `${workload}_${number}`.toLowerCase();
    await databases.copy(MOVED, database);
    servers.push(
      await databases.start(database, `PostgreSQL, ${number} node${count === 1 ? '' : 's'}`, count),
    );
  }
  return servers;
}
