import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Emulator } from '../../src/index';
import { LOGINS, start, temporaryFolder } from '../support/emulator';
import { call } from '../support/soap';
import { accept, IDS, read } from '../support/updates';
import { type Visitor, visitor, type PageAnswer } from '../support/visitor';

let atws: Emulator;
let ada: Visitor;
beforeAll(async () => {
  atws = await start();
  ada = await visitor(atws, LOGINS.ada);
});
afterAll(() => atws.close());

const SCRIPT = `<script>alert("1")</script>`;

function shown(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** What a form answers that is taken: the page that is shown then. */
async function done(sent: PageAnswer): Promise<string> {
  expect([sent.status, sent.html]).toEqual([303, expect.anything()]);
  return (await ada.get('/state')).html;
}

const posts = ['/state/clock', '/state/faults', '/state/snapshots', '/state/reset'];

test.each(posts)('%s takes nothing without the token of the form', async (path) => {
  const { status } = await ada.post(path, { _csrf: 'another', do: 'clear', tick: '1000', name: 'x' });
  expect(status).toBe(403);
  expect((await atws.clock.state()).offset).toBe(0);
});

test.each(posts)('%s takes nothing from who is no administrator', async (path) => {
  const tom = await visitor(atws, LOGINS.tom);
  expect((await tom.post(path, { tick: '1000', name: 'x' })).status).toBe(403);
  expect((await tom.get('/state')).status).toBe(403);
  expect((await tom.get('/state/snapshots?name=x')).status).toBe(403);
});

describe('the clock', () => {
  afterEach(() => atws.clock.reset());

  test('is stopped, moved, set by the wall clock of the tenant, and shows the true time again', async () => {
    await done(await ada.post('/state/clock', { frozen: 'true' }));
    const { now } = await atws.clock.state();
    expect(await done(await ada.post('/state/clock', { tick: '86400000' }))).toContain('stands still');
    expect((await atws.clock.state()).now.getTime()).toBe(now.getTime() + 86_400_000);
    const html = await done(await ada.post('/state/clock', { now: '2024-07-15T08:00' }));
    expect((await atws.clock.state()).now.toISOString()).toBe('2024-07-15T12:00:00.000Z');
    expect(html).toContain('The clock stands still at 2024-07-15 08:00:00.');
    await done(await ada.post('/state/clock', { frozen: 'false' }));
    expect((await atws.clock.state()).frozen).toBe(false);
    await done(await ada.post('/state/clock', { do: 'reset' }));
    expect(await atws.clock.state()).toMatchObject({ offset: 0, frozen: false });
  });

  test.each([
    ['soon', 'The clock is set to a day and a time'],
    ['', 'The clock is set to a day and a time'],
    ['2024-13-45T99:99', 'The clock is set to a day and a time'],
    ['1066-10-14T09:00', 'The clock shows times from 1900 to 9999.'],
  ])('is not set to %s', async (now, why) => {
    const { status, html } = await ada.post('/state/clock', { now });
    expect([status, (await atws.clock.state()).offset]).toEqual([422, 0]);
    expect(html).toContain(why);
  });
});

describe('fault rules', () => {
  afterEach(() => atws.faults.clear());

  test('are added, met, shown with how often, and removed', async () => {
    await done(
      await ada.post('/state/faults', {
        do: 'add',
        operation: 'query',
        kind: 'httpStatus',
        text: '503',
        delayMs: '',
        chance: '100',
        times: '2',
      }),
    );
    expect(await atws.faults.list()).toMatchObject([
      { operation: 'query', times: 2, probability: 1, effect: { kind: 'httpStatus', status: 503 }, met: 0 },
    ]);
    expect((await call(atws.url, 'query')).status).toBe(503);
    const { html } = await ada.get('/state');
    expect(html).toMatch(/HTTP 503<\/span>.*<td class="num">1<\/td><td class="num mid">1<\/td>/s);
    const [{ id } = { id: 0 }] = await atws.faults.list();
    await done(await ada.post('/state/faults', { remove: String(id) }));
    expect(await atws.faults.list()).toEqual([]);
  });

  test.each([
    [{ kind: 'only delayed', delayMs: '250' }, { delayMs: 250 }],
    // As the empty field shows.
    [{ kind: 'fault', text: '' }, { effect: { kind: 'fault', text: 'The request failed.' } }],
    [{ kind: 'fault', text: SCRIPT }, { effect: { kind: 'fault', text: SCRIPT } }],
    [
      { kind: 'connection reset', chance: '12.5' },
      { probability: 0.125, effect: { kind: 'connection reset' } },
    ],
  ])('of the form %p become %p', async (form, rule) => {
    const html = await done(await ada.post('/state/faults', { do: 'add', ...form }));
    expect(await atws.faults.list()).toMatchObject([rule]);
    expect(html).not.toContain(SCRIPT);
    await done(await ada.post('/state/faults', { do: 'clear' }));
    expect(await atws.faults.list()).toEqual([]);
  });

  test.each([
    [
      { kind: 'httpStatus', text: SCRIPT },
      'text',
      `effect.status must be a number, not ${JSON.stringify(SCRIPT)}.`,
    ],
    [{ kind: 'httpStatus', text: '' }, 'text', 'effect.status is missing: it must be a number.'],
    [{ kind: 'connection reset', times: 'often' }, 'times', 'times must be a number, not "often".'],
    [{ kind: 'connection reset', chance: '101' }, 'chance', 'probability must be'],
    [{ kind: 'connection reset', operation: 'qwery' }, 'operation', 'There is no operation qwery.'],
    [{ kind: 'connection reset', text: 'x' }, 'text', 'takes no text.'],
  ])('that cannot be, like %p, are refused at the field', async (form, field, why) => {
    const { status, html } = await ada.post('/state/faults', { do: 'add', ...form });
    expect(status).toBe(422);
    expect(html).toMatch(new RegExp(`<span id="${field}-violation">[^<]*`));
    expect(html).toContain(shown(why));
    expect(html).not.toContain(SCRIPT);
    expect(await atws.faults.list()).toEqual([]);
  });

  test('that do nothing are refused, as is one that is gone', async () => {
    expect((await ada.post('/state/faults', { do: 'add', kind: 'only delayed' })).html).toContain(
      'A fault rule needs an effect',
    );
    const { status, html } = await ada.post('/state/faults', { remove: '99' });
    expect(status).toBe(422);
    expect(html).toContain('There is no fault rule 99.');
  });
});

describe('snapshots', () => {
  test('are taken, restored, downloaded, uploaded and deleted', async () => {
    expect(await done(await ada.post('/state/snapshots', { do: 'take', name: 'before' }))).toContain(
      'The state is kept as before.',
    );
    await accept(atws.url, IDS.mo, { Title: 'Changed since' });
    const file = await fetch(`${atws.origin}/admin/state/snapshots?name=before`, {
      headers: { Cookie: ada.cookie },
    });
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="before.db"');
    const bytes = new Uint8Array(await file.arrayBuffer());
    expect(Buffer.from(bytes.subarray(0, 15)).toString()).toBe('SQLite format 3');
    await done(await ada.post('/state/snapshots', { do: 'delete', name: 'before' }));
    expect((await ada.post('/state/snapshots', { do: 'restore', name: 'before' })).html).toContain(
      'There is no snapshot before.',
    );
    await done(await ada.upload('/state/upload', 'snapshot', bytes, 'application/octet-stream'));
    await done(await ada.post('/state/snapshots', { do: 'restore', name: 'file' }));
    expect((await read(atws.url, IDS.mo))['Title']).not.toBe('Changed since');
    await done(await ada.post('/state/snapshots', { do: 'delete', name: 'file' }));
  });

  test.each(['', '../up', 'a b', SCRIPT, 'x'.repeat(65)])('are not named %p', async (name) => {
    const { status, html } = await ada.post('/state/snapshots', { do: 'take', name });
    expect(status).toBe(422);
    expect(html).toContain('The name of a snapshot has letters, digits');
    expect(html).not.toContain(SCRIPT);
    expect((await ada.get(`/state/snapshots?name=${encodeURIComponent(name)}`)).status).toBe(422);
  });

  test('are no other files', async () => {
    const { status, html } = await ada.upload('/state/upload', 'snapshot', Buffer.from('no database'), '');
    expect(status).toBe(422);
    expect(html).toContain('The snapshot file');
    expect((await ada.upload('/state/upload', 'snapshot', Buffer.from(''), '')).html).toContain(
      'Choose the file of a snapshot',
    );
  });
});

describe('a snapshot that is uploaded', () => {
  test('may have as many bytes as the JSON API takes, and no more', async () => {
    const limited = await start({ maxSnapshot: 3_000_000 });
    try {
      const visiting = await visitor(limited, LOGINS.ada);
      await visiting.get('/state');
      expect((await visiting.get('/state')).html).toContain('A file that was downloaded, 3.0 MB at most');
      for (const size of [3_000_001, 3_100_000]) {
        const { status, html } = await visiting.upload('/state/upload', 'snapshot', Buffer.alloc(size), '');
        expect([status, html]).toEqual([
          422,
          expect.stringContaining('A snapshot that is uploaded may have 3000000 bytes, unpacked.'),
        ]);
      }
    } finally {
      await limited.close();
    }
  });

  test('goes to its place as it comes, be it large', async () => {
    await done(await ada.post('/state/snapshots', { do: 'take', name: 'large' }));
    const taken = await (await fetch(`${atws.origin}/_emulator/snapshots/large`)).arrayBuffer();
    const folder = temporaryFolder();
    const file = path.join(folder.path, 'large.db');
    writeFileSync(file, Buffer.from(taken));
    const sqlite = new Sqlite(file);
    sqlite.prepare('UPDATE resources SET Title = ? WHERE id = ?').run('x'.repeat(12_000_000), IDS.mo);
    sqlite.close();
    const bytes = readFileSync(file);
    expect(bytes.length).toBeGreaterThan(12_000_000);
    expect(await done(await ada.upload('/state/upload', 'snapshot', bytes, ''))).toContain(
      'The snapshot file can be restored.',
    );
    folder.remove();
  });
});

describe('reset', () => {
  test('starts over, and who did it stays logged in', async () => {
    await accept(atws.url, IDS.mo, { Title: 'Changed since' });
    await atws.faults.add({ effect: { kind: 'malformed XML' } });
    expect(await done(await ada.post('/state/reset', { do: 'reset' }))).toContain(
      'The emulator started over.',
    );
    expect(await atws.faults.list()).toEqual([]);
    expect((await read(atws.url, IDS.mo))['Title']).not.toBe('Changed since');
  });

  test('of a data file that may not be emptied says why not, on the page and to who tries', async () => {
    const kept = await start({ store: 'file' });
    try {
      const careful = await visitor(kept, LOGINS.ada);
      const { html } = await careful.get('/state');
      const why = 'A data file is emptied only when the server was started with --allow-reset.';
      expect(html).toContain(why);
      expect(html).not.toContain('Replace all data by the seed');
      const sent = await careful.post('/state/reset', { do: 'reset' });
      expect(sent.status).toBe(422);
      expect(sent.html).toContain(why);
    } finally {
      await kept.close();
    }
  });
});

test('commands and calls of the JSON API that do the same are named, as are addresses, limits and log-ins', async () => {
  await call(atws.url, 'GetWsdlVersion');
  const { html } = await ada.get('/state');
  for (const text of [
    'atws clock advance 1d',
    'PUT /_emulator/clock {"tick": 86400000}',
    'atws faults add --operation query',
    'POST /_emulator/faults',
    'atws snapshot create before-import',
    'PUT /_emulator/snapshots/before-import',
    'atws reset',
    'POST /_emulator/reset {}',
    `${atws.url}"`,
    'of 10,000 requests, not enforced',
    'DEMO-TRACKING-IDENTIFIER-01',
    LOGINS.reader.password,
  ])
    expect(html).toContain(shown(text).replace(/&quot;$/, '"'));
});
