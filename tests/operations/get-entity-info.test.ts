import type { Emulator } from '../../src/server/emulator';
import { LOGINS, start, STORES, type Login } from '../support/emulator';
import { call, find, parse } from '../support/soap';

/** An entity type: C, U, D and Q for what can be done, and the access of administrators for each of them. */
const ENTITIES: readonly (readonly [name: string, can: string, access: string])[] = [
  ['Resource', 'UQ', 'UQ'],
  ['Role', 'CUQ', 'CUQ'],
  ['Department', 'CUQ', 'CUDQ'],
  ['InternalLocation', 'Q', 'Q'],
  ['Skill', 'Q', 'Q'],
  ['ResourceRole', 'Q', 'Q'],
  ['ResourceRoleDepartment', 'CUQ', 'CUQ'],
  ['ResourceRoleQueue', 'CUQ', 'CUQ'],
  ['ResourceServiceDeskRole', 'CUQ', 'CUQ'],
  ['ResourceSkill', 'UQ', 'UQ'],
];

function infoOf([name, can, access]: (typeof ENTITIES)[number], isAdministrator: boolean): object {
  const may = (letter: string): string =>
    access.includes(letter) && (isAdministrator || letter === 'Q') ? 'All' : 'None';
  return {
    Name: name,
    CanUpdate: String(can.includes('U')),
    CanDelete: String(can.includes('D')),
    CanCreate: String(can.includes('C')),
    CanQuery: String(can.includes('Q')),
    UserAccessForCreate: may('C'),
    UserAccessForQuery: may('Q'),
    UserAccessForUpdate: may('U'),
    UserAccessForDelete: may('D'),
    HasUserDefinedFields: 'false',
    SupportsWebhookCallouts: 'false',
  };
}

describe.each(STORES)('getEntityInfo on %s', (store) => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start({ store, apiOnlyUsers: false });
  });
  afterAll(() => emulator.close());

  async function entityInfo(login: Login): Promise<Record<string, string>[]> {
    const { status, body } = await call(emulator.url, 'GetEntityInfo', '', { login });
    expect(status).toBe(200);
    const list = find(parse(body), 'GetEntityInfoResult')?.children ?? [];
    expect(list.every(({ name }) => name === 'EntityInfo')).toBe(true);
    return list.map(({ children }) => Object.fromEntries(children.map(({ name, text }) => [name, text])));
  }

  test.each([
    ['an API user with administrator rights', LOGINS.admin, true],
    ['a person with administrator rights', LOGINS.ada, true],
    ['an API user without administrator rights', LOGINS.reader, false],
    ['a person without administrator rights', LOGINS.tom, false],
  ])('%s is told what may be done', async (_title, login, isAdministrator) => {
    expect(await entityInfo(login)).toEqual(ENTITIES.map((entity) => infoOf(entity, isAdministrator)));
  });
});
