// Thorough: odd values on all pages.
import { PAGES } from '../../src/console/pages';
import type { Emulator } from '../../src/index';
import { LOGINS, start } from '../support/emulator';
import { numbered, share } from '../support/share';
import { call, query, queryXml, where } from '../support/soap';
import { IDS } from '../support/updates';
import { visitor, Visitor } from '../support/visitor';

const SCRIPT = '"><script>alert(1)</script>';

/** Values that nobody writes by hand, as they stand in an address. */
const VALUES = [
  encodeURIComponent(SCRIPT),
  encodeURIComponent("'-alert(1)-'"),
  'javascript:alert(1)',
  'data:text/html,%3Cscript%3Ealert(1)%3C/script%3E',
  '//example.net/%5C..',
  '%00',
  '%E2%80%AE%E2%80%8F%EF%BF%BD',
  '%FF%FE',
  '%ED%A0%80',
  '%',
  '%0D%0ASet-Cookie:%20a=b',
  '-1',
  '0',
  '1e999',
  'NaN',
  '0x10',
  '999999999999999999999999',
  '9007199254740993',
  '2026-02-30',
  '__proto__',
  'constructor',
  'x'.repeat(250),
];

/** All that pages read from an address. */
const NAMES = (
  'search sort order state type license before after rows row tab show raw result operation user status ' +
  'trackingIdentifier name entity fields shown from through by role page resource find then next email sXML ' +
  'actionType initiatingPerson affectedResource reason'
).split(' ');

const PATHS = PAGES.filter(({ method }) => method === 'get').map(({ path }) => path);

let atws: Emulator;
let ada: Visitor;
beforeAll(async () => {
  atws = await start();
  ada = await visitor(atws, LOGINS.ada);
  await atws.resources.redact(IDS.frank, 'ada.admin', SCRIPT);
  await query(atws.url, queryXml(where('LastName', 'Equals', SCRIPT)));
  await call(atws.url, 'GetWsdlVersion', '', { code: SCRIPT });
});
afterAll(() => atws.close());

/** An address that is answered with an error of the server, or with markup of its own. */
async function broken(address: string): Promise<string | undefined> {
  const { status, headers, html } = await ada.get(address);
  const isPage = headers.get('content-type')?.startsWith('text/html') === true && !address.includes('/html');
  const isWell =
    status < 500 &&
    !(isPage && /<script>|href="(?:javascript|data):/i.test(html)) &&
    !(isPage && !headers.get('content-security-policy')?.startsWith("default-src 'self'")) &&
    !headers.getSetCookie().some((cookie) => cookie.startsWith('a=')) &&
    !/^https?:\/\/(?!127)|^\/\//.test(headers.get('location') ?? '');
  return isWell ? undefined : `${status} ${address.slice(0, 200)}`;
}

async function brokenOf(addresses: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const address of addresses) {
    const one = await broken(address);
    if (one !== undefined) found.push(one);
  }
  return found;
}

describe.each(numbered(PATHS))('the page at %s', (path, number) => {
  const id = path.startsWith('/resources') ? IDS.tom : 1;
  const place = path.replace(':id', String(id));

  test('shows odd values of an address as text, or does without them', async () => {
    // Node refuses more than 16 kB of headers.
    const all = share(VALUES, number).map(
      (value) => `${place}?${NAMES.map((name) => `${name}=${value}`).join('&')}`,
    );
    const single = NAMES.map((name, index) => `${place}?${name}=${VALUES[index % VALUES.length]}`);
    const long = `${place}?search=${'x'.repeat(10_000)}`;
    const lists = `${place}?${NAMES.map((name) => `${name}[]=1&${name}[a]=2&${name}=1&${name}=2`).join('&')}`;
    expect(await brokenOf([...all, ...share(single, number), lists, long])).toEqual([]);
  });

  test('is not found under an odd id', async () => {
    const values = share(VALUES, number).filter((value) => !value.includes('/'));
    const addresses = values.map((value) =>
      path.includes(':id') ? path.replace(':id', value) : `${path}/${value}`,
    );
    expect(await brokenOf(addresses)).toEqual([]);
  });
});

/** All that forms send, beside the fields of a resource. */
const FIELDS = (
  'do remove name id active location identifier trackingIdentifier strongPasswords now tick frozen operation times chance ' +
  'delayMs kind text sXML entity shown field1 operator1 value1 depth1 join2 field2 operator2 value2 depth2 lift nest ' +
  'reason confirmation present password then tab amount from to invite email resource chosen Password UserName Active Email HireDate UserType'
).split(' ');

describe.each(
  numbered(
    PAGES.filter(({ method, file }) => method === 'post' && file === undefined).map(({ path }) => path),
  ),
)('the form at %s', (path, number) => {
  test('answers odd values with a page or a refusal', async () => {
    const found: unknown[] = [];
    for (const value of share([...VALUES.map(decoded), 'x'.repeat(10_000)], number)) {
      await ada.logIn(LOGINS.ada);
      const fields = Object.fromEntries(FIELDS.map((name) => [name, value]));
      const { status, html } = await ada.post(path.replace(':id', String(IDS.mo)), fields);
      if (status === 403 || status >= 500 || html.includes('<script>')) found.push([status, value]);
    }
    expect(found).toEqual([]);
  });
});

/** The text that stands in an address; bytes that are no UTF-8 stay as they are written. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

test('the log-in goes on to no other site, and shows odd names as text', async () => {
  const stranger = new Visitor(atws);
  for (const value of VALUES) {
    const { status, html } = await stranger.get(`/log-in?next=${value}`);
    expect([value, status < 500, html.includes('<script>')]).toEqual([value, true, false]);
  }
  for (const next of [
    '//example.net',
    'https://example.net',
    'javascript:alert(1)',
    '/\\example.net',
    SCRIPT,
  ]) {
    const answer = await stranger.post('/log-in', {
      next,
      userName: LOGINS.tom.user,
      password: LOGINS.tom.password,
    });
    expect([next, answer.headers.get('location')?.startsWith('/admin/')]).toEqual([next, true]);
  }
});
