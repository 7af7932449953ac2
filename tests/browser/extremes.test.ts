import { PAGES } from '../../src/console/pages';
import { LOGINS } from '../support/emulator';
import { Api } from '../support/json-api';
import { call, query, queryXml, where } from '../support/soap';
import { IDS, opened } from '../support/updates';
import { clippedTargets, overlaps, sideways } from './boxes';
import { describeInBrowser, visitors } from './support';

/** Would show itself wherever it was taken for markup or for an address. */
const MARKUP = '"><script>document.title=1</script><img src=x onerror="document.title=1">';
const ADDRESS = 'javascript:document.title=1';
/** Turns what follows around, where it is not kept apart. */
const RIGHT_TO_LEFT = '\u202e';
const UNBROKEN = 'Wolfeschlegelsteinhausenbergerdorffwelchevoralter';

/** The pages for people, with the pages of each resource for the id of one. */
const PLACES = PAGES.filter(
  ({ method, path }) =>
    method === 'get' && !/\/(newer|download|export|csv|html|photo|snapshots|email-taken)$/.test(path),
);

const NAMES: Readonly<Record<number, string>> = {
  [IDS.tom]: UNBROKEN,
  [IDS.bea]: RIGHT_TO_LEFT + MARKUP,
  [IDS.emma]: UNBROKEN.repeat(200),
  [IDS.mo]: 'Nu\0ll',
  [IDS.jack]: ADDRESS,
};

describeInBrowser('a tenant with names that nobody has', () => {
  const world = opened();
  const people = visitors(world);
  beforeAll(async () => {
    const api = new Api(world);
    await api.delete(IDS.paul, IDS.ada);
    await api.act(IDS.frank, 'redact', { reason: MARKUP + UNBROKEN });
    for (const id of [IDS.tom, IDS.jack]) await api.act(id, 'invite');
    for (const [id, name] of Object.entries(NAMES)) {
      // Written as by an earlier program: the rules of today let most of them in no more.
      const hex = Buffer.from(name).toString('hex');
      await world.change(
        `UPDATE resources SET FirstName = CAST(x'${hex}' AS TEXT), LastName = CAST(x'${hex}' AS TEXT),
           Title = CAST(x'${hex}' AS TEXT), HomePhone = CAST(x'${hex}' AS TEXT),
           Email = CAST(x'${Buffer.from(`${id}.${name}@example.com`).toString('hex')}' AS TEXT) WHERE id = ${id}`,
      );
    }
    const hex = Buffer.from(MARKUP + UNBROKEN.repeat(3)).toString('hex');
    await world.change(
      `UPDATE outbox SET subject = CAST(x'${hex}' AS TEXT), recipient = CAST(x'${hex}' AS TEXT)`,
    );
    await world.change(`UPDATE internal_locations SET name = CAST(x'${hex}' AS TEXT)`);
    await world.change(`UPDATE records SET title = CAST(x'${hex}' AS TEXT)`);
    await query(world.url, queryXml(where('LastName', 'Equals', MARKUP)));
    await query(world.url, queryXml(where(UNBROKEN.repeat(5), 'Equals', MARKUP)));
    await call(world.url, 'GetWsdlVersion', '', { code: MARKUP + UNBROKEN });
  });

  test('scrolls sideways on no page at any width, and runs nothing', async () => {
    const page = await people.open('/resources', LOGINS.ada);
    await page.getByRole('heading', { level: 1 }).waitFor();
    page.on('dialog', (dialog) => {
      throw new Error(dialog.message());
    });
    const ids = Object.keys(NAMES);
    const places = PLACES.flatMap(({ path }) =>
      path.startsWith('/resources/:id')
        ? ids.map((id) => path.replace(':id', id))
        : [path.replace(':id', '1')],
    );
    const found: unknown[] = [];
    for (const path of [...places, '/resources?search=wolfe', '/resources?search=nu']) {
      const answer = await page.goto(`/admin${path}`);
      for (const width of [320, 390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const boxes = [await sideways(page), await clippedTargets(page), await overlaps(page)];
        if (JSON.stringify(boxes) !== '[0,[],[]]') found.push([path, width, boxes]);
      }
      const title = await page.title();
      if ((answer?.status() ?? 500) >= 500 || !title.endsWith('atws-emulator')) found.push([path, title]);
    }
    expect(found).toEqual([]);
  }, 120_000);
});

describeInBrowser('five hundred calls', () => {
  const world = opened();
  const people = visitors(world);
  beforeAll(async () => {
    for (let made = 0; made < 500; made += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, one) => call(world.url, one % 2 ? 'GetWsdlVersion' : 'x')),
      );
    }
    await call(world.url, 'getThresholdAndUsageInfo');
  });

  test('are filtered in one line, and named in full', async () => {
    const page = await people.open('/requests', LOGINS.ada);
    await page.getByRole('list', { name: /^SOAP calls/ }).waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    const tops = await page.evaluate<number[]>(
      "[...document.querySelectorAll('.toolbar > :is(.search, nav, button)')].map((one) => Math.round(one.getBoundingClientRect().top))",
    );
    expect(new Set(tops).size).toBe(1);
    const isWhole = `(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(
      [...document.querySelectorAll('.calls span')].find((one) => one.textContent === 'getThresholdAndUsageInfo'))`;
    expect(await page.evaluate(isWhole)).toBe(true);
  });
});
