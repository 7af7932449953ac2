import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { storedFieldsOf, type Entity, type Field } from '../../src/entities/field';
import { entities, findEntity, isOfResources, listedEntities } from '../../src/entities/index';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { NONE_OF_RESOURCES } from '../../src/tenant/empty-tenant';
import { exportTenant } from '../../src/tenant/export';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { addTenant, readImportFile } from '../../src/tenant/import';
import { readSeed, type SeedParts } from '../../src/tenant/seed';
import { run } from '../support/command';
import { having, temporaryFolder } from '../support/emulator';
import { escape, query, queryXml, where } from '../support/soap';

/** Every entity type that a tenant lists goes the ways that roles go. */

type Row = Readonly<Record<string, string | number | boolean | null>>;

const demo = demoTenant();
const folder = temporaryFolder();
const hasher = new Hasher(4);
afterAll(async () => {
  await hasher.close();
  folder.remove();
});

/** The tenant of a JSON file, as it is exported again. */
async function imported(tenant: object): Promise<typeof demo> {
  const content = readImportFile('x.json', Buffer.from(JSON.stringify(tenant)));
  if (content.kind !== 'tenant') throw new Error('It is a tenant');
  const store = await Store.open(undefined, async (stores) => {
    await addTenant(stores, content.tenant, content, { hasher });
  });
  try {
    return await store.transaction((stores) => exportTenant(stores, { withPasswordHashes: false }));
  } finally {
    await store.close();
  }
}

const listOf = (tenant: typeof demo, { list }: Entity): readonly Row[] =>
  (tenant as unknown as Readonly<Record<string, readonly Row[]>>)[String(list)]!;

async function idsOf(url: string, entity: Entity, filter = ''): Promise<number[]> {
  const { entities, errors } = await query(url, queryXml(filter, entity.name));
  expect(errors).toEqual([]);
  return entities.map(({ id }) => Number(id));
}

const sorted = (rows: readonly Row[]): number[] => rows.map(({ id }) => Number(id)).toSorted((a, b) => a - b);

describe.each(listedEntities.map((entity): [string, Entity] => [entity.list, entity]))(
  '%s',
  (table, entity) => {
    const rows = listOf(demo, entity);
    const fields: readonly Field[] = storedFieldsOf(entity);
    const label = fields.find(({ choice }) => choice === 'label');

    test('are in the demo tenant, with and without what may be empty', () => {
      expect(rows.length).toBeGreaterThan(2);
      const without = fields.filter(({ name }) =>
        rows.every((row) => row[name] === '' || row[name] === null),
      );
      expect(
        without.filter(({ required, reference, queryable }) => required || (queryable && reference === null)),
      ).toEqual([]);
    });

    test('come back from an export as they were', async () => {
      const exported = await imported(demo);
      expect(listOf(exported, entity)).toEqual(rows.toSorted((a, b) => Number(a['id']) - Number(b['id'])));
      expect(listOf(await imported(exported), entity)).toEqual(listOf(exported, entity));
    });

    test.each(fields.filter(({ required }) => required).map(({ name }) => name))(
      'are refused without %s',
      async (name) => {
        const others = { ...rows[0], [name]: undefined };
        await expect(readSeed({ [table]: [others] })).rejects.toThrow(`${table}[0].${name}`);
      },
    );

    const texts = fields.filter(({ type }) => type === 'string');
    if (texts.length > 0) {
      test('have texts as long as a client can send, in characters that XML can carry', async () => {
        for (const { name, length } of texts) {
          const longest = { ...rows[0], [name]: '😀'.repeat(length) };
          expect(await readSeed({ [table]: [longest] })).toMatchObject({ [table]: [longest] });
          for (const wrong of ['😀'.repeat(length + 1), 'a\u0001b', '\ud800']) {
            await expect(readSeed({ [table]: [{ ...rows[0], [name]: wrong }] })).rejects.toThrow(
              `${table}[0].${name} must be`,
            );
          }
        }
      });
    }

    const numbers = fields.filter(({ key, type }) => !key && ['integer', 'decimal'].includes(type));
    if (numbers.length > 0) {
      test('have numbers that a client can send', async () => {
        for (const { name, type, reference } of numbers) {
          const isOfOthers = reference !== null && !findEntity(entities, reference);
          const least = type === 'decimal' ? -1e29 : -2_147_483_649;
          for (const wrong of [least, -least, ...(isOfOthers ? [0, -1] : [])]) {
            await expect(readSeed({ [table]: [{ ...rows[0], [name]: wrong }] })).rejects.toThrow(
              `${table}[0].${name} must be`,
            );
          }
        }
      });
    }

    test('are those of the seed, and again after a reset or the return to a snapshot', async () => {
      const [first] = rows;
      await having({ seed: { [table]: [first] } }, async (atws) => {
        const there = await idsOf(atws.url, entity);
        expect(there).toContain(Number(first!['id']));
        // A default service desk role of a resource has a row of its own, where the file has none.
        expect(there.length === 1 || table === 'resourceServiceDeskRoles').toBe(true);
        await atws.snapshot('before');
        await atws.reset();
        expect(await idsOf(atws.url, entity)).toEqual(there);
        await atws.restore('before');
        expect(await idsOf(atws.url, entity)).toEqual(there);
      });
    });

    test('are found by every field and listed by the JSON API', async () => {
      await having({}, async ({ url, adminUrl }) => {
        expect(await idsOf(url, entity)).toEqual(sorted(rows));
        for (const { name, type } of fields) {
          const row = rows.find((one) => one[name] !== null && one[name] !== '');
          if (!row || type === 'boolean') continue;
          const value = String(row[name]);
          const expected = sorted(rows.filter((one) => String(one[name]) === value));
          expect([name, await idsOf(url, entity, where(name, 'Equals', value))]).toEqual([name, expected]);
        }
        if (!label) return;
        const tenant = (await (await fetch(`${adminUrl}/tenant`)).json()) as Readonly<
          Record<string, unknown>
        >;
        expect(tenant[table]).toEqual(
          rows
            .toSorted((a, b) => Number(a['id']) - Number(b['id']))
            .map((row) => ({
              id: row['id'],
              name: row[label.name],
              active: row[fields.find(({ choice }) => choice === 'active')?.name ?? ''] ?? true,
            })),
        );
      });
    });

    test('are taken from captured answers', async () => {
      const row = { ...rows.at(-1)!, ...(isOfResources(entity) && { ResourceID: 29000001 }) };
      const elementOf = (type: Entity, values: Row): string =>
        `<Entity xsi:type="${type.name}">${type.fields
          .map(({ name }) =>
            values[name] === null ? '' : `<${name}>${escape(String(values[name]))}</${name}>`,
          )
          .join('')}</Entity>`;
      const others = entity.fields.flatMap(({ name, reference }) => {
        const other = findEntity(entities, reference ?? '');
        const value = (row as Row)[name];
        if (!other?.list || value === null) return [];
        return [
          elementOf(
            other,
            listOf(demo, other).find(({ id }) => id === value)!,
          ),
        ];
      });
      const resource = `<Entity xsi:type="Resource"><id>29000001</id>${Object.entries(ANN)
        .map(([name, value]) => `<${name}>${value}</${name}>`)
        .join('')}</Entity>`;
      const place = path.join(folder.path, `captures-${table}`);
      mkdirSync(place);
      writeFileSync(
        path.join(place, 'one.xml'),
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:Body>' +
          '<queryResponse xmlns="http://autotask.net/ATWS/v1_6/"><queryResult><ReturnCode>1</ReturnCode>' +
          `<EntityResults>${others.join('')}${elementOf(entity, row)}${resource}</EntityResults>` +
          '</queryResult></queryResponse></s:Body></s:Envelope>',
      );
      const data = path.join(folder.path, `${table}.db`);
      expect(await run(['import', place, '--data', data])).toMatchObject({ code: 0, stderr: '' });
      const { stdout } = await run(['export', '--data', data, '--format', 'json']);
      const exported = listOf(JSON.parse(stdout) as typeof demo, entity);
      expect(exported).toContainEqual(row);
      // Ann is at a location that only she names.
      expect(exported).toHaveLength(table === 'internalLocations' ? 2 : 1);
    });
  },
);

const optional = listedEntities.filter(({ list }) => list !== 'internalLocations');

test.each(optional.map((entity): [string, Entity] => [entity.list, entity]))(
  '%s are none where the file of a tenant has no list of them',
  async (list, entity) => {
    const others = { ...demo, ...NONE_OF_RESOURCES, resources: [], records: [], [list]: undefined };
    expect(listOf(await imported(others), entity)).toEqual([]);
  },
);

const texts = listedEntities.flatMap((entity) =>
  storedFieldsOf<Entity>(entity)
    .filter(({ length }) => length > 0)
    .map(({ name, length }) => ({ entity, list: entity.list, name, length })),
);

test.each(texts)(
  '$list are refused with a $name that is too long',
  async ({ entity, list, name, length }) => {
    const first = listOf(demo, entity)[0]!;
    const seed = (text: string): SeedParts => ({ [list]: [{ ...first, [name]: text }] });
    await expect(readSeed(seed('x'.repeat(length + 1)))).rejects.toThrow(`${list}[0].${name}`);
    expect(listOf(await readSeed(seed('x'.repeat(length))), entity)).toHaveLength(1);
  },
);

/** A resource with what it must have. */
const ANN: Readonly<Record<string, string>> = {
  Active: 'true',
  Email: 'ann@acme.test',
  EmailTypeCode: 'PRIMARY',
  FirstName: 'Ann',
  LastName: 'Example',
  LocationID: '77',
  ResourceType: 'Employee',
  UserName: 'ann',
  UserType: '10',
  PayrollType: '1',
  NumberFormat: 'X,XXX.XX',
  HireDate: '2012-02-03T00:00:00',
  LicenseType: '1',
};

describe.each(['resourceServiceDeskRoles', 'resourceRoleQueues'] as const)('%s', (list) => {
  test('have ids of which those of ResourceRole can be made', async () => {
    const [first] = demo[list];
    const greatest = { ...first, id: 67_108_863 };
    expect(await readSeed({ [list]: [greatest] })).toMatchObject({ [list]: [greatest] });
    await expect(readSeed({ [list]: [{ ...first, id: 67_108_864 }] })).rejects.toThrow(
      `${list}[0].id must be at most 67108863`,
    );
  });
});

test('the default service desk role of a resource is its active row, where it has several of the role', async () => {
  const [first] = demo.resourceServiceDeskRoles;
  const { ResourceID, RoleID } = first!;
  const row = { ResourceID, RoleID, Default: false };
  const resourceServiceDeskRoles = [
    { ...row, id: 1, Active: false },
    { ...row, id: 2, Active: true },
    { ...row, id: 3, Active: true },
  ];
  const resources = demo.resources.map((one) => ({
    ...one,
    DefaultServiceDeskRoleID: one.id === ResourceID ? RoleID : null,
  }));
  const { resourceServiceDeskRoles: there } = await imported({
    ...demo,
    resourceServiceDeskRoles,
    resources,
  });
  expect(there.filter(({ Default }) => Default)).toMatchObject([{ id: 2 }]);
});
