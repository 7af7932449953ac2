import { PAGES } from '../../src/console/pages';
import { dump } from '../support/json-api';
import { LOGINS } from '../support/emulator';
import { IDS, opened } from '../support/updates';
import { visitor, Visitor } from '../support/visitor';

const world = opened();

/** All data but the log-ins to the console. */
async function kept(): Promise<unknown> {
  return { ...(await dump(world)), sessions: [] };
}

let before: unknown;
let ada: Visitor;
let tom: Visitor;
beforeAll(async () => {
  [ada, tom] = [await visitor(world, LOGINS.ada), await visitor(world, LOGINS.tom)];
  before = await kept();
});

const placeOf = (path: string): string =>
  path.replace(':id', String(path.startsWith('/resources') ? IDS.mo : 1));

const TABLE = PAGES.map(({ method, path, audience, file }) => ({
  method,
  audience,
  file,
  path: placeOf(path),
}));
const FORMS = TABLE.filter(({ method }) => method === 'post');

test.each(TABLE)('$method $path leads who is not logged in to the log-in', async ({ method, path }) => {
  const { status, headers } = await new Visitor(world)[method](path);
  const next = method === 'get' ? path : '/';
  expect([status, headers.get('location')]).toEqual([303, `/admin/log-in?next=${encodeURIComponent(next)}`]);
});

test.each(TABLE.filter(({ audience }) => audience === 'administrators'))(
  '$method $path is for administrators',
  async ({ method, path }) => {
    const { status, html } = await tom[method](path);
    expect([status, html]).toEqual([403, expect.stringContaining('Only administrators see this page.')]);
    expect(await kept()).toEqual(before);
  },
);

test.each(FORMS)('POST $path takes no form of others', async ({ path }) => {
  const other = await visitor(world, LOGINS.ada);
  const refused = await Promise.all([
    ada.post(path, { _csrf: [] }),
    ada.post(path, { _csrf: '' }),
    ada.post(path, { _csrf: other.token }),
    ada.post(`${path}?_csrf=${other.token}`),
    ada.post(path, {}, { Origin: 'https://example.org' }),
    ada.post(path, {}, { 'Sec-Fetch-Site': 'cross-site' }),
  ]);
  expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
  expect(await kept()).toEqual(before);
});

test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
  'no page takes %s, and each says so in its own looks',
  async (method) => {
    for (const { path } of TABLE) {
      const answer = await fetch(`${world.origin}/admin${path}`, { method, headers: { Cookie: ada.cookie } });
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        404,
        'text/html; charset=utf-8',
      ]);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    }
    expect(await kept()).toEqual(before);
  },
);
