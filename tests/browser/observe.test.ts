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
  const api = async (method: string, path: string, body?: object): Promise<void> => {
    const { ok } = await fetch(`${world.origin}/_emulator${path}`, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    expect(ok).toBe(true);
  };
  const ada = (path: string): Promise<Page> => people.open(path, LOGINS.ada);

  test('why the last call was refused is found in two clicks, and the query runs again', async () => {
    await query(world.url, queryXml(where('Pasword', 'Equals', MARKUP)));
    const page = await ada('/resources');
    await page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: 'Requests' }).click();
    await page
      .getByRole('list', { name: /^SOAP calls/ })
      .getByRole('link')
      .first()
      .click();
    await page.getByRole('article').getByText('Unable to find Pasword in the Resource Entity.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Run it in the playground' }).click();
    expect(await page.locator('mark').textContent()).toContain('Pasword');
    expect(await page.locator('main img').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
  });

  test('a call over SOAP comes in by itself, and is seen with what was sent and answered', async () => {
    const page = await ada('/requests');
    await query(world.url, queryXml(where('id', 'Equals', String(IDS.jack))));
    const first = page
      .getByRole('list', { name: /^SOAP calls/ })
      .getByRole('link')
      .first();
    await first.filter({ hasText: '1 entity' }).waitFor();
    await first.click();
    expect(await page.getByRole('region', { name: 'The query' }).textContent()).toContain(
      `<expression op="Equals">${IDS.jack}</expression>`,
    );
    await page.getByRole('link', { name: 'Response', exact: true }).click();
    // What is in a message of XML is escaped there, and shown so.
    expect(await page.getByRole('region', { name: 'The response' }).textContent()).toContain(
      '<Title xsi:type="xsd:string">&lt;img src=x onerror="document.title=1"&gt;</Title>\n',
    );
    expect(await page.locator('main img').count()).toBe(0);
    await page.getByRole('link', { name: 'As curl' }).click();
    expect(await page.getByRole('region', { name: 'The call as curl' }).textContent()).toContain(
      `'${world.url}'`,
    );
    expect(await page.title()).toBe('Requests · atws-emulator');
  });

  test.each([
    ['with scripts', people],
    ['without scripts', withoutScripts],
  ])('calls are filtered, %s', async (_title, browsers) => {
    await call(world.url, 'getZoneInfo', `<UserName>${LOGINS.admin.user}</UserName>`);
    await call(world.url, 'GetWsdlVersion', '', { login: { ...LOGINS.reader, password: 'wrong' } });
    const page = await browsers.open('/requests', LOGINS.ada);
    const calls = page.getByRole('list', { name: /^SOAP calls/ }).locator('li > a:not(.button)');
    await page.getByRole('link', { name: /^Refused/ }).click();
    await page.waitForURL(/result=refused/);
    await page.getByRole('button', { name: 'User' }).click();
    await page.getByRole('link', { name: LOGINS.reader.user }).click();
    await page.waitForURL(/user=/);
    expect(await calls.count()).toBeGreaterThan(0);
    expect(await calls.first().textContent()).toContain('HTTP 401');
    await page.getByRole('searchbox').fill('nothing has this');
    await page.getByRole('searchbox').press('Enter');
    await page.getByText('No SOAP calls.').waitFor();
  });

  test.each([320, 390, 1280])(
    'no page scrolls sideways at %p, light and dark without barriers',
    async (width) => {
      await api('POST', '/faults', { effect: { kind: 'malformed XML' }, operation: 'getUDFInfo' });
      await api('PUT', '/clock', { tick: 1000 });
      await accept(world.url, IDS.mo, { Email: `mo${width}@example.com` });
      const [{ id } = { id: 0 }] = await world.rows('SELECT max(id) AS id FROM outbox');
      const paths = ['/state', '/requests', '/requests?result=refused', `/outbox/${id}`, '/usage'];
      const found: string[] = [];
      const page = await (width === 390 ? dark : people).open('/state', LOGINS.ada);
      await page.setViewportSize({ width, height: 800 });
      const pages = [
        ...paths,
        '/entities',
        '/entities/29683401?entity=Role',
        '/introspection',
        '/playground',
        '/tenant',
      ].map((path) => `/admin${path}`);
      for (const path of ['/', ...pages]) {
        await page.goto(path);
        const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        if (Number(beyond) > 0) found.push(`${path}: ${String(beyond)} pixels`);
        found.push(...(await barriers(page)).map((barrier) => `${path}: ${barrier}`));
      }
      expect(found).toEqual([]);
      await api('DELETE', '/faults');
      await api('DELETE', '/clock');
    },
  );

  test.each([
    ['with scripts', people],
    ['without scripts', withoutScripts],
  ])(
    'the clock is moved, a fault ordered and removed, a snapshot taken and restored, %s',
    async (_t, browsers) => {
      const page = await browsers.open('/state', LOGINS.ada);
      await page.getByRole('button', { name: '+ 1 day' }).click();
      await page.getByRole('banner').getByText('1 d ahead').waitFor();
      await page.getByRole('button', { name: 'Back to the true time' }).click();
      await page.getByText('The clock shows the true time again.').waitFor();
      await page.getByLabel('Text of the fault').fill('Down for maintenance.');
      await page.getByRole('button', { name: 'Add rule' }).click();
      await page.getByRole('cell', { name: 'Down for maintenance.' }).waitFor();
      await page.getByRole('button', { name: 'Remove all' }).click();
      await page.getByText('No fault rules').waitFor();
      await page.getByLabel('Name of the snapshot').fill('here');
      await page.getByRole('button', { name: 'Take a snapshot' }).click();
      await page.getByRole('button', { name: 'Restore', exact: true }).click();
      await page.getByRole('button', { name: 'Restore here' }).click();
      expect(await page.getByRole('status').first().textContent()).toContain(
        'The state is that of here again.',
      );
    },
  );

  test('a changed e-mail address is confirmed by the link in its message', async () => {
    await accept(world.url, IDS.mo, { Email: 'mo.moved@example.com' });
    const page = await ada('/outbox');
    const row = page.getByRole('listitem').filter({ hasText: 'mo.moved@example.com' });
    expect(await row.textContent()).toContain('waiting');
    await row.getByRole('link', { name: 'Confirm change' }).click();
    await page.getByRole('heading', { name: 'Confirm change' }).waitFor();
    const inside = page.frameLocator('iframe');
    await inside.getByText('Your e-mail address was changed to this one.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Open the link' }).click();
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
    await page.getByRole('listitem').filter({ hasText: MARKUP }).getByRole('link', { name: MARKUP }).click();
    await page.getByRole('heading', { name: MARKUP }).waitFor();
    await page.frameLocator('iframe').getByText('Hello there').waitFor();
    expect(await page.getByRole('article').textContent()).toContain(`Not sent: ${MARKUP}`);
    await page.getByRole('link', { name: 'Text', exact: true }).click();
    expect(await page.getByRole('region', { name: 'The message as text' }).textContent()).toContain(script);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.title()).toBe('Outbox · atws-emulator');
    const links = page.getByRole('region', { name: 'The message as text' }).getByRole('link');
    expect(await links.evaluateAll((all) => all.map(String))).toEqual([
      'http://127.0.0.1/one?a=1&b=2',
      'http://127.0.0.1/two',
    ]);
  });

  test('usage is drawn, and told in figures', async () => {
    await call(world.url, 'GetWsdlVersion');
    const page = await ada('/usage');
    await page.getByRole('img', { name: 'Requests per hour of the last 24 hours' }).waitFor();
    // Few calls fill the scale as well as many.
    const top = await page.evaluate<number>(
      "Math.min(...[...document.querySelectorAll('svg.chart rect')].map(({ y }) => y.baseVal.value))",
    );
    // The view box has its scale from 188 to 22.
    expect(top).toBeLessThan(105);
    await page.getByText('The same as a table').click();
    const hours = page.getByRole('table', { name: /^Requests per hour/ });
    expect(await hours.getByRole('row').count()).toBe(25);
    const licenses = page.getByRole('table', { name: /license type/ });
    const longest = licenses.getByRole('row').filter({ has: page.locator('rect[width="100.0"]') });
    expect(Number(await longest.getByRole('cell').last().textContent())).toBe(
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
    await page.getByRole('button', { name: '9 values of LicenseType' }).click();
    await page
      .getByRole('table', { name: 'Values of LicenseType' })
      .getByText('Co-Managed Help Desk')
      .waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('navigation', { name: 'Entity' }).getByRole('link', { name: /^Role/ }).click();
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
    await page.getByRole('button', { name: 'Write and run' }).click();
    await page.getByText('4 found.').waitFor();
    expect(await rowsOf(page)).toEqual(await answered(page));
    expect(await first.getByLabel('Value').inputValue()).toBe('S');

    await page.getByLabel('QueryXML').fill(queryXml(where('LastName', 'Beginning', MARKUP)));
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const { errors } = await query(world.url, await sXmlIn(page));
    expect([await page.getByRole('alert').textContent()]).toEqual(errors);
    expect(await page.locator('main img').count()).toBe(0);

    await page.getByLabel('QueryXML').fill(queryXml(where('LastName', 'Equals', 'Smyth')));
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('1 found.').waitFor();
    expect(await rowsOf(page)).toEqual(await answered(page));
    expect(await page.getByRole('link', { name: String(IDS.jack) }).getAttribute('href')).toBe(
      `/admin/resources/${IDS.jack}`,
    );
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
