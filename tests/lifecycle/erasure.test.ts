import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import pino from 'pino';
import { startEmulator } from '../../src/server/emulator';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { serve } from '../support/built';
import { temporaryFolder } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { changeFile, accept, change, IDS } from '../support/updates';
import { leaveTraces, OLD_TEXTS, PERSON, withPerson } from '../support/person';
import { Api, BY, logIn, openedAnew, dump, outside, tracesIn } from '../support/json-api';

const REASON = 'Article 17';

/**
 * Thousands of resources beside the person, added and changed and removed again, some with the person's own
 * texts moved from page to page: so pages of the tables and their indexes were split and merged.
 */
function churn(file: string): void {
  outside(file, (sqlite) => {
    // As a data file may have come from a connection without it.
    sqlite.pragma('secure_delete = OFF');
    const columns = (sqlite.pragma('table_info(resources)') as readonly { name: string }[])
      .map(({ name }) => name)
      .filter((name) => !['id', 'UserName', 'UserName_folded'].includes(name));
    const copy = sqlite.prepare(
      `INSERT INTO resources (id, UserName, UserName_folded, ${columns.join()}) SELECT ?, ?, ?, ${columns.join()} FROM resources WHERE id = ${IDS.emma}`,
    );
    const touch = sqlite.prepare('UPDATE resources SET Title = ?, Title_folded = ? WHERE id = ?');
    const remove = sqlite.prepare('DELETE FROM resources WHERE id = ?');
    const resize = sqlite.prepare('UPDATE resources SET Title = ?, LastName_folded = ? WHERE id = ?');
    const first = 40_000_000;
    const count = 3000;
    sqlite.transaction(() => {
      for (let n = 0; n < count; n += 1) copy.run(first + n, `churn${n}`, `churn${n}`);
    })();
    sqlite.transaction(() => {
      for (let n = 0; n < count; n += 2) touch.run('x'.repeat(n % 700), 'x'.repeat(n % 700), first + n);
      for (let n = 0; n < 60; n += 1) {
        resize.run(`Zqtitle of Things${' '.repeat((n % 7) * 300)}`, `zqlastname${'y'.repeat(n)}`, PERSON.id);
      }
      resize.run(PERSON.fields.Title, PERSON.fields.LastName.toLowerCase(), PERSON.id);
    })();
    sqlite.transaction(() => {
      for (let n = 0; n < count; n += 3) remove.run(first + n);
      for (let n = count - 1; n > count / 2; n -= 1) remove.run(first + n);
    })();
  });
}

describe('after a redaction, nothing of the person is left', () => {
  const log: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => log.push(line) });
  const world = openedAnew({ tenant: withPerson, logger });
  const redact = () => world.api.act(PERSON.id, 'redact', { reason: REASON });

  beforeEach(() => {
    log.length = 0;
  });

  test('in any byte of the data file, its write-ahead log and its shared memory', async () => {
    const old = await leaveTraces(world);
    expect(tracesIn(world.file, old)).toEqual(old);
    await redact();
    expect(tracesIn(world.file, old)).toEqual([]);
    expect(tracesIn(world.file, [REASON])).toEqual([REASON]);
  });

  test('in pages that thousands of other changes split and merged', async () => {
    churn(world.file);
    const old = await leaveTraces(world);
    await redact();
    expect(tracesIn(world.file, old)).toEqual([]);
  });

  test('in any table', async () => {
    await leaveTraces(world);
    await redact();
    const all = JSON.stringify(await dump(world));
    expect(OLD_TEXTS.filter((text) => all.toLowerCase().includes(text.toLowerCase()))).toEqual([]);
  });

  test('in the journal of changes, which never held what is personal', async () => {
    await accept(world.url, PERSON.id, { FirstName: 'Zqother', Title: 'Zqjob' });
    expect(await world.rows('SELECT changes FROM audit')).not.toEqual([]);
    await redact();
    const old = ['Zqother', 'zqother', 'Zqjob', 'zqjob', ...OLD_TEXTS];
    expect(tracesIn(world.file, old)).toEqual([]);
  });

  test('in the log, whatever was asked before and after', async () => {
    await leaveTraces(world);
    await query(world.url, queryXml(where('UserName', 'Equals', PERSON.fields.UserName)));
    await change(world.url, PERSON.id, { Email2: 'no address of Zqlastname' });
    await world.api.send(`/resources?search=${PERSON.fields.LastName}`);
    await redact();
    expect(await logIn(world.url, PERSON.login)).toBe(401);
    expect(OLD_TEXTS.filter((text) => log.join('').includes(text))).toEqual([]);
  });

  test('but the name of somebody who redacted others, in the Privacy Action History only', async () => {
    const old = await leaveTraces(world);
    outside(world.file, (sqlite) =>
      sqlite.exec(
        `UPDATE resources SET UserType = (SELECT UserType FROM resources WHERE id = ${IDS.ada}) WHERE id = ${PERSON.id}`,
      ),
    );
    await world.api.act(IDS.paul, 'redact', { by: PERSON.fields.UserName, reason: REASON });
    await redact();
    const { FirstName, LastName } = PERSON.fields;
    expect(tracesIn(world.file, old)).toEqual([FirstName, LastName]);
    expect(await world.rows('SELECT initiating_person FROM privacy_history ORDER BY id')).toEqual([
      { initiating_person: `${FirstName} ${LastName}` },
      { initiating_person: 'Ada Albright' },
    ]);
    const others = Object.entries(await dump(world)).filter(([name]) => name !== 'privacy_history');
    expect(JSON.stringify(others)).not.toMatch(/zqfirstname|zqlastname/i);
  });

  test('after several redactions at once', async () => {
    const old = await leaveTraces(world);
    const others = [IDS.paul, IDS.tom, IDS.harriet];
    await Promise.all([redact(), ...others.map((id) => world.api.act(id, 'redact', { reason: REASON }))]);
    const names = ['paul.muller', 'Muller@', 'tom.tech', 'Tanner', 'harriet.smith', 'Harriet'];
    expect(tracesIn(world.file, [...old, ...names])).toEqual([]);
    expect(await world.rows('SELECT * FROM pending_scrub')).toEqual([]);
  });

  test('while queries are answered, from before the file is rewritten to the end', async () => {
    // Big enough that rewriting it takes a while.
    await world.change(`INSERT INTO photos VALUES (${IDS.ada}, 'image/png', randomblob(100000000))`);
    const ask = async (): Promise<void> => {
      const { entities } = await query(world.url, queryXml(where('id', 'Equals', String(IDS.paul))));
      expect(entities).toHaveLength(1);
    };
    await ask();
    const order: string[] = [];
    const done = redact().then(() => order.push('redacted'));
    const isPending = async (): Promise<boolean> =>
      (await world.rows('SELECT * FROM pending_scrub')).length > 0;
    let answered = 0;
    while (order.length === 0) {
      const pending = await isPending();
      await ask();
      if (pending && (await isPending())) answered += 1;
    }
    await done;
    expect(answered).toBeGreaterThan(0);
  });

  test('with changes made meanwhile neither lost nor refused', async () => {
    const titles = Array.from({ length: 8 }, (_, index) => `During ${index}`);
    const outcomes = await Promise.all([
      redact(),
      ...titles.map((title) => world.api.post('/records', { by: BY, type: 'Task', title, owner: IDS.ada })),
    ]);
    expect(outcomes).toHaveLength(9);
    const stored = await world.rows("SELECT title FROM records WHERE title LIKE 'During %' ORDER BY title");
    expect(stored.map(({ title }) => title)).toEqual(titles);
  });
});

describe('when the process ends between the redaction and its last step', () => {
  const folder = temporaryFolder();
  const file = path.join(folder.path, 'crashed.db');

  afterAll(() => {
    folder.remove();
  });

  test('the next start rewrites the file before it serves', async () => {
    const hasher = new Hasher(4);
    await (await Store.open(file, (stores) => fillTenant(stores, withPerson(demoTenant()), hasher))).close();
    await hasher.close();
    // The state after the commit: nothing in a table, the old text in unused bytes, and a row that says so.
    outside(file, (sqlite) => {
      sqlite.pragma('secure_delete = OFF');
      sqlite.exec(
        `INSERT INTO photos VALUES (${PERSON.id}, 'image/png', CAST('${'zq-lingers '.repeat(2000)}' AS BLOB));
         DELETE FROM photos; INSERT INTO pending_scrub VALUES (1);`,
      );
    });
    expect(tracesIn(file, ['zq-lingers'])).toEqual(['zq-lingers']);
    const emulator = await startEmulator({ data: file, port: 0 });
    try {
      expect(tracesIn(file, ['zq-lingers'])).toEqual([]);
      expect(outside(file, (sqlite) => sqlite.prepare('SELECT * FROM pending_scrub').all())).toEqual([]);
    } finally {
      await emulator.close();
    }
  });
});

test('a file is rewritten again when another process erased something while it was rewritten', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder.path, 'atws.db');
  const hasher = new Hasher(4);
  const store = await Store.open(file, (stores) => fillTenant(stores, demoTenant(), hasher));
  const erase = `INSERT INTO privacy_history (action_at, action_type, initiating_id, initiating_person, resource_id, reason)
    VALUES ('2024-01-01T00:00:00.000Z', 'Erasure', ${IDS.ada}, 'Ada Albright', ${IDS.paul}, 'asked');
    INSERT OR IGNORE INTO pending_scrub VALUES (1);`;
  const pending = () => outside(file, (sqlite) => sqlite.prepare('SELECT * FROM pending_scrub').all());
  try {
    outside(file, (sqlite) => sqlite.exec(erase));
    const rewriting = store.scrub();
    await setImmediate();
    outside(file, (sqlite) => sqlite.exec(erase));
    await rewriting;
    expect(pending()).toEqual([{ id: 1 }]);
    await store.scrub();
    expect(pending()).toEqual([]);
  } finally {
    await store.close();
    await hasher.close();
    folder.remove();
  }
});

test('atws serve leaves nothing of a redacted person in its files and its output, while it goes on', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder.path, 'served.db');
  const hasher = new Hasher(4);
  await (await Store.open(file, (stores) => fillTenant(stores, withPerson(demoTenant()), hasher))).close();
  await hasher.close();
  const server = await serve(['--data', file, '--port', '0'], { env: { ATWS_BCRYPT_COST: '4' } });
  try {
    const { url } = server;
    const api = new Api({ origin: new URL(url).origin });
    const old = await leaveTraces({
      url,
      rows: async (sql, ...parameters) => rowsOf(file, sql, parameters),
      change: (sql) => changeFile(file, sql),
    });
    expect(tracesIn(file, old)).toEqual(old);
    await api.act(PERSON.id, 'redact', { reason: REASON });
    expect(tracesIn(file, old)).toEqual([]);
    expect(await logIn(url, PERSON.login)).toBe(401);
    const { code, stdout, stderr } = await server.end('SIGTERM');
    expect(code).toBe(0);
    expect(old.filter((text) => (stdout + stderr).includes(text))).toEqual([]);
    expect(tracesIn(file, old)).toEqual([]);
  } finally {
    await server.end('SIGKILL');
    folder.remove();
  }
});

function rowsOf(file: string, sql: string, parameters: readonly (string | number)[]) {
  return outside(file, (sqlite) => sqlite.prepare(sql).all(...parameters) as Record<string, string>[]);
}
