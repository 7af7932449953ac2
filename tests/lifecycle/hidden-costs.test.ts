import { Visitor } from '../support/visitor';
import { LOGINS } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { accept, IDS, opened } from '../support/updates';
import { Api } from '../support/json-api';

/** A cost that is no other number of the tenant. */
const COST = 1748.3176;
const TRACES = ['1748.3176', '1,748.3176', '1748.31', '1,748.31'];

/** The level of an administrator who may not view internal costs: a person's, and that of an API user. */
const CAREFUL = 500;
const API_CAREFUL = 501;
/** The level that shows them, of the demo tenant's administrators. */
const SHOWING = 33;

const REFUSED =
  'Only who may view internal costs can give a security level that shows them in field: UserType.';

const atws = opened({
  tenant: (demo) => {
    const level = demo.securityLevels.find(({ id }) => id === SHOWING)!;
    const careful = { ...level, system: false, viewInternalCost: false };
    return {
      ...demo,
      securityLevels: [
        ...demo.securityLevels,
        { ...careful, id: CAREFUL, name: 'Careful Administrator' },
        { ...careful, id: API_CAREFUL, name: 'Careful API', apiOnly: true },
      ],
      resources: demo.resources.map((one) => ({
        ...one,
        ...(one.id === IDS.tom && { UserType: CAREFUL }),
        ...(one.id === IDS.reader && { UserType: API_CAREFUL }),
        ...(one.id === IDS.harriet && { InternalCost: COST, internalCosts: undefined }),
      })),
    };
  },
});
const api = new Api(atws);
const give = (id: number, level: number): Promise<void> =>
  atws.change(`UPDATE resources SET UserType = ${level} WHERE id = ${id}`);
const visitor = async (login: { user: string; password: string }): Promise<Visitor> => {
  const one = new Visitor(atws);
  await one.logIn(login);
  return one;
};

const ofHarriet = queryXml(where('id', 'Equals', String(IDS.harriet)));
const byCost = queryXml(where('InternalCost', 'Equals', String(COST)));

/** Calls of somebody who may view the cost: it is answered, asked for in several ways, and sent. */
beforeAll(async () => {
  for (const asked of [
    ofHarriet,
    byCost,
    byCost.replace('InternalCost', 'internalcost'),
    byCost.replace('<expression', ' <udf/> <expression'),
  ]) {
    await query(atws.url, asked);
  }
  await query(atws.url, byCost);
  await accept(atws.url, IDS.harriet, { Title: 'Costly', InternalCost: String(COST) });
});

const tracesIn = (text: string): readonly string[] => TRACES.filter((trace) => text.includes(trace));

describe('an internal cost in stored calls', () => {
  const calls = async (): Promise<readonly { id: number; request: string; response: string }[]> =>
    (await api.get('/requests')) as { id: number; request: string; response: string }[];

  test('is masked in the JSON API, and the rest of the call is there', async () => {
    const all = await calls();
    expect(tracesIn(JSON.stringify(all))).toEqual([]);
    const [first] = all;
    expect(first?.response).toMatch(/<InternalCost xsi:type="[^"]*">\*{6}<\/InternalCost>/);
    expect(first?.response).toContain('Harriet');
    expect(first?.request).toContain(String(IDS.harriet));
  });

  test('is shown on the pages of who may view it, and masked for who may not', async () => {
    const [ada, tom] = [await visitor(LOGINS.ada), await visitor(LOGINS.tom)];
    const all = await calls();
    expect(all.length).toBeGreaterThan(4);
    const seen = [];
    for (const { id } of all) {
      const page = await tom.get(`/requests/${id}`);
      expect([page.status, tracesIn(page.html)]).toEqual([200, []]);
      seen.push(...tracesIn((await ada.get(`/requests/${id}`)).html));
    }
    expect(seen.length).toBeGreaterThanOrEqual(all.length);
  });
});

test('an internal cost is on no page for an administrator who may not view it', async () => {
  const [ada, tom] = [await visitor(LOGINS.ada), await visitor(LOGINS.tom)];
  const done = new Set<string>();
  const waiting = [
    '/resources',
    `/resources/${IDS.harriet}`,
    '/requests',
    '/playground',
    '/outbox',
    '/privacy-history',
  ];
  const kind = (link: string): string =>
    link.replace(/\?.*$/, '').replace(/\d+/g, (id) => (id === String(IDS.harriet) ? 'HARRIET' : 'N'));
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (done.has(kind(path))) continue;
    done.add(kind(path));
    const { html } = await tom.get(path);
    expect([path, tracesIn(html)]).toEqual([path, []]);
    waiting.push(
      ...[...html.matchAll(/href="\/admin(\/[^"#]*)"/g)].map(([, link = '']) =>
        link.replaceAll('&amp;', '&'),
      ),
    );
  }
  expect(done.size).toBeGreaterThan(15);
  const costs = [...done]
    .find((path) => path.includes('HARRIET') && /hr/i.test(path))
    ?.replace('HARRIET', String(IDS.harriet));
  expect(tracesIn((await ada.get(String(costs))).html)).not.toEqual([]);
});

test('an internal cost is in no answer of the JSON API but a copy of the data', async () => {
  const { paths } = (await api.get('/openapi.json')) as { paths: Record<string, { get?: object }> };
  const asked = Object.entries(paths).filter(([path, { get }]) => get && !path.includes('/snapshots/'));
  expect(asked.length).toBeGreaterThan(10);
  for (const [path] of asked) {
    const { text } = await api.send(
      path
        .replace('{resource}', String(IDS.harriet))
        .replace('{id}', '1')
        .replace(/^\/_emulator/, ''),
    );
    expect([path, tracesIn(text)]).toEqual([path, []]);
  }
});

describe('a security level that shows internal costs is not given by who may not view them', () => {
  test('in the console', async () => {
    const tom = await visitor(LOGINS.tom);
    await tom.get(`/resources/${IDS.paul}/edit`);
    const { html, status } = await tom.post(`/resources/${IDS.paul}/edit`, {
      UserType: String(SHOWING),
    });
    expect([status, html.includes(REFUSED)]).toEqual([422, true]);
  });

  test('to a new resource', async () => {
    const fields = Object.fromEntries(
      Object.entries((await api.resource(IDS.ada)).fields).filter(([name]) => name !== 'id'),
    );
    const problem = await api.refused('/resources', {
      by: 'tom.tech',
      fields: { ...fields, UserName: 'new.viewer', Email: 'new.viewer@example.net' },
    });
    expect(problem).toMatchObject({ rule: 'internalCostNotGrantable', detail: REFUSED, field: 'UserType' });
  });

  test('to a replacement, which can have a level of its own', async () => {
    await give(IDS.mo, SHOWING);
    const replacement = { FirstName: 'Nina', LastName: 'New', Email: 'nina@example.net' };
    const body = { by: 'tom.tech', reassign: {}, replacement };
    const open = (await api.associations(IDS.mo)).filter((association) => association.open > 0);
    const reassign = Object.fromEntries(open.map(({ type }) => [type, IDS.ada]));
    const problem = await api.refused(`/resources/${IDS.mo}/delete`, { ...body, reassign });
    expect(problem).toMatchObject({ detail: REFUSED, field: 'UserType' });
    const own = { ...body, reassign, replacement: { ...replacement, UserType: CAREFUL } };
    expect(await api.post(`/resources/${IDS.mo}/delete`, own)).toMatchObject({
      replacement: { displayName: 'Nina New' },
    });
  });

  test('while who may view them gives it, and nobody takes notice where it stays', async () => {
    const tom = await visitor(LOGINS.tom);
    const ada = await visitor(LOGINS.ada);
    const path = `/resources/${IDS.paul}/edit`;
    await ada.get(path);
    expect((await ada.post(path, { UserType: String(SHOWING) })).status).toBe(303);
    await tom.get(path);
    expect((await tom.post(path, { UserType: String(SHOWING), LicenseType: '1' })).status).toBe(303);
  });
});

describe('the log-in of who may view internal costs is not to be had by who may not', () => {
  const REFUSED_LOG_IN =
    'Only who may view internal costs can set the password of a resource who may, or invite one.';
  const PASSWORD = 'Brand-New-2026';

  test('by a password', async () => {
    const tom = await visitor(LOGINS.tom);
    const path = `/resources/${IDS.harriet}/edit`;
    await give(IDS.harriet, SHOWING);
    await tom.get(path);
    const { status, html } = await tom.post(path, { Password: PASSWORD });
    expect([status, html.includes(REFUSED_LOG_IN)]).toEqual([422, true]);
    await give(IDS.harriet, CAREFUL);
    await tom.get(path);
    expect((await tom.post(path, { Password: PASSWORD })).status).toBe(303);
  });

  test('by an invitation', async () => {
    await give(IDS.harriet, SHOWING);
    const problem = await api.refused(`/resources/${IDS.harriet}/invite`, { by: 'tom.tech' });
    expect(problem).toMatchObject({ rule: 'logInNotGivable', detail: REFUSED_LOG_IN });
  });

  test('by the link in an invitation of somebody else', async () => {
    await give(IDS.harriet, SHOWING);
    await api.act(IDS.harriet, 'invite', {});
    const [message] = await api.outbox();
    const token = /token=([\w-]+)/.exec(message?.text ?? '')?.[1] ?? 'no token';
    const seenBy = async (login: { user: string; password: string }): Promise<boolean[]> => {
      const one = await visitor(login);
      const pages = ['', '/html'].map((part) => one.get(`/outbox/${message?.id ?? 0}${part}`));
      return (await Promise.all(pages)).map(({ html }) => html.includes(token));
    };
    expect(await seenBy(LOGINS.ada)).toEqual([true, true]);
    expect(await seenBy(LOGINS.tom)).toEqual([false, false]);
  });
});
