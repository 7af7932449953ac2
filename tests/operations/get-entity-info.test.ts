import type { Emulator } from '../../src/server/emulator';
import { LOGINS, start, STORES, type Login } from '../support/emulator';
import { call, find, parse } from '../support/soap';

const COMMON = {
  CanDelete: 'false',
  CanCreate: 'false',
  CanQuery: 'true',
  UserAccessForCreate: 'None',
  UserAccessForQuery: 'All',
  UserAccessForDelete: 'None',
  HasUserDefinedFields: 'false',
  SupportsWebhookCallouts: 'false',
};
const RESOURCE = { Name: 'Resource', CanUpdate: 'true', ...COMMON };
const ROLE = { Name: 'Role', CanUpdate: 'false', UserAccessForUpdate: 'None', ...COMMON };
const DEPARTMENT = { ...ROLE, Name: 'Department' };

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
    expect(list.map(({ name }) => name)).toEqual(['EntityInfo', 'EntityInfo', 'EntityInfo']);
    return list.map(({ children }) => Object.fromEntries(children.map(({ name, text }) => [name, text])));
  }

  test.each([
    ['an API user with administrator rights', LOGINS.admin, 'All'],
    ['a person with administrator rights', LOGINS.ada, 'All'],
    ['an API user without administrator rights', LOGINS.reader, 'None'],
    ['a person without administrator rights', LOGINS.tom, 'None'],
  ])('%s is told what may be done', async (_title, login, update) => {
    expect(await entityInfo(login)).toEqual([{ ...RESOURCE, UserAccessForUpdate: update }, ROLE, DEPARTMENT]);
  });
});
