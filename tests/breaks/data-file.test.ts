// Thorough: npm run test:quick leaves it out.
import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import pino from 'pino';
import type { Emulator } from '../../src/server/emulator';
import { Visitor } from '../support/visitor';
import { LOGINS, start, temporaryFolder } from '../support/emulator';
import { call, faultString, query, queryXml, where, type Answer } from '../support/soap';
import { accept, entity, IDS, read, writableValues } from '../support/updates';

/** What happens to the data file under a running server. */

interface Broken {
  readonly atws: Emulator;
  readonly folder: string;
  readonly file: string;
  readonly log: readonly string[];
}

const folders = temporaryFolder();
afterAll(() => {
  folders.remove();
});

/** Runs a test on a server over a data file, all of which is in the file rather than in its log. */
async function having(test: (broken: Broken) => Promise<void>): Promise<void> {
  const folder = path.join(folders.path, String(readdirSync(folders.path).length), 'data');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'atws.db');
  await (await start({ memory: false, data: file })).close();
  const log: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => log.push(line) });
  const atws = await start({ memory: false, data: file, logger });
  try {
    await accept(atws.url, IDS.tom, { Title: 'Kept' });
    await test({ atws, folder, file, log });
  } finally {
    await atws.close().catch(() => undefined);
  }
}

/** An update, answered with whatever it is. It sends what a query shows of the resource. */
async function retitle(url: string, title: string): Promise<Answer> {
  const record = entity(IDS.tom, { ...(await writableValues(url, IDS.tom)), Title: title });
  return call(url, 'update', `<Entities>${record}</Entities>`);
}

const ready = async ({ origin }: Emulator): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${origin}/readyz`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

const post = (atws: Emulator, route: string, body: object): Promise<Response> =>
  fetch(`${atws.adminUrl}${route}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

const LOSSES: readonly (readonly [what: string, reason: string, lose: (broken: Broken) => void])[] = [
  [
    'is moved away',
    'it is gone from its place; put it back, or stop the server',
    ({ file }) => {
      renameSync(file, `${file}.moved`);
    },
  ],
  [
    'is removed',
    'it is gone from its place; put it back, or stop the server',
    ({ file }) => {
      rmSync(file);
    },
  ],
  [
    'goes with its folder',
    'it is gone from its place; put it back, or stop the server',
    ({ folder }) => {
      renameSync(folder, `${folder}.moved`);
    },
  ],
  [
    'goes with its folder for good',
    'it is gone from its place; put it back, or stop the server',
    ({ folder }) => {
      rmSync(folder, { recursive: true });
    },
  ],
  [
    'is replaced by a copy',
    'another file is in its place; put the right one back, or stop the server and start it again',
    ({ file }) => {
      copyFileSync(file, `${file}.copy`);
      renameSync(`${file}.copy`, file);
    },
  ],
  [
    'is removed and made anew',
    'another file is in its place; put the right one back, or stop the server and start it again',
    ({ file }) => {
      renameSync(file, `${file}.moved`);
      writeFileSync(file, '');
    },
  ],
  [
    'loses its log',
    'its -wal file is gone; stop the server, which writes to the data file what was stored, and start it again',
    ({ file }) => {
      rmSync(`${file}-wal`);
    },
  ],
  [
    'loses its index of the log',
    'its -shm file is gone; stop the server, which writes to the data file what was stored, and start it again',
    ({ file }) => {
      rmSync(`${file}-shm`);
    },
  ],
  [
    'is emptied',
    'it was cut short; put a backup in its place',
    ({ file }) => {
      truncateSync(file);
    },
  ],
  [
    'loses its second half',
    'it was cut short; put a backup in its place',
    ({ file }) => {
      truncateSync(file, 4096 * Math.floor(statSync(file).size / 8192));
    },
  ],
];

test.each(['is removed', 'is replaced by a copy'])(
  'when the data file %s, a wrong password is one, guessing is slow, and who calls goes on',
  async (what) => {
    const [, , lose] = LOSSES.find(([name]) => name === what) ?? [];
    await having(async (broken) => {
      const { atws } = broken;
      lose?.(broken);
      const wrong = (password: string): Promise<Answer> =>
        call(atws.url, 'GetWsdlVersion', '', { login: { ...LOGINS.reader, password } });
      expect((await wrong('wrong')).status).toBe(401);
      expect((await wrong(LOGINS.reader.password)).status).toBe(200);
      for (let guess = 0; guess < 12; guess += 1) expect((await wrong(String(guess))).status).toBe(401);
      expect((await call(atws.url, 'GetWsdlVersion')).status).toBe(200);
      const tom = new Visitor(atws);
      for (let guess = 0; guess < 10; guess += 1) {
        const { html } = await tom.logIn({ ...LOGINS.tom, password: 'wrong' });
        expect(html).toContain('is not right');
      }
      const { html } = await tom.logIn({ ...LOGINS.tom, password: 'wrong' });
      expect(html).toContain('too many attempts');
    });
  },
);

describe.each(LOSSES)('when the data file %s', (_what, reason, lose) => {
  const problem = `The data file cannot be used: ${reason}.`;

  test('all that would be stored is refused with the reason, and /readyz is 503 with it', async () => {
    await having(async (broken) => {
      const { atws, log } = broken;
      lose(broken);
      const answer = await retitle(atws.url, 'Lost');
      expect(answer.status).toBe(500);
      expect(faultString(answer.body)).toBe(
        `System.Web.Services.Protocols.SoapException: Server was unable to process request. ---> ${problem}`,
      );
      const refused = await post(atws, `/resources/${IDS.tom}/inactivate`, { by: 'ada.admin' });
      expect({ status: refused.status, body: await refused.json() }).toEqual({
        status: 503,
        body: {
          type: 'urn:atws-emulator:dataFileUnusable',
          title: 'The emulator failed',
          status: 503,
          detail: problem,
          rule: 'dataFileUnusable',
        },
      });
      expect(await ready(atws)).toEqual({ status: 503, body: { status: 'not ready', detail: problem } });
      await expect(atws.snapshot('lost')).rejects.toThrow(problem);
      await expect(atws.resources.inactivate('tom.tech', 'ada.admin')).rejects.toThrow(problem);
      const page = await new Visitor(atws).logIn(LOGINS.ada);
      expect(page.status).toBe(503);
      // What is read before anything is written may tell of the damage first.
      const damage = 'The data file cannot be used: it is damaged; put a backup in its place.';
      const told = reason.includes('cut short') ? [problem, damage] : [problem];
      expect(told.filter((sentence) => page.html.includes(sentence))).toHaveLength(1);
      // However many meet it, the log has it once.
      for (let call = 0; call < 20; call += 1) await retitle(atws.url, 'Lost');
      const lines = log.map((line) => JSON.parse(line) as { level: number; msg: string; err?: unknown });
      const errors = lines.filter(({ level }) => level >= 50);
      expect(errors.filter(({ err }) => err !== undefined)).toEqual([]);
      expect(errors.filter(({ msg }) => !told.includes(msg))).toEqual([]);
      expect(new Set(errors.map(({ msg }) => msg)).size).toBe(errors.length);
    });
  });
});

describe.each(LOSSES.filter(([, reason]) => !reason.includes('cut short')))(
  'when the data file %s',
  (_what, _reason, lose) => {
    test('queries are answered from what was stored before', async () => {
      await having(async (broken) => {
        lose(broken);
        expect((await read(broken.atws.url, IDS.tom))['Title']).toBe('Kept');
        const { entities } = await query(broken.atws.url, queryXml(where('Title', 'Equals', 'Kept')));
        expect(entities).toHaveLength(1);
      });
    });
  },
);

test.each<[string, (broken: Broken) => void, (broken: Broken) => void]>([
  [
    'file',
    ({ file }) => {
      renameSync(file, `${file}.moved`);
    },
    ({ file }) => {
      renameSync(`${file}.moved`, file);
    },
  ],
  [
    'folder',
    ({ folder }) => {
      renameSync(folder, `${folder}.moved`);
    },
    ({ folder }) => {
      renameSync(`${folder}.moved`, folder);
    },
  ],
])('when the %s is put back, all goes on', async (_what, lose, back) => {
  await having(async (broken) => {
    const { atws, file } = broken;
    lose(broken);
    expect((await retitle(atws.url, 'Lost')).status).toBe(500);
    back(broken);
    expect((await ready(atws)).status).toBe(200);
    await accept(atws.url, IDS.tom, { Title: 'Found' });
    await atws.close();
    expect(titleIn(file)).toBe('Found');
  });
});

test('what is refused makes no file and no folder where the data file was', async () => {
  await having(async ({ atws, folder }) => {
    rmSync(folder, { recursive: true });
    await retitle(atws.url, 'Lost');
    await expect(atws.snapshot('lost')).rejects.toThrow('it is gone from its place');
    expect((await ready(atws)).status).toBe(503);
    expect(existsSync(folder)).toBe(false);
  });
});

test('a redaction removes what is left of a snapshot in whose middle a process was killed', async () => {
  await having(async ({ atws, file }) => {
    await atws.snapshot('one');
    // It begins with the number of the process; no process has this one.
    const left = path.join(`${file}.snapshots`, `4194305.${randomUUID()}.incoming`);
    copyFileSync(path.join(`${file}.snapshots`, 'one.db'), left);
    await atws.resources.redact('tom.tech', 'ada.admin', 'On request');
    expect(readdirSync(`${file}.snapshots`)).toEqual(['one.db']);
  });
});

test('a snapshot that could not be made leaves the earlier one of that name', async () => {
  await having(async ({ atws, file }) => {
    await atws.snapshot('one');
    renameSync(file, `${file}.moved`);
    await expect(atws.snapshot('one')).rejects.toThrow('it is gone from its place');
    renameSync(`${file}.moved`, file);
    await accept(atws.url, IDS.tom, { Title: 'Later' });
    await atws.restore('one');
    expect((await read(atws.url, IDS.tom))['Title']).toBe('Kept');
  });
});

test('a server that is stopped then leaves what was stored in the file that was moved, and nothing beside another', async () => {
  await having(async ({ atws, file }) => {
    renameSync(file, `${file}.moved`);
    writeFileSync(file, '');
    await atws.close().catch(() => undefined);
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
    expect(titleIn(`${file}.moved`)).toBe('Kept');
  });
});

test('a server whose log was removed writes all that was stored to the file when it is stopped', async () => {
  await having(async ({ atws, file }) => {
    rmSync(`${file}-wal`);
    rmSync(`${file}-shm`);
    await atws.close().catch(() => undefined);
    expect(titleIn(file)).toBe('Kept');
  });
});

test('a data file that another program makes smaller, and that grows again, is used as before', async () => {
  await having(async ({ atws, file }) => {
    const photo = Buffer.alloc(300_000);
    const other = new Sqlite(file);
    const size = statSync(file).size;
    other.prepare('CREATE TABLE ballast (bytes)').run();
    other.prepare('INSERT INTO ballast VALUES (?)').run(photo);
    other.pragma('wal_checkpoint(TRUNCATE)');
    await accept(atws.url, IDS.tom, { Title: 'Larger' });
    const larger = statSync(file).size;
    expect(larger).toBeGreaterThan(size);
    other.exec('DROP TABLE ballast; VACUUM');
    other.pragma('wal_checkpoint(TRUNCATE)');
    expect(statSync(file).size).toBeLessThan(larger);
    // This is in the log only: the file is shorter than the database.
    other.exec('CREATE TABLE more (bytes)');
    other.prepare('INSERT INTO more VALUES (?)').run(photo);
    await accept(atws.url, IDS.tom, { Title: 'Smaller' });
    await accept(atws.url, IDS.tom, { Title: 'Smaller still' });
    expect((await ready(atws)).status).toBe(200);
    other.close();
  });
});

function titleIn(file: string): unknown {
  const sqlite = new Sqlite(file);
  try {
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    return sqlite.prepare('SELECT Title FROM resources WHERE id = ?').pluck().get(IDS.tom);
  } finally {
    sqlite.close();
  }
}
