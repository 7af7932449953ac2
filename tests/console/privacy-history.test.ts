import { parse as parseCsv } from 'csv-parse/sync';
import { Api, BY } from '../support/json-api';
import { LOGINS } from '../support/emulator';
import { IDS, MovingClock, opened } from '../support/updates';
import { visitor, type PageAnswer, type Visitor } from '../support/visitor';

const ZONE = 'America/Santiago';

/** Around the 6th of September: there, the clocks are put forward at midnight, so that it starts at one. */
const ERASURES = [
  { id: IDS.paul, by: BY, reason: '<script>alert("x")</script>', at: '2026-09-06T03:59:59.999Z' },
  { id: IDS.harriet, by: 'administrator', reason: '=cmd|calc', at: '2026-09-06T04:00:00.000Z' },
  { id: IDS.jack, by: BY, reason: 'two', at: '2026-09-07T02:59:59.999Z' },
  { id: IDS.mo, by: BY, reason: 'Article 17 & more', at: '2026-09-07T03:00:00.000Z' },
] as const;
const [PAUL, HARRIET, JACK, MO] = ERASURES.map(({ id }) => id);

describe('the page of the Privacy Action History', () => {
  const clock = new MovingClock('2026-09-01T00:00:00Z');
  const world = opened({ clock, timeZone: ZONE });
  let ada: Visitor;

  beforeAll(async () => {
    for (const { at, id, by, reason } of ERASURES) {
      clock.set(at);
      await new Api(world).act(id, 'redact', { by, reason });
    }
    ada = await visitor(world, LOGINS.ada);
  });

  /** The affected resources, in the order of the rows. */
  function shown({ html }: PageAnswer): readonly number[] {
    return html
      .split('<tr>')
      .slice(2)
      .map((row) => Number(/\/admin\/resources\/(\d+)">Redacted/.exec(row)?.[1]));
  }
  const show = async (query: string): Promise<readonly number[]> =>
    shown(await ada.get(`/privacy-history?${query}`));

  test('shows the newest entries first', async () => {
    expect(await show('')).toEqual([MO, JACK, HARRIET, PAUL]);
  });

  test('shows when it was in the zone of the tenant, with its name', async () => {
    const { html } = await ada.get('/privacy-history?sort=actionDate&order=ascending');
    const times = [...html.matchAll(/<time [^>]*>([^<]*)</g)].map(([, time]) => time);
    expect(html).toContain(`Times: ${ZONE}`);
    expect(times).toEqual([
      '2026-09-05 23:59:59',
      '2026-09-06 01:00:00',
      '2026-09-06 23:59:59',
      '2026-09-07 00:00:00',
    ]);
  });

  test.each(['Action Date', 'Action Type', 'Initiating Person', 'Affected Resource', 'Reason'])(
    'is sorted by %s, either way, with the link at the head of the column',
    async (label) => {
      const linkIn = (html: string): string => {
        const [, path = ''] = new RegExp(`href="/admin([^"]+)"[^>]*>${label}`).exec(html) ?? [];
        return path.replaceAll('&amp;', '&');
      };
      const first = await ada.get('/privacy-history?sort=reason&order=ascending&actionType=Erasure');
      const one = await ada.get(linkIn(first.html));
      const other = await ada.get(linkIn(one.html));
      expect(shown(one)).toHaveLength(4);
      expect(shown(other)).toEqual(shown(one).toReversed());
      const again = await ada.get(linkIn(other.html));
      expect(shown(again)).toEqual(shown(one));
      expect(again.html).toContain('name="actionType" type="text" value="Erasure"');
    },
  );

  test.each([
    ['sort=reason&order=ascending', [PAUL, HARRIET, MO, JACK]],
    ['sort=reason&order=descending', [JACK, MO, HARRIET, PAUL]],
    ['sort=initiatingPerson&order=ascending', [PAUL, JACK, MO, HARRIET]],
    ['sort=nothing', [MO, JACK, HARRIET, PAUL]],
    ['initiatingPerson=ALBRIGHT', [MO, JACK, PAUL]],
    ['initiatingPerson=ada&reason=TWO', [JACK]],
    ['actionType=erasure', [MO, JACK, HARRIET, PAUL]],
    ['affectedResource=nobody', []],
    ['from=2026-09-06', [MO, JACK, HARRIET]],
    ['through=2026-09-06', [JACK, HARRIET, PAUL]],
    ['from=2026-09-06&through=2026-09-06', [JACK, HARRIET]],
    ['from=2026-09-07&through=2026-09-05', []],
    ['from=&through=&reason=', [MO, JACK, HARRIET, PAUL]],
  ])('shows what %s asks for', async (query, ids) => {
    expect(await show(query)).toEqual(ids);
  });

  test('says that a day is none, and shows the rest of what was asked for', async () => {
    const answer = await ada.get('/privacy-history?from=yesterday&reason=two');
    expect(shown(answer)).toEqual([JACK]);
    expect(answer.html).toMatch(/id="from-violation">Can not convert data to date in field: from\./);
    expect(answer.html).toContain('value="yesterday"');
  });

  test('says that nothing is like that', async () => {
    const { html } = await ada.get('/privacy-history?reason=%3Cb%3E"nothing');
    expect(html).toContain('No entry is like that.');
    expect(html).toContain('value="&lt;b&gt;&quot;nothing"');
  });

  test('is exported as it is shown, with the time in both zones', async () => {
    const { html } = await ada.get('/privacy-history?from=2026-09-06&sort=reason&order=ascending');
    const [, path = ''] = /href="\/admin(\/privacy-history\/export[^"]*)"/.exec(html) ?? [];
    const { status, headers, html: csv } = await ada.get(path.replaceAll('&amp;', '&'));
    expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
      200,
      'text/csv; charset=utf-8',
      'attachment; filename="privacy-action-history.csv"',
    ]);
    const person = 'Redacted Resource';
    expect(parseCsv(csv)).toEqual([
      [
        'Action Date',
        'Action Type',
        'Initiating Person',
        'Affected Resource',
        'Reason',
        `Action Date (${ZONE})`,
      ],
      [
        '2026-09-06T04:00:00.000Z',
        'Erasure',
        'Autotask Administrator',
        person,
        "'=cmd|calc",
        '2026-09-06 01:00:00',
      ],
      [
        '2026-09-07T03:00:00.000Z',
        'Erasure',
        'Ada Albright',
        person,
        'Article 17 & more',
        '2026-09-07 00:00:00',
      ],
      ['2026-09-07T02:59:59.999Z', 'Erasure', 'Ada Albright', person, 'two', '2026-09-06 23:59:59'],
    ]);
  });

  test('shows a reason as text', async () => {
    const { html } = await ada.get('/privacy-history');
    expect(html).toContain('<td class="mid wrap">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</td>');
    expect(html).not.toContain('<script>');
  });

  test('has no way to change it', async () => {
    const before = await world.rows('SELECT * FROM privacy_history');
    const { html } = await ada.get('/privacy-history');
    const posted = [...html.matchAll(/<form method="post" action="([^"]*)"/g)].map(([, action]) => action);
    expect(posted).toEqual(['/admin/log-out']);
    for (const path of ['/privacy-history', '/privacy-history/1', '/privacy-history/export']) {
      expect((await ada.post(path, { reason: 'another' })).status).toBe(404);
    }
    expect(await world.rows('SELECT * FROM privacy_history')).toEqual(before);
  });
});

describe('the page of a Privacy Action History without entries', () => {
  const world = opened();

  test('says that nothing was erased', async () => {
    const { html } = await (await visitor(world, LOGINS.ada)).get('/privacy-history');
    expect(html).toContain('No personal data was erased so far.');
  });
});
