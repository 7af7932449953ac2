import type { Emulator } from '../../src/index';
import { LOGINS, start } from '../support/emulator';
import { call } from '../support/soap';
import { visitor, type Visitor } from '../support/visitor';

let atws: Emulator;
let ada: Visitor;
beforeAll(async () => {
  atws = await start();
  ada = await visitor(atws, LOGINS.ada);
});
afterAll(() => atws.close());

const SCRIPT = `<script>alert("1")</script>`;

test.each(['/tenant/passwords', '/tenant/tracking-identifiers', '/tenant/locations'])(
  'who is no administrator changes nothing at %s',
  async (path) => {
    const tom = await visitor(atws, LOGINS.tom);
    expect((await tom.get('/tenant')).status).toBe(403);
    expect((await tom.post(path, { location: 'x', trackingIdentifier: 'x' })).status).toBe(403);
    expect((await ada.post(path, { _csrf: 'another' })).status).toBe(403);
  },
);

test('a tracking identifier works from when it is added until it is removed', async () => {
  const isServed = async (): Promise<boolean> =>
    !(await call(atws.url, 'GetWsdlVersion', '', { code: 'MINE' })).body.includes(
      'IntegrationCode is invalid',
    );
  expect(await isServed()).toBe(false);
  await ada.get('/tenant');
  expect((await ada.post('/tenant/tracking-identifiers', { trackingIdentifier: ' MINE ' })).status).toBe(303);
  expect(await isServed()).toBe(true);
  const again = await ada.post('/tenant/tracking-identifiers', { trackingIdentifier: 'MINE' });
  expect(again.status).toBe(422);
  expect(again.html).toContain('There is a tracking identifier MINE already.');
  expect((await ada.post('/tenant/tracking-identifiers', { do: 'remove', identifier: 'MINE' })).status).toBe(
    303,
  );
  expect(await isServed()).toBe(false);
  expect(
    (await ada.post('/tenant/tracking-identifiers', { do: 'remove', identifier: 'MINE' })).html,
  ).toContain('There is no tracking identifier MINE.');
});

test('strong passwords are demanded, or not', async () => {
  await ada.post('/tenant/passwords', {});
  expect((await ada.get('/tenant')).html).not.toMatch(/name="strongPasswords"[^>]*checked/);
  await ada.post('/tenant/passwords', { strongPasswords: 'true' });
  expect((await ada.get('/tenant')).html).toMatch(/name="strongPasswords"[^>]*checked/);
});

test('a location is added, renamed and inactivated, and GetFieldInfo tells', async () => {
  const fields = async (): Promise<string> =>
    (await call(atws.url, 'GetFieldInfo', '<psObjectType>Resource</psObjectType>')).body;
  await ada.post('/tenant/locations', { location: 'Reykjavík' });
  expect(await fields()).toContain('<Label>Reykjavík</Label>');
  const [, id = ''] =
    /aria-label="Name of location (\d+)"(?=[^>]*>)[^]*?/.exec(
      [...(await ada.get('/tenant')).html.matchAll(/<input[^>]*value="Reykjavík"[^>]*>/g)][0]?.[0] ?? '',
    ) ?? [];
  await ada.post('/tenant/locations', { id, name: SCRIPT });
  expect((await ada.get('/tenant')).html).not.toContain(SCRIPT);
  expect(await fields()).toContain('&lt;script&gt;');
  await ada.post('/tenant/locations', { id, active: 'false' });
  expect((await ada.get('/tenant')).html).toContain('Activate &lt;script&gt;');
});

test('a location keeps its state under a new name, its name in a new state, and its own name in another case', async () => {
  const location = async (name: string): Promise<string> =>
    new RegExp(`aria-label="((?:Ina|A)ctivate ${name})"`).exec((await ada.get('/tenant')).html)?.[1] ?? '';
  expect((await ada.post('/tenant/locations', { location: ` ${'x'.repeat(100)} ` })).status).toBe(303);
  const html = (await ada.get('/tenant')).html;
  const [before = ''] = html.split(`value="${'x'.repeat(100)}"`);
  const id = /name="id" value="(\d+)"[^]*?$/.exec(before.slice(before.lastIndexOf('name="id"')))?.[1] ?? '';
  const known = [...html.matchAll(/name="id" value="(\d+)"/g)].map(([, one]) => Number(one));
  expect(Number(id)).toBe(Math.max(...known));
  expect(new Set(known).size).toBe(known.length / 2);
  await ada.post('/tenant/locations', { id, active: 'false' });
  await ada.post('/tenant/locations', { id, name: 'Oslo' });
  expect(await location('Oslo')).toBe('Activate Oslo');
  expect((await ada.post('/tenant/locations', { id, name: ' OSLO ' })).status).toBe(303);
  expect((await ada.post('/tenant/locations', { id, name: 'albany HEADQUARTERS' })).status).toBe(422);
  await ada.post('/tenant/locations', { id, active: 'true' });
  expect(await location('OSLO')).toBe('Inactivate OSLO');
});

test.each([
  ['/tenant/locations', 'location', ' ', 'Type a text of one line, 100 characters at most.'],
  ['/tenant/locations', 'location', 'a\u0085b', 'Type a text of one line, 100 characters at most.'],
  [
    '/tenant/locations',
    'location',
    'albany HEADQUARTERS',
    'There is a location albany HEADQUARTERS already.',
  ],
  [
    '/tenant/tracking-identifiers',
    'trackingIdentifier',
    ' ',
    'Type a text of one line, 100 characters at most.',
  ],
  [
    '/tenant/tracking-identifiers',
    'trackingIdentifier',
    'DEMO-TRACKING-IDENTIFIER-01',
    'There is a tracking identifier DEMO-TRACKING-IDENTIFIER-01 already.',
  ],
])('at %s, the field %s tells why it does not take %j', async (path, field, text, sentence) => {
  const { status, html } = await ada.post(path, { [field]: text });
  expect([status, html]).toEqual([422, expect.stringContaining(`id="${field}-violation">${sentence}`)]);
});

test.each([
  [{ location: '' }, 'Type a text of one line'],
  [{ location: 'x'.repeat(101) }, 'Type a text of one line'],
  [{ location: 'a\nb' }, 'Type a text of one line'],
  [{ location: 'albany HEADQUARTERS' }, 'already'],
  [{ id: '1', name: 'x' }, 'There is no location 1.'],
  [{ id: 'x', active: 'true' }, 'There is no location 0.'],
])('no location becomes %p', async (form, why) => {
  const { status, html } = await ada.post('/tenant/locations', form);
  expect([status, html.includes(why)]).toEqual([422, true]);
});
