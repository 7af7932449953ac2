import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createReadStream } from 'node:fs';
import { Client } from 'pg';
import { Hasher } from '../../../src/passwords/hasher';
import { Store } from '../../../src/store/store';
import { demoTenant } from '../../../src/tenant/demo-tenant';
import { fillTenant } from '../../../src/tenant/fill';
import { databaseOn, describeWithPostgres, type TestDatabase, refused } from '../../support/postgres';
import { startCluster, type Cluster } from '../../support/postgres-run.cjs';
import { eventually } from '../../support/updates';
import { leaveTraces, PERSON, withPerson } from '../../support/person';
import { run } from '../../support/command';
import type { Emulator } from '../../../src/server/emulator';
import { start, temporaryFolder } from '../../support/emulator';
import { Api } from '../../support/json-api';

const REASON = 'Article 17, letter of 3 May';

describeWithPostgres('after a redaction, nothing of the person is left', () => {
  let cluster: Cluster;
  let database: TestDatabase;
  let emulator: Emulator;
  let api: Api;
  let old: readonly string[];
  const folder = temporaryFolder();
  const clusterFolder = temporaryFolder();

  // Of its own: what other suites write would keep deleted rows.
  beforeAll(async () => {
    cluster = await startCluster(clusterFolder.path);
  });
  beforeEach(async () => {
    database = await databaseOn(cluster.url);
    const hasher = new Hasher(4);
    const store = await Store.open(database.url, (stores) =>
      fillTenant(stores, withPerson(demoTenant()), hasher),
    );
    await store.close();
    await hasher.close();
    emulator = await start({ memory: false, data: database.url });
    api = new Api({ origin: new URL(emulator.url).origin });
    old = await leaveTraces({
      url: emulator.url,
      rows: database.rows,
      change: async (sql) => {
        await database.rows(sql);
      },
    });
    // What the least and the greatest values are, and which are frequent: kept beside the tables.
    await database.rows('ANALYZE');
  });

  afterEach(async () => {
    await emulator.close();
    await database.drop();
  });
  afterAll(async () => {
    await cluster.stop();
    for (const one of [folder, clusterFolder]) one.remove();
  });

  const redact = () => api.act(PERSON.id, 'redact', { reason: REASON });

  /** Which of the texts are in a file of the database, statistics and unused bytes included. */
  const traces = async (texts: readonly string[] = old): Promise<readonly string[]> => {
    await database.rows('CHECKPOINT');
    const [{ folder: at } = {}] = await database.rows(
      "SELECT current_setting('data_directory') || '/base/' || oid AS folder FROM pg_database WHERE datname = current_database()",
    );
    const bytes = Buffer.concat(
      readdirSync(String(at))
        .map((name) => path.join(String(at), name))
        .filter((file) => statSync(file).isFile())
        .map((file) => readFileSync(file)),
    );
    return texts.filter((text) => bytes.includes(text));
  };
  const readiness = async () => {
    const answer = (await (await fetch(`${new URL(emulator.url).origin}/readyz`)).json()) as object;
    expect(answer).toHaveProperty('status', 'ready');
    return answer;
  };

  const rewritten = () =>
    eventually(async () => !('pendingErasure' in (await readiness())), 'the tables are rewritten');

  test('in any file of the database, once it was there', async () => {
    expect(await traces()).toEqual(old);
    await redact();
    await rewritten();
    expect(await traces()).toEqual([]);
    expect(await traces([REASON])).toEqual([REASON]);
    expect(await readiness()).not.toHaveProperty('pendingErasure');
  });

  test('in a state that was kept, or is uploaded afterwards', async () => {
    await api.send('/snapshots/before', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
    const store = await Store.open(database.url, refused);
    const copy = path.join(folder.path, 'copy.db');
    await store.copyTo(copy);
    await redact();
    await rewritten();
    expect(await traces()).toEqual([]);
    await store.putSnapshot('uploaded', createReadStream(copy));
    expect(await traces()).toEqual([]);
    await store.restore('before');
    await database.rows('ANALYZE');
    expect(await traces()).toEqual([]);
    await store.close();
  });

  test('and the answer does not wait for tables that are in use', async () => {
    const other = new Client({ connectionString: database.url });
    await other.connect();
    // Such a transaction sees nothing older, and the table cannot be rewritten beside it.
    await other.query('BEGIN; SELECT count(*) FROM resources');
    await redact();
    await eventually(async () => {
      const [row] = await database.rows(
        "SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE 'VACUUM FULL%' AND wait_event_type = 'Lock' AND datname = current_database()",
      );
      return row?.['n'] === 1;
    }, 'the rewriting waits by itself');
    await other.query('COMMIT');
    await other.end();
    await rewritten();
    expect(await traces()).toEqual([]);
  });

  test.each([
    [
      'a transaction',
      'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM tenant',
      'COMMIT',
      /a transaction that is open in the process \d+/,
      undefined,
    ],
    [
      'a transaction that writes',
      'BEGIN; INSERT INTO requests_per_hour VALUES (1, 1)',
      'COMMIT',
      /a transaction that is open in the process \d+/,
      undefined,
    ],
    [
      'a transaction that writes in another database of the server',
      'BEGIN; CREATE TEMP TABLE anything (id int)',
      'COMMIT',
      /a transaction that is open in the process \d+/,
      'postgres',
    ],
  ])(
    'as soon as %s that is older has ended; until then, no statement finds it',
    async (_what, begin, end, reason, elsewhere) => {
      const url = new URL(database.url);
      if (elsewhere !== undefined) url.pathname = elsewhere;
      const other = new Client({ connectionString: url.href });
      await other.connect();
      await other.query(begin);
      await redact();
      for (const { tablename } of await database.rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
      )) {
        const all = JSON.stringify(await database.rows(`SELECT * FROM ${String(tablename)}`));
        expect(old.filter((text) => all.includes(text))).toEqual([]);
      }
      expect(await readiness()).toMatchObject({ pendingErasure: true });
      const told = await run(['scrub', '--data', database.url]);
      expect(told).toMatchObject({ code: 1, stdout: '' });
      expect(told.stderr).toMatch(reason);
      await other.query(end);
      await other.end();
      expect(await run(['scrub', '--data', database.url])).toEqual({
        code: 0,
        stdout: `${database.url} holds nothing of what was redacted.\n`,
        stderr: '',
      });
      expect(await traces()).toEqual([]);
      expect(await readiness()).not.toHaveProperty('pendingErasure');
    },
  );
});
