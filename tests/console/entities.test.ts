import type { Emulator } from '../../src/server/emulator';
import { LOGINS, start } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { entity, IDS, update } from '../support/updates';
import { visitor, type Visitor } from '../support/visitor';
import { DECLARED } from '../declared/declared';

const SCRIPT = `<script>alert("1")</script>`;

let atws: Emulator;
let ada: Visitor;

beforeAll(async () => {
  const many = {
    name: 'Contact',
    fields: [{ name: 'Name', type: 'string' as const }],
    rows: Array.from({ length: 60 }, (_, index) => ({ Name: `Contact no. ${index + 1}` })),
  };
  atws = await start({ seed: { entities: [...DECLARED, many] } });
});

beforeEach(async () => {
  await atws.reset();
  ada = await visitor(atws, LOGINS.ada);
});

afterAll(() => atws.close());

const account = async (id: number): Promise<Readonly<Record<string, string>> | undefined> =>
  (await query(atws.url, queryXml(where('id', 'Equals', String(id)), 'Account'))).entities[0];

test.each([
  '/entities',
  '/entities?entity=Account',
  '/entities/1?entity=Account',
  '/entities/new?entity=Account',
])('who is no administrator sees nothing of %s', async (path) => {
  const tom = await visitor(atws, LOGINS.tom);
  expect((await tom.get(path)).status).toBe(403);
  expect((await tom.post('/entities/1', { entity: 'Account', AccountName: 'x' })).status).toBe(403);
});

test('every type but Resource has a list, and its entities a page', async () => {
  const { status, html } = await ada.get('/entities');
  expect(status).toBe(200);
  const types = [...html.matchAll(/\/entities\?entity=(\w+)"/g)].map(([, name]) => String(name));
  expect(types).toEqual(expect.arrayContaining(['Role', 'ResourceRole', 'Account', 'Contact']));
  expect(types).not.toContain('Resource');
  for (const type of new Set(types)) {
    const list = await ada.get(`/entities?entity=${type}`);
    expect([type, list.status]).toEqual([type, 200]);
    const [, first] = /href="\/admin(\/entities\/\d+\?entity=\w+)"/.exec(list.html) ?? [];
    expect([type, (await ada.get(String(first).replaceAll('&amp;', '&'))).status]).toEqual([type, 200]);
  }
});

test('a long list is shown 25 rows at a time', async () => {
  const names = (html: string): number => [...html.matchAll(/>Contact no\. \d+</g)].length;
  const first = (await ada.get('/entities?entity=Contact')).html;
  expect(names(first)).toBe(25);
  const [, next = ''] = /href="\/admin(\/entities\?entity=Contact&amp;after=\d+)"/.exec(first) ?? [];
  const second = (await ada.get(next.replaceAll('&amp;', '&'))).html;
  expect(second).toContain('>Contact no. 50<');
  const last = (await ada.get('/entities?entity=Contact&after=50')).html;
  expect(names(last)).toBe(10);
  expect(last).not.toContain('after=60');
});

test('a list shows the entity 0, and the beginning of long texts', async () => {
  await atws.entity('Contact').create({ id: 0, Name: 'y'.repeat(255) });
  const { html } = await ada.get('/entities?entity=Contact');
  expect(html).toContain(`>${'y'.repeat(200)}…<`);
  expect(html).toMatch(/href="\/admin\/entities\/0\?entity=Contact"/);
  expect((await ada.get('/entities/0?entity=Contact')).html).toContain('y'.repeat(255));
});

test('an entity is created, changed and deleted by forms of its fields', async () => {
  const fields = {
    entity: 'Account',
    AccountName: SCRIPT,
    OwnerResourceID: String(IDS.tom),
    AccountType: '2',
  };
  await ada.get('/entities/new?entity=Account');
  const created = await ada.post('/entities/new', { ...fields, Active: 'true', 'udf:1': 'South' });
  expect(created.headers.get('location')).toBe('/admin/entities/8?entity=Account');
  expect(await account(8)).toMatchObject({ AccountName: SCRIPT, AccountType: '2', Active: 'true' });
  const { html } = await ada.get('/entities/8?entity=Account');
  expect(html).not.toContain(SCRIPT);
  expect(html).toMatch(/<option value="South" selected/);
  expect((await ada.post('/entities/8', { ...fields, AccountName: 'New' })).status).toBe(303);
  const changed = await account(8);
  expect(changed).toMatchObject({ AccountName: 'New', Active: 'false' });
  expect(changed?.['UserDefinedFields']).toBe('');
  await ada.get('/entities/1?entity=Ticket');
  expect((await ada.post('/entities/1/delete', { entity: 'Ticket' })).status).toBe(303);
  expect((await ada.get('/entities/1?entity=Ticket')).status).toBe(404);
});

test('an entity of the service is changed by its form, too', async () => {
  const before = (await ada.get('/entities/29683401?entity=Role')).html;
  expect(before).toContain('name="HourlyRate"');
  const fields = { entity: 'Role', Name: 'Boss', HourlyFactor: '1', HourlyRate: '99.5', Active: 'true' };
  expect((await ada.post('/entities/29683401', fields)).status).toBe(303);
  expect((await ada.get('/entities?entity=Role')).html).toContain('Boss');
});

test('a form that was open while another program wrote changes what was typed in it alone', async () => {
  const { html } = await ada.get('/entities/29683401?entity=Role');
  const opened: Record<string, string> = { entity: 'Role' };
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of html.matchAll(/name="was\.(\w+)" value="([^"]*)"/g)) {
    opened[`was.${name}`] = value;
    fields[name] = value;
  }
  const role = async () =>
    (await query(atws.url, queryXml(where('id', 'Equals', '29683401'), 'Role'))).entities[0];
  await update(atws.url, [entity('29683401', { ...fields, HourlyRate: '120' }, 'Role')]);
  const named = { ...opened, ...fields, Name: 'Chief' };
  expect((await ada.post('/entities/29683401', named)).status).toBe(303);
  expect(await role()).toMatchObject({ Name: 'Chief', HourlyRate: '120.0000' });

  const rated = { ...opened, ...fields, Name: 'Chief', 'was.Name': 'Chief', HourlyRate: '77' };
  const refused = await ada.post('/entities/29683401', rated);
  expect(refused.status).toBe(422);
  expect(refused.html).toContain('This was changed while the form was open.');
  expect(await role()).toMatchObject({ HourlyRate: '120.0000' });
  const again = { ...rated, 'was.HourlyRate': '120.0000' };
  expect((await ada.post('/entities/29683401', again)).status).toBe(303);
  expect(await role()).toMatchObject({ HourlyRate: '77.0000' });
});

test('a form changes nothing that was not touched: lines, and boxes that stand for nothing', async () => {
  const texts = { City: 'One\nTwo', AccountName: '\nFirst\r\nSecond\rThird' };
  await atws.entity('Account').update(2, { ...texts, Active: null });
  const { html } = await ada.get('/entities/2?entity=Account');
  expect(html).toMatch(/<textarea id="City"[^>]*>\nOne\nTwo<\/textarea>/);
  // What a browser makes of it.
  const sent = (name: string): string =>
    new RegExp(`name="was\\.${name}" value="([^"]*)"`).exec(html)?.[1]?.replace(/\r\n?|\n/g, '\r\n') ?? '';
  const names = ['AccountName', 'City', 'OwnerResourceID', 'ParentAccountID', 'Revenue', 'Active'];
  const opened = Object.fromEntries(names.map((name) => [`was.${name}`, sent(name)]));
  const fields = Object.fromEntries(names.slice(0, -1).map((name) => [name, sent(name)]));
  const before = await atws.entity('Account').get(2);
  const saved = await ada.post('/entities/2', { entity: 'Account', ...opened, ...fields, Revenue: '7' });
  expect(saved.status).toBe(303);
  expect(await atws.entity('Account').get(2)).toEqual({ ...before, ...texts, Active: null, Revenue: 7 });
  await ada.post('/entities/2', { entity: 'Account', ...opened, ...fields, Active: 'true' });
  await ada.post('/entities/2', { entity: 'Account', ...opened, ...fields, 'was.Active': 'true' });
  expect(await atws.entity('Account').get(2)).toMatchObject({ Active: false });
});

test.each([
  [
    'a value that does not fit',
    { AccountName: 'x', OwnerResourceID: '5' },
    'Reference value on field: OwnerResourceID of type: Resource does not exist or is invalid.',
  ],
  ['no required value', { OwnerResourceID: String(IDS.tom) }, 'Missing Required Field: AccountName.'],
])('%s is refused, and what was typed stays', async (_what, fields, sentence) => {
  await ada.get('/entities/new?entity=Account');
  const { status, html } = await ada.post('/entities/new', { entity: 'Account', City: 'Oslo', ...fields });
  expect(status).toBe(422);
  expect(html).toContain(sentence);
  expect(html).not.toContain('on record number');
  expect(html).toMatch(/name="City"[^>]*value="Oslo"|value="Oslo"[^>]*name="City"/);
  expect(await account(8)).toBeUndefined();
});

test('what getEntityInfo does not allow has no form, and is refused', async () => {
  expect((await ada.get('/entities/1?entity=Account')).html).not.toContain('Delete this');
  const removed = await ada.post('/entities/1/delete', { entity: 'Account' });
  expect(removed.html).toContain('This entity type does not support the delete action.');
  expect(await account(1)).toBeDefined();
  expect((await ada.get('/entities/new?entity=Skill')).html).not.toContain('Create Skill');
  expect((await ada.get('/entities/99?entity=Account')).status).toBe(404);
  expect((await ada.get('/entities?entity=Nothing')).status).toBe(422);
});

test('introspection and playground have declared entities, with their user-defined fields', async () => {
  const introspection = (await ada.get('/introspection?entity=Account')).html;
  expect(introspection).toContain('Customer Region');
  const sXML = queryXml(where('AccountName', 'BeginsWith', 'beta'), 'Account');
  await ada.get('/playground?entity=Account');
  expect((await ada.post('/playground', { do: 'run', entity: 'Account', sXML })).html).toContain('Beta');
  const built = await ada.post('/playground', {
    ...{ do: 'build', entity: 'Account', depth1: '0' },
    ...{ field1: 'udf:Customer Region', operator1: 'Equals', value1: 'South' },
  });
  expect(built.html).toContain('&lt;field udf=&quot;true&quot;&gt;Customer Region&lt;expression');
  expect(built.html).toMatch(
    /<option value="udf:Customer Region" selected[^>]*>Customer Region \(user-defined\)</,
  );
});
