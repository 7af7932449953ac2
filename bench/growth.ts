import { query, queryById, queryPage, update } from './calls';
import { withData, type Data } from './data';
import { withPostgres } from './databases';
import { readFields, type Fields } from './fields';
import { load, quietLoad } from './load';
import { progress, type Measured, type Results } from './report';
import { startOurs, type Server } from './servers';
import { summary, type Settings } from './throughput';
import type { Call } from './service';

const SIZES = [1000, 10_000, 100_000, 1_000_000];

type Calls = (data: Data, fields: Fields, id: number) => Call;

function equal(field: string, asSent: (value: string | number | null | undefined) => string = String): Calls {
  return (data, _fields, id) => query(field, 'Equals', asSent(data.read(id)[field]));
}

/** The calls about one resource, by name. */
const KINDS: Readonly<Record<string, Calls>> = {
  'by id': queryById,
  'UserName =': equal('UserName'),
  'Email =': equal('Email'),
  'LastName =': equal('LastName'),
  'HireDate =': equal('HireDate'),
  'Active =': equal('Active', (value) => String(value === 1)),
  'ResourceType =': equal('ResourceType'),
  'LocationID =': equal('LocationID'),
  'UserType =': equal('UserType'),
  'UserName begins with': (data, _fields, id) =>
    query('UserName', 'BeginsWith', String(data.read(id)['UserName']).slice(0, -1)),
  'page deep in the order of ids': (data, fields) =>
    queryPage(data, fields, Math.floor(data.rows * 0.9) - 501),
};

/** The distance between the resources of successive calls: a prime, so that each gets its turn. */
const FAR = 7919;

/** The section `growth`: our server alone, on data of growing size, with which the cost of a call must not grow. */
export async function growth(settings: Settings): Promise<Required<Results>['growth']> {
  const sizes = SIZES.filter((size) => size <= Math.max(...settings.rows));
  const measured: Measured[] = [];
  for (const rows of sizes) {
    await withData(rows, async (data) => {
      const overPostgres = await withPostgres(async (databases) => {
        await databases.move(data);
        return measureAll(data, await databases.start('over PostgreSQL'), settings);
      });
      measured.push(
        ...(await measureAll(data, await startOurs(data.file, 'over a data file'), settings)),
        ...(overPostgres ?? []),
      );
    });
  }
  return { seconds: settings.seconds, measured };
}

/** Measures every kind of call, and stops the server. */
async function measureAll(data: Data, server: Server, { seconds, tries }: Settings): Promise<Measured[]> {
  const { rows } = data;
  const measured: Measured[] = [];
  try {
    const fields = await readFields(server);
    const [id = 0] = data.ids(Math.floor(rows / 2), 1);
    const row = data.read(id);
    let count = 0;
    const kinds: [string, () => Call][] = Object.entries(KINDS).map(([name, calls]) => {
      const call = calls(data, fields, id);
      return [name, () => call];
    });
    const others = data.ids(20, rows);
    kinds.push([
      'by id, each time of another',
      () => queryById(data, fields, others[(count++ * FAR) % others.length] ?? id),
    ]);
    kinds.push(['update', () => update(fields, row, `Engineer ${process.hrtime.bigint()}-${count++}`)]);
    for (const [name, next] of kinds) {
      await load(server, next, 1);
      const round = await quietLoad(server, next, { seconds, tries });
      progress(`${rows} rows, ${server.name}, ${name}: ${round.perSecond.toFixed(0)} answers/s`);
      measured.push(summary(rows, name, server, [round]));
    }
  } finally {
    await server.stop();
  }
  return measured;
}
