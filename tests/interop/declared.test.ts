import type { Emulator } from '../../src/server/emulator';
import { DECLARED } from '../declared/declared';
import { start } from '../support/emulator';
import { queryXml, where } from '../support/soap';
import { IDS } from '../support/updates';
import type { ClientAnswer, ClientCall } from './client';
import { describeClients, succeed, valuesOf } from './clients';

const byId = (id: unknown): string => queryXml(where('id', 'equals', String(id)), 'Account');

describe('a declared entity through the WSDL that grew by it', () => {
  describeClients((client) => {
    let emulator: Emulator;

    beforeAll(async () => {
      emulator = await start({ seed: { entities: DECLARED } });
    });
    afterAll(() => emulator.close());

    const call = (...parameters: ClientCall): Promise<ClientAnswer> =>
      succeed<ClientAnswer>(client, emulator.wsdlUrl, parameters);

    test('its fields are told', async () => {
      const fields = await succeed<readonly { readonly Name: string }[]>(client, emulator.wsdlUrl, [
        'fields',
        'Account',
      ]);
      expect(fields.map(({ Name }) => Name)).toEqual(DECLARED[0]?.fields.map(({ name }) => name));
    });

    test('it is read, with the types of its values', async () => {
      const { entities, type } = await call('query', byId(1));
      expect(type).toBe('account');
      expect(entities.map(valuesOf)).toMatchObject([
        { AccountName: 'Ácme <Ltd> & Co', City: 'Örebro', Active: true, OwnerResourceID: IDS.tom },
      ]);
      expect(entities[0]?.['Revenue']?.type).toBe(client.types.decimal);
    });

    test('it is created, changed in one field and sent back whole', async () => {
      const sent = { id: 0, AccountName: 'Größe & <Co>', OwnerResourceID: IDS.tom, Active: true, Score: 1.5 };
      const created = await call('create', 'Account', [sent]);
      expect(created).toMatchObject({ returnCode: 1, type: 'account', errors: [] });
      const id = created.entities[0]?.['id']?.value;
      const read = await call('query', byId(id));
      expect(read.entities).toEqual(created.entities);
      const changed = await call('modify', byId(id), { AccountName: 'New' });
      expect(changed).toMatchObject({ returnCode: 1, errors: [] });
      expect(changed.entities.map(valuesOf)).toEqual([
        { ...valuesOf(read.entities[0] ?? {}), AccountName: 'New' },
      ]);
    });

    test('a field that is required is missed', async () => {
      expect(await call('create', 'Account', [{ id: 0, OwnerResourceID: IDS.tom }])).toMatchObject({
        returnCode: -1,
        errors: ['Missing Required Field: AccountName. ; on record number [1].'],
      });
    });
  });
});
