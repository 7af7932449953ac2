import { parse } from 'csv-parse/sync';
import { LOGINS } from '../support/emulator';
import { openedAnew, type WorkRecord } from '../support/json-api';
import { IDS } from '../support/updates';
import { visitor, type PageAnswer } from '../support/visitor';

const world = openedAnew();

const page = async (path: string): Promise<PageAnswer> => (await visitor(world, LOGINS.ada)).get(path);

/** The user names that the filter of a page offers. */
function offered({ html }: PageAnswer): readonly string[] {
  const list = /<datalist id="offered">(.*?)<\/datalist>/s.exec(html)?.[1] ?? '';
  return [...list.matchAll(/<option value="([^"]*)"/g)].map(([, name]) => name ?? '');
}

/** The rows of a report, by the name of the first column. */
async function csv(query: string): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const { status, html } = await page(`/report/export?${query}`);
  expect(status).toBe(200);
  const rows = parse<Record<string, string>>(html, { columns: true, record_delimiter: '\r\n' });
  return new Map(rows.map((row) => [Object.values(row)[0] ?? '', row]));
}

/** Paul is inactive and Tom deleted, both with work that they closed. */
async function leave(): Promise<void> {
  await world.api.act(IDS.paul, 'inactivate');
  await world.api.delete(IDS.tom, IDS.ada);
}

const ALERT = /role="alert">.*?<div>(.*?)<\/div>/s;

describe('the dashboard', () => {
  test('offers active resources in its widget filter, and nobody else', async () => {
    await leave();
    const names = offered(await page('/dashboard'));
    const active = (await world.api.resources()).filter(({ state }) => state === 'active');
    expect(new Set(names)).toEqual(new Set(active.map(({ userName }) => userName)));
  });

  test('cannot be assigned an inactive resource as a widget filter', async () => {
    await leave();
    for (const asked of [`resource=${IDS.paul}`, 'find=paul.muller', 'find=paul+mul']) {
      const { status, html } = await page(`/dashboard?${asked}`);
      expect([asked, status, ALERT.exec(html)?.[1]]).toEqual([
        asked,
        422,
        'Widgets cannot be filtered by Paul Muller: the resource is inactive.',
      ]);
    }
  });

  test('still has deleted resources in its figures, with (Deleted) after their names', async () => {
    await leave();
    const { html } = await page('/dashboard');
    expect(html).toMatch(
      new RegExp(`<a href="/admin/resources/${IDS.tom}/records">Tom Tanner \\(Deleted\\)</a>`),
    );
    const before = (await world.api.records('&open=false')).length;
    expect(html).toContain(`state=closed">${before}</a>`);
  });

  test('counts the records of those in its filter', async () => {
    const open = await world.api.records('&open=true');
    for (const [query, counted] of [
      ['', open],
      [`resource=${IDS.ada}`, open.filter(({ owner }) => owner.id === IDS.ada)],
      [
        `resource=${IDS.ada}&resource=${IDS.bea}&role=responsible`,
        open.filter(({ responsible }) => [IDS.ada, IDS.bea].some((id) => id === responsible.id)),
      ],
    ] as const) {
      const { html } = await page(`/dashboard?${query}`);
      expect(html).toContain(`state=open">${counted.length}</a>`);
    }
  });
});

describe('the report', () => {
  test('offers inactive resources in its filter, and no deleted ones', async () => {
    await leave();
    const names = offered(await page('/report'));
    const kept = (await world.api.resources()).filter(({ state }) => state !== 'deleted');
    expect(new Set(names)).toEqual(new Set(kept.map(({ userName }) => userName)));
    expect(names).toContain('paul.muller');
  });

  test('can be filtered by an inactive resource', async () => {
    await leave();
    for (const asked of [
      'find=paul.muller',
      'find=paul+mul',
      `find=${IDS.paul}`,
      'find=Paul.Muller%40example.com',
    ]) {
      const { status, headers } = await page(`/report?${asked}`);
      expect([status, headers.get('location')]).toEqual([303, `/admin/report?resource=${IDS.paul}`]);
    }
    const rows = await csv(`resource=${IDS.paul}`);
    expect([...rows.keys()]).toEqual(['Paul Muller']);
    const closed = (await world.api.records('&open=false')).filter(({ owner }) => owner.id === IDS.paul);
    expect(rows.get('Paul Muller')).toMatchObject({ State: 'inactive', Closed: String(closed.length) });
  });

  test('cannot be filtered by a deleted resource', async () => {
    await leave();
    for (const asked of [
      `resource=${IDS.tom}`,
      'find=tom.tech',
      'find=tanner',
      `by=type&resource=${IDS.tom}`,
    ]) {
      const { status, html } = await page(`/report?${asked}`);
      expect([asked, status, ALERT.exec(html)?.[1]]).toEqual([
        asked,
        422,
        'Reports cannot be filtered by Tom Tanner (Deleted): the resource is deleted.',
      ]);
    }
    // Figures of everybody would be taken for those of Tom.
    expect((await page(`/report/export?resource=${IDS.tom}`)).status).toBe(303);
  });

  test('says that there is nobody of a name', async () => {
    const { status, html } = await page('/report?find=No+Body');
    expect([status, ALERT.exec(html)?.[1]]).toEqual([422, 'There is no resource No Body.']);
  });

  test('still has deleted resources in its rows, with (Deleted) after their names', async () => {
    await leave();
    const closed = (await world.api.records('&open=false')).filter(
      ({ owner }) => owner.id === IDS.tom,
    ).length;
    expect((await page('/report')).html).toContain('Tom Tanner (Deleted)');
    expect((await csv('')).get('Tom Tanner (Deleted)')).toEqual({
      Resource: 'Tom Tanner (Deleted)',
      'User Name': 'tom.tech',
      State: 'deleted',
      'Resource ID': String(IDS.tom),
      Open: '0',
      Closed: String(closed),
      Total: String(closed),
    });
  });

  test('offers nobody who was redacted and deleted, and has them in its rows', async () => {
    await world.api.act(IDS.tom, 'redact', { reason: 'asked for' });
    const name = `redacted${IDS.tom}`;
    expect(offered(await page('/report'))).toContain(name);
    await world.api.delete(IDS.tom, IDS.ada);
    expect(offered(await page('/report'))).not.toContain(name);
    expect(ALERT.exec((await page(`/report?find=${name}`)).html)?.[1]).toBe(
      'Reports cannot be filtered by Redacted Resource (Deleted): the resource is deleted.',
    );
    expect((await csv('')).has('Redacted Resource (Deleted)')).toBe(true);
  });

  test('counts by resource, type, state and time what there is', async () => {
    const all = await world.api.records();
    const rowsOf = async (query: string): Promise<Readonly<Record<string, number>>> =>
      Object.fromEntries([...(await csv(query))].map(([name, { Total }]) => [name, Number(Total)]));
    const counted = (nameOf: (record: WorkRecord) => string, of = all): Readonly<Record<string, number>> =>
      of.reduce<Record<string, number>>(
        (sums, one) => ({ ...sums, [nameOf(one)]: (sums[nameOf(one)] ?? 0) + 1 }),
        {},
      );
    expect(await rowsOf('by=resource')).toEqual(counted(({ owner }) => owner.displayName));
    expect(await rowsOf('by=resource&role=responsible')).toEqual(
      counted(({ responsible }) => responsible.displayName),
    );
    expect(await rowsOf('by=type')).toEqual(counted(({ type }) => type));
    expect(await rowsOf('by=type&state=closed')).toEqual(
      counted(
        ({ type }) => type,
        all.filter(({ open }) => !open),
      ),
    );
    expect(await rowsOf('by=state')).toEqual(counted(({ open }) => (open ? 'open' : 'closed')));
    expect(await rowsOf('by=state&state=closed')).toEqual({ closed: all.filter(({ open }) => !open).length });
    expect(await rowsOf('by=state&type=Task')).toEqual(
      counted(
        ({ open }) => (open ? 'open' : 'closed'),
        all.filter(({ type }) => type === 'Task'),
      ),
    );
  });

  test('has the resources with the most records first, open and closed, and then those with lower ids', async () => {
    const closed = [IDS.bea, IDS.bea, IDS.bea, IDS.tom].map((id) => [id, "'2026-01-02'"] as const);
    const open = [IDS.paul, IDS.paul, IDS.ada].map((id) => [id, 'NULL'] as const);
    const rows = [...closed, ...open].map(
      ([id, closedAt]) => `('Task', 'Work', ${id}, ${id}, '2026-01-01', '2026-01-01', ${closedAt})`,
    );
    await world.change(`DELETE FROM record_audit; DELETE FROM records;
      INSERT INTO records (type, title, owner_id, responsible_id, created_at, updated_at, closed_at)
      VALUES ${rows.join()}`);
    expect([...(await csv('')).keys()]).toEqual(['Bea Blank', 'Paul Muller', 'Ada Albright', 'Tom Tanner']);
  });

  test.each([
    ['resource', 'Resource,User Name,State,Resource ID,'],
    ['type', 'Type,'],
    ['state', 'State,'],
    ['time', 'Created,'],
  ])('by %s is exported under the headings %s', async (by, headings) => {
    const [first] = (await page(`/report/export?by=${by}`)).html.split('\r\n');
    expect(first).toBe(`${headings}Open,Closed,Total`);
  });

  test('groups by local days, months or years, and leaves none out', async () => {
    await world.change('DELETE FROM record_audit; DELETE FROM records;');
    const add = (id: number, at: string): Promise<void> =>
      world.change(
        `INSERT INTO records (id, type, title, owner_id, responsible_id, created_at, updated_at)
         VALUES (${id}, 'Task', 'Work', ${IDS.ada}, ${IDS.ada}, '${at}', '${at}')`,
      );
    const totals = async (query = ''): Promise<readonly string[]> =>
      [...(await csv(`by=time${query}`))].map(([name, { Total }]) => `${name}: ${String(Total)}`);
    expect(await totals()).toEqual([]);
    // New York is four hours behind: the first one is of the day before.
    await add(1, '2026-04-01T03:59:59.999Z');
    await add(2, '2026-04-01T04:00:00.000Z');
    await add(3, '2026-04-03T02:00:00.000Z');
    expect(await totals()).toEqual(['2026-03-31: 1', '2026-04-01: 1', '2026-04-02: 1']);
    expect(await totals('&from=2026-04-01&through=2026-04-01')).toEqual(['2026-04-01: 1']);
    await add(4, '2026-07-01T03:30:00.000Z');
    expect(await totals()).toEqual(['2026-03: 1', '2026-04: 2', '2026-05: 0', '2026-06: 1']);
    await add(5, '2020-01-01T04:59:59.999Z');
    expect(await totals()).toEqual([
      '2019: 1',
      '2020: 0',
      '2021: 0',
      '2022: 0',
      '2023: 0',
      '2024: 0',
      '2025: 0',
      '2026: 4',
    ]);
    await add(6, '1000-01-01T00:00:00.000Z');
    expect((await totals()).slice(0, 2)).toEqual(['before 1966: 1', '1966: 0']);
    expect((await totals()).at(-1)).toBe('2026: 4');
  });

  test.each(['2026-02-30', 'yesterday', '2026-13-01'])('says that %p is no day', async (day) => {
    const { status, html } = await page(`/report?from=${day}`);
    expect(status).toBe(422);
    expect(html).toContain('id="from-violation"');
  });

  test('writes no formula into CSV', async () => {
    await world.change(`UPDATE resources SET FirstName = '=cmd()', LastName = 'x' WHERE id = ${IDS.tom}`);
    expect((await csv('')).has("'=cmd() x")).toBe(true);
  });
});

test.each(['/dashboard', '/report', '/report/export'])('%s is for administrators', async (path) => {
  expect((await (await visitor(world, LOGINS.tom)).get(path)).status).toBe(403);
});

test('figures are those of the whole, however many stretches they are counted in', async () => {
  await world.change(
    `INSERT INTO records (id, type, title, owner_id, responsible_id, created_at, updated_at)
     WITH RECURSIVE more (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM more WHERE number < 12000)
     SELECT 100000 + 3 * number, 'Task', 'Work', ${IDS.ada}, ${IDS.bea}, '2026-01-01T00:00:00.000Z',
       '2026-01-01T00:00:00.000Z' FROM more`,
  );
  const [row] = await world.rows(`SELECT count(*) AS number FROM records WHERE type = 'Task'`);
  expect((await csv('by=type')).get('Task')?.['Total']).toBe(String(row?.['number']));
});
