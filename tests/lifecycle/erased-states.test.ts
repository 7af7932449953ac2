// Thorough: npm run test:quick leaves it out.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { PERSONAL_TABLES } from '../../src/store/personal-tables';
import { LOGINS } from '../support/emulator';
import { makeOld, RELEASED_SCHEMAS } from '../support/released';
import { accept, IDS } from '../support/updates';
import { Visitor } from '../support/visitor';
import { leaveTraces, OLD_TEXTS, PERSON, withPerson } from '../support/person';
import { BY, logIn, openedAnew, outside, tracesIn } from '../support/json-api';

const world = openedAnew({ tenant: withPerson });
const REASON = 'Article 17, letter of 3 May';
const JSON_POST = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };
const SQLITE = 'application/vnd.sqlite3';

const redact = (id: number = PERSON.id, body: object = {}) =>
  world.api.act(id, 'redact', { reason: REASON, ...body });
const fileOf = (snapshot: string): string => path.join(`${world.file}.snapshots`, `${snapshot}.db`);
const done = async (target: string): Promise<void> => {
  const { status, text } = await world.api.send(target, JSON_POST);
  if (status !== 204) throw new Error(`HTTP ${status}: ${text}`);
};
const take = (snapshot: string) => done(`/snapshots/${snapshot}`);
const restore = (snapshot: string) => done(`/snapshots/${snapshot}/restore`);
const upload = async (snapshot: string, bytes: Uint8Array): Promise<number> =>
  (
    await world.api.send(`/snapshots/${snapshot}`, {
      method: 'PUT',
      headers: { 'Content-Type': SQLITE },
      body: bytes,
    })
  ).status;

/** How many rows of each personal table are the person's. */
function rowsOf(file: string, id: number): Readonly<Record<string, unknown>> {
  const sqlite = new Sqlite(file, { readonly: true });
  try {
    return Object.fromEntries(
      PERSONAL_TABLES.map((table) => [
        table,
        sqlite.prepare(`SELECT count(*) FROM ${table} WHERE resource_id = ?`).pluck().get(id),
      ]),
    );
  } finally {
    sqlite.close();
  }
}

const NOTHING = Object.fromEntries(PERSONAL_TABLES.map((table) => [table, 0]));

/** What a resource is in the data file beside its fields. */
const ownColumns = async (id: number) =>
  (
    await world.rows(
      'SELECT email_verified, password_hash, redacted_at IS NULL AS living FROM resources WHERE id = ?',
      id,
    )
  )[0];

describe('a person with everything one can have', () => {
  let traces: readonly string[];
  let title: number;
  const erase = () => redact(PERSON.id, { titles: { [title]: 'Onboarding' } });

  beforeEach(async () => {
    // A person who may log in to the console, with a session there.
    await world.change(`UPDATE resources SET UserType = (SELECT UserType FROM resources WHERE id = ${IDS.tom}), email_verified = 1
        WHERE id = ${PERSON.id}`);
    await new Visitor(world).logIn(PERSON.login);
    traces = await leaveTraces(world);
    outside(world.file, (sqlite) =>
      sqlite.exec(
        `INSERT INTO sessions SELECT 'zq-session', ${PERSON.id}, '{"zq":"zq-session-data"}', '2999'`,
      ),
    );
    title = (
      (await world.api.post('/records', {
        by: BY,
        type: 'Task',
        title: 'Onboarding of Zqlastname',
        owner: IDS.ada,
      })) as {
        id: number;
      }
    ).id;
    await world.api.post('/records', { by: BY, type: 'Task', title: 'Work', owner: PERSON.id });
    traces = [...traces, 'zq-session', 'zq-session-data'];
  });

  test('leaves nothing in any state, after snapshot, redaction, upload and restore', async () => {
    expect(await ownColumns(PERSON.id)).toMatchObject({ email_verified: 1, living: 1 });
    for (const [table, rows] of Object.entries(rowsOf(world.file, PERSON.id))) {
      expect([table, Number(rows) > 0]).toEqual([table, true]);
    }
    await take('before');
    const downloaded = readFileSync(fileOf('before'));
    const inSnapshot = tracesIn(fileOf('before'), traces);
    expect(inSnapshot.length).toBeGreaterThan(traces.length - 3);

    await erase();
    const clean = async (): Promise<void> => {
      expect(rowsOf(world.file, PERSON.id)).toEqual(NOTHING);
      expect(await ownColumns(PERSON.id)).toEqual({ email_verified: 0, password_hash: null, living: 0 });
      expect(tracesIn(world.file, traces)).toEqual([]);
      expect(await world.rows('SELECT * FROM pending_scrub')).toEqual([]);
      for (const snapshot of readdirSync(`${world.file}.snapshots`)) {
        expect(snapshot).toMatch(/^\w+\.db$/);
        const kept = path.join(`${world.file}.snapshots`, snapshot);
        expect(rowsOf(kept, PERSON.id)).toEqual(NOTHING);
        expect(tracesIn(kept, traces)).toEqual([]);
      }
    };
    await clean();
    const erased = (await world.api.resource(PERSON.id)).fields;
    const history = await world.api.get('/privacy-history');

    // Nothing of it comes back with a snapshot that was taken before, whichever way.
    await restore('before');
    await clean();
    expect(await upload('again', downloaded)).toBe(204);
    await clean();
    expect(await world.api.get('/snapshots')).toMatchObject([{ name: 'again' }, { name: 'before' }]);
    await restore('again');
    await clean();
    // Not even with one that was put in its place behind the back of the server.
    writeFileSync(fileOf('again'), downloaded);
    await restore('again');
    await clean();

    expect((await world.api.resource(PERSON.id)).fields).toEqual(erased);
    expect(await world.api.get('/privacy-history')).toEqual(history);
    expect(await logIn(world.url, PERSON.login)).toBe(401);
    expect(await world.api.records(`&resource=${PERSON.id}`)).toMatchObject([
      { title: 'Work', owner: { displayName: 'Redacted Resource' } },
    ]);
    outside(world.file, (sqlite) => {
      expect(sqlite.pragma('foreign_key_check')).toEqual([]);
      expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    });
  });

  test.each(RELEASED_SCHEMAS)('leaves nothing in snapshots of schema %d', async (version) => {
    await take('old');
    const present = path.join(path.dirname(world.file), 'present.db');
    writeFileSync(present, readFileSync(fileOf('old')));
    writeFileSync(fileOf('old'), '');
    makeOld(fileOf('old'), version, present);
    expect(tracesIn(fileOf('old'), OLD_TEXTS)).not.toEqual([]);
    await erase();
    expect(tracesIn(fileOf('old'), traces)).toEqual([]);
    await restore('old');
    expect(tracesIn(world.file, traces)).toEqual([]);
  });

  test('leaves nothing in a snapshot that is taken while they are redacted', async () => {
    // So big that the copy takes a while.
    await world.change(`INSERT INTO photos VALUES (${IDS.ada}, 'image/png', randomblob(60000000))`);
    await Promise.all([take('meanwhile'), erase()]);
    expect(rowsOf(fileOf('meanwhile'), PERSON.id)).toEqual(NOTHING);
    expect(tracesIn(fileOf('meanwhile'), traces)).toEqual([]);
  });

  test('is redacted though a file beside the snapshots is none', async () => {
    await take('good');
    writeFileSync(fileOf('bad'), 'no database');
    await erase();
    expect(tracesIn(fileOf('good'), traces)).toEqual([]);
  });
});

test('somebody who is redacted in the state that is gone back to is forgotten by every server', async () => {
  await take('before');
  outside(fileOf('before'), (sqlite) => {
    sqlite.exec(
      `UPDATE resources SET redacted_at = '2024', Active = 0, FirstName = 'Redacted' WHERE id = ${PERSON.id}`,
    );
  });
  await logIn(world.url, PERSON.login);
  expect(await world.api.get('/requests')).not.toEqual([]);
  await restore('before');
  expect(await world.api.get('/requests')).toEqual([]);
});

describe('a state is gone back to when names have changed hands since', () => {
  const called = async (...ids: readonly number[]): Promise<readonly unknown[]> =>
    Promise.all(
      ids.map(
        async (id) => (await world.rows('SELECT UserName FROM resources WHERE id = ?', id))[0]?.['UserName'],
      ),
    );
  const sound = (): void => {
    outside(world.file, (sqlite) => {
      expect(sqlite.pragma('foreign_key_check')).toEqual([]);
    });
  };
  const create = async (UserName: string): Promise<number> => {
    const fields = {
      ...(await world.api.resource(IDS.ada)).fields,
      FirstName: 'Zoe',
      LastName: 'Zander',
      Email: `${UserName}@example.net`,
      UserName,
    };
    delete (fields as { id?: unknown }).id;
    return ((await world.api.post('/resources', { by: BY, fields })) as { id: number }).id;
  };

  test('that of somebody who was renamed to a new administrator, who then redacted somebody', async () => {
    await take('before');
    await accept(world.url, IDS.tom, { UserName: 'thomas' });
    const zoe = await create('tom.tech');
    await redact(PERSON.id, { by: zoe });
    const history = await world.api.get('/privacy-history');
    await restore('before');
    expect(await called(IDS.tom, zoe)).toEqual(['tom.tech', `resource${zoe}`]);
    expect(await world.api.get('/privacy-history')).toEqual(history);
    expect(history).toMatchObject([{ initiatingId: zoe, initiatingPerson: 'Zoe Zander' }]);
    sound();
  });

  test('that of a new administrator stays where it is free', async () => {
    await take('before');
    const zoe = await create('zoe');
    await redact(PERSON.id, { by: zoe });
    await restore('before');
    expect(await called(zoe)).toEqual(['zoe']);
    expect((await world.api.resources()).map(({ id }) => id)).toContain(zoe);
    sound();
  });

  test('that of somebody who was redacted to somebody else', async () => {
    await take('before');
    await redact();
    await accept(world.url, IDS.tom, { UserName: PERSON.fields.UserName });
    await restore('before');
    expect(await called(PERSON.id, IDS.tom)).toEqual([`redacted${PERSON.id}`, 'tom.tech']);
    await take('after');
    sound();
  });

  test('that of a redacted resource was somebody else’s then, whom nobody loses', async () => {
    outside(world.file, (sqlite) =>
      sqlite.exec(
        `UPDATE resources SET UserName = 'Redacted${PERSON.id}', UserName_folded = 'redacted${PERSON.id}' WHERE id = ${IDS.tom}`,
      ),
    );
    await take('before');
    const downloaded = readFileSync(fileOf('before'));
    await accept(world.url, IDS.tom, { UserName: 'tom.tech' });
    const before = await world.api.resources();
    await redact();
    await restore('before');
    expect(await called(PERSON.id, IDS.tom)).toEqual([`redacted${PERSON.id}`, `resource${IDS.tom}`]);
    expect(await upload('again', downloaded)).toBe(204);
    await restore('again');
    expect(await called(PERSON.id, IDS.tom)).toEqual([`redacted${PERSON.id}`, `resource${IDS.tom}`]);
    expect(await world.api.resources()).toHaveLength(before.length);
    sound();
  });

  test('and what a redacted person refers to is not in that state', async () => {
    await take('before');
    await world.change(`INSERT INTO internal_locations (id, Name, Active) VALUES (777, 'New', 1);
        INSERT INTO security_levels SELECT 888, 'New', 0, 1, api_only, system_administrator, view_internal_cost FROM security_levels
          WHERE id = (SELECT UserType FROM resources WHERE id = ${IDS.tom});
        UPDATE resources SET LocationID = 777, UserType = 888 WHERE id = ${PERSON.id}`);
    await redact();
    await restore('before');
    expect(await world.rows('SELECT LocationID, UserType FROM resources WHERE id = ?', PERSON.id)).toEqual([
      { LocationID: 777, UserType: 888 },
    ]);
    sound();
  });

  test('and a history of another server comes with it, whatever its ids are', async () => {
    await redact(IDS.mo);
    await take('elsewhere');
    outside(fileOf('elsewhere'), (sqlite) => {
      const triggers = sqlite
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .pluck()
        .all() as string[];
      const sources = triggers.map((name) =>
        sqlite.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(name),
      );
      for (const name of triggers) sqlite.exec(`DROP TRIGGER ${name}`);
      sqlite.exec(`UPDATE privacy_history SET reason = 'asked elsewhere', initiating_person = 'Else Where'`);
      for (const source of sources) sqlite.exec(String(source));
    });
    await restore('elsewhere');
    const entries = [
      { reason: REASON, initiatingPerson: 'Ada Albright' },
      { reason: 'asked elsewhere', initiatingPerson: 'Else Where' },
    ];
    expect(await world.api.get('/privacy-history')).toMatchObject(entries);
    await restore('elsewhere');
    expect(await world.api.get('/privacy-history')).toMatchObject(entries);
  });
});

test('a redaction ends all sessions of the person, and unverifies the address', async () => {
  const tom = new Visitor(world);
  await tom.logIn(LOGINS.tom);
  const ofTom = 'SELECT count(*) AS n FROM sessions WHERE resource_id = ?';
  expect([await world.rows(ofTom, IDS.tom), await ownColumns(IDS.tom)]).toMatchObject([
    [{ n: 1 }],
    { email_verified: 1 },
  ]);
  await redact(IDS.tom);
  expect([await world.rows(ofTom, IDS.tom), await ownColumns(IDS.tom)]).toMatchObject([
    [{ n: 0 }],
    { email_verified: 0 },
  ]);
  expect((await tom.get('/profile')).headers.get('location')).toContain('/log-in');
});
