import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { serve } from '../support/built';
import { LOGINS, temporaryFolder } from '../support/emulator';
import { entity, IDS, quickHash, update, writableValues, type SentFields } from '../support/updates';

/** Two data files at a time, each with its own servers. */
const LANES = [1, 2];

/** More of them, with figures: `KILL_ROUNDS=200 npx jest tests/updates/crash`. */
const ASKED = process.env['KILL_ROUNDS'];
const ROUNDS_PER_LANE = Math.ceil(Number(ASKED ?? 20) / LANES.length);

/** A server dies in the middle of an update in one round of ten: there are more rounds until one did. */
const MOST_ROUNDS = 20 * ROUNDS_PER_LANE;

/** What the rounds of a lane came to. */
interface Figures {
  readonly rounds: number;
  readonly acknowledged: number;
  /** Updates that were under way at the end, and turned out to be there. */
  readonly inFlight: number;
  /** Milliseconds from the start of each server on what was left to when it served. */
  readonly opened: readonly number[];
}

/** Each writer has two resources of its own, and always gives both the same title. */
const WRITERS = [
  [IDS.tom, IDS.mo],
  [IDS.emma, IDS.bea],
  [IDS.harriet, IDS.jack],
] as const;

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** A tenant whose administrator logs in quickly, as each round does; every title is a number. */
async function fill(file: string): Promise<void> {
  const hasher = new Hasher(4);
  const passwordHash = await quickHash(LOGINS.admin.password);
  const demo = demoTenant();
  const resources = demo.resources.map((one) => ({
    ...one,
    Title: '0',
    ...(one.UserName === 'api.admin' && { passwordHash }),
  }));
  await (await Store.open(file, (stores) => fillTenant(stores, { ...demo, resources }, hasher))).close();
  await hasher.close();
}

/** Updates without a pause until the server is gone; answers the numbers that were acknowledged last. */
async function writeUntilGone(
  url: string,
  ids: readonly number[],
  values: ReadonlyMap<number, SentFields>,
  from: number,
  acknowledged: () => void,
): Promise<number> {
  for (let number = from; ; number += 1) {
    const records = ids.map((id) => entity(id, { ...values.get(id), Title: String(number) }));
    let returnCode: number;
    try {
      ({ returnCode } = await update(url, records));
    } catch {
      return number - 1;
    }
    expect(returnCode).toBe(1);
    acknowledged();
  }
}

/** The titles in the file, once SQLite has found it whole. */
function titlesInFile(file: string): ReadonlyMap<number, string> {
  const sqlite = new Sqlite(file);
  try {
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(sqlite.pragma('foreign_key_check')).toEqual([]);
    const rows = sqlite.prepare('SELECT id, Title FROM resources').all() as { id: number; Title: string }[];
    return new Map(rows.map(({ id, Title }) => [id, Title]));
  } finally {
    sqlite.close();
  }
}

/** Kills a server in each round. */
async function killAgainAndAgain(file: string): Promise<Figures> {
  await fill(file);
  let values: ReadonlyMap<number, SentFields> = new Map();
  let next = WRITERS.map(() => 1);
  let inFlight = 0;
  let total = 0;
  const opened: number[] = [];
  let round = 0;
  for (; round < ROUNDS_PER_LANE || (inFlight === 0 && round < MOST_ROUNDS); round += 1) {
    const server = await serve(['--port', '0', '--data', file]);
    opened.push(Number(/ready in (\d+) ms/.exec(server.stdout)?.[1]));
    if (round === 0) {
      values = new Map(
        await Promise.all(
          WRITERS.flat().map(async (id) => [id, await writableValues(server.url, id)] as const),
        ),
      );
    }
    let answers = 0;
    const killAfter = 1 + ((round * 7) % 23);
    const acknowledged = (): void => {
      answers += 1;
      total += 1;
      if (answers === killAfter) void server.end('SIGKILL');
    };
    const last = await Promise.all(
      WRITERS.map((ids, writer) => writeUntilGone(server.url, ids, values, next[writer] ?? 1, acknowledged)),
    );
    expect((await server.end('SIGKILL')).signal).toBe('SIGKILL');

    const titles = titlesInFile(file);
    next = WRITERS.map(([one, other], writer) => {
      const kept = Number(titles.get(one));
      const promised = last[writer] ?? Number.NaN;
      expect(titles.get(other)).toBe(titles.get(one));
      // What was under way when the server died may be there or not, but as a whole.
      expect([promised, promised + 1]).toContain(kept);
      if (kept > promised) inFlight += 1;
      return kept + 1;
    });
  }
  return { rounds: round, acknowledged: total, inFlight, opened };
}

test('killed again and again in the middle of updates, and no acknowledged update is lost', async () => {
  const lanes = await Promise.all(
    LANES.map((lane) => killAgainAndAgain(path.join(folder.path, `${lane}.db`))),
  );
  // Otherwise the servers did not die in the middle of anything.
  for (const { inFlight } of lanes) expect(inFlight).toBeGreaterThan(0);
  const sum = (of: (figures: Figures) => number): number =>
    lanes.reduce((total, figures) => total + of(figures), 0);
  const opened = lanes.flatMap((figures) => figures.opened).sort((one, other) => one - other);
  if (ASKED !== undefined) {
    process.stdout.write(
      `${sum(({ rounds }) => rounds)} rounds, ${sum(({ acknowledged }) => acknowledged)} updates acknowledged, 0 lost, ` +
        `${sum(({ inFlight }) => inFlight)} under way and there; opened in ${String(opened.at(opened.length / 2))} ms ` +
        `(median), ${String(opened.at(-1))} ms at most\n`,
    );
  }
}, 1_200_000);
