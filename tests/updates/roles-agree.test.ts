import fc from 'fast-check';
import { STORES, start } from '../support/emulator';
import { Api } from '../support/json-api';
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
});
