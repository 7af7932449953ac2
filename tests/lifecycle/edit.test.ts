import { TimeZone } from '../../src/entities/time-zone';
import { resource, type ResourceField } from '../../src/entities/resource';
import { resourceServiceDeskRole } from '../../src/entities/resource-service-desk-role';
import { changePassword, editProfile, editResource, type Edits } from '../../src/lifecycle/edit';
import { Hasher } from '../../src/passwords/hasher';
import type { Refusal } from '../../src/refusals/refusal';
import { Store } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { Violation } from '../../src/updates/checks';
import { IDS, MovingClock } from '../support/updates';
import { BY } from '../support/json-api';
import type { RuleContext } from '../../src/updates/rule-context';

const NOW = '2026-03-01T12:00:00.000Z';

let store: Store;
let context: RuleContext;
let hasher: Hasher;

beforeEach(async () => {
  hasher = new Hasher(4);
  store = await Store.open(undefined, (stores) => fillTenant(stores, demoTenant(), hasher));
  context = {
    store,
    hasher,
    clock: new MovingClock(NOW),
    timeZone: new TimeZone('America/New_York'),
    emptyElements: 'error',
    linkBase: 'http://localhost',
    confirmationHours: 24,
    wakeDelivery: () => undefined,
  };
});
afterEach(async () => {
  await store.close();
  await hasher.close();
});

const edits = (values: Readonly<Partial<Record<ResourceField, string>>>): Edits =>
  new Map(Object.entries(values) as [ResourceField, string][]);

async function recordOf(id: number): Promise<Readonly<Record<string, unknown>>> {
  return { ...(await store.resources.read(id))?.record };
}

/** The sentences by field with which something is refused. */
async function objections(doing: Promise<void>): Promise<Readonly<Record<string, string>>> {
  const refused: unknown = await doing.catch((error: unknown) => error);
  if (!(refused instanceof Violation)) throw new Error(`No violation: ${String(refused)}`);
  return Object.fromEntries([...refused.byField].map(([name, { message }]) => [name, message]));
}

test('only what was sent changes, and the change is audited with its author', async () => {
  const before = await recordOf(IDS.tom);
  await editResource(context, IDS.tom, edits({ Title: 'Boss', HireDate: '2020-02-29' }), BY);
  expect(await recordOf(IDS.tom)).toEqual({
    ...before,
    Title: 'Boss',
    HireDate: '2020-02-29T00:00:00.000',
  });
  expect(await store.audit.of(IDS.tom, 9)).toMatchObject([
    { at: NOW, actorId: IDS.ada, resourceId: IDS.tom, changes: { Title: {}, HireDate: {} } },
  ]);
});

test('every field that has something wrong is told of at once, and nothing is changed', async () => {
  const before = await recordOf(IDS.tom);
  const wrong = edits({
    FirstName: ' ',
    MobilePhone: '1'.repeat(26),
    Greeting: '9',
    Email: 'nobody',
    HireDate: 'yesterday',
    UserName: 'ada.admin',
    Password: 'short',
    Title: 'fine',
  });
  expect(await objections(editResource(context, IDS.tom, wrong, BY))).toEqual({
    FirstName: 'Missing Required Field: FirstName.',
    MobilePhone: 'String value exceeds maximum length (field:MobilePhone).',
    Greeting: 'Picklist value [9] does not exist for Greeting.',
    Email: 'The value is not a valid e-mail address in field: Email.',
    HireDate: 'Can not convert data to date in field: HireDate.',
    UserName: 'The value is already in use by another resource in field: UserName.',
    Password: 'Password must be at least 7 characters.',
  });
  expect(await recordOf(IDS.tom)).toEqual(before);
  expect(await store.audit.of(IDS.tom, 9)).toEqual([]);
});

test.each<readonly [string, number, Edits, string, string]>([
  [
    'somebody else than an administrator',
    IDS.tom,
    edits({ Title: 'x' }),
    'tom.tech',
    'Only an active user with System Administrator rights may do that; tom.tech is none.',
  ],
  ['a resource that does not exist', 1, edits({ Title: 'x' }), BY, 'There is no resource 1.'],
  [
    'an administrator who inactivates himself',
    IDS.ada,
    edits({ Active: 'false' }),
    BY,
    'You cannot inactivate yourself.',
  ],
])('is refused: %s', async (_who, id, sent, by, message) => {
  await expect(editResource(context, id, sent, by)).rejects.toMatchObject<Partial<Refusal>>({ message });
});

test('a redacted resource is not changed, whatever is sent', async () => {
  await store.lifecycle.erase(IDS.tom, NOW);
  await expect(editResource(context, IDS.tom, edits({ Title: 'x' }), BY)).rejects.toMatchObject({
    code: 'resourceRedacted',
  });
});

test('a field that was not sent is not objected to: a retired security level does not matter', async () => {
  await editResource(context, IDS.frank, edits({ Active: 'true' }), BY);
  await editResource(context, IDS.frank, edits({ Title: 'Back again' }), BY);
  expect(await recordOf(IDS.frank)).toMatchObject({ Active: true, Title: 'Back again' });
});

test.each(resource.fields.filter(({ editable }) => !editable).map(({ name }) => name))(
  'nobody changes %s, not even beside others',
  async (name) => {
    const before = await recordOf(IDS.tom);
    await editResource(context, IDS.tom, edits({ [name]: '1', Title: 'Chief' }), BY);
    expect(await recordOf(IDS.tom)).toEqual({ ...before, Title: 'Chief' });
  },
);

describe('of themselves', () => {
  const own = resource.fields.filter(({ tab, readOnly }) => tab === 'General' && !readOnly);
  const others = resource.fields.filter((field) => !own.includes(field));

  test('people change what the General tab has, and are its author', async () => {
    await editProfile(context, IDS.tom, edits({ MobilePhone: '555' }));
    expect(await recordOf(IDS.tom)).toMatchObject({ MobilePhone: '555' });
    expect(await store.audit.of(IDS.tom, 9)).toMatchObject([
      { actorId: IDS.tom, changes: { MobilePhone: {} } },
    ]);
  });

  test.each(others.map(({ name }) => name))(
    'people do not change %s, not even beside theirs',
    async (name) => {
      const [record, passwords] = [await recordOf(IDS.tom), await store.passwords.history(IDS.tom)];
      await editProfile(context, IDS.tom, edits({ [name]: 'New-Value-1' }));
      await editProfile(context, IDS.tom, edits({ [name]: 'New-Value-1', MobilePhone: '555' }));
      expect(await recordOf(IDS.tom)).toEqual({ ...record, MobilePhone: '555' });
      expect(await store.passwords.history(IDS.tom)).toEqual(passwords);
    },
  );

  test('a verified address stays until the new one is confirmed', async () => {
    const { Email } = await recordOf(IDS.mo);
    await editProfile(context, IDS.mo, edits({ Email: 'mo.new@example.com' }));
    expect(await recordOf(IDS.mo)).toMatchObject({ Email });
    expect(await store.emailChanges.of(IDS.mo)).toMatchObject({ email: 'mo.new@example.com' });
    expect(await store.outbox.list()).toMatchObject([{ recipient: 'mo.new@example.com' }]);
  });

  test('people set a password that is none of their last five', async () => {
    await changePassword(context, IDS.tom, 'Quite-New-1');
    expect(await objections(changePassword(context, IDS.tom, 'Quite-New-1'))).toEqual({
      Password: 'Password must be different from the previous 5 passwords.',
    });
    const [now = ''] = await store.passwords.history(IDS.tom);
    expect(await hasher.matches('Quite-New-1', now)).toBe(true);
  });
});

test('the default service desk role is the default one of the roles at the service desk', async () => {
  for (const role of ['29683401', '29683404', '29683401']) {
    await editResource(context, IDS.emma, edits({ DefaultServiceDeskRoleID: role }), BY);
    const ids = await store.listedEntities.idsWith(resourceServiceDeskRole, {
      ResourceID: IDS.emma,
      Default: true,
    });
    const rows = await Promise.all(ids.map((id) => store.listedEntities.read(resourceServiceDeskRole, id)));
    expect(rows.map((row) => row?.['RoleID'])).toEqual([Number(role)]);
  }
});
