import { parse as parseCsv } from 'csv-parse/sync';
import { accept, IDS, MovingClock, opened } from '../support/updates';
import { Api, BY, openedAnew, outside } from '../support/json-api';

interface Entry {
  readonly id: number;
  readonly actionDate: string;
  readonly actionType: string;
  readonly initiatingPerson: string;
  readonly affectedResource: string;
  readonly resourceId: number;
  readonly reason: string;
}

const COLUMNS = ['actionDate', 'actionType', 'initiatingPerson', 'affectedResource', 'reason'] as const;
const clock = new MovingClock('2026-01-01T00:00:00Z');

describe('the Privacy Action History', () => {
  const world = openedAnew();

  test('names the acting person and tracks the reason of an erasure', async () => {
    await world.api.act(IDS.paul, 'redact', { reason: '  Article 17, by letter  ' });
    expect(await world.api.get('/privacy-history')).toEqual([
      {
        id: 1,
        actionDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        actionType: 'Erasure',
        initiatingPerson: 'Ada Albright',
        initiatingId: IDS.ada,
        affectedResource: 'Redacted Resource',
        resourceId: IDS.paul,
        reason: 'Article 17, by letter',
      },
    ]);
  });

  test('is empty as long as nothing was erased', async () => {
    await world.api.act(IDS.paul, 'inactivate');
    await world.api.delete(IDS.tom, IDS.ada);
    expect(await world.api.get('/privacy-history')).toEqual([]);
  });

  const FORGED = "'2020', 'Erasure', initiating_id, 'Somebody else', resource_id, 'another'";

  test.each([
    ['changed', "UPDATE privacy_history SET reason = 'another'"],
    [
      'changed whatever else conflicts',
      "UPDATE OR REPLACE privacy_history SET initiating_person = 'another'",
    ],
    ['taken over by somebody else', `UPDATE privacy_history SET initiating_id = ${IDS.tom}`],
    ['moved to another place', 'UPDATE privacy_history SET rowid = 99'],
    ['removed', 'DELETE FROM privacy_history'],
    ['replaced', `REPLACE INTO privacy_history SELECT id, ${FORGED} FROM privacy_history`],
    [
      'replaced by its rowid',
      `INSERT OR REPLACE INTO privacy_history (rowid, action_at, action_type, initiating_id, initiating_person, resource_id, reason) SELECT rowid, ${FORGED} FROM privacy_history`,
    ],
    [
      'replaced by an id that is text',
      `REPLACE INTO privacy_history SELECT CAST(id AS TEXT), ${FORGED} FROM privacy_history`,
    ],
    [
      'replaced by an id with a point',
      `REPLACE INTO privacy_history SELECT CAST(id AS REAL), ${FORGED} FROM privacy_history`,
    ],
    [
      'replaced among others',
      `REPLACE INTO privacy_history SELECT id + n, ${FORGED} FROM privacy_history, (SELECT 5 AS n UNION ALL SELECT 0)`,
    ],
    [
      'changed by an UPSERT',
      `INSERT INTO privacy_history SELECT id, ${FORGED} FROM privacy_history WHERE true ON CONFLICT (id) DO UPDATE SET reason = excluded.reason`,
    ],
    ['inserted in its place', `INSERT INTO privacy_history SELECT id, ${FORGED} FROM privacy_history`],
    ['overlooked', `INSERT OR IGNORE INTO privacy_history SELECT id, ${FORGED} FROM privacy_history`],
    [
      'kept from growing by an id that new ones begin with',
      `INSERT INTO privacy_history SELECT -1, ${FORGED} FROM privacy_history`,
    ],
  ])('cannot be %s, not even with another program on the data file', async (_what, sql) => {
    await world.api.act(IDS.paul, 'redact', { reason: 'asked for' });
    const before = await world.rows('SELECT * FROM privacy_history');
    for (const recursive of ['OFF', 'ON']) {
      outside(world.file, (sqlite) => {
        sqlite.pragma('foreign_keys = OFF');
        sqlite.pragma(`recursive_triggers = ${recursive}`);
        expect(() => sqlite.exec(sql)).toThrow(/cannot be changed|CHECK constraint/);
      });
    }
    expect(await world.rows('SELECT * FROM privacy_history')).toEqual(before);
  });

  describe('stays as it is', () => {
    const PEOPLE = 'SELECT initiating_id FROM privacy_history UNION SELECT resource_id FROM privacy_history';
    const remove = (keys: 'ON' | 'OFF') => () => {
      outside(world.file, (sqlite) => {
        sqlite.pragma(`foreign_keys = ${keys}`);
        sqlite.exec(`DELETE FROM resources WHERE id IN (${PEOPLE})`);
      });
    };
    let before: unknown;

    beforeEach(async () => {
      await world.api.act(IDS.paul, 'redact', { reason: 'asked for', by: 'administrator' });
      before = await world.api.get('/privacy-history');
    });

    test('when a program that knows keys removes its people, which is refused', async () => {
      expect(remove('ON')).toThrow(/FOREIGN KEY/);
      expect(await world.api.get('/privacy-history')).toEqual(before);
    });

    test('when a program that knows no keys removes its people', async () => {
      expect(remove('OFF')).not.toThrow();
      expect(await world.api.get('/privacy-history')).toEqual(before);
    });
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('has no %s in the API', async (method) => {
    for (const path of ['/privacy-history', '/privacy-history/1']) {
      const { status } = await world.api.send(path, {
        method,
        headers: { 'Content-Type': 'application/json' },
        body: '{}',
      });
      expect(status).toBe(404);
    }
  });

  describe('shows who acted under the name of then', () => {
    const entries = [
      {
        initiatingId: IDS.admin,
        initiatingPerson: 'API Administrator',
        affectedResource: 'Redacted Resource',
        reason: 'asked for',
      },
    ];

    beforeEach(() => world.api.act(IDS.paul, 'redact', { reason: 'asked for', by: 'api.admin' }));

    test('when they are renamed', async () => {
      await accept(world.url, IDS.admin, { FirstName: 'Robin', LastName: 'Renamed' });
      expect((await world.api.resource(IDS.admin)).displayName).toBe('Robin Renamed');
      expect(await world.api.get('/privacy-history')).toMatchObject(entries);
    });

    test('when they are redacted: the name is the only text of a person that stays', async () => {
      await world.api.act(IDS.admin, 'redact', { reason: 'asked for, too' });
      expect(await world.api.get('/privacy-history')).toMatchObject([
        ...entries,
        { initiatingId: IDS.ada, initiatingPerson: 'Ada Albright' },
      ]);
      const csv = (await world.api.send('/privacy-history?format=csv')).text;
      expect(csv).toContain(',API Administrator,');
    });

    test('with the mark of who is deleted', async () => {
      await world.api.delete(IDS.admin, IDS.ada);
      expect(await world.api.get('/privacy-history')).toMatchObject([
        { initiatingPerson: 'API Administrator (Deleted)' },
      ]);
    });
  });
});

describe('the Privacy Action History of several erasures', () => {
  const world = opened({ clock });
  const api = new Api(world);
  const ask = async (query: string): Promise<readonly Entry[]> =>
    (await api.get(`/privacy-history?${query}`)) as Entry[];

  beforeAll(async () => {
    const erasures = [
      [IDS.paul, BY, '=cmd|calc', '2026-03-05T10:00:00Z'],
      [IDS.harriet, 'api.admin', 'He said "forget", and more', '2026-03-06T00:00:00.500Z'],
      [IDS.jack, BY, 'line one\nline two', '2026-03-06T23:59:59.999Z'],
      [IDS.mo, 'administrator', '-1 and @more, ä', '2026-03-07T00:00:00Z'],
    ] as const;
    for (const [id, by, reason, at] of erasures) {
      clock.set(at);
      await api.act(id, 'redact', { by, reason });
    }
    const open = (await api.associations(IDS.jack)).filter((association) => association.open > 0);
    await api.act(IDS.jack, 'delete', {
      reassign: Object.fromEntries(open.map(({ type }) => [type, IDS.ada])),
    });
  });

  test.each(COLUMNS)('is sorted by %s, either way', async (column) => {
    const ascending = await ask(`sort=${column}`);
    const texts = ascending.map((entry) => entry[column]);
    expect(texts).toEqual(texts.toSorted((a, b) => a.localeCompare(b, 'en')));
    expect(ascending).toHaveLength(4);
    const descending = await ask(`sort=${column}&order=descending`);
    expect(descending).toEqual(ascending.toReversed());
  });

  test('is sorted by date, the oldest first, unless asked otherwise', async () => {
    expect((await ask('')).map(({ resourceId }) => resourceId)).toEqual([
      IDS.paul,
      IDS.harriet,
      IDS.jack,
      IDS.mo,
    ]);
  });

  test.each([
    ['actionDate=2026-03-06', [IDS.harriet, IDS.jack]],
    ['actionType=erasure', [IDS.paul, IDS.harriet, IDS.jack, IDS.mo]],
    ['actionType=Consent', []],
    ['initiatingPerson=ALBRIGHT', [IDS.paul, IDS.jack]],
    ['affectedResource=(deleted)', [IDS.jack]],
    ['reason=FORGET', [IDS.harriet]],
    ['reason=Ä', [IDS.mo]],
    ['initiatingPerson=ada&reason=two', [IDS.jack]],
    ['from=2026-03-06', [IDS.harriet, IDS.jack, IDS.mo]],
    ['until=2026-03-06', [IDS.paul]],
    ['from=2026-03-06&until=2026-03-07', [IDS.harriet, IDS.jack]],
    ['from=2026-03-06T00:00:00Z&until=2026-03-07T00:00:00Z', [IDS.harriet, IDS.jack]],
    ['from=2026-03-05T10:00:00Z', [IDS.paul, IDS.harriet, IDS.jack, IDS.mo]],
    ['from=2026-03-05T12:00:00%2B02:00&until=2026-03-05T19:00:01-05:00', [IDS.paul, IDS.harriet]],
  ])('is filtered by %s', async (filter, ids) => {
    expect((await ask(filter)).map(({ resourceId }) => resourceId)).toEqual(ids);
  });

  test.each(['from=yesterday', 'until=2026-02-30', 'sort=id', 'order=up', 'format=xml', 'colour=red'])(
    'refuses %s',
    async (query) => {
      const { status, text } = await api.send(`/privacy-history?${query}`);
      expect(status).toBe(400);
      expect(JSON.parse(text)).toMatchObject({ rule: 'request' });
    },
  );

  test('is exported as CSV, for people and for their spreadsheets', async () => {
    const { status, type, text } = await api.send('/privacy-history?format=csv');
    expect([status, type]).toEqual([200, 'text/csv; charset=utf-8']);
    const rows = parseCsv(text);
    expect(rows).toEqual([
      ['Action Date', 'Action Type', 'Initiating Person', 'Affected Resource', 'Reason'],
      ['2026-03-05T10:00:00.000Z', 'Erasure', 'Ada Albright', 'Redacted Resource', "'=cmd|calc"],
      [
        '2026-03-06T00:00:00.500Z',
        'Erasure',
        'API Administrator',
        'Redacted Resource',
        'He said "forget", and more',
      ],
      [
        '2026-03-06T23:59:59.999Z',
        'Erasure',
        'Ada Albright',
        'Redacted Resource (Deleted)',
        'line one\nline two',
      ],
      [
        '2026-03-07T00:00:00.000Z',
        'Erasure',
        'Autotask Administrator',
        'Redacted Resource',
        "'-1 and @more, ä",
      ],
    ]);
    expect(text.endsWith('\r\n')).toBe(true);
  });

  test('is filtered and sorted alike in CSV and JSON', async () => {
    const query = 'initiatingPerson=ada&sort=reason&order=descending';
    const json = await ask(query);
    const csv = parseCsv((await api.send(`/privacy-history?${query}&format=csv`)).text);
    expect(csv.slice(1).map(([date]) => date)).toEqual(json.map(({ actionDate }) => actionDate));
  });
});
