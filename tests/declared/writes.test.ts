// Thorough: npm run test:quick leaves it out.
import type { Emulator } from '../../src/server/emulator';
import { start, STORES, LOGINS } from '../support/emulator';
import {
  atwsResult,
  call,
  escape,
  query,
  queryXml,
  where,
  type AtwsResult,
  type CallOptions,
} from '../support/soap';
import { create, entity, IDS, update, typed, type Sent } from '../support/updates';
import { DECLARED } from './declared';

const GOOD = { AccountName: 'New & old', OwnerResourceID: String(IDS.tom), Active: 'true' };

/** User-defined fields as a member of an entity. */
function udfs(values: Readonly<Record<string, string | null>>): { readonly xml: string } {
  const fields = Object.entries(values).map(
    ([name, value]) =>
      `<UserDefinedField><Name>${escape(name)}</Name>${value === null ? '' : `<Value>${escape(value)}</Value>`}</UserDefinedField>`,
  );
  return { xml: `<UserDefinedFields>${fields.join('')}</UserDefinedFields>` };
}

async function remove(url: string, ids: readonly number[], options?: CallOptions): Promise<AtwsResult> {
  const entities = ids.map((id) => entity(id, {}, 'Ticket')).join('');
  return atwsResult(await call(url, 'delete', `<Entities>${entities}</Entities>`, options));
}

describe.each(STORES)('declared entities with the data in %s', (store) => {
  let atws: Emulator;

  beforeEach(async () => {
    atws = await start({ store, seed: { entities: DECLARED } });
  });

  afterEach(() => atws.close());

  const account = (fields: Readonly<Record<string, Sent>>, id?: number): string =>
    entity(id, fields, 'Account');
  const accounts = async (): Promise<string> =>
    (await query(atws.url, queryXml(where('id', 'GreaterThan', '0'), 'Account'))).body;
  const one = async (id: number): Promise<Readonly<Record<string, string>> | undefined> =>
    (await query(atws.url, queryXml(where('id', 'Equals', String(id)), 'Account'))).entities[0];

  test('are created, and answered as a query answers them', async () => {
    const { returnCode, entities, entityResultType, body } = await create(atws.url, [
      account({
        ...GOOD,
        AccountType: '2',
        Revenue: '12.34567',
        CreateDate: '2024-01-01',
        UserDefinedFields: udfs({ 'customer region': 'South', Since: '2020-05-06T07:08:09' }),
      }),
      account({ ...GOOD, AccountName: 'Second' }),
    ]);
    expect({ returnCode, entityResultType }).toEqual({ returnCode: 1, entityResultType: 'account' });
    expect(entities.map(({ id }) => id)).toEqual(['8', '9']);
    expect(await one(8)).toEqual(entities[0]);
    expect(entities[0]).toMatchObject({
      AccountName: 'New & old',
      AccountType: '2',
      Revenue: '12.3457',
      City: '',
    });
    expect(entities[0]).not.toHaveProperty('CreateDate');
    expect(body).toContain('<Name>Since</Name><Value>2020-05-06T07:08:09</Value>');
    const found = await query(atws.url, queryXml(where('AccountName', 'Equals', 'new & OLD'), 'Account'));
    expect(found.entities.map(({ id }) => id)).toEqual(['8']);
  });

  test('are updated: what is left out is cleared, except for read-only and user-defined fields', async () => {
    const { errors } = await update(atws.url, [
      account({ AccountName: 'Renamed', OwnerResourceID: String(IDS.ada) }, 1),
      account({ ...GOOD, UserDefinedFields: udfs({ 'Customer Region': null }) }, 7),
    ]);
    expect(errors).toEqual([]);
    const changed = await one(1);
    expect(changed).toMatchObject({ AccountName: 'Renamed', City: '', CreateDate: '2024-02-29T17:30:00.12' });
    expect(changed).not.toHaveProperty('Revenue');
    const all = await accounts();
    expect(all).toContain('<Name>Customer Region</Name><Value>North</Value>');
    expect(all).not.toContain('South');
    const found = await query(
      atws.url,
      queryXml(where('OwnerResourceID', 'Equals', String(IDS.ada)), 'Account'),
    );
    expect(found.entities.map(({ id }) => id)).toEqual(['1', '2']);
  });

  test.each([
    ['without a required text', { OwnerResourceID: '1' }, 'Missing Required Field: AccountName.'],
    [
      'without a required reference',
      { AccountName: 'x' },
      'Value does not exist for the required field OwnerResourceID.',
    ],
    [
      'with a reference to no resource',
      { ...GOOD, OwnerResourceID: '5' },
      'Reference value on field: OwnerResourceID of type: Resource does not exist or is invalid.',
    ],
    [
      'with a reference to no declared entity',
      { ...GOOD, ParentAccountID: '5' },
      'Reference value on field: ParentAccountID of type: Account does not exist or is invalid.',
    ],
    [
      'with a reference to a type that is not served, below 1',
      { ...GOOD, Country: '0' },
      'Reference value on field: Country of type: Country does not exist or is invalid.',
    ],
    [
      'with an unknown picklist value',
      { ...GOOD, AccountType: '9' },
      'Picklist value [9] does not exist for AccountType.',
    ],
    [
      'with an inactive picklist value',
      { ...GOOD, AccountType: '3' },
      'Picklist value [3] does not exist for AccountType.',
    ],
    [
      'with a text that is too long',
      { ...GOOD, City: 'x'.repeat(51) },
      'String value exceeds maximum length (field:City).',
    ],
    [
      'with more digits than are stored',
      { ...GOOD, Revenue: '12345678901234.5678' },
      'The value has more digits than the emulator stores in field: Revenue.',
    ],
    ['with no number', { ...GOOD, Score: 'x' }, 'Can not convert data to numeric in field: Score.'],
    [
      'with a number of another size',
      { ...GOOD, AccountType: '40000' },
      'Can not convert data to numeric in field: AccountType.',
    ],
    [
      'with a user-defined picklist value',
      { ...GOOD, UserDefinedFields: udfs({ 'Customer Region': 'West' }) },
      'Picklist value [West] does not exist for Customer Region.',
    ],
    [
      'with an unknown user-defined field',
      { ...GOOD, UserDefinedFields: udfs({ Nothing: '1' }) },
      'Unable to find Nothing in the Account Entity.',
    ],
  ] as const)('are not created %s', async (_what, fields, sentence) => {
    const before = await accounts();
    const { returnCode, errors } = await create(atws.url, [account(GOOD), account(fields)]);
    expect({ returnCode, errors }).toEqual({
      returnCode: -1,
      errors: [`${sentence} ; on record number [2].`],
    });
    expect(await accounts()).toBe(before);
  });

  test('are written by administrators only, 200 at most, of one type', async () => {
    const login = LOGINS.reader;
    expect((await create(atws.url, [account(GOOD)], { login })).errors).toEqual([
      'The logged in resource may not have the required permissions to create the data.',
    ]);
    expect((await remove(atws.url, [1], { login })).errors).toEqual([
      'No matching records found. The logged in Resource may not have the required permissions to delete the data.',
    ]);
    expect(
      (
        await create(
          atws.url,
          Array.from({ length: 201 }, () => account(GOOD)),
        )
      ).errors,
    ).toEqual(['The call has 201 entities. At most 200 can be created at once.']);
    expect((await update(atws.url, [account(GOOD, 1), entity(1, {}, 'Ticket')])).errors).toEqual([
      'The call has entities of several types: Account, Ticket. One call takes those of one type.',
    ]);
    expect((await update(atws.url, [account(GOOD, 99)])).errors).toEqual([
      'No matching records found. The logged in resource may not have the required permissions to update the data.',
    ]);
  });

  test('are deleted, all or none, where the declaration allows it', async () => {
    expect((await remove(atws.url, [1, 99])).errors).toEqual([
      'No matching records found. The logged in Resource may not have the required permissions to delete the data.',
    ]);
    const { returnCode, entities, entityResultType } = await remove(atws.url, [1]);
    expect({ returnCode, entities, entityResultType }).toEqual({
      returnCode: 1,
      entities: [],
      entityResultType: 'Ticket',
    });
    const left = await query(atws.url, queryXml(where('id', 'GreaterThan', '0'), 'Ticket'));
    expect(left.entities.map(({ id }) => id)).toEqual(['2']);
    const refused = await call(atws.url, 'delete', `<Entities>${entity(1, {}, 'Account')}</Entities>`);
    expect(refused.body).toContain('This entity type does not support the delete action.');
  });

  test('take values with their types, and refuse a type that nobody declared', async () => {
    const typedValues = {
      AccountName: typed('AccountName', 'Typed'),
      OwnerResourceID: typed('OwnerResourceID', String(IDS.tom), 'int'),
      Active: typed('Active', '0', 'boolean'),
    };
    const { entities } = await create(atws.url, [account(typedValues)]);
    expect(entities[0]).toMatchObject({ AccountName: 'Typed', Active: 'false' });
    const unknown = await call(
      atws.url,
      'create',
      `<Entities>${entity(undefined, {}, 'Contact')}</Entities>`,
    );
    expect(unknown.status).toBe(500);
    expect(unknown.body).toContain("The specified type was not recognized: name='Contact'");
  });
});

test('a user-defined field that is required is given when an entity is created, and stays when an update leaves it out', async () => {
  const crates = {
    name: 'Crate',
    fields: [{ name: 'Title', type: 'string' }],
    userDefinedFields: [{ name: 'Size', type: 'double', required: true }],
  } as const;
  const atws = await start({ seed: { entities: [crates] } });
  const crate = (fields: Readonly<Record<string, Sent>>, id?: number): string => entity(id, fields, 'Crate');
  try {
    const sentence = 'Missing Required Field: Size. ; on record number [1].';
    expect((await create(atws.url, [crate({ Title: 'x' })])).errors).toEqual([sentence]);
    const sized = crate({ Title: 'x', UserDefinedFields: udfs({ Size: '2.5' }) });
    expect((await create(atws.url, [sized])).errors).toEqual([]);
    const renamed = await update(atws.url, [crate({ Title: 'y' }, 1)]);
    expect([renamed.errors, renamed.body]).toEqual([[], expect.stringContaining('<Value>2.5</Value>')]);
    const cleared = crate({ Title: 'z', UserDefinedFields: udfs({ Size: null }) }, 1);
    expect((await update(atws.url, [cleared])).errors).toEqual([sentence]);
  } finally {
    await atws.close();
  }
});
