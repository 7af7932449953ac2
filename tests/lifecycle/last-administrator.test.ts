import { startEmulator } from '../../src/server/emulator';
import type { TenantDocument } from '../../src/tenant/document';
import { visitor } from '../support/visitor';
import { run } from '../support/command';
import { LOGINS } from '../support/emulator';
import { change, entity, IDS, update, writableValues } from '../support/updates';
import { Api, openedAnew, type World } from '../support/json-api';

const SENTENCE =
  'Nobody would be left who is active, a System Administrator and a person rather than an API-only user.';

/** The API-only administrator of the demo tenant, who is no person. */
const BY_API = { by: 'api.admin' };

/** Inactive in the demo tenant; here, a person who is a System Administrator. */
const INA = 29682904;

const LEVELS = { manager: '34', systemAdministrator: '33', apiUser: '24', fullAccess: '17' } as const;

/** Ada is the only active person who is a System Administrator, but for those of these ids. */
const adaAnd =
  (...others: readonly number[]) =>
  (demo: TenantDocument): TenantDocument => ({
    ...demo,
    resources: demo.resources.map((one) => {
      if ([INA, ...others].includes(one.id ?? 0))
        return { ...one, UserType: Number(LEVELS.systemAdministrator) };
      return one.UserType === Number(LEVELS.fullAccess) ? { ...one, UserType: Number(LEVELS.manager) } : one;
    }),
  });

const stateOf = async (world: World) =>
  await world.rows('SELECT id, Active, UserType, deleted_at, redacted_at, Title FROM resources');

/** Ada sends the form with another security level of her own. */
async function demoteAda(world: World, level: string): Promise<string> {
  const ada = await visitor(world, LOGINS.ada);
  const { html } = await ada.post(`/resources/${IDS.ada}/edit`, {
    ...{ 'was.UserType': LEVELS.systemAdministrator, UserType: level },
    ...{ 'was.Active': 'true', Active: 'true' },
  });
  return html;
}

async function detailOf(api: Api, action: string, body: object): Promise<string> {
  return (await api.refused(`/resources/${IDS.ada}/${action}`, { ...BY_API, ...body })).detail;
}

/** Each way to change a resource; what it answers is why it was refused. */
const CHANNELS: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  'a SOAP update of Active': async ({ url }) => (await change(url, IDS.ada, { Active: '0' })).errors,
  'one record of a SOAP batch': async ({ url }) =>
    (
      await update(url, [
        entity(IDS.tom, { ...(await writableValues(url, IDS.tom)), Title: 'In between' }),
        entity(IDS.ada, { ...(await writableValues(url, IDS.ada)), Active: '0' }),
        entity(IDS.paul, { ...(await writableValues(url, IDS.paul)), Title: 'In between' }),
      ])
    ).errors,
  'the console, by demotion of oneself': async (world) => demoteAda(world, LEVELS.manager),
  'the console, by becoming an API-only user': async (world) => demoteAda(world, LEVELS.apiUser),
  'the JSON API: inactivate': ({ api }) => detailOf(api, 'inactivate', {}),
  'the JSON API: redact': ({ api }) => detailOf(api, 'redact', { reason: 'asked for' }),
  'the JSON API: delete': async ({ api }) => {
    const open = (await api.associations(IDS.ada)).filter((one) => one.open > 0);
    const reassign = Object.fromEntries(open.map(({ type }) => [type, IDS.paul]));
    return detailOf(api, 'delete', { reassign });
  },
  'the command line': async ({ origin }) =>
    (await run(['resource', 'inactivate', 'ada.admin', '--by', 'api.admin', '--yes', '--url', origin]))
      .stderr,
};

describe('the last System Administrator who is a person stays', () => {
  const world = openedAnew({ tenant: adaAnd(), apiOnlyUsers: false });

  test.each(Object.entries(CHANNELS))('whatever is tried: %s', async (_name, attempt) => {
    const before = await stateOf(world);
    expect(String(await attempt(world))).toContain(SENTENCE);
    expect(await stateOf(world)).toEqual(before);
  });

  test('and a SOAP call is told so once, about no record', async () => {
    expect((await change(world.url, IDS.ada, { Active: '0' })).errors).toEqual([SENTENCE]);
  });

  test.each([
    ['before', [IDS.ada, INA]],
    ['after', [INA, IDS.ada]],
  ])('unless another one becomes active %s it in the batch', async (_when, order) => {
    const entities = await Promise.all(
      order.map(async (id) =>
        entity(id, { ...(await writableValues(world.url, id)), Active: id === INA ? '1' : '0' }),
      ),
    );
    expect((await update(world.url, entities)).errors).toEqual([]);
  });

  test('unless a replacement takes the place', async () => {
    const open = (await world.api.associations(IDS.ada)).filter((one) => one.open > 0);
    await world.api.post(`/resources/${IDS.ada}/delete`, {
      ...BY_API,
      reassign: Object.fromEntries(open.map(({ type }) => [type, 'replacement'])),
      replacement: { FirstName: 'Nina', LastName: 'Newcomer', Email: 'nina@example.com' },
    });
    expect((await world.api.resource(IDS.ada)).state).toBe('deleted');
  });
});

describe('of two who are System Administrators and persons', () => {
  const world = openedAnew({ tenant: adaAnd(IDS.paul), apiOnlyUsers: false });

  test('one may give the rights up', async () => {
    await demoteAda(world, LEVELS.manager);
    expect((await world.api.resource(IDS.ada)).fields['UserType']).toBe(Number(LEVELS.manager));
  });

  test('one stays when both are inactivated at the same moment', async () => {
    const outcomes = await Promise.all(
      [IDS.ada, IDS.paul].map((id) => world.api.posted(`/resources/${id}/inactivate`, BY_API)),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual([200, 422]);
  });

  test('one stays when two servers over the same data are asked at the same moment', async () => {
    const other = await startEmulator({ data: world.file, bcryptCost: 4 });
    try {
      for (let round = 0; round < 5; round += 1) {
        const outcomes = await Promise.all([
          world.api.posted(`/resources/${IDS.ada}/inactivate`, BY_API),
          new Api(other).posted(`/resources/${IDS.paul}/inactivate`, BY_API),
        ]);
        expect(outcomes.map(({ status }) => status).toSorted()).toEqual([200, 422]);
        for (const id of [IDS.ada, IDS.paul]) await world.api.act(id, 'activate', BY_API);
      }
    } finally {
      await other.close();
    }
  });
});

describe('a tenant that was imported without one', () => {
  const world = openedAnew({
    tenant: (demo) => ({
      ...demo,
      resources: adaAnd()(demo).resources.map((one) =>
        one.id === IDS.ada ? { ...one, UserType: Number(LEVELS.manager) } : one,
      ),
    }),
  });

  test('is changed like any other, and can be given one', async () => {
    expect((await change(world.url, IDS.tom, { Title: 'Chief' })).errors).toEqual([]);
    await world.api.act(IDS.tom, 'inactivate', BY_API);
    await world.api.act(INA, 'activate', BY_API);
    expect((await change(world.url, INA, { Active: '0' })).errors).toEqual([SENTENCE]);
  });
});
