import { resource } from '../../src/entities/resource';
import { DECLARED } from '../declared/declared';
import { LOGINS } from '../support/emulator';
import { atwsResult, call } from '../support/soap';
import {
  accept,
  change,
  entity,
  IDS,
  MovingClock,
  opened,
  update,
  writableValues,
  type SentFields,
} from '../support/updates';

const clock = new MovingClock('2026-03-01T12:00:00Z');
const emulator = opened({
  clock,
  apiOnlyUsers: false,
  tenant: (demo) => ({ ...demo, entities: DECLARED }),
});

/** Jack as the demo tenant has him. */
let jack: SentFields;
beforeAll(async () => {
  jack = { ...(await writableValues(emulator.url, IDS.jack)), DefaultServiceDeskRoleID: '29683402' };
});

interface Entry {
  readonly at: unknown;
  readonly actor: unknown;
  readonly resource: unknown;
  readonly changes: unknown;
}

const entries = async (): Promise<readonly Entry[]> =>
  (await emulator.rows('SELECT * FROM audit ORDER BY id')).map((row) => ({
    at: row['at'],
    actor: row['actor_id'],
    resource: row['resource_id'],
    changes: JSON.parse(String(row['changes'])) as unknown,
  }));

/** The entries that come from doing something. */
async function entriesOf(doing: () => Promise<unknown>): Promise<readonly Entry[]> {
  const before = (await entries()).length;
  await doing();
  return (await entries()).slice(before);
}

test('an entry tells who changed what, and when by the clock', async () => {
  clock.set('2031-07-08T09:10:11.123Z');
  const changes = { Greeting: '2', ResourceType: 'Contractor', Title: 'Boss', Active: '0' };
  expect(await entriesOf(() => accept(emulator.url, IDS.emma, changes, { login: LOGINS.ada }))).toEqual([
    {
      at: '2031-07-08T09:10:11.123Z',
      actor: IDS.ada,
      resource: IDS.emma,
      changes: {
        Active: { from: true, to: false },
        Greeting: {},
        ResourceType: { from: 'Employee', to: 'Contractor' },
        Title: {},
      },
    },
  ]);
});

/** For each field that can be written: a new value, and what the entry may tell of it. */
const CHANGES: Readonly<Record<string, readonly [to: string, told: object]>> = {
  Active: ['0', { from: true, to: false }],
  Email: ['jack.new@example.com', {}],
  Email2: ['jack.two@example.com', {}],
  Email3: ['jack.three@example.com', {}],
  EmailTypeCode: ['SMS', { from: 'PRIMARY', to: 'SMS' }],
  EmailTypeCode2: ['SMS', { from: null, to: 'SMS' }],
  EmailTypeCode3: ['PAGER', { from: null, to: 'PAGER' }],
  FirstName: ['Johnny', {}],
  Gender: ['F', {}],
  Greeting: ['3', {}],
  HomePhone: ['1', {}],
  Initials: ['J', {}],
  LastName: ['Smithson', {}],
  MiddleName: ['Q', {}],
  MobilePhone: ['2', {}],
  OfficeExtension: ['3', {}],
  OfficePhone: ['4', {}],
  ResourceType: ['Contractor', { from: 'Employee', to: 'Contractor' }],
  Title: ['Chief', {}],
  TravelAvailabilityPct: ['0%', { from: 'up to 75%', to: '0%' }],
  UserName: ['johnny', {}],
  DefaultServiceDeskRoleID: ['29683401', { from: 29683402, to: 29683401 }],
  Password: ['A-New-Secret-1', {}],
  PayrollType: ['1', { from: 4, to: 1 }],
  NumberFormat: ['X.XXX,XX', { from: 'X,XXX.XX', to: 'X.XXX,XX' }],
  AccountingReferenceID: ['A1', {}],
};

test('every field that can be written is looked at here', () => {
  // Suffix has no values, so it cannot change.
  const writable = resource.fields.filter(({ name, readOnly }) => !readOnly && name !== 'Suffix');
  expect(Object.keys(CHANGES)).toEqual(writable.map(({ name }) => name));
});

test.each(Object.entries(CHANGES))(
  '%s is named, with values only where they tell nothing of the person',
  async (field, [to, told]) => {
    const made = await entriesOf(() => update(emulator.url, [entity(IDS.jack, { ...jack, [field]: to })]));
    expect(made.map(({ actor, changes }) => ({ actor, changes }))).toEqual([
      { actor: IDS.admin, changes: { [field]: told } },
    ]);
    await update(emulator.url, [entity(IDS.jack, jack)]);
  },
);

test('nothing personal and no password stands anywhere in the table', async () => {
  const after = Object.fromEntries(Object.entries(CHANGES).map(([field, [to]]) => [field, to]));
  await accept(emulator.url, IDS.jack, { ...after, Password: 'More-Secret-2' });
  await update(emulator.url, [entity(IDS.jack, jack)]);
  const all = JSON.stringify(await emulator.rows('SELECT * FROM audit'));
  expect(all).toContain('Contractor');
  for (const text of ['jack', 'JSmyth', 'Smithson', 'Johnny', 'Chief', 'Field Technician', 'Secret', '$2b$'])
    expect(all).not.toContain(text);
});

test('an update that changes nothing leaves no entry', async () => {
  await accept(emulator.url, IDS.tom, { DefaultServiceDeskRoleID: '29683404' });
  expect(
    await entriesOf(() =>
      accept(emulator.url, IDS.tom, { DefaultServiceDeskRoleID: '29683404', Password: '******' }),
    ),
  ).toEqual([]);
});

test('read-only values that were sent leave no entry', async () => {
  expect(
    await entriesOf(() => accept(emulator.url, IDS.bea, { HireDate: '2001-01-01', UserType: '17' })),
  ).toEqual([]);
});

test('an update that is refused leaves no entry', async () => {
  expect(await entriesOf(() => change(emulator.url, IDS.bea, { Title: 'x'.repeat(51) }))).toEqual([]);
  expect(
    await entriesOf(() => change(emulator.url, IDS.bea, { Title: 'x' }, { login: LOGINS.reader })),
  ).toEqual([]);
});

test('a batch leaves an entry for each resource that changed, in the order of the call', async () => {
  const made = await entriesOf(async () =>
    update(emulator.url, [
      entity(IDS.mo, { ...(await writableValues(emulator.url, IDS.mo)), Title: 'One' }),
      entity(IDS.bea, await writableValues(emulator.url, IDS.bea)),
      entity(IDS.harriet, { ...(await writableValues(emulator.url, IDS.harriet)), PayrollType: '2' }),
      entity(IDS.mo, { ...(await writableValues(emulator.url, IDS.mo)), Title: 'Two' }),
    ]),
  );
  expect(made.map(({ resource: id, changes }) => [id, changes])).toEqual([
    [IDS.mo, { Title: {} }],
    [IDS.harriet, { PayrollType: { from: 1, to: 2 } }],
    [IDS.mo, { Title: {} }],
  ]);
});

test('an entity that is deleted leaves an entry with its id and who deleted it', async () => {
  clock.set('2032-01-02T03:04:05.000Z');
  const body = `<Entities>${entity(2, {}, 'Ticket')}</Entities>`;
  expect(atwsResult(await call(emulator.url, 'delete', body)).errors).toEqual([]);
  const [entry] = await emulator.rows('SELECT * FROM entity_audit ORDER BY id DESC');
  expect(entry).toMatchObject({
    ...{ at: '2032-01-02T03:04:05.000Z', actor_id: IDS.admin, entity: 'Ticket', entity_id: 2 },
    changes: '{"id":{"from":2,"to":null}}',
  });
});
