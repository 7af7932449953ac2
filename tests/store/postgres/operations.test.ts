// Thorough: npm run test:quick leaves it out.
import { spawn } from 'node:child_process';
import { chownSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Client } from 'pg';
import { Store } from '../../../src/store/store';
import { startEmulator, type Emulator } from '../../../src/index';
import { temporaryFolder } from '../../support/emulator';
import { runBuilt, serve } from '../../support/built';
import { describeWithPostgres, testDatabase, type TestDatabase, refused } from '../../support/postgres';
import { idsOfPostgres, startCluster, type Cluster } from '../../support/postgres-run.cjs';
import { call, faultString } from '../../support/soap';
import { accept, entity, eventually, IDS, read, update, writableValues } from '../../support/updates';

const ROUNDS = Number(process.env['RESTART_ROUNDS'] ?? 3);

const nothing = async (): Promise<void> => undefined;

describeWithPostgres('a database server of our own', () => {
  const folder = temporaryFolder();
  let cluster: Cluster;
  let url: string;
  const settings = () => ({ data: url, bcryptCost: 4 }) as const;

  beforeAll(async () => {
    cluster = await startCluster(folder.path);
    const client = new Client(`${cluster.url}/postgres`);
    await client.connect();
    await client.query('CREATE DATABASE atws');
    await client.end();
    url = `${cluster.url}/atws`;
  });
  afterAll(async () => {
    await cluster.stop();
    folder.remove();
  });

  test('is stopped and started under load: calls are told to try again, and what was accepted is there', async () => {
    const servers = await Promise.all([startEmulator(settings()), startEmulator(settings())]);
    const ids = [IDS.tom, IDS.paul, IDS.mo, IDS.emma];
    const accepted = new Map<number, number>();
    const told = new Set<string>();
    const has = { ended: false };
    let answers = 0;
    const whole = await Promise.all(ids.map((id) => writableValues(servers[0].url, id)));
    const load = ids.map(async (id, n) => {
      for (let number = 1; !has.ended; number += 1) {
        const server = servers[n % 2] as Emulator;
        const answer = await call(
          server.url,
          'update',
          `<Entities>${entity(id, { ...whole[n], Title: String(number) })}</Entities>`,
        );
        answers += 1;
        if (answer.body.includes('<ReturnCode>1</ReturnCode>')) accepted.set(id, number);
        else told.add(faultString(answer.body) ?? answer.body);
      }
    });
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = new Map(accepted);
      await eventually(
        () => ids.every((id) => (accepted.get(id) ?? 0) > (before.get(id) ?? 0)),
        'all go on by themselves',
      );
      await cluster.restart(round % 2 === 0 ? 'immediate' : 'fast');
    }
    const last = answers;
    await eventually(() => answers > last + ids.length, 'calls are answered');
    has.ended = true;
    await Promise.all(load);
    for (const [n, id] of ids.entries()) {
      const title = Number((await read((servers[(n + 1) % 2] as Emulator).url, id))['Title']);
      // A call whose answer was lost may have been done.
      expect(title).toBeGreaterThanOrEqual(accepted.get(id) ?? Infinity);
    }
    for (const sentence of told) expect(sentence).toMatch(/try again/);
    for (const server of servers) await server.close();
  }, 600_000);

  test('that is away makes a server not ready, for as long', async () => {
    const server = await startEmulator(settings());
    const ready = async (): Promise<number> => (await fetch(`${server.origin}/readyz`)).status;
    expect(await ready()).toBe(200);
    await cluster.stop();
    expect(await ready()).toBe(503);
    await cluster.restart('fast');
    expect(await ready()).toBe(200);
    await server.close();
  });
});

describeWithPostgres('a database', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.drop());

  test('is asked by many more at once than there are connections', async () => {
    const server = await startEmulator({
      data: database.url,
      bcryptCost: 4,
      databaseConnections: 4,
      metrics: true,
    });
    await Promise.all(
      Array.from({ length: 60 }, (_none, n) =>
        accept(server.url, n % 2 === 0 ? IDS.tom : IDS.paul, { Title: `Title ${n}` }),
      ),
    );
    const [row] = await database.rows(
      "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'atws-emulator'",
    );
    expect(row?.['n']).toBeLessThanOrEqual(4);
    expect(await (await fetch(`${server.origin}/readyz`)).json()).toMatchObject({
      connections: { most: 4 },
    });
    expect(await (await fetch(`${server.origin}/metrics`)).text()).toMatch(
      /^atws_database_connections_limit 4$/m,
    );
    await server.close();
  });

  test('that lets nobody else in says so, and to try again', async () => {
    await database.rows('SELECT 1');
    const name = new URL(database.url).pathname.slice(1);
    await database.rows('CREATE ROLE crowded LOGIN CONNECTION LIMIT 1').catch(() => undefined);
    await database.rows(`GRANT ALL ON ALL TABLES IN SCHEMA public TO crowded`);
    const crowded = new URL(database.url);
    crowded.username = 'crowded';
    const holding = new Client(crowded.href);
    await holding.connect();
    await expect(Store.open(crowded.href, refused)).rejects.toThrow(
      new RegExp(`^The database \\S+/${name} cannot be used: it takes no more connections; try again`),
    );
    await holding.end();
    await database.rows('DROP OWNED BY crowded');
    await database.rows('DROP ROLE crowded');
  });

  test('undoes what a server was doing that was killed', async () => {
    const served = await serve(['--port', '0', '--data', database.url, '--bcrypt-cost', '4']);
    const before = (await read(served.url, IDS.tom))['Title'];
    const [tom, paul] = await Promise.all([IDS.tom, IDS.paul].map((id) => writableValues(served.url, id)));
    const other = await Store.open(database.url, refused);
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    // The row is held, so that the transaction of the server waits in the middle.
    const holding = other.transaction(async ({ resources }) => {
      await resources.update(IDS.paul, { Title: 'Held' });
      await held;
    });
    const lost = update(served.url, [
      entity(IDS.tom, { ...tom, Title: 'Half' }),
      entity(IDS.paul, { ...paul, Title: 'Half' }),
    ]).catch(() => undefined);
    await eventually(async () => {
      const [row] = await database.rows(
        "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return row?.['n'] === 1;
    }, 'it waits');
    await served.end('SIGKILL');
    await lost;
    go();
    await holding;
    const [row] = await database.rows(`SELECT Title FROM resources WHERE id = ${IDS.tom}`);
    expect(row?.['Title'] ?? undefined).toBe(before);
    await other.resources.update(IDS.tom, { Title: 'Free' });
    await other.close();
  });

  test('gives up what waits longer than it may, which is told to try again', async () => {
    const server = await startEmulator({ data: database.url, bcryptCost: 4, databaseSeconds: 1 });
    const tom = await writableValues(server.url, IDS.tom);
    const other = await Store.open(database.url, refused);
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const holding = other.transaction(async ({ resources }) => {
      await resources.update(IDS.tom, { Title: 'Held' });
      await held;
    });
    await eventually(async () => {
      const [row] = await database.rows(
        "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'",
      );
      return row?.['n'] === 1;
    }, 'the row is held');
    const { body } = await call(
      server.url,
      'update',
      `<Entities>${entity(IDS.tom, { ...tom, Title: 'Late' })}</Entities>`,
    );
    expect(body).toMatch(/it took too long, or somebody cancelled it; try again/);
    go();
    await holding;
    await accept(server.url, IDS.tom, { Title: 'In time' });
    await server.close();
    await other.close();
  });

  test('that a later version has changed is left by a server of this one with a sentence', async () => {
    const served = await serve(['--port', '0', '--data', database.url, '--bcrypt-cost', '4']);
    const tom = await writableValues(served.url, IDS.tom);
    const has = { ended: false };
    let accepted = 0;
    const load = (async () => {
      for (let n = 1; !has.ended; n += 1) {
        const answer = await update(served.url, [entity(IDS.tom, { ...tom, Title: String(n) })]).catch(
          () => undefined,
        );
        if (answer?.returnCode === 1) accepted = n;
      }
    })();
    await eventually(() => accepted > 3, 'it works');
    await database.rows('BEGIN');
    await database.rows('LOCK TABLE resources IN ACCESS EXCLUSIVE MODE');
    await database.rows('ALTER TABLE resources ADD COLUMN of_next_version text');
    await database.rows("UPDATE atws_schema SET version = 99, writer = '9.9.9'");
    await database.rows('COMMIT');
    const ended = await served.end('SIGCONT');
    has.ended = true;
    await load;
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(
      /The database \S+ was brought to its present form by atws-emulator 9\.9\.9, and this is [^\n]*\.\n$/,
    );
    const [row] = await database.rows(`SELECT Title FROM resources WHERE id = ${IDS.tom}`);
    expect(Number(row?.['Title'])).toBeGreaterThanOrEqual(accepted);
  });

  test('needs of a user no more rights than docs/scaling.md grants', async () => {
    const name = new URL(database.url).pathname.slice(1);
    const role = `few_${name.slice(-8)}`;
    const grants = grantsOfDocs()
      .replaceAll('atws_node', role)
      .replaceAll('DATABASE atws', `DATABASE ${name}`);
    for (const sql of [`CREATE ROLE ${role} LOGIN`, ...statementsOf(grants)]) await database.rows(sql);
    const url = new URL(database.url);
    url.username = role;
    const server = await startEmulator({ data: url.href, bcryptCost: 4 });
    await accept(server.url, IDS.tom, { Title: 'Granted' });
    expect((await read(server.url, IDS.tom))['Title']).toBe('Granted');
    await server.resources.inactivate(IDS.paul, 'ada.admin');
    await server.clock.tick(1000);
    await server.faults.add({ effect: { kind: 'httpStatus', status: 503 }, operation: 'create' });
    await expect(server.snapshot('denied')).rejects.toThrow(/this user has no right to; see the GRANTs/);
    await server.close();
    const limited = new Client(url.href);
    await limited.connect();
    for (const sql of ['DELETE FROM privacy_history', 'DROP TABLE resources', 'CREATE TABLE own (id int)']) {
      await expect(limited.query(sql)).rejects.toThrow();
    }
    await limited.end();
    await database.rows(`DROP OWNED BY ${role}`);
    await database.rows(`DROP ROLE ${role}`);
  });
});

describeWithPostgres('PgBouncer', () => {
  const folder = temporaryFolder();
  afterAll(() => {
    folder.remove();
  });

  test.each([
    ['transaction', { databasePrepare: false }],
    ['session', {}],
  ] as const)('in %s mode is gone through', async (mode, settings) => {
    const database = await testDatabase();
    const { hostname, port, pathname } = new URL(database.url);
    const own = await freePort();
    const file = path.join(folder.path, `${mode}.ini`);
    writeFileSync(
      file,
      `[databases]
* = host=${hostname} port=${port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
auth_type = any
pool_mode = ${mode}
unix_socket_dir =
default_pool_size = 5
`,
      { mode: 0o644 },
    );
    if (process.getuid?.() === 0) {
      const [uid, gid] = idsOfPostgres();
      for (const one of [folder.path, file]) chownSync(one, uid, gid);
    }
    const asRoot = process.getuid?.() === 0;
    const bouncer = spawn('pgbouncer', [...(asRoot ? ['-u', 'postgres'] : []), '-q', file], {
      stdio: 'ignore',
    });
    const url = `postgres://postgres@127.0.0.1:${own}${pathname}`;
    try {
      await eventually(() => answers(own), 'PgBouncer answers');
      const options = { data: url, bcryptCost: 4, databaseConnections: 5, ...settings };
      const servers =
        mode === 'session'
          ? [await startEmulator(options)]
          : [await startEmulator(options), await startEmulator(options)];
      for (let round = 0; round < 10; round += 1) {
        await Promise.all(
          servers.flatMap((server, n) =>
            [IDS.tom, IDS.paul].map((id) => accept(server.url, id, { Title: `${round}.${n}` })),
          ),
        );
        const titles = await Promise.all(
          servers.map(async (server) => (await read(server.url, IDS.tom))['Title']),
        );
        expect(new Set(titles).size).toBe(1);
      }
      for (const server of servers) {
        expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
        await server.close();
      }
    } finally {
      const ended = new Promise((resolve) => bouncer.on('exit', resolve));
      bouncer.kill('SIGTERM');
      await ended;
      await database.drop();
    }
  });
});

describeWithPostgres('a way to the database', () => {
  const folder = temporaryFolder();
  let cluster: Cluster;
  afterAll(async () => {
    await cluster.stop();
    folder.remove();
  });

  test('is TLS as the URL says, and the password comes from where PostgreSQL’s programs have it', async () => {
    const { generate } = await import('selfsigned');
    const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    const certificate = path.join(folder.path, 'server.crt');
    const key = path.join(folder.path, 'server.key');
    writeFileSync(certificate, pems.cert);
    writeFileSync(key, pems.private, { mode: 0o600 });
    if (process.getuid?.() === 0) chownSync(key, ...idsOfPostgres());
    cluster = await startCluster(folder.path, { ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key });
    const client = new Client(`${cluster.url}/postgres`);
    await client.connect();
    await client.query("CREATE ROLE atws LOGIN PASSWORD 'zq-secret'");
    for (const name of ['atws', 'served']) await client.query(`CREATE DATABASE ${name} OWNER atws`);
    const { rows } = await client.query<{ hba_file: string }>('SHOW hba_file');
    writeFileSync(
      String(rows[0]?.hba_file),
      'hostssl all atws 127.0.0.1/32 scram-sha-256\nhost all postgres 127.0.0.1/32 trust\n',
    );
    await client.query('SELECT pg_reload_conf()');
    await client.end();
    const { port } = new URL(cluster.url);
    const base = `postgres://atws:zq-secret@localhost:${port}/atws`;
    for (const mode of [
      'require',
      `verify-ca&sslrootcert=${certificate}`,
      `verify-full&sslrootcert=${certificate}`,
    ]) {
      await (await Store.open(`${base}?sslmode=${mode}`, nothing)).close();
    }
    for (const [url, reason] of [
      [`${base}?sslmode=verify-full`, 'its certificate is not trusted'],
      [
        `${base.replace('localhost', '127.0.0.1')}?sslmode=verify-full&sslrootcert=${certificate}`,
        'its certificate is not trusted',
      ],
      [`${base}?sslmode=verify-ca`, 'sslmode=verify-ca needs'],
      [`${base}?sslmode=verify-full&sslrootcert=/nowhere.crt`, 'a file that its URL names is not there'],
      [`${base.replace('zq-secret', 'zq-wrong')}?sslmode=require`, 'the password is wrong'],
      [`${base}?sslmode=disable`, 'it does not let this user in'],
      [`${base}?sslmod=verify-full`, 'nobody knows sslmod of its URL; there are sslmode, '],
      [`${base}?SSLMODE=verify-full`, 'nobody knows SSLMODE of its URL; there are sslmode, '],
    ] as const) {
      const error: unknown = await Store.open(url, nothing).catch((thrown: unknown) => thrown);
      expect((error as Error).message).toContain(reason);
      expect((error as Error).message).toMatch(
        /^The database postgres:\/\/atws:\*{6}@\S+ cannot be used: [^\n]*\.$/,
      );
    }
    // The built command, whose libraries are in its files.
    const url = `postgres://atws@localhost:${port}/served?sslmode=require`;
    const none = await runBuilt(['serve', '--port', '0', '--data', url], { env: { HOME: folder.path } });
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/cannot be used: the password is wrong for this user, or there is none\.\n$/);
    const passwords = path.join(folder.path, '.pgpass');
    writeFileSync(passwords, `localhost:${port}:served:atws:zq-secret\n`, { mode: 0o600 });
    for (const env of [{ PGPASSWORD: 'zq-secret' }, { PGPASSFILE: passwords }]) {
      const served = await serve(['--port', '0', '--data', url], { env });
      const { stdout, stderr, code } = await served.end('SIGTERM');
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain('zq-secret');
      expect(stderr).toBe('');
    }
  });
});

/** A port that nobody listens on, for now. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

/** The statements of the page that gives a user no more rights than needed. */
function grantsOfDocs(): string {
  const page = readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'scaling.md'), 'utf8');
  const [, grants = ''] = /```sql\n(GRANT CONNECT[^`]*)```/.exec(page) ?? [];
  return grants;
}

function statementsOf(script: string): readonly string[] {
  return script
    .split(';')
    .map((sql) => sql.trim())
    .filter((sql) => sql !== '');
}
