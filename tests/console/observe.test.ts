import { entities } from '../../src/entities/index';
import type { Emulator } from '../../src/index';
import { LOGINS, start } from '../support/emulator';
import { call, query, queryXml, where } from '../support/soap';
import { accept, IDS, open } from '../support/updates';
import { Visitor, visitor } from '../support/visitor';

let atws: Emulator;
let ada: Visitor;
beforeAll(async () => {
  atws = await start();
  ada = await visitor(atws, LOGINS.ada);
});
afterAll(() => atws.close());

/** Text as a page shows it. */
function shown(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** A page without its markup: XML is shown with names and attributes in elements of their own. */
function textOf(html: string): string {
  return html.replace(/<[^>]*>/g, '');
}

const SCRIPT = `<script>alert("1")</script>`;
const PAGES = [
  '/outbox',
  '/outbox/1',
  '/outbox/1/html',
  '/requests',
  '/requests/1',
  '/usage',
  '/introspection',
  '/introspection?entity=Role',
  '/introspection?entity=Department',
  '/playground',
];

describe('who is no administrator', () => {
  let tom: Visitor;
  beforeAll(async () => {
    tom = await visitor(atws, LOGINS.tom);
  });

  test.each(PAGES)('sees nothing of %s', async (path) => {
    const { status, html } = await tom.get(path);
    expect(status).toBe(403);
    expect(html).toContain('Only administrators see this page.');
  });

  test('runs no query', async () => {
    await tom.get('/profile');
    const { status, html } = await tom.post('/playground', {
      do: 'run',
      sXML: queryXml(where('LastName', 'Equals', 'Smith')),
    });
    expect(status).toBe(403);
    expect(html).not.toContain('Harriet');
  });
});

test.each(PAGES)('whoever is not logged in is sent from %s to the log-in', async (path) => {
  const { status, headers } = await new Visitor(atws).get(path);
  expect(status).toBe(303);
  expect(headers.get('location')).toBe(`/admin/log-in?next=${encodeURIComponent(path)}`);
});

test.each(['/outbox/999999', '/outbox/999999/html', '/requests/999999', '/requests/x', '/outbox/x'])(
  '%s is not found',
  async (path) => {
    expect((await ada.get(path)).status).toBe(404);
  },
);

describe('the outbox', () => {
  beforeEach(() => atws.reset());
  beforeEach(async () => {
    ada = await visitor(atws, LOGINS.ada);
  });

  const change = (Email: string): Promise<unknown> => accept(atws.url, IDS.mo, { Email });

  test('is empty before anybody was written to', async () => {
    expect((await ada.get('/outbox')).html).toContain('No messages.');
  });

  test('has the HTML of a message apart, under a policy that lets it do nothing', async () => {
    await change('mo.new@example.com');
    const [message] = await atws.outbox();
    const { status, headers, html } = await ada.get(`/outbox/${message!.id}/html`);
    expect(status).toBe(200);
    expect(html).toBe(message!.html);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toBe(
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect((await ada.get(`/outbox/${message!.id}`)).html).toContain('<iframe class="message" sandbox=""');
  });

  test('pages from the newest to the oldest', async () => {
    for (let made = 1; made <= 52; made += 1) await change(`mo${made}@example.com`);
    const numbers = (html: string): number[] =>
      [...html.matchAll(/<span>mo(\d+)@example\.com<\/span>/g)].map(([, number]) => Number(number));
    const first = (await ada.get('/outbox')).html;
    expect(numbers(first)).toEqual(Array.from({ length: 50 }, (_, index) => 52 - index));
    const [, older] = /href="\/admin(\/outbox\?before=\d+)"/.exec(first) ?? [];
    const second = (await ada.get(older ?? '')).html;
    expect(numbers(second)).toEqual([2, 1]);
    expect(second).not.toContain('Older messages');
  });
});

describe('requests', () => {
  test('are shown with what was sent and answered, an element a line', async () => {
    await query(atws.url, queryXml(where('id', 'Equals', String(IDS.tom))));
    const id = (await atws.requests()).at(-1)?.id;
    const { html } = await ada.get(`/requests/${id}`);
    expect(textOf(html)).toContain(shown('\n  <soap:Header>\n    <AutotaskIntegrations'));
    const answered = (await ada.get(`/requests/${id}?show=response`)).html;
    expect(textOf(answered)).toContain(shown('<FirstName xsi:type="xsd:string">Tom</FirstName>\n'));
    expect(html).toContain('DEMO-TRACKING-IDENTIFIER-01');
    expect(html).toContain('America/New_York');
  });

  test('show what a query asked for, and run it again', async () => {
    await query(atws.url, queryXml(where('LastName', 'Equals', 'Smith & Sons')));
    const { html } = await ada.get(`/requests/${(await atws.requests()).at(-1)?.id}`);
    expect(textOf(html)).toContain(
      shown('<field>LastName<expression op="Equals">Smith &amp; Sons</expression></field>\n'),
    );
    const [, sXML = ''] = /name="sXML" value="([^"]*)"/.exec(html) ?? [];
    expect(sXML).toBe(shown(queryXml(where('LastName', 'Equals', 'Smith & Sons'))));
  });

  test('take filters, all of which must fit', async () => {
    await atws.reset();
    ada = await visitor(atws, LOGINS.ada);
    await call(atws.url, 'GetWsdlVersion');
    await call(atws.url, 'GetWsdlVersion', '', { login: LOGINS.reader });
    await call(atws.url, 'getEntityInfo', '', { login: { ...LOGINS.reader, password: 'wrong' } });
    const [first, second, third] = (await atws.requests()).map(({ id }) => id);
    const ids = async (search: string): Promise<number[]> =>
      [...(await ada.get(`/requests?${search}`)).html.matchAll(/"\/admin\/requests\/(\d+)[?#]/g)].map(
        ([, id]) => Number(id),
      );
    expect(await ids('operation=&user=&status=')).toEqual([third, second, first]);
    expect(await ids('operation=GetWsdlVersion')).toEqual([second, first]);
    expect(await ids('user=API.reader@example.com')).toEqual([third, second]);
    expect(await ids('status=401')).toEqual([third]);
    expect(await ids(`operation=GetWsdlVersion&user=${LOGINS.reader.user}&status=401`)).toEqual([]);
    expect(await ids(`before=${third}`)).toEqual([second, first]);
  });

  test('show passwords as stars, and markup as text', async () => {
    const bold = `</Password><LastName>${SCRIPT}</LastName>`;
    await call(atws.url, 'update', `<Password>S3cret-Word!${bold}`, {
      code: SCRIPT,
    });
    const id = (await atws.requests()).at(-1)?.id;
    const one = (await ada.get(`/requests/${id}`)).html;
    expect(one).toContain(shown(SCRIPT));
    expect(one).toContain('******');
    expect(one).not.toContain('S3cret-Word!');
    const all = (await ada.get('/requests')).html;
    expect(all).toContain(
      `<a href="/admin/requests?${new URLSearchParams({ trackingIdentifier: SCRIPT }).toString()}">${shown(SCRIPT)}`,
    );
    expect(one + all).not.toContain(SCRIPT);
  });

  test('that are no XML, or were cut, are shown as they were', async () => {
    await call(atws.url, 'query', `<sXML>${'long '.repeat(10_000)}</sXML>`);
    const { status, html } = await ada.get(`/requests/${(await atws.requests()).at(-1)?.id}`);
    expect(status).toBe(200);
    expect(textOf(html)).toContain(shown('<soap:Header><AutotaskIntegrations'));
    expect(html).toMatch(/long [long ]*…<\/pre>/);
  });

  test('show nothing of a person once redacted', async () => {
    await accept(atws.url, IDS.jack, { LastName: 'Quetzalcoatlus' });
    const { id } = (await atws.requests()).at(-1)!;
    expect((await ada.get(`/requests/${id}`)).html).toContain('Quetzalcoatlus');
    await atws.resources.redact(IDS.jack, 'ada.admin', 'On request');
    expect((await ada.get(`/requests/${id}`)).status).toBe(404);
    expect((await ada.get('/requests')).html).toContain('No SOAP calls.');
  });
});

describe('usage', () => {
  test('has the hours by the clock of the tenant, the requests, the threshold and the licenses', async () => {
    const kolkata = await start({ timeZone: 'Asia/Kolkata', threshold: 1200 });
    try {
      await kolkata.clock.freeze();
      await kolkata.clock.set(new Date('2024-02-29T12:10:00Z'));
      await Promise.all([1, 2, 3].map(() => call(kolkata.url, 'GetWsdlVersion')));
      await kolkata.clock.set(new Date('2024-02-29T14:40:00Z'));
      await call(kolkata.url, 'GetWsdlVersion');
      const { html } = await (await visitor(kolkata, LOGINS.ada)).get('/usage');
      const rows = [
        ...html.matchAll(
          /<tr><th scope="row"><time datetime="([^"]+)">([^<]+)<\/time><\/th><td class="num">(\d+)<\/td>/g,
        ),
      ];
      expect(rows).toHaveLength(24);
      expect(rows.filter(([, , , requests]) => requests !== '0').map((row) => row.slice(1))).toEqual([
        ['2024-02-29T14:00:00.000Z', '2024-02-29 19:30:00', '1'],
        ['2024-02-29T12:00:00.000Z', '2024-02-29 17:30:00', '3'],
      ]);
      expect(html).toContain('4 requests in all, at most 3 in an hour.');
      expect(html).toContain('The threshold, 1,200 in 60 minutes, is above the scale.');
      expect(html).toMatch(
        /<th scope="row">API User<\/th><td class="bar-cell">.*?<\/td><td class="num">2<\/td>/,
      );
      expect(html).not.toMatch(/ style=/);
    } finally {
      await kolkata.close();
    }
  });
});

describe('introspection', () => {
  test.each(entities.map(({ name, fields }) => [name, fields.length] as const))(
    'shows the fields of %s as GetFieldInfo has them',
    async (entity, count) => {
      const { html } = await ada.get(`/introspection?entity=${entity}`);
      const { body } = await call(atws.url, 'GetFieldInfo', `<psObjectType>${entity}</psObjectType>`);
      const names = (text: string, pattern: RegExp): readonly (string | undefined)[] =>
        [...text.matchAll(pattern)].map(([, name]) => name);
      const expected = names(body, /<Name>(\w+)<\/Name>/g);
      expect(expected).toHaveLength(count);
      expect(names(html, /<td title="\w+"><code>(\w+)<\/code><span class="sub">/g)).toEqual(expected);
      expect(names(html, /<td><span class="line"><code>([^<]*)<\/code>/g)).toEqual(
        names(body, /<Value>([^<]*)<\/Value>/g),
      );
    },
  );

  test('says of an entity that is not served what GetFieldInfo says', async () => {
    const { status, html } = await ada.get('/introspection?entity=Invoice');
    expect(status).toBe(422);
    expect(html).toContain('Value cannot be null.');
  });
});

describe('the playground', () => {
  beforeAll(async () => {
    await ada.get('/playground');
  });

  const run = (sXML: string, who = ada) => who.post('/playground', { do: 'run', entity: 'Resource', sXML });

  test('writes the query that was built, and answers it', async () => {
    const { status, html } = await ada.post('/playground', {
      do: 'build',
      entity: 'Resource',
      field1: 'LastName',
      operator1: 'Equals',
      value1: 'A & <B> "C"',
      join2: 'AND',
      field2: '',
      operator2: 'Equals',
      value2: '',
      join3: 'OR',
      field3: 'FirstName',
      operator3: 'BeginsWith',
      value3: 'Harr',
    });
    expect(status).toBe(200);
    expect(html).toContain(
      shown(`<field>LastName<expression op="Equals">A &amp; &lt;B&gt; "C"</expression></field>
    <condition operator="OR">
      <field>FirstName<expression op="BeginsWith">Harr</expression></field>
    </condition>`),
    );
    expect(html).toContain('value="A &amp; &lt;B&gt; &quot;C&quot;"');
    expect(html).toContain(`<a href="/admin/resources/${IDS.harriet}">${IDS.harriet}</a>`);
    expect(html).toContain('1 found.');
  });

  test('says why the service refuses', async () => {
    const { status, html } = await run(queryXml(where('Pasword', 'Equals', SCRIPT)));
    const { errors } = await query(atws.url, queryXml(where('Pasword', 'Equals', SCRIPT)));
    expect(status).toBe(422);
    expect(html).toMatch(/role="alert">/);
    expect(html).toContain(`<div>${shown(errors[0]!)}</div>`);
    expect(html).not.toContain(SCRIPT);
  });

  test('says that nothing was found', async () => {
    const { html } = await run(queryXml(where('LastName', 'Equals', SCRIPT)));
    expect(html).toContain('No entity satisfies the query.');
    expect(html).not.toContain(SCRIPT);
  });

  test('shows what is stored as text', async () => {
    await accept(atws.url, IDS.mo, { Title: SCRIPT });
    const { html } = await run(queryXml(where('id', 'Equals', String(IDS.mo))));
    expect(html).toContain(`<td>${shown(SCRIPT)}</td>`);
    expect(html).not.toContain(SCRIPT);
  });

  test('shows internal cost to those who may view it over SOAP', async () => {
    const costly = queryXml(where('InternalCost', 'GreaterThan', '0'));
    const { entities } = await query(atws.url, costly);
    expect((await run(costly)).html).toContain(`<td>${entities[0]!['InternalCost']}</td>`);
    const strict = await open({
      tenant: (demo) => ({
        ...demo,
        securityLevels: demo.securityLevels.map((level) => ({ ...level, viewInternalCost: false })),
      }),
    });
    try {
      const careful = await visitor(strict, LOGINS.ada);
      expect((await run(costly, careful)).html).toContain('No entity satisfies the query.');
    } finally {
      await strict.close();
    }
  });

  test('queries departments', async () => {
    const { html } = await run(queryXml(where('Number', 'Equals', '210'), 'Department'));
    expect(html).toContain(shown('First & second line; <24x7>'));
    expect(html).not.toContain('/admin/resources/');
  });

  test('queries roles', async () => {
    const { html } = await run(queryXml(where('Active', 'Equals', 'true'), 'Role'));
    expect(html).toContain(shown('R&D "Skunk Works" <Prototypes>'));
    expect(html).not.toContain('/admin/resources/');
  });
});

describe('the builder of the playground', () => {
  const rows = (html: string): readonly string[] =>
    [...html.matchAll(/<fieldset class="cond depth-(\d)">.*?name="value\d+"[^>]*?value="([^"]*)"/gs)].map(
      ([, depth, value]) => `${depth} ${value}`,
    );
  const typed = {
    entity: 'Resource',
    field1: 'LastName',
    operator1: 'BeginsWith',
    value1: 'S',
    depth1: '0',
    join2: 'OR',
    field2: 'FirstName',
    operator2: 'Equals',
    value2: 'Tom',
    depth2: '0',
  };

  test('grows row by row, and keeps what was typed', async () => {
    expect(rows((await ada.get('/playground')).html)).toEqual(['0 ']);
    expect(rows((await ada.post('/playground', { ...typed, do: 'add' })).html)).toEqual([
      '0 S',
      '0 Tom',
      '0 ',
    ]);
    expect(rows((await ada.post('/playground', { ...typed, remove: '1' })).html)).toEqual(['0 Tom']);
    expect(rows((await ada.post('/playground', { ...typed, nest: '2' })).html)).toEqual(['0 S', '1 Tom']);
    expect(rows((await ada.post('/playground', { ...typed, depth2: '1', lift: '2' })).html)).toEqual([
      '0 S',
      '0 Tom',
    ]);
  });

  test('nests conditions', async () => {
    const { html } = await ada.post('/playground', {
      ...typed,
      depth2: '1',
      join3: 'AND',
      field3: 'Active',
      operator3: 'Equals',
      value3: 'true',
      depth3: '1',
      do: 'build',
    });
    expect(html).toContain(
      shown(`    <condition operator="OR">
      <field>FirstName<expression op="Equals">Tom</expression></field>
      <field>Active<expression op="Equals">true</expression></field>
    </condition>`),
    );
  });

  test('takes odd numbers for what they are', async () => {
    const { status, html } = await ada.post('/playground', {
      ...typed,
      depth1: '9',
      depth2: SCRIPT,
      remove: '77',
    });
    expect([status, rows(html)]).toEqual([200, ['0 S', '0 Tom']]);
  });
});

describe('the playground shows a query', () => {
  const sXML = queryXml(where('LastName', 'Equals', 'Smyth\'s "\\ & <b>'));

  test.each([
    ['xml', '<EntityResultType>resource</EntityResultType>'],
    ['curl', 'SOAPAction: '],
    ['python', 'client.service.query'],
    ['php', 'new SoapClient'],
    ['csharp', 'new HttpClient'],
  ])('as %s', async (show, text) => {
    await ada.get('/playground');
    const { status, html } = await ada.post('/playground', { entity: 'Resource', sXML, show });
    expect(status).toBe(200);
    expect(textOf(html)).toContain(shown(text));
    expect(html).not.toContain('<b>"');
    expect(html).not.toContain(LOGINS.admin.password);
  });

  test.each([
    [
      3,
      '<queryxml><entity>Resource</entity><query>\r\n<field>id<expression op="Equals">1</expression></field>\r\n<field>Pasword<expression op="Equals">1</expression></field></query></queryxml>',
    ],
    [2, '<queryxml>\n<entity>Invoice</entity><query/></queryxml>'],
    [3, '<queryxml>\n<entity>Resource</entity>\n<query></queryxml>'],
  ])('that is refused with its line %p marked', async (line, text) => {
    const { status, html } = await ada.post('/playground', { do: 'run', entity: 'Resource', sXML: text });
    expect(status).toBe(422);
    expect(html).toContain(`<mark>${shown(text.split(/\r?\n/)[line - 1] ?? '')}</mark>`);
  });
});

describe('introspection is searched', () => {
  const names = (html: string): readonly (string | undefined)[] =>
    [...html.matchAll(/<td title="\w+"><code>(\w+)<\/code>/g)].map(([, name]) => name);

  test('by name, label and picklist value, and by mark', async () => {
    expect(names((await ada.get('/introspection?search=pimary')).html)).toEqual(['LocationID']);
    expect(names((await ada.get('/introspection?search=co-managed')).html)).toEqual([
      'UserType',
      'LicenseType',
    ]);
    expect(names((await ada.get('/introspection?fields=notQueryable')).html)).toEqual([
      'DefaultServiceDeskRoleID',
      'Password',
    ]);
    const { html } = await ada.get(`/introspection?search=${encodeURIComponent(SCRIPT)}`);
    expect(html).toContain('No field is like that.');
    expect(html).not.toContain(SCRIPT);
  });
});

describe('usage counts', () => {
  test('refusals by sentence, and calls by operation and tracking identifier, until the list is cleared', async () => {
    await atws.reset();
    ada = await visitor(atws, LOGINS.ada);
    await query(atws.url, queryXml(where('Pasword', 'Equals', '1')));
    await call(atws.url, 'GetWsdlVersion', '', { code: SCRIPT });
    const { html } = await ada.get('/usage');
    const counted = (name: string): string | undefined =>
      new RegExp(`<th scope="row">${name}</th>.*?<td class="num">(\\d+)</td>`).exec(html)?.[1];
    expect(counted('Unable to find Pasword in the Resource Entity.')).toBe('1');
    expect(counted('query')).toBe('1');
    expect(html).toContain(shown(SCRIPT));
    expect(html).not.toContain(SCRIPT);
    await ada.get('/requests');
    await ada.post('/requests/clear');
    expect((await ada.get('/usage')).html).not.toContain('Unable to find Pasword');
    expect(await atws.requests()).toEqual([]);
  });
});

test('the side bar tells how many messages wait', async () => {
  const fresh = await start();
  try {
    const visiting = await visitor(fresh, LOGINS.ada);
    const badge = async (): Promise<string | undefined> =>
      />Outbox<span class="badge push"[^>]*>([^<]*)</.exec((await visiting.get('/usage')).html)?.[1];
    expect(await badge()).toBeUndefined();
    for (const [id, told] of [
      [IDS.tom, '1'],
      [IDS.mo, '2'],
    ] as const) {
      await visiting.get(`/resources/${id}/security`);
      await visiting.post(`/resources/${id}/invite`);
      expect(await badge()).toBe(told);
    }
    for (let more = 0; more < 10; more += 1) await visiting.post(`/resources/${IDS.mo}/invite`);
    expect(await badge()).toBe('12');
    // A form that is refused is a page like any other.
    const refused = await visiting.post('/tenant/locations', { name: '' });
    expect([refused.status, refused.html]).toEqual([422, expect.stringContaining('>12<')]);
  } finally {
    await fresh.close();
  }
});

test.each(['/report', '/dashboard'])('%s says which resource of its address there is not', async (path) => {
  const fresh = await start();
  try {
    const { status, html } = await (await visitor(fresh, LOGINS.ada)).get(`${path}?resource=%3Cb%3E`);
    expect([status, html]).toEqual([422, expect.stringContaining('There is no resource &lt;b&gt;.')]);
  } finally {
    await fresh.close();
  }
});
