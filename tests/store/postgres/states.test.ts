import { findEntity, entities } from '../../../src/entities/index';
import { type Store, type Stores } from '../../../src/store/store';
import { declarationOf } from '../../../src/tenant/declaration';
import { DECLARED } from '../../declared/declared';
import { describeWithPostgres, type TestDatabase, twoStores } from '../../support/postgres';
import { eventually, IDS } from '../../support/updates';

describeWithPostgres('a state that is gone back to', () => {
  let database: TestDatabase;
  let one: Store;
  let other: Store;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ database, one, other, close } = await twoStores());
    const [account] = DECLARED;
    if (account) await one.declared.declare(declarationOf(account));
  });
  afterAll(() => close());

  const department = findEntity(entities, 'ResourceRoleDepartment');

  const addDepartment = async ({ listedEntities }: Stores): Promise<void> => {
    if (!department) throw new Error('There are departments');
    const values = { DepartmentID: 29682833, ResourceID: IDS.tom, RoleID: 29683354 };
    await listedEntities.insert(department, {
      ...values,
      id: await listedEntities.nextId(department),
      Active: true,
      Default: true,
      DepartmentLead: false,
    });
  };
  const addAccount = async ({ declared }: Stores): Promise<void> => {
    const [entity] = await declared.all();
    if (entity) await declared.insert(entity, { id: await declared.nextId(entity), AccountName: 'New' });
  };

  test.each([
    ['resource_role_departments', addDepartment],
    ['entity_rows', addAccount],
  ])('has nothing of who began to write before, to %s', async (table, add) => {
    const rows = () => database.rows(`SELECT * FROM ${table} ORDER BY id`);
    await one.snapshot('before');
    const before = await rows();
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    let hasBegun = false;
    const writing = one.transaction(async (stores) => {
      await stores.declared.all();
      hasBegun = true;
      await held;
      await add(stores);
    });
    await eventually(() => hasBegun, 'somebody writes');
    let isRestored = false;
    const restoring = other.restore('before').then(() => (isRestored = true));
    await eventually(async () => {
      const [row] = await database.rows(
        "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return isRestored || row?.['n'] === 1;
    }, 'it waits, or is done');
    go();
    await Promise.all([writing, restoring]);
    expect(await rows()).toEqual(before);
  });
});
