import { BY, openedAnew, type Resource } from '../support/json-api';
import { accept, IDS } from '../support/updates';

const world = openedAnew();

const NEWCOMER = {
  ...{ Active: true, UserName: 'nina.newcomer', UserType: 37, LicenseType: 4, LocationID: 90682 },
  ...{ FirstName: 'Nina', LastName: 'Newcomer', Email: 'nina@example.com', EmailTypeCode: 'PRIMARY' },
  ...{ ResourceType: 'Employee', PayrollType: 1, NumberFormat: 'X,XXX.XX', HireDate: '2026-01-01' },
};

const create = async (more: object = {}): Promise<Resource> =>
  (await world.api.post('/resources', { by: BY, fields: NEWCOMER, ...more })) as Resource;

test.each([
  ['when that is asked', { invite: true }, 1],
  ['not when it is not', { invite: false }, 0],
  ['not unless it is asked', {}, 0],
])('a resource that is created is sent an invitation: %s', async (_when, asked, messages) => {
  const { id } = await create(asked);
  expect(await world.api.outbox()).toHaveLength(messages);
  expect(await world.rows('SELECT resource_id FROM invitations')).toEqual(
    Array(messages).fill({ resource_id: id }),
  );
});

test('the e-mail address of a resource that is created is not verified, so that it changes at once', async () => {
  const { id } = await create();
  await accept(world.url, id, { Email: 'nina.other@example.com' });
  expect((await world.api.resource(id)).email).toBe('nina.other@example.com');
});

test('a resource that is created is in the journal with who did it', async () => {
  const { id } = await create();
  expect(await world.rows('SELECT actor_id, resource_id, changes FROM audit')).toEqual([
    { actor_id: IDS.ada, resource_id: id, changes: '{}' },
  ]);
});

test.each(['\u0001', '\ud800', '\uffff'])(
  'a resource is not created with %j, which XML cannot carry',
  async (character) => {
    const fields = { ...NEWCOMER, Title: `Chief${character}` };
    expect(await world.api.refused('/resources', { by: BY, fields })).toMatchObject({
      status: 422,
      rule: 'illegalCharacter',
      field: 'Title',
    });
  },
);

test.each([
  ['its id', 'id', 29_700_000],
  ['the internal cost of the day, which is computed', 'InternalCost', 1],
])('a resource is not created with %s', async (_what, field, value) => {
  expect(
    await world.api.refused('/resources', { by: BY, fields: { ...NEWCOMER, [field]: value } }),
  ).toMatchObject({ status: 400, rule: 'request', field: `fields.${field}` });
});
