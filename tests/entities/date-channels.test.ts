import { startEmulator, type Emulator } from '../../src/server/emulator';
import { Visitor } from '../support/visitor';
import { LOGINS } from '../support/emulator';
import { query, queryXml, where } from '../support/soap';
import { IDS } from '../support/updates';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

/** When Gwen of the demo tenant was hired. */
describe.each([
  '2/29/2024',
  '2/29/2024 12:00:00 AM',
  '2/29/2024 0:00',
  '/Date(1709182800000)/',
  '2024-02-29T05:00:00Z',
])('the date %s', (HireDate) => {
  test('finds in a query who was hired then', async () => {
    const { entities } = await query(emulator.url, queryXml(where('HireDate', 'Equals', HireDate)));
    expect(entities.map(({ UserName }) => UserName)).toContain('gwen.client');
  });

  test('is taken by the JSON API', async () => {
    const fields = {
      ...{ Active: true, UserName: HireDate.replace(/\W/g, ''), UserType: 37 },
      ...{ LicenseType: 4, LocationID: 90682, FirstName: 'New', LastName: 'One', Email: 'new@example.com' },
      ...{ EmailTypeCode: 'PRIMARY', ResourceType: 'Employee', PayrollType: 1, NumberFormat: 'X,XXX.XX' },
      HireDate,
    };
    const response = await fetch(`${emulator.adminUrl}/resources`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ by: 'ada.admin', fields }),
    });
    expect(await response.json()).toMatchObject({ fields: { HireDate: '2024-02-29T00:00:00.000' } });
  });

  test('is taken by the form of an administrator', async () => {
    const ada = new Visitor(emulator);
    await ada.logIn(LOGINS.ada);
    const { html } = await ada.get(`/resources/${IDS.tom}/edit`);
    const [, was = ''] = /name="was\.HireDate" value="([^"]*)"/.exec(html) ?? [];
    const { status } = await ada.post(`/resources/${IDS.tom}/edit`, { HireDate, 'was.HireDate': was });
    expect(status).toBe(303);
    expect(await emulator.resources.get(IDS.tom)).toMatchObject({ HireDate: '2024-02-29T00:00:00.000' });
  });
});
