import type { Emulator } from '../../src/server/emulator';
import { queryXml, where } from '../support/soap';
import { start } from '../support/emulator';
import type { ClientAnswer, ClientCall } from './client';
import { describeClients, succeed, valuesOf } from './clients';

const BEA = 29682971;
const AGENT = 29683404;

const byId = (entity: string, id: unknown): string => queryXml(where('id', 'equals', String(id)), entity);

/** The contract requires an id, also of what has none yet. */
const NEW = { id: 0 };

describe('roles and skills through the WSDL', () => {
  describeClients((client) => {
    let emulator: Emulator;

    beforeAll(async () => {
      emulator = await start();
    });
    afterAll(() => emulator.close());

    const call = (...parameters: ClientCall): Promise<ClientAnswer> =>
      succeed<ClientAnswer>(client, emulator.wsdlUrl, parameters);
    const idIn = ({ entities }: ClientAnswer): unknown => entities[0]?.['id']?.value;

    test('a role is created, read, changed in one field and sent back whole', async () => {
      const role = { ...NEW, Name: 'Prüfer & <Co>', HourlyFactor: 1.25, HourlyRate: 80, Active: true };
      const created = await call('create', 'Role', [role]);
      expect(created).toMatchObject({ returnCode: 1, type: 'role', errors: [] });
      expect(created.entities).toHaveLength(1);
      const id = idIn(created);
      const read = await call('query', byId('Role', id));
      expect(read.entities).toEqual(created.entities);
      const values = valuesOf(read.entities[0] ?? {});
      expect(values).toMatchObject({ Name: role.Name, Active: true });
      expect([Number(values['HourlyFactor']), Number(values['HourlyRate'])]).toEqual([1.25, 80]);
      const changed = await call('modify', byId('Role', id), { Name: 'Tester' });
      expect(changed).toMatchObject({ returnCode: 1, type: 'role', errors: [] });
      expect(changed.entities.map(valuesOf)).toEqual([{ ...values, Name: 'Tester' }]);
    });

    test('a resource gets roles, which ResourceRole has', async () => {
      const roles = await call('create', 'ResourceServiceDeskRole', [
        { ...NEW, ResourceID: BEA, RoleID: 29683402, Active: true, Default: true },
        { ...NEW, ResourceID: BEA, RoleID: AGENT, Active: true, Default: true },
      ]);
      expect(roles.errors).toEqual([]);
      expect(roles.entities.map((one) => one['Default']?.value)).toEqual([false, true]);
      const queues = await call('create', 'ResourceRoleQueue', [{ ...NEW, ResourceID: BEA, QueueID: 5 }]);
      expect(queues).toMatchObject({ returnCode: 1, type: 'resourcerolequeue', errors: [] });
      const inQueues = await call(
        'query',
        queryXml(where('ResourceID', 'equals', String(BEA)), 'ResourceRole'),
      );
      expect(
        inQueues.entities.map((one) => [one['RoleID']?.value, one['QueueID']?.value]).toSorted(),
      ).toEqual([
        [29683402, 5],
        [AGENT, 5],
      ]);
    });

    test('a skill of a resource is changed, and its resource stays', async () => {
      const [before] = (await call('query', byId('ResourceSkill', 601))).entities.map(valuesOf);
      const answer = await call('modify', byId('ResourceSkill', 601), { SkillLevel: 2, ResourceID: BEA });
      expect(answer).toMatchObject({ returnCode: 1, type: 'resourceskill', errors: [] });
      expect(answer.entities.map(valuesOf)).toEqual([{ ...before, SkillLevel: 2 }]);
    });

    test('a role without a name is refused, and none of the call is created', async () => {
      const role = { ...NEW, HourlyFactor: 1, HourlyRate: 1, Active: true };
      const all = queryXml(where('id', 'greaterthan', '0'), 'Role');
      const before = await call('query', all);
      expect(await call('create', 'Role', [{ ...role, Name: 'x' }, role])).toEqual({
        returnCode: -1,
        type: 'role',
        errors: ['Missing Required Field: Name. ; on record number [2].'],
        entities: [],
      });
      expect(await call('query', all)).toEqual(before);
    });
  });
});
