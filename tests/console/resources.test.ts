import { resource, type ResourceField } from '../../src/entities/resource';
import { EDITABLE } from '../../src/lifecycle/edit';
import { labelOf } from '../../src/console/frame/resource-sections';
import { RESOURCES } from '../../src/console/resources';
import { LOGINS } from '../support/emulator';
import { openedAnew } from '../support/json-api';
import { accept, IDS, opened, read, stateOf } from '../support/updates';
import { visitor, type PageAnswer, type Visitor } from '../support/visitor';

const TABS = { General: '', Security: '/security', HR: '/hr' } as const;
type Tab = keyof typeof TABS;

/** What a form shows: the value of each input and select by name. */
function inputsOf({ html }: PageAnswer): Record<string, string> {
  const inputs = [...html.matchAll(/<input [^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/type="(checkbox|radio)"/.test(tag) || tag.includes(' checked'))
    .map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')]);
  const selects = [...html.matchAll(/<select .*?<\/select>/gs)].map(([select]) => {
    const [first = ''] = /<option [^>]*>/.exec(select) ?? [];
    const [chosen = first] = /<option [^>]* selected[^>]*>/.exec(select) ?? [];
    return [attribute(select, 'name'), attribute(chosen, 'value')];
  });
  return Object.fromEntries([...inputs, ...selects]) as Record<string, string>;
}

function attribute(tag: string, name: string): string {
  return unescaped(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** The sentences next to fields. */
function violationsIn({ html }: PageAnswer): Record<string, string> {
  return Object.fromEntries(
    [...html.matchAll(/id="([^"]+)-violation">([^<]*)</g)].map(([, name = '', text = '']) => [
      name,
      unescaped(text),
    ]),
  );
}

/** Opens the form at a tab, changes it as somebody would, and sends it. */
async function edit(
  somebody: Visitor,
  id: number,
  tab: Tab,
  changes: Readonly<Record<string, string>>,
): Promise<PageAnswer> {
  const path = `/resources/${id}/edit`;
  return somebody.post(path, { ...inputsOf(await somebody.get(`${path}?tab=${tab}`)), ...changes });
}

describe('somebody who is no administrator', () => {
  const world = opened();

  test.each(RESOURCES.map(({ method, path }) => [method, path] as const))(
    'is refused: %s %s',
    async (method, path) => {
      const before = await stateOf(world);
      const tom = await visitor(world, LOGINS.tom);
      const { status, html } = await tom[method](path.replace(':id', String(IDS.harriet)));
      expect([status, html]).toEqual([403, expect.stringContaining('Only administrators see this page.')]);
      expect(await stateOf(world)).toEqual(before);
    },
  );
});

describe('the tabs of a resource', () => {
  const world = opened();
  let ada: Visitor;
  beforeAll(async () => {
    ada = await visitor(world, LOGINS.ada);
    // The types of addresses and the extension are shown where there are some.
    await accept(world.url, IDS.harriet, {
      Email2: 'harriet.two@example.com',
      EmailTypeCode2: 'PAGER',
      Email3: 'harriet.three@example.com',
      EmailTypeCode3: 'SMS',
      OfficeExtension: '7',
    });
  });

  test.each(resource.fields.filter(({ name }) => name !== 'Password' && name !== 'InternalCost'))(
    '$tab shows $name with its label',
    async ({ tab, name }) => {
      const { status, html } = await ada.get(`/resources/${IDS.harriet}${TABS[tab]}`);
      expect(status).toBe(200);
      const labels = [...html.matchAll(/<dt>([^<]*)<|<span class="sr">([^<]*): <\/span>/g)];
      expect(labels.map(([, label, part]) => label ?? part)).toContain(labelOf(name));
    },
  );

  test.each(['', '/security', '/hr', '/records', '/history', '/edit', '/photo'])(
    'are not there for a resource that is not: /resources/1%s',
    async (tab) => {
      expect((await ada.get(`/resources/1${tab}`)).status).toBe(404);
    },
  );

  test('show values of picklists by their labels', async () => {
    const { html } = await ada.get(`/resources/${IDS.ada}/security`);
    expect(html).toMatch(/<dt>License Type<\/dt>\s*<dd>Administrator<\/dd>/);
  });
});

describe('the forms of a resource', () => {
  const world = openedAnew();
  const SAMPLES: Readonly<Partial<Record<ResourceField, string>>> = {
    Active: '',
    Email: 'new@example.com',
    Email2: 'two@example.com',
    Email3: 'three@example.com',
    EmailTypeCode: 'SMS',
    EmailTypeCode2: 'PAGER',
    EmailTypeCode3: 'MOBILE',
    Gender: 'F',
    Greeting: '2',
    ResourceType: 'Contractor',
    TravelAvailabilityPct: 'up to 50%',
    UserName: 'brand.new',
    UserType: '36',
    DateFormat: 'yyyy.MM.dd',
    TimeFormat: 'hh:mm a',
    NumberFormat: 'X.XXX,XX',
    PayrollType: '3',
    HireDate: '2020-02-29',
    LicenseType: '3',
  };
  const TYPED = EDITABLE.filter(
    ({ name }) => !['Suffix', 'Password', 'LocationID', 'DefaultServiceDeskRoleID'].includes(name),
  );

  test.each(Object.keys(TABS) as Tab[])('save every field of %s, as SOAP then shows it', async (tab) => {
    const ada = await visitor(world, LOGINS.ada);
    const fields = TYPED.filter((field) => field.tab === tab);
    const changes = Object.fromEntries(fields.map(({ name }) => [name, SAMPLES[name] ?? '<b>"&\'']));
    if (tab === 'Security') changes['Active'] = 'false';
    // Her address is not verified: nobody is asked to confirm the new one.
    const { status, html } = await edit(ada, IDS.emma, tab, changes);
    expect([status, html]).toEqual([303, expect.anything()]);
    const after = await read(world.url, IDS.emma);
    const expected = { ...changes };
    if (tab === 'HR') expected['HireDate'] = '2020-02-29T00:00:00';
    expect(after).toMatchObject(expected);
    expect(await world.rows('SELECT actor_id FROM audit')).toEqual([{ actor_id: IDS.ada }]);
    const { html: page } = await ada.get(`/resources/${IDS.emma}${TABS[tab]}`);
    expect(page).not.toContain('<b>"');
  });

  test('tell of everything that is wrong at once, next to its field, and keep what was typed', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const before = await stateOf(world);
    const answer = await edit(ada, IDS.tom, 'General', { FirstName: ' ', Email: 'nobody', Title: 'Boss' });
    expect(answer.status).toBe(422);
    expect(violationsIn(answer)).toEqual({
      FirstName: 'Missing Required Field: FirstName.',
      Email: 'The value is not a valid e-mail address in field: Email.',
    });
    expect(inputsOf(answer)).toMatchObject({ FirstName: ' ', Email: 'nobody', Title: 'Boss' });
    expect(await stateOf(world)).toEqual(before);
  });

  test('two administrators who change different fields do not undo each other', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const path = `/resources/${IDS.tom}/edit`;
    const first = inputsOf(await ada.get(path));
    const second = inputsOf(await ada.get(path));
    await ada.post(path, { ...first, Title: 'Boss' });
    await ada.post(path, { ...second, MobilePhone: '555' });
    expect(await read(world.url, IDS.tom)).toMatchObject({ Title: 'Boss', MobilePhone: '555' });
  });

  test.each([
    ['Title', 'Boss', 'Chief'],
    ['HireDate', '2020-01-02', '2021-03-04'],
    ['DateFormat', 'yyyy-MM-dd', 'dd/MM/yyyy'],
  ])(
    'two administrators who change the same %s are told of it, and the second decides',
    async (name, one, another) => {
      const ada = await visitor(world, LOGINS.ada);
      const path = `/resources/${IDS.harriet}/edit`;
      const second = inputsOf(await ada.get(path));
      await ada.post(path, { ...second, [name]: one });
      const before = await stateOf(world);
      const told = await ada.post(path, { ...second, [name]: another });
      expect([told.status, violationsIn(told)]).toEqual([
        422,
        {
          [name]:
            'This was changed while the form was open. Save again to have your value, or cancel to keep the other one.',
        },
      ]);
      expect(await stateOf(world)).toEqual(before);
      expect((await ada.post(path, { ...inputsOf(told), [name]: one })).status).toBe(303);
      expect(await stateOf(world)).toEqual(before);
      expect((await ada.post(path, { ...inputsOf(told), [name]: another })).status).toBe(303);
      expect(inputsOf(await ada.get(path))).toMatchObject({ [name]: another });
    },
  );

  test('set a password by its rules, and never show one', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const weak = await edit(ada, IDS.tom, 'Security', { Password: 'short' });
    expect(violationsIn(weak)).toEqual({ Password: 'Password must be at least 7 characters.' });
    expect(weak.html).not.toContain('short"');
    expect((await edit(ada, IDS.tom, 'Security', { Password: 'Quite-New-1' })).status).toBe(303);
    await visitor(world, { ...LOGINS.tom, password: 'Quite-New-1' });
    const again = await edit(ada, IDS.tom, 'Security', { Password: 'Quite-New-1' });
    expect(violationsIn(again)).toEqual({
      Password: 'Password must be different from the previous 5 passwords.',
    });
  });

  test('do not let administrators inactivate themselves', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const form = inputsOf(await ada.get(`/resources/${IDS.ada}/edit`));
    delete form['Active'];
    const answer = await ada.post(`/resources/${IDS.ada}/edit`, form);
    expect(violationsIn(answer)).toEqual({ Active: 'You cannot inactivate yourself.' });
  });

  test('offer inactive values of a picklist only where they are in use', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const offers = async (id: number): Promise<boolean> =>
      (await ada.get(`/resources/${id}/edit`)).html.includes('Night Shift (retired)');
    expect([await offers(IDS.frank), await offers(IDS.tom)]).toEqual([true, false]);
  });

  test('a new resource is created, and invited', async () => {
    const ada = await visitor(world, LOGINS.ada);
    const form = inputsOf(await ada.get('/resources/new'));
    const wrong = await ada.post('/resources/new', { ...form, FirstName: 'Nina', Password: 'short' });
    expect(wrong.status).toBe(422);
    expect(violationsIn(wrong)).toMatchObject({
      LastName: 'Missing Required Field: LastName.',
      Password: 'Password must be at least 7 characters.',
    });
    expect(inputsOf(wrong)).toMatchObject({ FirstName: 'Nina' });
    const { status, headers } = await ada.post('/resources/new', {
      ...form,
      FirstName: 'Nina',
      LastName: 'Newcomer',
      Email: 'nina@example.com',
      UserName: 'nina',
      LocationID: '90682',
      UserType: '37',
      LicenseType: '4',
      ResourceType: 'Employee',
      PayrollType: '1',
      NumberFormat: 'X,XXX.XX',
    });
    expect(status).toBe(303);
    const id = Number(headers.get('location')?.split('/').at(-1));
    expect(await read(world.url, id)).toMatchObject({ UserName: 'nina', Active: 'true' });
    expect(await world.api.outbox()).toMatchObject([{ recipient: 'nina@example.com' }]);
  });
});

describe('the list of resources', () => {
  const world = openedAnew();
  const namesIn = ({ html }: PageAnswer): readonly string[] =>
    [...html.matchAll(/href="\/admin\/resources\/\d+">([^<]*)</g)].map(([, name = '']) => unescaped(name));

  test.each([
    ['a beginning of the last name', 'search=smi', ['Harriet Smith', 'Sue SMITH']],
    ['two words in any order', 'search=smith+har', ['Harriet Smith']],
    ['a user name', 'search=tom.t', ['Tom Tanner']],
    ['an e-mail address', 'search=ada.admin%40exa', ['Ada Albright']],
    ['the inside of a name is no beginning', 'search=mith', []],
    ['a wildcard is text', 'search=%25', []],
  ])('is searched: %s', async (_what, query, names) => {
    const ada = await visitor(world, LOGINS.ada);
    const found = namesIn(await ada.get(`/resources?state=&${query}`));
    expect(found.toSorted()).toEqual([...names].toSorted());
  });

  test('is filtered by state', async () => {
    await world.api.delete(IDS.tom, IDS.ada);
    await world.api.act(IDS.jack, 'redact', { reason: 'asked for' });
    const ada = await visitor(world, LOGINS.ada);
    const by = async (state: string): Promise<readonly string[]> =>
      namesIn(await ada.get(`/resources?state=${state}`));
    expect(await by('deleted')).toEqual(['Tom Tanner (Deleted)']);
    expect(await by('redacted')).toEqual(['Redacted Resource']);
    expect(await by('inactive')).not.toContain('Redacted Resource');
    expect(await by('active')).not.toContain('Tom Tanner (Deleted)');
  });

  test('inactivates what is selected', async () => {
    const ada = await visitor(world, LOGINS.ada);
    await ada.get('/resources');
    const { status } = await ada.post('/resources/inactivate', { id: [String(IDS.tom), String(IDS.jack)] });
    expect(status).toBe(303);
    expect(await world.rows('SELECT Active FROM resources WHERE id IN (?, ?)', IDS.tom, IDS.jack)).toEqual([
      { Active: 0 },
      { Active: 0 },
    ]);
  });

  test('inactivates nobody when one of the selected cannot be, and says who and why', async () => {
    const ada = await visitor(world, LOGINS.ada);
    await ada.get('/resources');
    const before = await stateOf(world);
    const { status, html } = await ada.post('/resources/inactivate', { id: [IDS.tom, IDS.ada].map(String) });
    expect(status).toBe(422);
    expect(html).toContain(
      'None of the selected resources was inactivated. Ada Albright: You cannot inactivate yourself.',
    );
    expect(await stateOf(world)).toEqual(before);
    expect((await ada.post('/resources/inactivate')).html).toContain('No resource is selected.');
  });
});
