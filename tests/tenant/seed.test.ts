// Thorough: npm run test:quick leaves it out.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { Seed, SeedParts, SeedResource } from '../../src/index';
import { byPlainList } from '../../src/entities/picklists';
import { TimeZone } from '../../src/entities/time-zone';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import type { TenantDocument } from '../../src/tenant/document';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { readSeed } from '../../src/tenant/seed';
import { having, LOGINS, TRACKING_IDENTIFIER, temporaryFolder } from '../support/emulator';
import { call } from '../support/soap';
import { IDS } from '../support/updates';

const demo = demoTenant();
const folder = temporaryFolder();
const hasher = new Hasher(4);
afterAll(async () => {
  await hasher.close();
  folder.remove();
});

/** What every resource must have. */
const SOMEBODY: SeedResource = {
  Active: true,
  UserName: 'sam.seed',
  FirstName: 'Sam',
  LastName: 'Seed',
  Email: 'sam@seed.test',
  EmailTypeCode: 'PRIMARY',
  UserType: 24,
  LicenseType: 7,
  LocationID: 90682,
  ResourceType: 'Employee',
  PayrollType: 1,
  NumberFormat: 'X,XXX.XX',
  HireDate: '2024-01-02',
  Password: 'Sam-Seed-2024',
};

const status = async (url: string, user: string, password: string): Promise<number> =>
  (await call(url, 'GetWsdlVersion', '', { login: { user, password } })).status;

describe.each<[string, (parts: SeedParts) => Seed]>([
  ['an object', (parts) => parts],
  [
    'a file',
    (parts) => {
      const file = path.join(folder.path, 'seed.jsonc');
      writeFileSync(file, `\ufeff// parts of a tenant\n${JSON.stringify(parts)}`);
      return file;
    },
  ],
])('a seed that is %s', (_form, seedOf) => {
  test('with a domain: log-ins follow it', async () => {
    await having({ seed: seedOf({ domain: 'acme.test' }) }, async ({ url }) => {
      expect(await status(url, 'api.admin@acme.test', LOGINS.admin.password)).toBe(200);
      expect(await status(url, LOGINS.admin.user, LOGINS.admin.password)).toBe(401);
    });
  });

  test('with resources: they are all there is, and the records of others go', async () => {
    await having({ seed: seedOf({ resources: [SOMEBODY] }) }, async ({ url, adminUrl, resources }) => {
      expect((await resources.list()).map(({ userName }) => userName)).toEqual(['sam.seed']);
      expect(await (await fetch(`${adminUrl}/records`)).json()).toEqual([]);
      expect(await status(url, 'sam.seed@example.com', 'Sam-Seed-2024')).toBe(200);
    });
  });

  test('with resources that have names of the demo tenant: those keep their records', async () => {
    const tom: SeedResource = { ...SOMEBODY, UserName: 'TOM.tech' };
    await having({ seed: seedOf({ resources: [tom] }) }, async ({ adminUrl, resources }) => {
      const { id } = await resources.get('tom.tech');
      const records = (await (await fetch(`${adminUrl}/records`)).json()) as { owner: { id: number } }[];
      expect(records.length).toBeGreaterThan(0);
      expect(records.every(({ owner }) => owner.id === id)).toBe(true);
    });
  });

  test('with locations: everybody is in the first one, unless their own is still there', async () => {
    const internalLocations = [
      { id: 1, Name: 'Closed', Active: false },
      { id: 2, Name: 'Home', Active: true },
      { id: 90683, Name: 'Smith', Active: true },
    ];
    await having({ seed: seedOf({ internalLocations }) }, async ({ url, resources }) => {
      expect(await resources.list()).toHaveLength(demo.resources.length);
      expect(await resources.get('ada.admin')).toMatchObject({ LocationID: 2 });
      expect(await resources.get('tom.tech')).toMatchObject({ LocationID: 90683 });
      expect(await status(url, LOGINS.admin.user, LOGINS.admin.password)).toBe(200);
    });
  });

  test('with security levels: people get one with the same rights, or go, and their records with them', async () => {
    const rights = { system: false, active: true, viewInternalCost: true };
    const securityLevels = [
      { id: 7, name: 'Integration', ...rights, apiOnly: true, systemAdministrator: true },
      { id: 8, name: 'Boss', ...rights, apiOnly: false, systemAdministrator: true },
    ];
    await having({ seed: seedOf({ securityLevels }) }, async ({ url, adminUrl, resources }) => {
      expect(await resources.get('api.admin')).toMatchObject({ UserType: 7 });
      expect(await resources.get('ada.admin')).toMatchObject({ UserType: 8 });
      await expect(resources.get('tom.tech')).rejects.toThrow('There is no resource tom.tech.');
      expect(await status(url, LOGINS.admin.user, LOGINS.admin.password)).toBe(200);
      const records = (await (await fetch(`${adminUrl}/records?limit=1000`)).json()) as object[];
      expect(records.length).toBeLessThan((demo.records ?? []).length);
    });
  });

  test('with roles: people keep theirs only where it is there', async () => {
    const roles = demo.roles.filter(({ id }) => id === 29683401);
    await having({ seed: seedOf({ roles }) }, async ({ resources }) => {
      expect(await resources.list()).toHaveLength(demo.resources.length);
      expect(await resources.get('ada.admin')).toMatchObject({ DefaultServiceDeskRoleID: 29683401 });
      expect(await resources.get('tom.tech')).toMatchObject({ DefaultServiceDeskRoleID: null });
    });
  });

  test('with types of records: records of the other types of the demo tenant go', async () => {
    await having({ seed: seedOf({ recordTypes: ['Vehicle'] }) }, async ({ adminUrl }) => {
      const records = (await (await fetch(`${adminUrl}/records?limit=1000`)).json()) as { type: string }[];
      expect(records.some(({ type }) => type === 'Ticket')).toBe(true);
      expect(records.some(({ type }) => type === 'Asset')).toBe(false);
    });
  });

  test('with records: they belong to people of the demo tenant', async () => {
    const records = [
      { type: 'Ticket', title: 'Only one', owner: 'tom.tech', createdAt: '2024-01-01T00:00:00Z' },
    ];
    await having({ seed: seedOf({ records }) }, async ({ adminUrl }) => {
      expect(await (await fetch(`${adminUrl}/records`)).json()).toMatchObject([
        { title: 'Only one', owner: { id: IDS.tom } },
      ]);
    });
  });

  test('with nothing: the demo tenant', async () => {
    await having({ seed: seedOf({}) }, async ({ resources, ...atws }) => {
      expect((await atws.demoAccess()).logIns).toHaveLength(4);
      expect(await resources.list()).toHaveLength(demo.resources.length);
    });
  });

  test('comes back with reset', async () => {
    await having({ seed: seedOf({ resources: [SOMEBODY] }) }, async (atws) => {
      await atws.reset();
      expect(await atws.resources.list()).toHaveLength(1);
    });
  });
});

test('a part that is undefined is one that was left out', async () => {
  const tenant = await readSeed({ domain: undefined, resources: undefined, ci: 7 });
  expect(tenant).toMatchObject({ domain: 'example.com', ci: 7 });
  expect(tenant.resources).toHaveLength(demo.resources.length);
});

test('in every time zone of the world, people of the demo tenant were hired at a time that there is', async () => {
  for (const name of Intl.supportedValuesOf('timeZone')) {
    const zone = new TimeZone(name);
    const { resources } = await readSeed({ timeZone: name });
    const never = resources.filter(({ HireDate }) => !zone.shows(`${String(HireDate)}.000`));
    expect([name, never]).toEqual([name, []]);
  }
});

/** What a part may be in place of that of the demo tenant: the same, or another one that stands by itself. */
const PARTS: { readonly [P in keyof TenantDocument]-?: fc.Arbitrary<TenantDocument[P]> } = {
  domain: fc.constantFrom('example.com', 'acme.test'),
  ci: fc.integer({ min: 1, max: 99_999 }),
  timeZone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
  strongPasswords: fc.boolean(),
  trackingIdentifiers: fc.constantFrom([TRACKING_IDENTIFIER], ['ACME', 'OTHER']),
  ...byPlainList((list) => someOf(demo[list], 0)),
  internalLocations: someOf(demo.internalLocations).map((some) => some.map(withoutHolidays)),
  securityLevels: someOf(demo.securityLevels),
  roles: someOf(demo.roles, 0),
  departments: someOf(demo.departments, 0),
  // What a seed names itself has to fit the other parts that it names.
  skills: fc.constant([]),
  resourceRoleDepartments: fc.constant([]),
  resourceRoleQueues: fc.constant([]),
  resourceServiceDeskRoles: fc.constant([]),
  resourceSkills: fc.constant([]),
  resources: fc.constantFrom([], demo.resources.slice(0, 5), demo.resources),
  recordTypes: fc.constantFrom([], ['Asset'], ['Vehicle']),
  records: fc.constant([]),
  entities: fc.constantFrom(
    [],
    [{ name: 'Account', fields: [{ name: 'AccountName', type: 'string' }], rows: [{ AccountName: 'Acme' }] }],
  ),
};

function withoutHolidays<T extends object>(location: T): T & { HolidaySetId: null } {
  return { ...location, HolidaySetId: null };
}

/** Some of a list, active or not. */
function someOf<T extends { readonly id: number }>(all: readonly T[], minLength = 1): fc.Arbitrary<T[]> {
  return fc
    .subarray([...all], { minLength })
    .chain((some) => fc.tuple(...some.map((one) => fc.boolean().map((active) => switched(one, active)))));
}

function switched<T extends object>(one: T, active: boolean): T {
  return { ...one, ...('active' in one && { active }), ...('Active' in one && { Active: active }) };
}

test('any parts of the demo tenant, changed or not, make a tenant that starts', async () => {
  // Resources that a seed names itself have to fit the other parts that it names; that is for its writer.
  const { resources, ...others } = PARTS;
  const parts = fc.oneof(
    fc.record(others, { requiredKeys: [] }),
    fc.record(
      {
        ...others,
        resources,
        internalLocations: fc.constant(demo.internalLocations.map(withoutHolidays)),
        securityLevels: fc.constant(demo.securityLevels),
        roles: fc.constant(demo.roles),
      },
      { requiredKeys: [] },
    ),
  );
  await fc.assert(
    fc.asyncProperty(parts, async (given) => {
      const tenant = await readSeed(given as Seed);
      const store = await Store.open(undefined, (stores) => fillTenant(stores, tenant, hasher));
      expect(await store.lifecycle.count()).toBe(tenant.resources.length);
      await store.close();
    }),
    { numRuns: 60 },
  );
}, 120_000);
