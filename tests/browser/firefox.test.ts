import { LOGINS } from '../support/emulator';
import { isFirefoxInstalled, launchFirefox, type Firefox } from '../support/firefox';
import { query, queryXml, where } from '../support/soap';
import { IDS, opened, read } from '../support/updates';

const describeInFirefox = isFirefoxInstalled || process.env['CI'] !== undefined ? describe : describe.skip;

const tom = `/resources/${IDS.tom}`;
const PAGES = [
  '/resources',
  tom,
  `${tom}/records`,
  `${tom}/history`,
  `${tom}/edit?tab=Security`,
  `${tom}/redact`,
  `${tom}/delete-and-replace`,
  '/privacy-history',
  '/dashboard',
  '/report?by=time',
  '/tenant',
  '/requests',
  '/requests/1',
  '/usage',
  '/introspection',
  '/playground',
  '/state',
  '/outbox',
  '/profile/edit',
];

/** One for all tests: it takes longer to start than they do. */
let launched: Firefox | undefined;
afterAll(() => launched?.close());

describeInFirefox.each(['light', 'dark'] as const)('the console in Firefox, %s', (scheme) => {
  const world = opened();
  let firefox: Firefox;
  beforeAll(async () => {
    await query(world.url, queryXml(where('Pasword', 'Equals', 'x')));
    firefox = launched ??= await launchFirefox();
    await firefox.prefer(scheme);
    await firefox.logIn(world.origin, LOGINS.ada);
  });

  test('is in the colours that people prefer', async () => {
    await firefox.open(`${world.origin}/admin/resources`);
    const ground = await firefox.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(ground).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(22, 25, 30)');
  });

  // A window of Firefox has 450 pixels at least.
  test.each([500, 1280])('scrolls sideways on no page at %d pixels', async (width) => {
    await firefox.resize(width, 800);
    for (const path of PAGES) {
      await firefox.open(`${world.origin}/admin${path}`);
      const beyond = await firefox.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect([path, Math.max(0, beyond)]).toEqual([path, 0]);
      expect([path, await firefox.evaluate<number>("document.querySelectorAll('h1').length")]).toEqual([
        path,
        1,
      ]);
    }
  });

  test('opens the menu of a row beside its button, and does what it says', async () => {
    const row = 'tbody tr:has(a[href$="/29682903"])';
    await firefox.resize(1280, 800);
    await firefox.open(`${world.origin}/admin/resources?search=tanner`);
    await firefox.click(`${row} button[popovertarget]`);
    const [button, menu] = await firefox.evaluate<number[]>(
      `['button[popovertarget]', '.menu:popover-open']
        .map((one) => document.querySelector('${row} ' + one).getBoundingClientRect())
        .map(({ left, right }) => (left + right) / 2)`,
    );
    expect(Math.abs((button ?? 0) - (menu ?? 0))).toBeLessThan(200);
    await firefox.click(`${row} .menu form button`);
    expect(await firefox.evaluate<string>("document.querySelector('[role=status]').textContent")).toContain(
      'The resource is inactive',
    );
    expect(await read(world.url, IDS.tom)).toMatchObject({ Active: 'false' });
  });
});
