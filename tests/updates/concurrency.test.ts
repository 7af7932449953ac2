import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { query, queryXml, where } from '../support/soap';
import { serve } from '../support/built';
import { entity, IDS, opened, read, update, writableValues, type SentFields } from '../support/updates';

const emulator = opened();
const PEOPLE = [IDS.tom, IDS.mo, IDS.emma, IDS.bea, IDS.harriet, IDS.jack, IDS.paul, IDS.frank];

/** The values of each person, read once. */
let values: ReadonlyMap<number, SentFields>;
beforeAll(async () => {
  values = new Map(
    await Promise.all(PEOPLE.map(async (id) => [id, await writableValues(emulator.url, id)] as const)),
  );
});

/** A record that writes one text into two fields, so that a mixture of two updates would show. */
function marked(id: number, mark: string): string {
  return entity(id, { ...values.get(id), Title: mark, MiddleName: mark });
}

async function marksOf(ids: readonly number[]): Promise<readonly (string | undefined)[]> {
  const filter = ids.map((id) => `<condition operator="OR">${where('id', 'Equals', String(id))}</condition>`);
  const { entities } = await query(emulator.url, queryXml(filter.join('')));
  expect(entities).toHaveLength(ids.length);
  return entities.flatMap(({ Title, MiddleName }) => [Title, MiddleName]);
}

test('50 updates of one resource at once are all answered, one after the other', async () => {
  const marks = Array.from({ length: 50 }, (_, n) => `Mark ${n}`);
  const results = await Promise.all(marks.map((mark) => update(emulator.url, [marked(IDS.emma, mark)])));
  expect(results.map(({ returnCode, errors }) => ({ returnCode, errors }))).toEqual(
    marks.map(() => ({ returnCode: 1, errors: [] })),
  );
  const { Title, MiddleName } = await read(emulator.url, IDS.emma);
  expect(marks).toContain(Title);
  expect(MiddleName).toBe(Title);
  expect(await emulator.rows('SELECT * FROM audit WHERE resource_id = ?', IDS.emma)).toHaveLength(50);
});

test('50 updates of different resources at once are all there afterwards', async () => {
  const rounds = Array.from({ length: 50 }, (_, n) => ({
    id: PEOPLE[n % PEOPLE.length] ?? 0,
    mark: `Round ${n}`,
  }));
  const results = await Promise.all(rounds.map(({ id, mark }) => update(emulator.url, [marked(id, mark)])));
  expect(results.flatMap(({ errors }) => errors)).toEqual([]);
  for (const id of PEOPLE) {
    const { Title = '', MiddleName } = await read(emulator.url, id);
    expect(rounds.filter((round) => round.id === id).map(({ mark }) => mark)).toContain(Title);
    expect(MiddleName).toBe(Title);
  }
});

test('two batches at once that each take all resources leave those of one of them', async () => {
  const batch = (mark: string): Promise<unknown> =>
    update(
      emulator.url,
      PEOPLE.map((id) => marked(id, mark)),
    );
  await Promise.all(Array.from({ length: 10 }, (_, n) => batch(`Batch ${n}`)));
  expect(new Set(await marksOf(PEOPLE)).size).toBe(1);
});

test('a batch is never seen half done, neither by queries nor in the file', async () => {
  await update(
    emulator.url,
    PEOPLE.map((id) => marked(id, 'Whole')),
  );
  let writing = true;
  const write = async (): Promise<void> => {
    for (let n = 0; n < 25; n += 1) {
      const { errors } = await update(
        emulator.url,
        PEOPLE.map((id) => marked(id, `Whole ${n}`)),
      );
      expect(errors).toEqual([]);
    }
    writing = false;
  };
  let seen = 0;
  const look = async (): Promise<void> => {
    while (writing) {
      expect(new Set(await marksOf(PEOPLE)).size).toBe(1);
      const inFile = await emulator.rows(
        `SELECT DISTINCT Title FROM resources WHERE id IN (${PEOPLE.join()})`,
      );
      expect(inFile).toHaveLength(1);
      seen += 1;
    }
  };
  await Promise.all([write(), look(), look(), look()]);
  expect(seen).toBeGreaterThan(5);
});

test('an update waits for a writer of another process, and readers do not', async () => {
  // Holds the write lock from when it says so until it is told to end.
  const script = `
    const sqlite = require(${JSON.stringify(require.resolve('better-sqlite3'))})(process.argv[1]);
    sqlite.exec('BEGIN IMMEDIATE');
    sqlite.exec("UPDATE resources SET HomePhone = 'other', HomePhone_folded = 'other' WHERE id = ${IDS.bea}");
    process.stdout.write('locked');
    process.stdin.on('end', () => sqlite.exec('COMMIT')).resume();
  `;
  const child = spawn(process.execPath, ['-e', script, emulator.file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  const updated = update(emulator.url, [marked(IDS.bea, 'Waited')]);
  try {
    for (let reads = 0; reads < 10; reads += 1) {
      expect((await read(emulator.url, IDS.bea))['Title']).not.toBe('Waited');
    }
  } finally {
    child.stdin.end();
  }
  expect((await updated).errors).toEqual([]);
  expect(await ended).toEqual([0, null]);
  // The update came second: it cleared what the other one had written.
  expect(await read(emulator.url, IDS.bea)).toMatchObject({ Title: 'Waited', HomePhone: '' });
});

test('two servers on one file take turns, and neither is told that the other one is busy', async () => {
  const other = await serve(['--port', '0', '--data', emulator.file]);
  try {
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        update(n % 2 === 0 ? emulator.url : other.url, [marked(PEOPLE[n % 4] ?? 0, `Shared ${n}`)]),
      ),
    );
    expect(results.map(({ returnCode }) => returnCode)).toEqual(results.map(() => 1));
    for (const id of PEOPLE.slice(0, 4)) {
      expect(await read(emulator.url, id)).toEqual(await read(other.url, id));
      expect((await read(other.url, id))['Title']).toMatch(/^Shared \d+$/);
    }
  } finally {
    await other.end('SIGTERM');
  }
});
