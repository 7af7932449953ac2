// Calls that write roles, departments and skills, and what follows from them.
import { LOGINS, start } from '../support/emulator';
import { Api } from '../support/json-api';
import { call, query, queryXml, where, atwsResult, type AtwsResult } from '../support/soap';
import {
  accept,
  change,
  create,
  entity,
  expectRefused,
  IDS,
  MovingClock,
  NOT_FOUND,
  onRecord,
  opened,
  update,
  type Sent,
} from '../support/updates';

type Values = Readonly<Record<string, string>>;

const clock = new MovingClock('2026-03-01T12:00:00Z');
const emulator = opened({ clock });

const ROLES = {
  engineer: '29683401',
  technician: '29683402',
  manager: '29683403',
  agent: '29683404',
} as const;
const RETIRED = '29683417';

const ROLE = { Name: 'Tester', HourlyFactor: '1', HourlyRate: '10', Active: 'true' } as const;

const made = (type: string, fields: Readonly<Record<string, Sent>>): string =>
  entity(undefined, fields, type);

/** Creates one entity, and answers it. */
async function created(type: string, fields: Readonly<Record<string, Sent>>): Promise<Values> {
  const { errors, entities } = await create(emulator.url, [made(type, fields)]);
  expect(errors).toEqual([]);
  return entities[0] ?? {};
}

/** Changes one entity as a client does that reads it and sends it back. */
async function changed(type: string, id: string | undefined, fields: Values): Promise<AtwsResult> {
  const { id: key, ...whole } = await one(type, id);
  return update(emulator.url, [entity(key, { ...whole, ...fields }, type)]);
}

async function one(type: string, id: string | undefined): Promise<Values> {
  const { entities } = await query(emulator.url, queryXml(where('id', 'Equals', id), type));
  return entities[0] ?? {};
}

async function all(type: string, resourceId: number): Promise<readonly Values[]> {
  return (await query(emulator.url, queryXml(where('ResourceID', 'Equals', String(resourceId)), type)))
    .entities;
}

const defaultRoleOf = async (id: number): Promise<unknown> =>
  (await emulator.rows('SELECT * FROM resources WHERE id = ?', id))[0]?.['DefaultServiceDeskRoleID'];

/** The roles of the rows of a resource that are its default one. */
const defaultsOf = async (type: string, id: number): Promise<readonly (string | undefined)[]> =>
  (await all(type, id)).filter(({ Default }) => Default === 'true').map(({ RoleID }) => RoleID);

test('money is found by what its answer shows, when it was sent with more decimals', async () => {
  const { id, HourlyRate } = await created('Role', { ...ROLE, HourlyRate: '85.55557' });
  const { entities } = await query(emulator.url, queryXml(where('HourlyRate', 'Equals', HourlyRate), 'Role'));
  expect([HourlyRate, entities.map((found) => found['id'])]).toEqual(['85.5556', [id]]);
});

describe('who may write them', () => {
  const login = LOGINS.reader;

  test('only an administrator creates, and no other is told what else is wrong', async () => {
    const sent = Array.from({ length: 201 }, () => made('Role', { HourlyRate: 'x' }));
    await expectRefused(
      emulator,
      () => create(emulator.url, sent, { login }),
      ['The logged in resource may not have the required permissions to create the data.'],
      'role',
    );
  });

  test('only an administrator updates, and no other is told what else is wrong', async () => {
    const sent = Array.from({ length: 201 }, () => entity('x', { HourlyRate: 'x' }, 'Role'));
    await expectRefused(emulator, () => update(emulator.url, sent, { login }), [NOT_FOUND], 'role');
  });

  test.each([
    ['create', ['Resource', 'ResourceRole', 'InternalLocation', 'Skill', 'ResourceSkill']],
    ['update', ['ResourceRole', 'InternalLocation', 'Skill']],
    ['delete', ['Resource', 'Role', 'Department', 'ResourceRoleDepartment', 'ResourceServiceDeskRole']],
  ])('%s is refused for types that cannot', async (operation, types) => {
    for (const type of types) {
      await expectRefused(
        emulator,
        async () =>
          atwsResult(await call(emulator.url, operation, `<Entities>${entity('1', {}, type)}</Entities>`)),
        [`This entity type does not support the ${operation} action.`],
        type.toLowerCase(),
      );
    }
  });
});

describe('a call with several', () => {
  test('gives each an id of its own behind those that there are, in the order of the call', async () => {
    const { entities: before } = await query(
      emulator.url,
      queryXml(where('id', 'GreaterThan', '0'), 'Department'),
    );
    const last = Math.max(...before.map(({ id }) => Number(id)));
    const names = ['B', 'A', 'C'];
    const { entities, body } = await create(
      emulator.url,
      // An id that is sent is not taken.
      names.map((Name) => entity('29682833', { Name, PrimaryLocationID: '1' }, 'Department')),
    );
    expect(entities.map(({ id, Name }) => [Number(id), Name])).toEqual(
      names.map((name, index) => [last + index + 1, name]),
    );
    expect(body.match(/<DatabaseAction>None</g)).toHaveLength(3);
  });

  test('does nothing where one is wrong, and names each that is', async () => {
    await expectRefused(
      emulator,
      () =>
        create(emulator.url, [
          made('Role', ROLE),
          made('Role', { ...ROLE, Name: '' }),
          made('Role', { ...ROLE, Active: { xml: '<Active/>' } }),
          made('Role', { ...ROLE, HourlyRate: 'x', Description: 'x'.repeat(201) }),
        ]),
      [
        onRecord('Missing Required Field: Name.', 2),
        "Conversion from type 'Object' to type 'String' is not valid.",
        onRecord('Can not convert data to numeric in field: HourlyRate.', 4),
      ],
      'role',
    );
    await expectRefused(
      emulator,
      () =>
        update(emulator.url, [
          entity(ROLES.engineer, ROLE, 'Role'),
          entity('1', ROLE, 'Role'),
          entity(undefined, ROLE, 'Role'),
          entity(ROLES.agent, { ...ROLE, Active: { xml: '<Active/>' } }, 'Role'),
          entity(ROLES.agent, { ...ROLE, Active: 'x' }, 'Role'),
        ]),
      [
        NOT_FOUND,
        NOT_FOUND,
        "Conversion from type 'Object' to type 'String' is not valid.",
        'Error updating entity for record number [4].',
        onRecord('Can not convert data to boolean in field: Active.', 5),
      ],
      'role',
    );
  });

  test('takes 200, and no more', async () => {
    const many = (count: number): string[] => Array<string>(count).fill(made('Role', ROLE));
    const { entities } = await create(emulator.url, many(200));
    expect(new Set(entities.map(({ id }) => id)).size).toBe(200);
    await expectRefused(
      emulator,
      () => create(emulator.url, many(201)),
      ['The call has 201 entities. At most 200 can be created at once.'],
      'role',
    );
    const changes = entities.map(({ id }) => entity(id, { ...ROLE, HourlyRate: '11' }, 'Role'));
    expect((await update(emulator.url, changes)).entities.map(({ HourlyRate }) => HourlyRate)).toEqual(
      entities.map(() => '11.0000'),
    );
    await expectRefused(
      emulator,
      () => update(emulator.url, [...changes, ...changes.slice(0, 1)]),
      ['The call has 201 entities. At most 200 can be updated at once.'],
      'role',
    );
  });

  test('takes those of one type', async () => {
    await expectRefused(
      emulator,
      () =>
        create(emulator.url, [made('Role', ROLE), made('Department', { Name: 'x', PrimaryLocationID: '1' })]),
      ['The call has entities of several types: Role, Department. One call takes those of one type.'],
      'role',
    );
  });

  test('beside others gives no id twice', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => created('Role', ROLE)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(12);
  });
});

describe('the audit', () => {
  const entries = async (): Promise<readonly unknown[]> =>
    (await emulator.rows('SELECT * FROM entity_audit ORDER BY id')).map(
      ({ at, actor_id, entity: type, entity_id, changes }) => ({
        at,
        actor_id,
        entity: type,
        entity_id,
        changes: JSON.parse(String(changes)) as unknown,
      }),
    );

  test('tells who created and changed what, with values only where they tell nothing of a person', async () => {
    clock.set('2031-07-08T09:10:11.123Z');
    const before = (await entries()).length;
    const { id } = await created('Role', ROLE);
    await changed('Role', id, { HourlyRate: '12.5', Description: 'That of Tom' });
    await changed('Role', id, { HourlyRate: '12.5' });
    await changed('ResourceSkill', '601', { SkillLevel: '2', SkillDescription: 'Much' });
    const stamp = { at: '2031-07-08T09:10:11.123Z', actor_id: IDS.admin };
    expect((await entries()).slice(before)).toEqual([
      { ...stamp, entity: 'Role', entity_id: Number(id), changes: {} },
      {
        ...stamp,
        entity: 'Role',
        entity_id: Number(id),
        changes: { HourlyRate: { from: 10, to: 12.5 }, Description: {} },
      },
      {
        ...stamp,
        entity: 'ResourceSkill',
        entity_id: 601,
        changes: { SkillLevel: {}, SkillDescription: {} },
      },
    ]);
  });

  test('has nothing of a call that is refused', async () => {
    const before = await entries();
    await create(emulator.url, [made('Role', ROLE), made('Role', {})]);
    expect(await entries()).toEqual(before);
  });
});

describe('the default role and department of a resource', () => {
  const row = (fields: Values): Values => ({
    DepartmentID: '29683385',
    ResourceID: String(IDS.bea),
    Active: 'true',
    Default: 'false',
    DepartmentLead: 'false',
    RoleID: ROLES.agent,
    ...fields,
  });
  const type = 'ResourceRoleDepartment';

  test('is one: the last that was made so, and those of others stay', async () => {
    const others = await emulator.rows(
      `SELECT * FROM resource_role_departments WHERE "ResourceID" <> ${IDS.bea} ORDER BY id`,
    );
    const role = await defaultRoleOf(IDS.bea);
    const first = await created(type, row({ Default: 'true', RoleID: ROLES.engineer }));
    const { id } = await created(type, row({ RoleID: ROLES.agent }));
    expect(await defaultsOf(type, IDS.bea)).toEqual([ROLES.engineer]);
    await created(type, row({ Default: 'true', RoleID: ROLES.manager }));
    expect(await defaultsOf(type, IDS.bea)).toEqual([ROLES.manager]);
    expect(
      (
        await emulator.rows(
          'SELECT changes FROM entity_audit WHERE entity_id = ? ORDER BY id',
          Number(first['id']),
        )
      ).at(-1),
    ).toEqual({ changes: '{"Default":{"from":true,"to":false}}' });
    await changed(type, id, { Default: 'true' });
    expect(await defaultsOf(type, IDS.bea)).toEqual([ROLES.agent]);
    expect(
      await emulator.rows(
        `SELECT * FROM resource_role_departments WHERE "ResourceID" <> ${IDS.bea} ORDER BY id`,
      ),
    ).toEqual(others);
    // That at the service desk is another one.
    expect(await defaultRoleOf(IDS.bea)).toBe(role);
  });

  test('is not taken away, but another takes its place', async () => {
    const [first] = (await all(type, IDS.bea)).filter(({ Default }) => Default === 'true');
    await expectRefused(
      emulator,
      () => changed(type, first?.['id'], { Default: 'false' }),
      [onRecord('There must be a default one. Make another one the default instead, in field: Default.')],
      'resourceroledepartment',
    );
  });

  test('of several in one call, the last is it', async () => {
    const { entities } = await create(
      emulator.url,
      [ROLES.engineer, ROLES.technician].map((RoleID) => made(type, row({ RoleID, Default: 'true' }))),
    );
    expect(entities.map(({ Default }) => Default)).toEqual(['false', 'true']);
    expect(await defaultsOf(type, IDS.bea)).toEqual([ROLES.technician]);
  });
});

describe('the default service desk role of a resource', () => {
  const type = 'ResourceServiceDeskRole';
  const jack = IDS.jack;
  const expectAgreed = async (id: number, role: string | undefined): Promise<void> => {
    expect(await defaultsOf(type, id)).toEqual(role === undefined ? [] : [role]);
    expect(await defaultRoleOf(id)).toBe(role === undefined ? null : Number(role));
  };

  test('is that of the row that is made the default one, of its next role, and none when it is so no more', async () => {
    const row = { ResourceID: String(jack), Active: 'true', Default: 'true' };
    const { id } = await created(type, { ...row, RoleID: ROLES.engineer });
    await expectAgreed(jack, ROLES.engineer);
    const audited = (): Promise<unknown> => emulator.rows('SELECT * FROM audit');
    const before = await audited();
    await changed(type, id, { Active: 'false' });
    await changed(type, id, { Active: 'true' });
    expect(await audited()).toEqual(before);
    await changed(type, id, { RoleID: ROLES.manager });
    await expectAgreed(jack, ROLES.manager);
    const [other] = (await all(type, jack)).filter((one) => one['id'] !== id);
    await changed(type, other?.['id'], { Default: 'true' });
    await expectAgreed(jack, other?.['RoleID']);
    await changed(type, other?.['id'], { Default: 'false' });
    await expectAgreed(jack, undefined);
    const [last] = (await emulator.rows('SELECT * FROM audit ORDER BY id DESC')).map(
      ({ changes }) => changes,
    );
    expect(last).toBe(`{"DefaultServiceDeskRoleID":{"from":${other?.['RoleID']},"to":null}}`);
  });

  test('that an update of the resource sets has its row, and no other is the default one', async () => {
    for (const role of [ROLES.agent, ROLES.engineer, ROLES.agent]) {
      await accept(emulator.url, jack, { DefaultServiceDeskRoleID: role });
      await expectAgreed(jack, role);
    }
    const rows = (await all(type, jack)).map(({ RoleID }) => RoleID);
    expect(rows.filter((role) => role === ROLES.agent)).toHaveLength(1);
    await accept(emulator.url, jack, {
      DefaultServiceDeskRoleID: { xml: '<DefaultServiceDeskRoleID xsi:nil="true"/>' },
    });
    await expectAgreed(jack, undefined);
    expect((await all(type, jack)).map(({ RoleID }) => RoleID)).toEqual(rows);
  });

  test('of a resource that is created, and of a replacement, has its row', async () => {
    const api = new Api(emulator);
    const { id } = (await api.post('/resources', {
      by: 'ada.admin',
      fields: {
        ...{ FirstName: 'New', LastName: 'One', Email: 'new.one@example.com', EmailTypeCode: 'PRIMARY' },
        ...{ UserName: 'new.one', Active: true, ResourceType: 'Employee', PayrollType: 1, LicenseType: 3 },
        ...{ UserType: 37, LocationID: 90682, NumberFormat: 'X,XXX.XX', HireDate: '2026-01-01' },
        DefaultServiceDeskRoleID: Number(ROLES.manager),
      },
    })) as { readonly id: number };
    await expectAgreed(id, ROLES.manager);
    const { replacement } = await api.delete(id, 'replacement', {
      FirstName: 'Next',
      LastName: 'One',
      Email: 'next.one@example.com',
    });
    await expectAgreed(Number(replacement?.id), ROLES.manager);
    // What is deleted keeps its rows.
    await expectAgreed(id, ROLES.manager);
  });
});

describe('ResourceRole', () => {
  test('has each active role in a department, and each at the service desk with each queue, by stable ids', async () => {
    const ResourceID = String(IDS.mo);
    const roles = async (): Promise<readonly string[]> =>
      (await all('ResourceRole', IDS.mo)).map(({ RoleID, DepartmentID, QueueID }) =>
        [RoleID, DepartmentID ?? '-', QueueID ?? '-'].join(' '),
      );
    expect(await roles()).toEqual([]);
    const { id: atDesk } = await created('ResourceServiceDeskRole', {
      ...{ ResourceID, RoleID: ROLES.agent, Active: 'true' },
    });
    expect(await roles()).toEqual([]);
    const { id: queue } = await created('ResourceRoleQueue', { ResourceID, QueueID: '5' });
    expect(await roles()).toEqual([`${ROLES.agent} - 5`]);
    await created('ResourceRoleDepartment', {
      ...{ ResourceID, RoleID: ROLES.engineer, DepartmentID: '29683385' },
      ...{ Active: 'true', Default: 'true', DepartmentLead: 'false' },
    });
    const both = [`${ROLES.engineer} 29683385 -`, `${ROLES.agent} - 5`];
    expect((await roles()).toSorted()).toEqual(both.toSorted());
    const ids = (await all('ResourceRole', IDS.mo)).map(({ id }) => id);
    await changed('ResourceServiceDeskRole', atDesk, { Active: 'false' });
    expect(await roles()).toEqual(both.slice(0, 1));
    await changed('ResourceServiceDeskRole', atDesk, { Active: 'true' });
    expect((await all('ResourceRole', IDS.mo)).map(({ id }) => id)).toEqual(ids);
    await changed('ResourceRoleQueue', queue, { QueueID: '6' });
    expect((await roles()).toSorted()).toEqual([both[0], `${ROLES.agent} - 6`].toSorted());
    // A role that an update of the resource gives is at the service desk, too.
    await accept(emulator.url, IDS.mo, { DefaultServiceDeskRoleID: ROLES.technician });
    expect(await roles()).toContain(`${ROLES.technician} - 6`);
  });
});

describe('what is not active', () => {
  test('is not referred to anew, but stays where it is', async () => {
    const { id: role } = await created('Role', ROLE);
    const { id } = await created('ResourceServiceDeskRole', { ResourceID: String(IDS.emma), RoleID: role });
    await accept(emulator.url, IDS.bea, { DefaultServiceDeskRoleID: role });
    expect((await changed('Role', role, { Active: 'false' })).errors).toEqual([]);
    await accept(emulator.url, IDS.bea, { DefaultServiceDeskRoleID: role });
    expect((await changed('ResourceServiceDeskRole', id, { Active: 'true' })).errors).toEqual([]);
    for (const RoleID of [role, RETIRED]) {
      const row = made('ResourceServiceDeskRole', { ResourceID: String(IDS.emma), RoleID });
      await expectRefused(
        emulator,
        () => create(emulator.url, [row]),
        [onRecord('Reference value on field: RoleID of type: Role does not exist or is invalid.')],
        'resourceservicedeskrole',
      );
    }
    await expectRefused(emulator, () => change(emulator.url, IDS.tom, { DefaultServiceDeskRoleID: role }), [
      onRecord(
        'Reference value on field: DefaultServiceDeskRoleID of type: Role does not exist or is invalid.',
      ),
    ]);
  });

  test('gets no new roles: an inactive resource', async () => {
    await accept(emulator.url, IDS.emma, { Active: 'false' });
    await expectRefused(
      emulator,
      () =>
        create(emulator.url, [
          made('ResourceServiceDeskRole', { ResourceID: String(IDS.emma), RoleID: ROLES.agent }),
        ]),
      [onRecord('Reference value on field: ResourceID of type: Resource does not exist or is invalid.')],
      'resourceservicedeskrole',
    );
  });

  test('keeps its roles and skills for good: a deleted or redacted resource', async () => {
    const api = new Api(emulator);
    const ResourceID = String(IDS.harriet);
    const { id } = await created('ResourceServiceDeskRole', {
      ResourceID,
      RoleID: ROLES.agent,
      Default: 'true',
    });
    const before = await all('ResourceServiceDeskRole', IDS.harriet);
    await api.delete(IDS.harriet, IDS.tom);
    await expectRefused(
      emulator,
      () => changed('ResourceServiceDeskRole', id, { Default: 'false' }),
      [
        'The resource is deleted. A deletion cannot be undone, nor the resource changed; it can only be redacted.',
      ],
      'resourceservicedeskrole',
    );
    await api.act(IDS.harriet, 'redact', { reason: 'asked for' });
    await expectRefused(
      emulator,
      () => changed('ResourceServiceDeskRole', id, { Default: 'false' }),
      ['The resource is redacted. A redaction cannot be undone, nor the resource changed.'],
      'resourceservicedeskrole',
    );
    expect(await all('ResourceServiceDeskRole', IDS.harriet)).toEqual(before);
  });
});

test('another server over the same data sees a role at once, and gives it', async () => {
  const other = await start({ memory: false, data: emulator.file });
  try {
    await query(other.url, queryXml(where('id', 'GreaterThan', '0'), 'Role'));
    const { id } = await created('Role', { ...ROLE, Name: 'Seen elsewhere' });
    const found = await query(other.url, queryXml(where('Name', 'Equals', 'Seen elsewhere'), 'Role'));
    expect(found.entities.map((role) => role['id'])).toEqual([id]);
    await accept(other.url, IDS.tom, { DefaultServiceDeskRoleID: id });
    expect(await defaultsOf('ResourceServiceDeskRole', IDS.tom)).toEqual([id]);
  } finally {
    await other.close();
  }
});
