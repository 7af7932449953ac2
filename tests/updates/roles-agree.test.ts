// Thorough: npm run test:quick leaves it out.
import fc from 'fast-check';
import { STORES, start } from '../support/emulator';
import { Api, BY } from '../support/json-api';
import { query, queryXml, where } from '../support/soap';
import { accept, create, entity, IDS, update } from '../support/updates';

/** Whatever is written in whatever order, the roles of a resource agree with each other and with the resource. */

const RESOURCE = IDS.mo;
const ROLES = ['29683401', '29683402', '29683403'] as const;

type Values = Readonly<Record<string, string>>;

const role = fc.constantFrom(...ROLES);
const yesOrNo = fc.constantFrom('true', 'false');

/** A write: a new row at the service desk, a change of one (by its place among all), the field of the resource, a queue. */
const write = fc.oneof(
  fc.record({ kind: fc.constant('add'), RoleID: role, Active: yesOrNo, Default: yesOrNo }),
  fc.record({ kind: fc.constant('change'), at: fc.nat(9), RoleID: role, Active: yesOrNo, Default: yesOrNo }),
  fc.record({ kind: fc.constant('field'), RoleID: role }),
  fc.record({ kind: fc.constant('queue'), QueueID: fc.constantFrom('5', '6') }),
) as fc.Arbitrary<Values & { readonly at?: number }>;

describe.each(STORES)('with the data in %s', (store) => {
  test('one row at most is the default one, the resource has its role, and ResourceRole has all that are active', async () => {
    const emulator = await start({ store });
    const api = new Api({ origin: new URL(emulator.url).origin });
    const rows = async (type: string): Promise<readonly Values[]> =>
      (await query(emulator.url, queryXml(where('ResourceID', 'Equals', String(RESOURCE)), type))).entities;
    const send = async ({
      kind,
      at = 0,
      RoleID,
      Active,
      Default,
      QueueID,
    }: Values & { readonly at?: number }) => {
      const fields = { ResourceID: String(RESOURCE), RoleID, Active, Default };
      const desk = await rows('ResourceServiceDeskRole');
      if (kind === 'add') return create(emulator.url, [entity(undefined, fields, 'ResourceServiceDeskRole')]);
      if (kind === 'change' && desk.length > 0) {
        const { id } = desk[at % desk.length] ?? {};
        return update(emulator.url, [entity(id, fields, 'ResourceServiceDeskRole')]);
      }
      if (kind === 'queue') {
        return create(emulator.url, [
          entity(undefined, { ResourceID: String(RESOURCE), QueueID }, 'ResourceRoleQueue'),
        ]);
      }
      return accept(emulator.url, RESOURCE, { DefaultServiceDeskRoleID: RoleID });
    };
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 6 }), async (writes) => {
          for (const one of writes) {
            expect(await send(one)).not.toMatchObject({ returnCode: -1 });
            const desk = await rows('ResourceServiceDeskRole');
            const defaults = desk
              .filter(({ Default }) => Default === 'true')
              .map(({ RoleID }) => Number(RoleID));
            const { fields } = await api.resource(RESOURCE);
            expect(defaults).toEqual(
              fields['DefaultServiceDeskRoleID'] === null ? [] : [fields['DefaultServiceDeskRoleID']],
            );
            const queues = await rows('ResourceRoleQueue');
            const expected = desk
              .filter(({ Active }) => Active === 'true')
              .flatMap(({ RoleID }) => queues.map(({ QueueID }) => `${RoleID} ${QueueID}`));
            const found = (await rows('ResourceRole')).map(({ RoleID, QueueID }) => `${RoleID} ${QueueID}`);
            expect(found.toSorted()).toEqual(expected.toSorted());
          }
        }),
        { numRuns: 15 },
      );
    } finally {
      await emulator.close();
    }
  });

  test.each([
    ['redacted since', IDS.tom],
    ['not in it', undefined],
  ])('a state that is gone back to has the default role of a person who was %s', async (_kind, known) => {
    const emulator = await start({ store });
    const api = new Api({ origin: new URL(emulator.url).origin });
    try {
      await api.posted('/snapshots/before', {});
      const { fields } = await api.resource(IDS.tom);
      const id = known ?? ((await api.post('/resources', newPerson(fields))) as { readonly id: number }).id;
      const row = { ResourceID: String(id), RoleID: '29683401', Active: 'true', Default: 'true' };
      expect(
        await create(emulator.url, [entity(undefined, row, 'ResourceServiceDeskRole')]),
      ).not.toMatchObject({ returnCode: -1 });
      await api.act(id, 'redact', { reason: 'On request' });
      expect(await api.posted('/snapshots/before/restore', {})).toMatchObject({ status: 204 });
      const desk = await query(
        emulator.url,
        queryXml(where('ResourceID', 'Equals', String(id)), 'ResourceServiceDeskRole'),
      );
      const its = desk.entities.find(({ Default }) => Default === 'true')?.['RoleID'];
      expect((await api.resource(id)).fields['DefaultServiceDeskRoleID']).toBe(
        its === undefined ? null : Number(its),
      );
    } finally {
      await emulator.close();
    }
  });
});

test('the JSON API tells who created and changed an entity, without values that may tell of a person', async () => {
  const emulator = await start();
  const api = new Api({ origin: new URL(emulator.url).origin });
  try {
    const role = { Name: 'Tester', HourlyFactor: '1', HourlyRate: '80', Active: 'true' };
    const { entities } = await create(emulator.url, [entity(undefined, role, 'Role')]);
    const id = String(entities[0]?.['id']);
    await update(emulator.url, [entity(id, { ...role, Name: 'Taster', HourlyRate: '90' }, 'Role')]);
    const change = { entity: 'Role', entityId: Number(id), by: { id: IDS.admin } };
    const all = await api.get(`/entity-history?entity=role&entityId=${id}`);
    expect(all).toMatchObject([
      { ...change, changes: {} },
      { ...change, changes: { HourlyRate: { from: 80, to: 90 } } },
    ]);
    const skill = { SkillLevel: '3', SkillDescription: 'Told by Tom' };
    await update(emulator.url, [entity('602', skill, 'ResourceSkill')]);
    const told = await api.get('/entity-history?entity=ResourceSkill');
    expect(told).toMatchObject([{ entityId: 602, changes: { SkillDescription: {} } }]);
    expect(JSON.stringify(told)).not.toContain('Told by');
    const { status, text } = await api.send('/entity-history?entity=Rolle');
    expect([status, text]).toEqual([422, expect.stringContaining('There is no Rolle. Did you mean Role?')]);
  } finally {
    await emulator.close();
  }
});

/** A new resource with the position of another. */
function newPerson(fields: Readonly<Record<string, unknown>>): object {
  return {
    by: BY,
    fields: {
      ...fields,
      id: undefined,
      InternalCost: undefined,
      FirstName: 'Zoe',
      LastName: 'Quill',
      Email: 'zoe@example.com',
      UserName: 'zoe',
    },
  };
}
