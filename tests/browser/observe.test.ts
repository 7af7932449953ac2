import Sqlite from 'better-sqlite3';
import type { Page } from 'playwright-core';
import { LOGINS } from '../support/emulator';
import { call, query, queryXml, where } from '../support/soap';
import { accept, IDS, opened, read } from '../support/updates';
import { barriers, describeInBrowser, visitors } from './support';

/** Would show itself wherever it was taken for markup. */
const MARKUP = '<img src=x onerror="document.title=1">';

describeInBrowser('looking at what the emulator does', () => {
  const world = opened({
    tenant: (demo) => ({
      ...demo,
      resources: demo.resources.map((resource) =>
        resource.id === IDS.jack ? { ...resource, Title: MARKUP } : resource,
      ),
    }),
  });
  const people = visitors(world);
  const withoutScripts = visitors(world, { javaScriptEnabled: false });
  const dark = visitors(world, { colorScheme: 'dark' });
  /** What SOAP answers to the query that stands in the page. */
  const answered = async (page: Page): Promise<readonly Readonly<Record<string, string>>[]> =>
    (await query(world.url, await sXmlIn(page))).entities.map(filled);
  const ada = (path: string): Promise<Page> => people.open(path, LOGINS.ada);

  test('a call over SOAP is seen with what was sent and answered', async () => {
    const page = await ada('/requests');
    await query(world.url, queryXml(where('id', 'Equals', String(IDS.jack))));
    await page.getByRole('link', { name: 'Look for newer calls' }).click();
    await page.getByRole('row').filter({ hasText: LOGINS.admin.user }).getByRole('link').first().click();
    await page.getByRole('heading', { name: /^Call \d+$/ }).waitFor();
    expect(await page.getByRole('region', { name: 'The query' }).textContent()).toContain(
      `<expression op="Equals">${IDS.jack}</expression>`,
    );
    // What is in a message of XML is escaped there, and shown so.
    expect(await page.getByRole('region', { name: 'The response' }).textContent()).toContain(
      '<Title xsi:type="xsd:string">&lt;img src=x onerror="document.title=1"&gt;</Title>\n',
    );
    expect(await page.locator('main img').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Run it in the playground' }).click();
    await page.getByText('1 found.').waitFor();
    expect(await page.getByRole('cell', { name: MARKUP }).count()).toBe(1);
    expect(await page.title()).toBe('QueryXML playground · atws-emulator');
    expect(await barriers(page)).toEqual([]);
  });

  test('calls are filtered', async () => {
    await call(world.url, 'getZoneInfo', `<UserName>${LOGINS.admin.user}</UserName>`);
    await call(world.url, 'GetWsdlVersion', '', { login: { ...LOGINS.reader, password: 'wrong' } });
    const page = await ada('/requests');
    await page.getByLabel('Status').selectOption('401');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.waitForURL(/status=401/);
    expect(await page.getByRole('row').count()).toBe(2);
    expect(await page.getByRole('row').last().textContent()).toContain(LOGINS.reader.user);
    await page.getByLabel('User').fill('nobody@example.com');
    await page.getByLabel('User').press('Enter');
    await page.getByText('No SOAP calls.').waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  test('a changed e-mail address is confirmed by the link in its message', async () => {
    await accept(world.url, IDS.mo, { Email: 'mo.moved@example.com' });
    const page = await ada('/outbox');
    const row = page.getByRole('row').filter({ hasText: 'mo.moved@example.com' });
    expect(await row.textContent()).toContain('waiting');
    await row.getByRole('link', { name: 'Confirm change' }).click();
    await page.getByRole('heading', { name: 'Confirm change' }).waitFor();
    const inside = page.frameLocator('iframe');
    await inside.getByText('Your e-mail address was changed to this one.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('main').getByRole('link', { name: /^http/ }).click();
    await page.getByText('Your new e-mail address is confirmed').waitFor();
    expect((await read(world.url, IDS.mo))['Email']).toBe('mo.moved@example.com');
  });

  test('a message is text and locked-up HTML, whatever is in it', async () => {
    const script = "<script>document.body.textContent = 'It ran'; parent.document.title = 1</script>";
    const sqlite = new Sqlite(world.file);
    sqlite
      .prepare(
        `INSERT INTO outbox (created_at, resource_id, recipient, subject, text, html, attempts, next_attempt_at, last_error)
         VALUES (@at, @mo, @markup, @markup, @text, @html, 1, @at, @markup)`,
      )
      .run({
        at: '2024-02-29T12:00:00.000Z',
        mo: IDS.mo,
        markup: MARKUP,
        text: `${script} javascript:alert(1) See http://127.0.0.1/one?a=1&b=2. (http://127.0.0.1/two)`,
        html: `<p>Hello <b>there</b></p>${script}${MARKUP}`,
      });
    sqlite.close();
    const page = await ada('/outbox');
    const row = page.getByRole('row').filter({ hasText: MARKUP });
    expect(await row.textContent()).toContain(`waiting ${MARKUP}`);
    await row.getByRole('link', { name: MARKUP }).click();
    await page.getByRole('heading', { name: MARKUP }).waitFor();
    await page.frameLocator('iframe').getByText('Hello there').waitFor();
    expect(await page.getByRole('region', { name: 'The message as text' }).textContent()).toContain(script);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.title()).toBe(`${MARKUP} · atws-emulator`);
    const links = page.getByRole('main').getByRole('link', { name: /:/ });
    expect(await links.evaluateAll((all) => all.map(String))).toEqual([
      'http://127.0.0.1/one?a=1&b=2',
      'http://127.0.0.1/two',
    ]);
  });

  test('usage is drawn, and told in figures', async () => {
    await call(world.url, 'GetWsdlVersion');
    const page = await ada('/usage');
    const chart = page.getByRole('img', { name: 'Requests per hour of the last 24 hours' });
    expect(await chart.locator('rect.bar').count()).toBe(24);
    const last = Number(await chart.locator('rect.bar').last().getAttribute('height'));
    expect(last).toBeGreaterThan(0);
    await page.getByText('The same as a table').click();
    expect(
      await page
        .getByRole('region', { name: /^Requests per hour/ })
        .getByRole('row')
        .count(),
    ).toBe(25);
    const longest = page.getByRole('row').filter({ has: page.locator('rect.bar[width="100"]') });
    const drawn = await longest.getByRole('cell').nth(1).textContent();
    expect(Number(drawn)).toBe(
      Math.max(
        ...(
          await world.rows('SELECT count(*) AS active FROM resources WHERE Active = 1 GROUP BY LicenseType')
        ).map(({ active }) => Number(active)),
      ),
    );
    expect(await barriers(page)).toEqual([]);
  });

  test('the fields of both entities are shown with their picklists', async () => {
    const page = await ada('/introspection');
    const license = page.getByRole('row').filter({ hasText: 'License Type' });
    await license.getByText('9 values').click();
    await license.getByText('Co-Managed Help Desk').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Role', exact: true }).click();
    await page.getByRole('cell', { name: 'HourlyFactor' }).waitFor();
  });

  test.each([
    ['with scripts', people],
    ['without scripts', withoutScripts],
  ])('a query is built, run, changed and run again, %s', async (_title, browsers) => {
    const page = await browsers.open('/playground', LOGINS.ada);
    const first = page.getByRole('group', { name: 'Condition 1' });
    await first.getByLabel('Field').selectOption('LastName');
    await first.getByLabel('Operator').selectOption('BeginsWith');
    await first.getByLabel('Value').fill('S');
    await page.getByRole('button', { name: 'Build and run' }).click();
    await page.getByText('4 found.').waitFor();
    expect(await rowsOf(page)).toEqual(await answered(page));
    expect(await first.getByLabel('Value').inputValue()).toBe('S');

    await page.getByLabel('QueryXML').fill(queryXml(where('LastName', 'Beginning', MARKUP)));
    await page.getByRole('button', { name: 'Run this text' }).click();
    const { errors } = await query(world.url, await sXmlIn(page));
    expect([await page.getByRole('alert').textContent()]).toEqual(errors);
    expect(await page.locator('main img').count()).toBe(0);

    await page.getByLabel('QueryXML').fill(queryXml(where('LastName', 'Equals', 'Smyth')));
    await page.getByRole('button', { name: 'Run this text' }).click();
    await page.getByText('1 found.').waitFor();
    expect(await rowsOf(page)).toEqual(await answered(page));
    expect(await page.getByRole('link', { name: String(IDS.jack) }).getAttribute('href')).toBe(
      `/admin/resources/${IDS.jack}`,
    );
  });

  test('there are no barriers in the dark', async () => {
    const page = await dark.open('/outbox', LOGINS.ada);
    const found: string[] = [...(await barriers(page))];
    for (const path of ['/requests', '/usage', '/introspection', '/playground']) {
      await page.goto(`/admin${path}`);
      found.push(...(await barriers(page)).map((barrier) => `${path}: ${barrier}`));
    }
    expect(found).toEqual([]);
  });
});

async function sXmlIn(page: Page): Promise<string> {
  return page.getByLabel('QueryXML').inputValue();
}

/** A table has a cell for every field, an answer only elements for some that are empty. */
function filled(entity: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(entity).filter(([, value]) => value !== ''));
}

/** The entities in the table of the result. */
async function rowsOf(page: Page): Promise<readonly Readonly<Record<string, string>>[]> {
  const table = page.getByRole('region', { name: 'Resource entities that were found' });
  const names = await table.getByRole('columnheader').allTextContents();
  const cells = await table.getByRole('cell').allTextContents();
  return Array.from({ length: cells.length / names.length }, (_, row) =>
    filled(Object.fromEntries(names.map((name, column) => [name, cells[row * names.length + column] ?? '']))),
  );
}
