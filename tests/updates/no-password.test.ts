import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { addRows, readImportFile } from '../../src/tenant/import';
import type { Emulator, Seed } from '../../src/index';
import { LOGINS, start } from '../support/emulator';
import { call } from '../support/soap';
import { Visitor } from '../support/visitor';
import { IDS } from '../support/updates';

/** Where strong passwords are off, the mask would do as a password. */
const seed: Seed = { strongPasswords: false };

const NEWCOMER = {
  ...{ Active: true, UserName: 'nina.newcomer', UserType: 24, LicenseType: 7, LocationID: 90682 },
  ...{ FirstName: 'Nina', LastName: 'Newcomer', Email: 'nina@example.com', EmailTypeCode: 'PRIMARY' },
  ...{ ResourceType: 'Employee', PayrollType: 1, NumberFormat: 'X,XXX.XX', HireDate: '2026-01-01' },
};

async function logsIn({ url }: Pick<Emulator, 'url'>, userName: string, password: string): Promise<boolean> {
  const login = { user: `${userName}@example.com`, password };
  return (await call(url, 'GetWsdlVersion', '', { login })).status === 200;
}

describe.each(['******', ''])('the password %j is none', (Password) => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await start({ seed });
  });
  afterEach(() => emulator.close());

  test('in a resource that a program creates', async () => {
    await emulator.resources.create({
      by: 'ada.admin',
      fields: { ...NEWCOMER, Password },
      emailVerified: false,
      invite: false,
    });
    expect(await logsIn(emulator, 'nina.newcomer', Password)).toBe(false);
  });

  test('in a resource that the JSON API creates', async () => {
    const response = await fetch(`${emulator.adminUrl}/resources`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ by: 'ada.admin', fields: { ...NEWCOMER, Password } }),
    });
    expect(response.status).toBe(201);
    expect(await logsIn(emulator, 'nina.newcomer', Password)).toBe(false);
  });

  test('in a seed', async () => {
    const other = await start({
      seed: { ...seed, resources: [{ ...NEWCOMER, Password }] },
    });
    expect(await logsIn(other, 'nina.newcomer', Password)).toBe(false);
    await other.close();
  });

  test('in the form of an administrator, whose password stays', async () => {
    const ada = new Visitor(emulator);
    await ada.logIn(LOGINS.ada);
    const form = `/resources/${IDS.admin}/edit`;
    await ada.get(form);
    const { status } = await ada.post(form, {
      Password,
      'was.Password': '',
      Active: 'true',
      'was.Active': 'true',
    });
    expect(status).toBe(303);
    expect(await logsIn(emulator, 'api.admin', LOGINS.admin.password)).toBe(true);
    expect(await logsIn(emulator, 'api.admin', Password)).toBe(false);
  });

  test('in the own profile, which says so', async () => {
    const tom = new Visitor(emulator);
    await tom.logIn(LOGINS.tom);
    const { status, html } = await tom.post('/profile/password', { present: LOGINS.tom.password, Password });
    expect([status, html]).toEqual([
      422,
      expect.stringContaining('id="Password-violation">A password must be given; ****** stands for none.<'),
    ]);
    expect((await new Visitor(emulator).logIn(LOGINS.tom)).status).toBe(303);
  });

  test('behind the link of an invitation, which still works', async () => {
    await emulator.resources.create({
      by: 'ada.admin',
      fields: NEWCOMER,
      emailVerified: false,
      invite: true,
    });
    const [message] = await emulator.outbox();
    const link = /\S+\/set-password\?token=\S+/.exec(message?.text ?? '')?.[0] ?? '';
    const set = (password: string): Promise<Response> =>
      fetch(link, { method: 'POST', body: new URLSearchParams({ password }) });
    const answer = await set(Password);
    expect([answer.status, await answer.text()]).toEqual([
      422,
      expect.stringContaining('A password must be given'),
    ]);
    expect(await logsIn(emulator, 'nina.newcomer', Password)).toBe(false);
    expect((await set('weak')).status).toBe(200);
    expect(await logsIn(emulator, 'nina.newcomer', 'weak')).toBe(true);
  });
});

test.each(['json', 'csv'])('a mask in a file of %s becomes no hash', async (extension) => {
  const values = { ...NEWCOMER, Password: '******', NumberFormat: 'X.XXX,XX' };
  const cells = Object.values(values).map((value) => `"${value}"`);
  const text =
    extension === 'json' ? JSON.stringify([values]) : `${Object.keys(values).join()}\n${cells.join()}`;
  const hasher = new Hasher(4);
  const store = await Store.open(undefined, async (stores) => {
    await fillTenant(stores, { ...demoTenant(), strongPasswords: false }, hasher);
    await addRows(stores, readImportFile(`x.${extension}`, Buffer.from(text)).rows, { hasher });
  });
  expect((await store.logins.find('nina.newcomer'))?.passwordHash).toBeNull();
  await store.close();
  await hasher.close();
});
