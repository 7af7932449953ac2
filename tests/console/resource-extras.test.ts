import { LOGINS } from '../support/emulator';
import { JPEG, PNG } from '../support/pictures';
import { BY, openedAnew, type World } from '../support/json-api';
import { IDS, MovingClock, read, stateOf } from '../support/updates';
import { visitor, type PageAnswer } from '../support/visitor';

const clock = new MovingClock('2026-03-01T23:30:00Z');
const world: World = openedAnew({ clock });

beforeEach(() => {
  clock.set('2026-03-01T23:30:00Z');
});

/** What the audit log has of Tom. */
const audited = async (): Promise<readonly unknown[]> =>
  (await world.rows('SELECT actor_id, changes FROM audit WHERE resource_id = ? ORDER BY id', IDS.tom)).map(
    ({ actor_id: actor, changes }) => [actor, JSON.parse(String(changes)) as unknown],
  );

describe('the photo of a resource', () => {
  const PATH = `/resources/${IDS.tom}/photo`;

  test.each([
    ['PNG', PNG, 'image/png'],
    ['JPEG', JPEG, 'image/jpeg'],
  ])('is uploaded as %s, shown and deleted', async (_kind, bytes, type) => {
    const ada = await visitor(world, LOGINS.ada);
    // What the browser takes it for does not matter.
    expect((await ada.upload(PATH, 'photo', bytes, 'text/html')).status).toBe(303);
    expect((await ada.get(`/resources/${IDS.tom}`)).html).toContain(`src="/admin${PATH}"`);
    const shown = await fetch(`${world.origin}/admin${PATH}`, { headers: { Cookie: ada.cookie } });
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect((await ada.post(`${PATH}/delete`)).status).toBe(303);
    expect((await ada.get(PATH)).status).toBe(404);
    expect(await audited()).toEqual([
      [IDS.ada, { Photo: {} }],
      [IDS.ada, { Photo: {} }],
    ]);
  });

  /** The PNG with a size, and the JPEG. */
  const png = (width: number, height: number): Buffer => {
    const bytes = Buffer.from(PNG);
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };
  const jpeg = (width: number, height: number): Buffer => {
    const bytes = Buffer.from(JPEG);
    bytes.writeUInt16BE(height, 2 + 18 + 5);
    bytes.writeUInt16BE(width, 2 + 18 + 7);
    return bytes;
  };
  /** The JPEG with segments before its frame, and the frame with another marker. */
  const jpegWith = (segments: string, marker = 'c0'): Buffer =>
    Buffer.concat([
      JPEG.subarray(0, 2 + 18),
      Buffer.from(segments, 'hex'),
      Buffer.from(`ff${marker}`, 'hex'),
      JPEG.subarray(2 + 18 + 2),
    ]);

  test.each<readonly [string, Buffer, string]>([
    ['10,000 pixels wide', png(10_000, 1), 'image/png'],
    ['10,000 pixels high', png(1, 10_000), 'image/png'],
    [
      '1,000,000 bytes long',
      Buffer.concat([PNG.subarray(0, -12), Buffer.alloc(1_000_000 - PNG.length), PNG.subarray(-12)]),
      'image/png',
    ],
    ['a JPEG of one pixel', jpeg(1, 1), 'image/jpeg'],
    ['a JPEG of 10,000 pixels a side', jpeg(10_000, 10_000), 'image/jpeg'],
    ['a progressive JPEG', jpegWith('', 'c2'), 'image/jpeg'],
    ['a JPEG with the last marker of frames', jpegWith('', 'cf'), 'image/jpeg'],
    // What would be read as its size is 0.
    [
      'a JPEG with tables before its frame',
      jpegWith('ffc40008000000000000ffcc0008000000000000'),
      'image/jpeg',
    ],
    ['a JPEG with an extension before its frame', jpegWith('ffc80008000000000000'), 'image/jpeg'],
    ['a JPEG with a comment before its frame', jpegWith('fffe0008000000000000'), 'image/jpeg'],
    ['a JPEG with an empty segment', jpegWith('ffe10002'), 'image/jpeg'],
  ])('may be %s', async (_what, bytes, type) => {
    const ada = await visitor(world, LOGINS.ada);
    expect((await ada.upload(PATH, 'photo', bytes, 'image/gif')).status).toBe(303);
    expect((await ada.get(PATH)).headers.get('content-type')).toBe(type);
    await ada.post(`${PATH}/delete`);
  });

  const NOT_A_PICTURE = 'A photo must be a PNG or JPEG picture.';

  test.each<readonly [string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), NOT_A_PICTURE],
    ['a page', Buffer.from('<script>alert(1)</script>'), NOT_A_PICTURE],
    ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;'), NOT_A_PICTURE],
    ['the signature only', PNG.subarray(0, 8), NOT_A_PICTURE],
    ['half a PNG', PNG.subarray(0, -4), NOT_A_PICTURE],
    ['a PNG with a page behind', Buffer.concat([PNG, Buffer.from('<b>')]), NOT_A_PICTURE],
    [
      'a PNG that ends within its header',
      Buffer.concat([PNG.subarray(0, 24), PNG.subarray(-12)]),
      NOT_A_PICTURE,
    ],
    [
      'a PNG without its first byte',
      Buffer.concat([Buffer.from('00', 'hex'), PNG.subarray(1)]),
      NOT_A_PICTURE,
    ],
    ['a PNG of 10,001 pixels a side', png(10_001, 1), NOT_A_PICTURE],
    ['a PNG 10,001 pixels high', png(1, 10_001), NOT_A_PICTURE],
    ['a PNG without width', png(0, 1), NOT_A_PICTURE],
    ['half a JPEG', JPEG.subarray(0, -1), NOT_A_PICTURE],
    [
      'a JPEG without its first bytes',
      Buffer.concat([Buffer.from('0000', 'hex'), JPEG.subarray(2)]),
      NOT_A_PICTURE,
    ],
    ['a JPEG without height', jpeg(2, 0), NOT_A_PICTURE],
    ['a JPEG without width', jpeg(0, 3), NOT_A_PICTURE],
    ['a JPEG of 10,001 pixels a side', jpeg(10_001, 3), NOT_A_PICTURE],
    ['a JPEG with image data before its frame', jpegWith('ffda0002'), NOT_A_PICTURE],
    ['a JPEG with a marker that has no length', jpegWith('ff010002'), NOT_A_PICTURE],
    ['a JPEG with what is no marker', jpegWith('fe000002'), NOT_A_PICTURE],
    ['a JPEG with a marker that is filling', jpegWith('ffff0002'), NOT_A_PICTURE],
    ['a JPEG with a segment shorter than its length', jpegWith('ffe10001ff'), NOT_A_PICTURE],
    ['a JPEG with a segment that goes past its end', jpegWith('ffe1ffff'), NOT_A_PICTURE],
    ['a JPEG without a frame', Buffer.from('ffd8ffe00002ffd9', 'hex'), NOT_A_PICTURE],
    ['a JPEG whose segments lead nowhere', Buffer.from('ffd8ffe00000000000000000ffd9', 'hex'), NOT_A_PICTURE],
    [
      'more than 1 MB',
      Buffer.concat([PNG.subarray(0, -12), Buffer.alloc(1_000_000), PNG.subarray(-12)]),
      'A photo may have 1 MB at most.',
    ],
  ])('is refused: %s', async (_what, bytes, sentence) => {
    const ada = await visitor(world, LOGINS.ada);
    const { status, html } = await ada.upload(PATH, 'photo', bytes, 'image/png');
    expect([status, html]).toEqual([422, expect.stringContaining(`id="photo-violation">${sentence}`)]);
    expect((await ada.get(PATH)).status).toBe(404);
    expect(await audited()).toEqual([]);
  });

  test('is refused before it is read as a whole when it is far too large', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const { status, html } = await ada.upload(PATH, 'photo', Buffer.alloc(10_000_001), 'image/png');
    expect([status, html]).toEqual([422, expect.stringContaining('A photo may have 1 MB at most.')]);
  });
});

describe('internal costs', () => {
  const PATH = `/resources/${IDS.tom}/costs`;
  const add = async (from: string, to: string, amount: string): Promise<PageAnswer> =>
    (await visitor(world, LOGINS.ada)).post(PATH, { from, to, amount });
  const costs = async () =>
    await world.rows(
      'SELECT first_day, last_day, amount FROM internal_costs WHERE resource_id = ? ORDER BY 1',
      IDS.tom,
    );

  beforeEach(async () => {
    const ada = await visitor(world, LOGINS.ada);
    for (const { first_day: from } of await costs())
      await ada.post(`${PATH}/remove`, { from: String(from ?? '') });
  });

  test('are added, counted by SOAP, and removed', async () => {
    expect((await add('2026-01-01', '', '12.5')).status).toBe(303);
    expect(await read(world.url, IDS.tom)).toMatchObject({ InternalCost: '12.5000' });
    const ada = await visitor(world, LOGINS.ada);
    expect((await ada.get(`/resources/${IDS.tom}/hr`)).html).toContain('<td class="num">12.5000</td>');
    expect((await ada.post(`${PATH}/remove`, { from: '2026-01-01' })).status).toBe(303);
    expect(await costs()).toEqual([]);
    expect((await ada.post(`${PATH}/remove`, { from: '2026-01-01' })).status).toBe(404);
  });

  test.each([
    ['2026-02-01', '2026-01-31', '1', 'to', 'The range ends before it starts.'],
    ['2026-01-31', '', '1', 'from', 'There is another internal cost for some of these days.'],
    ['', '', '1', 'from', 'There is another internal cost for some of these days.'],
    ['', '2026-01-01', '1', 'from', 'There is another internal cost for some of these days.'],
    ['2027-01-01', '', '-1', 'amount', 'An internal cost is 0 at least and 1,000,000,000 at most.'],
    [
      '2027-01-01',
      '',
      '1000000000.01',
      'amount',
      'An internal cost is 0 at least and 1,000,000,000 at most.',
    ],
    ['2027-01-01', '', 'much', 'amount', 'Can not convert data to numeric in field: amount.'],
    ['2027-02-29', '', '1', 'from', 'Can not convert data to date in field: from.'],
  ])('are refused beside what is there: %s to %s, %s', async (from, to, amount, field, sentence) => {
    await add('2026-01-01', '2026-01-31', '1');
    const before = await costs();
    const { status, html } = await add(from, to, amount);
    expect([status, html]).toEqual([422, expect.stringContaining(`id="${field}-violation">${sentence}`)]);
    expect(await costs()).toEqual(before);
  });

  test.each(['0', '1000000000'])('may be %s', async (amount) => {
    expect((await add('2026-01-01', '', amount)).status).toBe(303);
    expect(await costs()).toMatchObject([{ amount: Number(amount) }]);
  });

  test('have one open start at most', async () => {
    await add('', '2025-12-31', '1');
    expect((await add('', '2024-12-31', '2')).status).toBe(422);
    expect(await costs()).toMatchObject([{ amount: 1 }]);
  });

  const following = [
    ['', '2025-12-31', '1'],
    ['2026-02-01', '', '3'],
    ['2026-01-01', '2026-01-30', '2'],
    ['2026-01-31', '2026-01-31', '2.5'],
  ] as const;

  test.each([
    ['first', following],
    ['last', following.toReversed()],
  ])('may follow each other, where that with an open start is added %s', async (_when, added) => {
    for (const [from, to, amount] of added) await add(from, to, amount);
    expect(await costs()).toMatchObject([{ amount: 1 }, { amount: 2 }, { amount: 2.5 }, { amount: 3 }]);
  });
});

describe('an administrator who may not see internal costs', () => {
  const blind: World = openedAnew({
    tenant: (demo) => ({
      ...demo,
      securityLevels: demo.securityLevels.map((level) =>
        level.systemAdministrator && !level.apiOnly ? { ...level, viewInternalCost: false } : level,
      ),
    }),
  });

  test('sees and changes none', async () => {
    const ada = await visitor(blind, LOGINS.ada);
    expect((await ada.get(`/resources/${IDS.tom}/hr`)).html).not.toContain('nternal cost');
    const before = await stateOf(blind);
    const costs = () => blind.rows('SELECT * FROM internal_costs');
    const costsBefore = await costs();
    const answers = [
      await ada.post(`/resources/${IDS.tom}/costs`, { from: '', to: '', amount: '1' }),
      await ada.post(`/resources/${IDS.harriet}/costs/remove`, { from: '' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect([await stateOf(blind), await costs()]).toEqual([before, costsBefore]);
  });
});

describe('the records of a resource', () => {
  const openRecords = async () => world.api.records(`&resource=${IDS.tom}&open=true`);

  test('are listed, closed and assigned', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const [first, second] = await openRecords();
    if (!first || !second) throw new Error('Tom has too few records');
    const { html } = await ada.get(`/resources/${IDS.tom}/records`);
    expect(html).toContain(first.title);
    const form = { resource: String(IDS.tom) };
    expect((await ada.post(`/records/${first.id}/close`, form)).headers.get('location')).toBe(
      `/admin/resources/${IDS.tom}/records`,
    );
    await ada.post(`/records/${second.id}/assign`, { ...form, owner: 'JSmyth', responsible: 'jsmyth' });
    const left = (await openRecords()).map(({ id }) => id);
    expect(left).not.toContain(first.id);
    expect(left).not.toContain(second.id);
  });

  test('are not given to somebody who is not there', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const [first] = await openRecords();
    const { status, html } = await ada.post(`/records/${first?.id}/assign`, {
      resource: String(IDS.tom),
      owner: 'no.body',
    });
    expect([status, html]).toEqual([404, expect.stringContaining('There is no resource no.body.')]);
  });

  test('are on pages of 25', async () => {
    const ada = await visitor(world, LOGINS.ada);
    for (let number = 0; number < 30; number += 1) {
      await world.api.post('/records', { by: BY, type: 'Task', title: `Page ${number}.`, owner: IDS.mo });
    }
    const titles: string[] = [];
    let next: string | undefined = `/resources/${IDS.mo}/records?type=Task`;
    while (next !== undefined) {
      const { html } = await ada.get(next);
      titles.push(
        ...[...html.matchAll(/<td title="Page \d+\.">(Page \d+\.)</g)].map(([, title = '']) => title),
      );
      next = /href="\/admin([^"]*after=[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(titles).toEqual(Array.from({ length: 30 }, (_, number) => `Page ${number}.`));
  });
});

describe('the history of a resource', () => {
  test('tells who did what and when, by the clock of the tenant, the newest first', async () => {
    await world.api.act(IDS.tom, 'inactivate');
    clock.pass(3_600_000);
    await world.api.act(IDS.tom, 'activate');
    const ada = await visitor(world, LOGINS.ada);
    const { html } = await ada.get(`/resources/${IDS.tom}/history`);
    const text = html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    expect(text).toMatch(
      /America\/New_York .*2026-03-01 19:30:00 (?:Ada Albright ){2}Active: No → Yes .*2026-03-01 18:30:00 (?:Ada Albright ){2}Active: Yes → No/,
    );
  });
});
