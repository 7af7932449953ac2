import { withData } from './data';
import { withPostgres } from './databases';
import type { Measured, Results } from './report';
import { measure, type Settings } from './throughput';

/** W4 asks the database for the caller only. */
const WITHOUT_DATA = 'W4';

/** The section `postgres`: our server over PostgreSQL, as one node and as two, in turn with one over a data file. */
export async function postgres(settings: Settings): Promise<Required<Results>['postgres']> {
  const { seconds } = settings;
  const rows = Math.min(...settings.rows);
  const done = await withPostgres(async (databases) => {
    await withData(rows, (data) => databases.move(data));
    const measured: Measured[] = [];
    for (const name of settings.only.filter((one) => one !== WITHOUT_DATA)) {
      const both = await withData(rows, (data) =>
        measure(data, name, settings, async () => [
          await databases.start('PostgreSQL, one node'),
          await databases.start('PostgreSQL, two nodes', 2),
        ]),
      );
      measured.push(...both);
    }
    return { seconds, version: await databases.version(), measured };
  });
  return done ?? { seconds, version: null, measured: [] };
}
