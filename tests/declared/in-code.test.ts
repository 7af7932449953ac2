import { startEmulator, type Emulator } from '../../src/server/emulator';
import { atwsResult, call, query, queryXml, where } from '../support/soap';
import { create, entity, IDS, update } from '../support/updates';

const ENTITIES = {
  Account: {
    fields: [
      { name: 'AccountName', type: 'string', required: true, indexed: true },
      { name: 'OwnerResourceID', type: 'long', reference: 'Resource' },
      { name: 'Active', type: 'boolean' },
      { name: 'CreateDate', type: 'datetime', readOnly: true },
    ],
    userDefinedFields: [
      { name: 'Region', type: 'string' },
      { name: 'Code', type: 'string', queryable: false },
    ],
    rows: [{ AccountName: 'Acme', OwnerResourceID: IDS.tom, Active: true }],
  },
  Ticket: { fields: [{ name: 'AccountID', type: 'long', reference: 'Account' }] },
} as const;

let atws: Emulator<typeof ENTITIES>;

beforeAll(async () => {
  atws = await startEmulator({ entities: ENTITIES, bcryptCost: 4 });
});

beforeEach(() => atws.reset());

afterAll(() => atws.close());

test('a test arranges declared entities, and looks at them', async () => {
  const accounts = atws.entity('Account');
  const id = await accounts.create({
    AccountName: 'Beta',
    CreateDate: '2024-01-02',
    userDefinedFields: { Region: 'North' },
  });
  await atws.entity('Ticket').create({ id: 70, AccountID: id });
  const { entities, body } = await query(
    atws.url,
    queryXml(where('AccountName', 'Equals', 'beta'), 'Account'),
  );
  expect(entities).toMatchObject([{ id: String(id), CreateDate: '2024-01-02T00:00:00' }]);
  expect(body).toContain('<Value>North</Value>');
  expect(await atws.entity('Ticket').get(70)).toEqual({ id: 70, AccountID: 2 });
  const beta = {
    id: 2,
    AccountName: 'Beta',
    OwnerResourceID: null,
    Active: null,
    CreateDate: '2024-01-02T00:00:00.000',
    userDefinedFields: { Region: 'North', Code: null },
  };
  expect(await accounts.get(id)).toEqual(beta);
  await accounts.update(id, { Active: true, userDefinedFields: {} });
  const names: readonly (string | null)[] = (await accounts.list()).map((account) => account.AccountName);
  expect(names).toEqual(['Acme', 'Beta']);
  expect(await accounts.list({ Active: true, OwnerResourceID: null })).toEqual([{ ...beta, Active: true }]);
  await accounts.delete(id);
  expect(await accounts.list({ AccountName: 'Beta' })).toEqual([]);
});

test('a filter is of values, user-defined ones too; one that is undefined is none', async () => {
  const accounts = atws.entity('Account');
  const id = await accounts.create({ AccountName: 'Beta', userDefinedFields: { Region: 'North' } });
  const idsOf = async (...filter: Parameters<typeof accounts.list>): Promise<readonly number[]> =>
    (await accounts.list(...filter)).map((account) => account.id);
  expect(await idsOf({ userDefinedFields: { Region: 'North' } })).toEqual([id]);
  expect(await idsOf({ AccountName: undefined, userDefinedFields: { Region: null } })).toEqual([1]);
  // @ts-expect-error There is no such field.
  await expect(accounts.list({ AcountName: 'Beta' })).rejects.toThrow(
    'There is no AcountName. Did you mean AccountName?',
  );
  // @ts-expect-error Nor such a user-defined one.
  await expect(accounts.list({ userDefinedFields: { Regon: 'North' } })).rejects.toThrow(
    'There is no userDefinedFields.Regon. Did you mean Region?',
  );
});

test('a user-defined field that cannot be queried is in no answer', async () => {
  const account = { AccountName: 'Beta', userDefinedFields: { Region: 'North', Code: 'secret' } };
  await atws.entity('Account').create(account);
  const { body } = await query(atws.url, queryXml(where('id', 'Equals', '2'), 'Account'));
  expect(body).toContain('<Name>Region</Name><Value>North</Value>');
  expect(body).not.toMatch(/>Code<|secret/);
});

test('the id of an entity that an integration deleted is given to no other', async () => {
  const tickets = atws.entity('Ticket');
  await tickets.create({ id: 8 });
  const [, second] = [await tickets.create({}), await tickets.create({})];
  atwsResult(await call(atws.url, 'delete', `<Entities>${entity(second, {}, 'Ticket')}</Entities>`));
  expect(await tickets.create({})).toBe(second + 1);
  await atws.reset();
  expect(await tickets.create({})).toBe(1);
});

test('the entity 0 is one as any other', async () => {
  const accounts = atws.entity('Account');
  await accounts.create({ id: 0, AccountName: 'Our own company' });
  expect(await accounts.list({ id: 0 })).toMatchObject([{ AccountName: 'Our own company' }]);
  expect((await create(atws.url, [entity(undefined, { AccountID: '0' }, 'Ticket')])).errors).toEqual([]);
  const sent = { AccountName: 'Renamed' };
  expect((await update(atws.url, [entity(0, sent, 'Account')])).entities).toMatchObject([sent]);
  expect(await accounts.create({ AccountName: 'Next' })).toBe(2);
});

test('a reset brings back the rows of the option', async () => {
  await atws.entity('Account').delete(1);
  await atws.reset();
  expect(await atws.entity('Account').list()).toMatchObject([{ AccountName: 'Acme' }]);
});

describe('what cannot be is refused with a sentence:', () => {
  const any = (): ReturnType<Emulator['entity']> => (atws as unknown as Emulator).entity('Account');

  test.each<readonly [string, () => Promise<unknown>, string]>([
    ['an id that is not there', () => any().get(99), 'There is no Account 99.'],
    ['a change of none', () => any().update(99, {}), 'There is no Account 99.'],
    ['a removal of none', () => any().delete(99), 'There is no Account 99.'],
    ['a second one of an id', () => any().create({ id: 1, AccountName: 'x' }), 'The id 1 is already in use.'],
    ['no required value', () => any().create({}), 'Missing Required Field: AccountName.'],
    [
      'a cleared required value',
      () => any().update(1, { AccountName: null }),
      'Missing Required Field: AccountName.',
    ],
    ['an unknown field', () => any().create({ Acount: 'x' }), 'Missing Required Field: AccountName.'],
    [
      'a value of another type',
      () => any().update(1, { CreateDate: 'soon' }),
      'Can not convert data to date in field: CreateDate.',
    ],
    [
      'a type that nobody declared',
      () => (atws as unknown as Emulator).entity('Acount').list(),
      'There is no declared entity Acount. Did you mean Account?',
    ],
  ])('%s', async (_what, act, sentence) => {
    await expect(act()).rejects.toThrow(sentence);
    expect(await any().list()).toHaveLength(1);
  });

  test.each(['a b', '9a', 'Ünit'])('an entity called %s', async (name) => {
    const entities = { [name]: { fields: [{ name: 'Name', type: 'string' as const }] } };
    await expect(startEmulator({ entities })).rejects.toThrow(
      `entities.${name} must be a name of letters and digits, 50 at most.`,
    );
  });

  test('an option with a wrong member', async () => {
    const entities = { Account: { fields: [{ name: 'Name', type: 'text' }] } };
    await expect(startEmulator({ entities: entities as never })).rejects.toThrow(
      'entities.Account.fields[0].type must be "boolean", ',
    );
    await expect(
      startEmulator({ entities: { Role: { fields: [{ name: 'Name', type: 'string' }] } } }),
    ).rejects.toThrow('There is an entity Role already.');
  });

  test('all of it after the end', async () => {
    const ended = await startEmulator({ entities: ENTITIES, bcryptCost: 4 });
    await ended.close();
    await expect(ended.entity('Ticket').list()).rejects.toThrow('closed');
  });
});
