import bcrypt from 'bcryptjs';
import { fold } from '../../src/entities/fold';
import { byPlainList, picklistOf } from '../../src/entities/picklists';
import { resource } from '../../src/entities/resource';
import { passwordDigest } from '../../src/passwords/digest';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { tenantDocument, type ResourceDocument, type TenantDocument } from '../../src/tenant/document';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { LOGINS } from '../support/emulator';

const demo = demoTenant();
const resources = demo.resources;

function person(userName: string): ResourceDocument {
  const found = resources.find(({ UserName }) => UserName === userName);
  if (!found) throw new Error(`The demo tenant has no ${userName}`);
  return found;
}

/** The value of a field as text; nothing is empty text. */
function textOf(one: ResourceDocument, field: string): string {
  const value = one[field as keyof ResourceDocument] ?? '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Fills a database in memory. */
async function fill(tenant: TenantDocument): Promise<Store> {
  const hasher = new Hasher(4);
  try {
    return await Store.open(undefined, (stores) => fillTenant(stores, tenant, hasher));
  } finally {
    await hasher.close();
  }
}

test('the demo tenant is what the schema makes of it, as nobody checks it when it is served', () => {
  expect(tenantDocument.parse(demo)).toEqual(demo);
});

describe('what README, docs and users rely on', () => {
  test('the tenant', () => {
    expect(demo).toMatchObject({
      domain: 'example.com',
      ci: 30049,
      timeZone: 'America/New_York',
      strongPasswords: true,
      trackingIdentifiers: ['DEMO-TRACKING-IDENTIFIER-01'],
    });
    expect(demo.trackingIdentifiers[0]).toHaveLength(27);
  });

  test.each([
    ['admin', 29682890, true, 24, { apiOnly: true, systemAdministrator: true, viewInternalCost: true }],
    ['reader', 29682891, true, 101, { apiOnly: true, systemAdministrator: false, viewInternalCost: false }],
    ['ada', 29682897, true, 33, { apiOnly: false, systemAdministrator: true }],
    ['tom', 29682903, true, 37, { apiOnly: false, systemAdministrator: false }],
    ['ina', 29682904, false, 24, { apiOnly: true }],
  ] as const)('the log-in of %s', (name, id, Active, UserType, level) => {
    const { user, password } = LOGINS[name];
    const found = person(user.replace('@example.com', ''));
    expect(found).toMatchObject({ id, Active, UserType });
    expect(bcrypt.compareSync(passwordDigest(password), found.passwordHash ?? '')).toBe(true);
    // Everybody knows the password: a slow hash would only hold up the first call of each test.
    expect(bcrypt.getRounds(found.passwordHash ?? '')).toBe(4);
    expect(demo.securityLevels.find((candidate) => candidate.id === UserType)).toMatchObject({
      ...level,
      active: true,
    });
  });

  test('nobody else can log in, and no password stands in the file', () => {
    const known = Object.values(LOGINS).map(({ user }) => user.replace('@example.com', ''));
    const others = resources.filter(({ UserName }) => !known.includes(String(UserName)));
    expect(others.map(({ passwordHash }) => passwordHash)).toEqual(others.map(() => undefined));
    expect(resources.map(({ Password }) => Password)).toEqual(resources.map(() => undefined));
  });

  test('about 30 resources, with ids in the range of the real service and names of their own', () => {
    expect(resources.length).toBeGreaterThanOrEqual(28);
    const ids = resources.map(({ id }) => id ?? 0);
    expect(Math.min(...ids)).toBe(29682885);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(resources.map(({ UserName }) => fold(String(UserName)))).size).toBe(ids.length);
  });
});

describe('every case is there', () => {
  const lists = {
    ...byPlainList(() => []),
    securityLevels: demo.securityLevels.map(({ id, name, active, system }) => ({
      value: String(id),
      label: name,
      active,
      system,
    })),
    internalLocations: demo.internalLocations.map(({ id, Name, Active }) => ({
      value: String(id),
      label: Name,
      active: Active,
      system: false,
    })),
  };

  const chosen = resource.fields.filter(({ picklist }) => picklist !== null);

  test.each(chosen.map((field) => [field.name, field] as const))('each value of %s', (name, field) => {
    const used = new Set(resources.map((one) => textOf(one, name)));
    const values = picklistOf(field, lists);
    expect(values.map(({ value }) => value).filter((value) => !used.has(value))).toEqual([]);
  });

  const optional = resource.fields.filter(
    ({ name, required }) => !required && !['Password', 'InternalCost', 'Suffix'].includes(name),
  );

  test.each(optional.map(({ name }) => name))('%s with and without a value', (name) => {
    const values = resources.map((one) => textOf(one, name));
    expect(values).toContain('');
    expect(values.some((value) => value !== '')).toBe(true);
  });

  test('addresses that are verified, and some that are not', () => {
    expect(new Set(resources.map(({ emailVerified = false }) => emailVerified))).toEqual(
      new Set([true, false]),
    );
  });

  test('internal costs of now, of the past, of the future, on every day, and none', () => {
    const today = '2026-03-01';
    const kinds = new Set(
      resources.map(({ internalCosts = [] }) => {
        const covers = internalCosts.find(({ from, to }) => (from ?? '') <= today && (to ?? '9999') >= today);
        if (covers) return covers.from === null && covers.to === null ? 'always' : 'now';
        if (internalCosts.length === 0) return 'none';
        return internalCosts.every(({ from }) => (from ?? '') > today) ? 'future' : 'past';
      }),
    );
    expect(kinds).toEqual(new Set(['always', 'now', 'none', 'future', 'past']));
  });

  test.each([
    ['letters beyond ASCII', /[À-ž]/],
    ['letters of another script', /[\u3040-\u9fff]/],
    ['characters beyond the first plane', /[\u{10000}-\u{10ffff}]/u],
    ['characters of XML', /[<>&"']/],
    ['the end of a CDATA section', /\]\]>/],
    ['wild cards of Like', /[%_]/],
    ['blanks around it', /^ | $/],
    ['text that looks like SQL', /' OR /],
  ])('a text with %s', (_title, pattern) => {
    expect(resources.some((one) => resource.fields.some(({ name }) => pattern.test(textOf(one, name))))).toBe(
      true,
    );
  });

  test('texts of the full length of their field', () => {
    const full = resource.fields.filter(({ name, length }) =>
      resources.some((one) => Array.from(textOf(one, name)).length === length),
    );
    expect(full.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Email', 'FirstName', 'UserName', 'Initials', 'AccountingReferenceID']),
    );
  });
});

describe('the rules', () => {
  test('every resource of the demo tenant passes them', async () => {
    const store = await fill(demo);
    try {
      for (const { id = 0, UserName, Title, Active } of resources) {
        const stored = await store.resources.read(id);
        expect(stored?.record).toMatchObject({ id, UserName, Active, Title: Title ?? '' });
      }
    } finally {
      await store.close();
    }
  });

  test('a tenant with a resource that does not is not filled, and the resource is named', async () => {
    const broken = resources.map((one, index) => (index === 3 ? { ...one, Greeting: 9 } : one));
    await expect(fill({ ...demo, resources: broken })).rejects.toThrow(
      'resources[3] (UserName ada.admin): Picklist value [9] does not exist for Greeting.',
    );
  });
});
