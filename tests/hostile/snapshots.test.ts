// Thorough: npm run test:quick leaves it out.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import pino from 'pino';
import type { Emulator } from '../../src/server/emulator';
import { start, temporaryFolder } from '../support/emulator';
import { IDS } from '../support/updates';
import { exchange, head } from './raw';

const SQLITE = 'application/vnd.sqlite3';
const MAX_SNAPSHOT = 3_000_000;

const folder = temporaryFolder();
const data = path.join(folder.path, 'atws.db');
const snapshots = `${data}.snapshots`;
const log: string[] = [];
let emulator: Emulator;
let good: Buffer;

const open = (): Promise<Emulator> =>
  start({
    memory: false,
    data,
    maxSnapshot: MAX_SNAPSHOT,
    logger: pino({ level: 'error' }, { write: (line: string) => log.push(line) }),
  });

beforeAll(async () => {
  emulator = await open();
  await emulator.snapshot('good');
  good = Buffer.from(await (await fetch(`${emulator.adminUrl}/snapshots/good`)).arrayBuffer());
});
afterAll(async () => {
  await emulator.close();
  folder.remove();
});

interface Told {
  readonly status: number;
  readonly detail: string;
}

async function told(response: Response): Promise<Told> {
  const text = await response.text();
  const { detail = '' } = (text === '' ? {} : JSON.parse(text)) as { readonly detail?: string };
  return { status: response.status, detail };
}

async function put(bytes: Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Told> {
  return told(
    await fetch(`${emulator.adminUrl}/snapshots/odd`, {
      method: 'PUT',
      headers: { 'Content-Type': SQLITE, ...headers },
      body: new Uint8Array(bytes),
    }),
  );
}

async function restored(name: string): Promise<Told> {
  return told(
    await fetch(`${emulator.adminUrl}/snapshots/${name}/restore`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    }),
  );
}

/** The good snapshot, with something done to it that its own tables and triggers may be against. */
function changed(script: string): Buffer {
  const file = path.join(folder.path, 'changed.db');
  writeFileSync(file, good);
  const sqlite = new Sqlite(file);
  sqlite.unsafeMode(true);
  sqlite.pragma('journal_mode = DELETE');
  sqlite.pragma('foreign_keys = OFF');
  sqlite.pragma('ignore_check_constraints = ON');
  sqlite.pragma('writable_schema = ON');
  sqlite.exec(script);
  sqlite.close();
  return readFileSync(file);
}

function spoiled(spoil: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(good);
  spoil(bytes);
  return bytes;
}

const NONE = /^The snapshot odd is none of this version of atws-emulator, [\d.]+, or an earlier one\.$/;
const TABLES = 'The snapshot odd has other tables, views or triggers than those of atws-emulator.';
const DAMAGED = 'The snapshot odd is damaged.';
const PASSWORDS = 'The snapshot odd has passwords that are no bcrypt hashes of a cost from 4 to 16.';
const NO_TENANT = 'The snapshot odd has no tenant with a time zone.';

const DEAR_HASH = `$2b$31$${'x'.repeat(53)}`;

const ENDLESS = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n';

const ODD: Readonly<Record<string, readonly [() => Buffer, RegExp | string]>> = {
  'a text': [() => Buffer.from('not a database, only words '.repeat(100)), NONE],
  'one byte': [() => Buffer.from('S'), NONE],
  'a header alone': [() => good.subarray(0, 100), /./],
  zeros: [() => Buffer.alloc(8192), NONE],
  'a database of another program': [() => changed('PRAGMA application_id = 7'), NONE],
  'one of a later version': [() => changed('PRAGMA user_version = 99'), NONE],
  'one of a version below zero': [() => changed('PRAGMA user_version = -1'), NONE],
  'one of an earlier version, by its own word': [() => changed('PRAGMA user_version = 1'), TABLES],
  'half of one': [() => good.subarray(0, good.length / 2), DAMAGED],
  'one without its last byte': [() => good.subarray(0, -1), DAMAGED],
  'one without its last page': [() => good.subarray(0, -4096), DAMAGED],
  'one with a page of zeros': [() => spoiled((bytes) => bytes.fill(0, 40_960, 45_056)), DAMAGED],
  'one with random bytes': [() => spoiled((bytes) => bytes.fill('\x9c', 20_480, 61_440)), DAMAGED],
  'one with a broken first page': [() => spoiled((bytes) => bytes.fill(0xff, 100, 4096)), DAMAGED],
  'one with another page size': [() => spoiled((bytes) => bytes.writeUInt16BE(512, 16)), DAMAGED],
  'one with an empty table more': [() => changed('CREATE TABLE more (x)'), TABLES],
  'one with a table less': [() => changed('DROP TABLE photos'), TABLES],
  'one with a column more': [() => changed('ALTER TABLE roles ADD COLUMN more TEXT'), TABLES],
  'one with an index less': [() => changed('DROP INDEX resources_by_UserName'), TABLES],
  'one with a trigger more': [
    () =>
      changed(
        "CREATE TRIGGER more AFTER UPDATE ON resources BEGIN UPDATE tenant SET domain = 'evil.test'; END",
      ),
    TABLES,
  ],
  'one without the triggers of the history': [
    () => changed('DROP TRIGGER privacy_history_is_not_deleted'),
    TABLES,
  ],
  'one with an endless view for a table': [
    () => changed(`DROP TABLE photos; CREATE VIEW photos AS ${ENDLESS}`),
    TABLES,
  ],
  'one with a computed column': [
    () => changed('ALTER TABLE roles ADD COLUMN more TEXT AS (hex(zeroblob(1000)))'),
    TABLES,
  ],
  'one with a check that takes long': [
    () =>
      changed("UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', 'STRICT /* */') WHERE name = 'roles'"),
    TABLES,
  ],
  'one with a statement behind a text that looks like a comment': [
    () =>
      changed(`UPDATE sqlite_schema SET sql = replace(sql, '<> ''''',
        '<> ''--'' AND Email2_folded > '''' OR Email2_folded = ''' || char(10) || '''')
        WHERE name = 'resources_by_Email2'`),
    TABLES,
  ],
  'one with a statement behind a name that looks like a comment': [
    () =>
      changed(`UPDATE sqlite_schema SET sql = replace(sql, ');', ') "--" WHERE 0' || char(10) || ';')
        WHERE name = 'privacy_history_is_not_changed'`),
    TABLES,
  ],
  'one with a virtual table': [() => changed('CREATE VIRTUAL TABLE more USING fts5 (x)'), TABLES],
  'one that names itself as SQLite does': [
    () =>
      changed(`INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql)
        VALUES ('view', 'sqlite_more', 'sqlite_more', 0, 'CREATE VIEW sqlite_more AS SELECT 1')`),
    /./,
  ],
  'one whose rows point nowhere': [() => changed('UPDATE resources SET UserType = 424242'), DAMAGED],
  'one with a password that takes days to check': [
    () => changed(`UPDATE resources SET password_hash = '${DEAR_HASH}' WHERE id = ${IDS.tom}`),
    PASSWORDS,
  ],
  'one with an earlier password that takes days to check': [
    () =>
      changed(
        `INSERT INTO password_history (resource_id, password_hash) VALUES (${IDS.tom}, '${DEAR_HASH}')`,
      ),
    PASSWORDS,
  ],
  'one with a password that is no hash': [
    () => changed(`UPDATE resources SET password_hash = 'plain' WHERE id = ${IDS.tom}`),
    PASSWORDS,
  ],
  'one without a tenant': [() => changed('DELETE FROM tenant'), NO_TENANT],
  'one in a zone nobody knows': [() => changed("UPDATE tenant SET time_zone = 'Mars/Base'"), NO_TENANT],
};

describe.each(Object.entries(ODD))('%s', (_title, [bytesOf, sentence]) => {
  test('is refused when it is uploaded, and nothing of it is kept', async () => {
    const { status, detail } = await put(bytesOf());
    expect(status).toBe(422);
    expect(detail).toMatch(sentence);
    expect(readdirSync(snapshots)).toEqual(['good.db']);
    expect(log.splice(0)).toEqual([]);
  });

  test('is refused when somebody put it in the folder and it is restored', async () => {
    writeFileSync(path.join(snapshots, 'odd.db'), bytesOf());
    const before = await emulator.resources.list();
    const { status, detail } = await restored('odd');
    await fetch(`${emulator.adminUrl}/snapshots/odd`, { method: 'DELETE' });
    expect({ status, detail }).toMatchObject({
      status: 422,
      detail: expect.stringContaining('odd') as string,
    });
    expect(await emulator.resources.list()).toEqual(before);
    expect(readdirSync(snapshots)).toEqual(['good.db']);
    expect(log.splice(0)).toEqual([]);
  });
});

test('one whose values cannot be is refused when it is restored', async () => {
  expect((await put(changed('UPDATE resources SET Active = 7'))).status).toBe(204);
  const before = await emulator.resources.list();
  expect(await restored('odd')).toEqual({ status: 422, detail: DAMAGED });
  expect(await emulator.resources.list()).toEqual(before);
  expect(log.splice(0)).toEqual([]);
  await fetch(`${emulator.adminUrl}/snapshots/odd`, { method: 'DELETE' });
});

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['plain', (bytes) => bytes],
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('a good one is kept, %s', async (encoding, pack) => {
  const headers = encoding === 'plain' ? {} : { 'Content-Encoding': encoding };
  expect(await put(pack(good), headers)).toEqual({ status: 204, detail: '' });
  expect((await restored('odd')).status).toBe(204);
  expect(readdirSync(snapshots).toSorted()).toEqual(['good.db', 'odd.db']);
  const kept = Buffer.from(await (await fetch(`${emulator.adminUrl}/snapshots/odd`)).arrayBuffer());
  expect(kept.equals(good)).toBe(true);
  await fetch(`${emulator.adminUrl}/snapshots/odd`, { method: 'DELETE' });
});

test('one that was in use with a write-ahead log is kept without it', async () => {
  const bytes = spoiled((one) => one.fill(2, 18, 20));
  expect((await put(bytes)).status).toBe(204);
  expect(readdirSync(snapshots).toSorted()).toEqual(['good.db', 'odd.db']);
  expect((await restored('odd')).status).toBe(204);
  await fetch(`${emulator.adminUrl}/snapshots/odd`, { method: 'DELETE' });
});

describe('an upload', () => {
  const TOO_LARGE = {
    status: 413,
    detail: `A snapshot that is uploaded may have ${MAX_SNAPSHOT} bytes, unpacked.`,
  };

  test.each<[string, () => Buffer, Record<string, string>]>([
    ['of more bytes than the setting allows', () => Buffer.alloc(MAX_SNAPSHOT + 1), {}],
    ['of more, unpacked', () => gzipSync(Buffer.alloc(300_000_000)), { 'Content-Encoding': 'gzip' }],
  ])('%s is refused', async (_title, bytes, headers) => {
    expect(await put(bytes(), headers)).toEqual(TOO_LARGE);
    expect(readdirSync(snapshots)).toEqual(['good.db']);
  });

  test('of more bytes in chunks is refused, and the client gets to read why', async () => {
    const answer = await new Promise<Told>((resolve, reject) => {
      const sending = http.request(`${emulator.adminUrl}/snapshots/odd`, {
        method: 'PUT',
        headers: { 'Content-Type': SQLITE },
      });
      sending.on('error', reject);
      sending.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, ...(JSON.parse(text) as { detail: string }) });
        });
      });
      for (let sent = 0; sent < 3 * MAX_SNAPSHOT; sent += 100_000) sending.write(Buffer.alloc(100_000));
      sending.end();
    });
    expect(answer).toMatchObject(TOO_LARGE);
    expect(readdirSync(snapshots)).toEqual(['good.db']);
  });

  test.each([
    ['a packing that is not known', { 'Content-Encoding': 'zstd' }, 415],
    ['a packing with a name of JavaScript', { 'Content-Encoding': 'constructor' }, 415],
    ['a packing with another name of JavaScript', { 'Content-Encoding': '__proto__' }, 415],
    ['a packing that it is not in', { 'Content-Encoding': 'gzip' }, 400],
    ['another packing than it says', { 'Content-Encoding': 'br' }, 400],
    ['another type', { 'Content-Type': 'application/json' }, 400],
    ['a type that a page can send', { 'Content-Type': 'text/plain' }, 415],
  ])('with %s is refused', async (_title, headers, status) => {
    const answer = await put(good, headers);
    expect(answer.status).toBe(status);
    expect(answer.detail).toMatch(/^The (body|request) .+\.$/);
    expect(readdirSync(snapshots)).toEqual(['good.db']);
  });

  test('under a name that cannot be is refused before it is read, and the connection goes on', async () => {
    const headers = { 'Content-Type': SQLITE, 'Content-Length': 1_000_000 };
    const answer = await exchange(emulator.origin, head('PUT', '/_emulator/snapshots/a%20b', headers));
    expect(answer.status).toBe(422);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const send = (target: string, body: Buffer): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const sending = http.request(emulator.adminUrl + target, {
          agent,
          method: 'PUT',
          headers: { 'Content-Type': SQLITE },
        });
        sending.on('error', reject);
        sending.on('response', (response) => {
          response.resume().on('end', () => {
            resolve(response.statusCode);
          });
        });
        sending.end(body);
      });
    expect(await send('/snapshots/a%20b', Buffer.alloc(2_000_000))).toBe(422);
    expect(await send('/snapshots/odd', Buffer.alloc(2_000_000))).toBe(422);
    expect(await send('/snapshots/odd', good)).toBe(204);
    agent.destroy();
    await fetch(`${emulator.adminUrl}/snapshots/odd`, { method: 'DELETE' });
  });

  test('that is cut off leaves nothing, and is no failure', async () => {
    const headers = { 'Content-Type': SQLITE, 'Content-Length': String(good.length) };
    await new Promise<void>((resolve) => {
      const sending = http.request(`${emulator.adminUrl}/snapshots/odd`, { method: 'PUT', headers });
      sending.on('error', () => undefined);
      sending.on('close', resolve);
      sending.write(good.subarray(0, 100_000), () => {
        void incoming().then(() => sending.destroy());
      });
    });
    while (readdirSync(snapshots).length > 1) await new Promise(setImmediate);
    expect(readdirSync(snapshots)).toEqual(['good.db']);
    expect(log.splice(0)).toEqual([]);
  });

  /** Waits until something comes in. */
  async function incoming(): Promise<void> {
    while (readdirSync(snapshots).length === 1) await new Promise(setImmediate);
  }

  test('is not there before it is whole', async () => {
    const sending = http.request(`${emulator.adminUrl}/snapshots/odd`, {
      method: 'PUT',
      headers: { 'Content-Type': SQLITE },
    });
    const answered = new Promise<number | undefined>((resolve) => {
      sending.on('response', (response) => {
        resolve(response.statusCode);
      });
    });
    sending.write(good.subarray(0, 100_000));
    await incoming();
    const list = (await (await fetch(`${emulator.adminUrl}/snapshots`)).json()) as { name: string }[];
    expect(list.map(({ name }) => name)).toEqual(['good']);
    sending.end(good.subarray(100_000));
    expect(await answered).toBe(204);
    await fetch(`${emulator.adminUrl}/snapshots/odd`, { method: 'DELETE' });
  });
});

test('two uploads under one name at a time do not mix', async () => {
  const other = changed("UPDATE tenant SET domain = 'other.test'");
  const answers = await Promise.all([put(good), put(other), put(good), put(other)]);
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
  const kept = Buffer.from(await (await fetch(`${emulator.adminUrl}/snapshots/odd`)).arrayBuffer());
  expect(kept.equals(good) || kept.equals(other)).toBe(true);
  await fetch(`${emulator.adminUrl}/snapshots/odd`, { method: 'DELETE' });
});

test('a snapshot whose name looks like that of a file that is received stays', async () => {
  const names = ['999999999.a.incoming', '999999999.a.incoming-x'];
  for (const name of names) await emulator.snapshot(name);
  await emulator.close();
  emulator = await open();
  for (const name of names) {
    await expect(emulator.restore(name)).resolves.toBeUndefined();
    await fetch(`${emulator.adminUrl}/snapshots/${name}`, { method: 'DELETE' });
  }
});

test('what a process that is gone was receiving is removed at the start, what another one receives is not', async () => {
  await emulator.close();
  mkdirSync(snapshots, { recursive: true });
  const uuid = '00000000-0000-4000-8000-000000000000';
  const gone = [
    `${process.pid}.${uuid}.incoming`,
    `999999999.${uuid}.incoming`,
    `999999999.${uuid}.incoming-wal`,
  ];
  const living = `${process.ppid}.${uuid}.incoming`;
  for (const name of [...gone, living]) writeFileSync(path.join(snapshots, name), 'x');
  emulator = await open();
  expect(readdirSync(snapshots).toSorted()).toEqual([living, 'good.db'].toSorted());
  expect(existsSync(path.join(snapshots, 'good.db'))).toBe(true);
  expect((await emulator.resources.get(IDS.tom)).id).toBe(IDS.tom);
});
