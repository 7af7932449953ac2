import { readFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { storedFieldsOf, type Entity, type Field } from '../../src/entities/field';
import { findEntity, entities } from '../../src/entities/index';
import { byPlainList, picklistOf, type TenantList } from '../../src/entities/picklists';
import { resource } from '../../src/entities/resource';
import { readContract } from '../../src/soap/contract';

/** Live answers of February 2021, and the order on the wire of archived vendor contracts. */
interface Facts {
  readonly name: string;
  readonly canCreate: boolean;
  readonly canUpdate: boolean;
  readonly canDelete: boolean;
  readonly canQuery: boolean;
  readonly userAccess: Readonly<Record<string, string>>;
  readonly hasUserDefinedFields: boolean;
  readonly wireOrder: readonly string[];
  readonly fields: readonly (Readonly<Record<string, unknown>> & { readonly picklist: boolean })[];
}
const FAMILY = (
  JSON.parse(readFileSync(path.join(__dirname, 'resource-family.json'), 'utf8')) as {
    entities: readonly Facts[];
  }
).entities;

const ROOT = path.join(__dirname, '..', '..');

let sqlite: Sqlite.Database;

beforeAll(() => {
  sqlite = new Sqlite(':memory:');
  sqlite.exec(readFileSync(path.join(ROOT, 'schema.sql'), 'utf8'));
});

afterAll(() => sqlite.close());

function columnsOf(table: string): Map<string, string> {
  const columns = sqlite.pragma(`table_info(${table})`) as {
    name: string;
    type: string;
    notnull: number;
  }[];
  return new Map(columns.map(({ name, type, notnull }) => [name, notnull ? `${type} NOT NULL` : type]));
}

/** The columns that an index answers alone, and whether a value is there once; a partial index answers few. */
function indexesOf(table: string): Map<string, 'unique' | 'several'> {
  const indexes = sqlite.pragma(`index_list(${table})`) as {
    name: string;
    unique: 0 | 1;
    partial: 0 | 1;
  }[];
  const key = sqlite.pragma(`table_info(${table})`) as { name: string; pk: number }[];
  return new Map([
    ...key.filter(({ pk }) => pk === 1).map(({ name }) => [name, 'unique'] as const),
    ...indexes
      .filter(({ partial }) => partial === 0)
      .map(({ name, unique }) => {
        const columns = sqlite.pragma(`index_info(${name})`) as { name: string | null }[];
        return { columns: columns.map((column) => column.name), unique };
      })
      // An index that begins with an expression is for statements of ours: no query has it.
      .filter(({ columns: [first] }) => first !== null)
      .map(({ columns, unique }) => [columns.join(), unique === 1 ? 'unique' : 'several'] as const),
  ]);
}

/** The tables that columns refer to. */
function foreignKeysOf(table: string): Record<string, string> {
  const keys = sqlite.pragma(`foreign_key_list(${table})`) as { from: string; table: string }[];
  return Object.fromEntries(keys.map(({ from, table: other }) => [from, other]));
}

const AFFINITY = {
  boolean: 'INTEGER',
  datetime: 'TEXT',
  decimal: 'REAL',
  double: 'REAL',
  float: 'REAL',
  integer: 'INTEGER',
  long: 'INTEGER',
  short: 'INTEGER',
  string: 'TEXT',
} as const;

describe.each(entities.map((entity): [string, Entity] => [entity.name, entity]))('%s', (name, entity) => {
  const { table, fields } = entity;
  const stored = storedFieldsOf(entity);

  test('declares its fields in the contract, those of every entity first, and nothing else', async () => {
    const contract = await readContract(readFileSync(path.join(ROOT, 'wsdl', 'atws-1.6.wsdl'), 'utf8'));
    const [base, own] = [contract.types.get('Entity'), contract.types.get(name)].map(
      (type) => type?.members.map((member) => member.name) ?? [],
    );
    expect(base?.toSorted()).toEqual(['Fields', 'UserDefinedFields', 'id']);
    expect(own?.slice(0, base?.length)).toEqual(base);
    const others = fields.filter(({ key }) => !key).map((field) => field.name);
    const order = FAMILY.find((facts) => facts.name === name)?.wireOrder ?? others;
    expect(own?.slice(base?.length)).toEqual(order);
    expect(order.toSorted()).toEqual(others.toSorted());
  });

  test('has one key, its id', () => {
    expect(fields.filter(({ key }) => key).map((field) => field.name)).toEqual(['id']);
  });

  test('has a column for every field that is stored, text with its folded form beside it', () => {
    const columns = columnsOf(table);
    for (const { name: column, key, type, required, nullForm } of stored) {
      // The primary key is never null, though SQLite does not say so.
      const neverNull = !key && (required || nullForm === 'empty');
      const expected = AFFINITY[type] + (neverNull ? ' NOT NULL' : '');
      expect([column, columns.get(column)]).toEqual([column, expected]);
      const folded = type === 'string' ? expected : undefined;
      expect([`${column}_folded`, columns.get(`${column}_folded`)]).toEqual([`${column}_folded`, folded]);
    }
  });

  test('has no column that looks like a field and is none', () => {
    const known = new Set<string>(stored.flatMap((field) => [field.name, `${field.name}_folded`]));
    // The emulator's own columns are in snake_case.
    const others = [...columnsOf(table).keys()].filter((column) => !/^[a-z]+(_[a-z]+)+$/.test(column));
    expect(others.filter((column) => !known.has(column))).toEqual([]);
  });

  test('marks the fields as indexed that have an index', () => {
    const marked = fields.flatMap((field) =>
      field.index === null
        ? []
        : [[field.type === 'string' ? `${field.name}_folded` : field.name, field.index] as const],
    );
    expect(marked.toSorted()).toEqual([...indexesOf(table)].toSorted());
  });

  test('refers to the tables of the entities and the lists that its fields refer to', () => {
    const expected = stored.flatMap(({ name: column, reference, picklist }) => {
      const other = findEntity(entities, reference ?? '')?.table;
      const list = typeof picklist === 'string' ? LIST_TABLES[picklist] : null;
      return other === undefined && list === null ? [] : [[column, other ?? list] as const];
    });
    expect(foreignKeysOf(table)).toEqual(Object.fromEntries(expected));
  });

  test('marks one field at most as each part of a choice', () => {
    for (const part of ['label', 'active', 'system'] as const) {
      expect(fields.filter(({ choice }) => choice === part).length).toBeLessThan(2);
    }
  });

  test('has values in its picklists that fit their fields', () => {
    for (const { name: field, picklist, type, length } of fields) {
      if (picklist === null || typeof picklist === 'string') continue;
      const misfits = picklist.filter(({ value }) =>
        type === 'string' ? value.length > length : !/^\d+$/.test(value),
      );
      expect([field, misfits]).toEqual([field, []]);
    }
  });
});

/** What is no more than a name and a number is referred to by no key. */
const LIST_TABLES: Readonly<Record<TenantList, string | null>> = {
  ...byPlainList(() => null),
  securityLevels: 'security_levels',
  internalLocations: 'internal_locations',
};

test.each(FAMILY.map((facts) => [facts.name, facts] as const))(
  '%s has the flags, the access and the fields of the real service',
  (name, { fields, wireOrder: _order, ...facts }) => {
    const entity = findEntity(entities, name)!;
    expect(entity).toMatchObject(
      Object.fromEntries(Object.entries(facts).filter(([flag]) => flag !== 'supportsWebhookCallouts')),
    );
    expect(entity.resultType).toBe(name.toLowerCase());
    expect(
      entity.fields.map(
        ({ name: field, label, type, length, required, readOnly, queryable, reference, picklist }) => ({
          ...{ name: field, label, type, length, required, readOnly, queryable, reference },
          picklist: picklist !== null,
        }),
      ),
    ).toEqual(fields);
  },
);

test('GetFieldInfo lists the 36 fields of Resource in the order of the real service', () => {
  expect(resource.fields.map(({ name }) => name)).toEqual([
    'Active',
    'Email',
    'Email2',
    'Email3',
    'EmailTypeCode',
    'EmailTypeCode2',
    'EmailTypeCode3',
    'FirstName',
    'Gender',
    'Greeting',
    'HomePhone',
    'id',
    'Initials',
    'LastName',
    'LocationID',
    'MiddleName',
    'MobilePhone',
    'OfficeExtension',
    'OfficePhone',
    'ResourceType',
    'Suffix',
    'Title',
    'TravelAvailabilityPct',
    'UserName',
    'UserType',
    'DefaultServiceDeskRoleID',
    'DateFormat',
    'TimeFormat',
    'Password',
    'PayrollType',
    'NumberFormat',
    'AccountingReferenceID',
    'InternalCost',
    'HireDate',
    'SurveyResourceRating',
    'LicenseType',
  ]);
});

/** Marks as the vendor's page and a live GetFieldInfo answer have them: R required, O read-only, P picklist. */
test.each([
  ['Active', 'Status', 'boolean', 0, 'R'],
  ['Email', 'Email', 'string', 254, 'R'],
  ['Email2', 'Add Email 1', 'string', 254, ''],
  ['Email3', 'Add Email 2', 'string', 254, ''],
  ['EmailTypeCode', 'Email Type', 'string', 20, 'RP'],
  ['EmailTypeCode2', 'Add Email 1 Type', 'string', 20, 'P'],
  ['EmailTypeCode3', 'Add Email 2 Type', 'string', 20, 'P'],
  ['FirstName', 'First Name', 'string', 50, 'R'],
  ['Gender', 'Gender', 'string', 1, 'P'],
  ['Greeting', 'Greeting', 'integer', 0, 'P'],
  ['HomePhone', 'Home Phone', 'string', 25, ''],
  ['id', 'Resource ID', 'long', 0, 'RO'],
  ['Initials', 'Pay Roll Identifier', 'string', 32, ''],
  ['LastName', 'Last Name', 'string', 50, 'R'],
  ['LocationID', 'Pimary Location', 'integer', 0, 'ROP'],
  ['MiddleName', 'Middle Initial', 'string', 50, ''],
  ['MobilePhone', 'Mobile Phone', 'string', 25, ''],
  ['OfficeExtension', 'Office Extension', 'string', 10, ''],
  ['OfficePhone', 'Office Phone', 'string', 25, ''],
  ['ResourceType', 'Resource Type', 'string', 15, 'RP'],
  ['Suffix', 'Suffix', 'string', 10, 'P'],
  ['Title', 'Title', 'string', 50, ''],
  ['TravelAvailabilityPct', 'Travel Availability Pct', 'string', 15, 'P'],
  ['UserName', 'UserName', 'string', 32, 'R'],
  ['UserType', 'User Type', 'integer', 0, 'ROP'],
  ['DefaultServiceDeskRoleID', 'Default Service Desk Role', 'long', 0, ''],
  ['DateFormat', 'Date Format', 'string', 20, 'OP'],
  ['TimeFormat', 'Time Format', 'string', 20, 'OP'],
  ['Password', 'Password', 'string', 64, ''],
  ['PayrollType', 'Payroll Type', 'integer', 0, 'RP'],
  ['NumberFormat', 'Number Format', 'string', 20, 'RP'],
  ['AccountingReferenceID', 'Accounting Reference ID', 'string', 100, ''],
  ['InternalCost', 'Internal Cost', 'double', 0, 'O'],
  ['HireDate', 'Hire Date', 'datetime', 0, 'RO'],
  ['SurveyResourceRating', 'Survey Resource Rating', 'double', 0, 'O'],
  ['LicenseType', 'License Type', 'integer', 0, 'ROP'],
])('%s is described as the real service does', (name, label, type, length, marks) => {
  const field = resource.fields.find((candidate) => candidate.name === name)!;
  expect(field).toMatchObject({
    label,
    type,
    length,
    required: marks.includes('R'),
    readOnly: marks.includes('O'),
    queryable: name !== 'Password' && name !== 'DefaultServiceDeskRoleID',
    reference: name === 'DefaultServiceDeskRoleID' ? 'Role' : null,
    nullForm: type === 'string' && !marks.includes('P') ? 'empty' : 'omitted',
  });
  expect(field.picklist !== null).toBe(marks.includes('P'));
});

test.each([
  ['Resource', 'resource'],
  [' rOLE ', 'role'],
])('the entity %j is found in any case', (name, found) => {
  expect(findEntity(entities, name)?.resultType).toBe(found);
});

test.each(['', 'Resources', 'constructor'])('there is no entity %j', (name) => {
  expect(findEntity(entities, name)).toBeUndefined();
});

describe('picklists', () => {
  const TENANT = {
    ...byPlainList(() => []),
    securityLevels: [{ value: '7', label: 'Mine', active: false, system: true }],
    internalLocations: [{ value: '1', label: 'Here', active: true, system: false }],
  };
  const emailTypes = {
    PRIMARY: 'Primary e-mail address',
    SECONDARY: 'Secondary e-mail address',
    MOBILE: 'Mobile email service',
    PAGER: 'Pager e-mail address',
    SMS: 'SMS text messaging address',
  };
  const same = (...values: string[]): Record<string, string> =>
    Object.fromEntries(values.map((value) => [value, value]));

  const EXPECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    EmailTypeCode: emailTypes,
    EmailTypeCode2: emailTypes,
    EmailTypeCode3: emailTypes,
    Gender: { F: 'Female', M: 'Male' },
    Greeting: { 1: 'Mr.', 2: 'Mrs.', 3: 'Ms.' },
    ResourceType: same('Employee', 'Contractor'),
    Suffix: {},
    TravelAvailabilityPct: same('0%', 'up to 25%', 'up to 50%', 'up to 75%', 'up to 100%'),
    DateFormat: same(
      'MM/dd/yyyy',
      'MM-dd-yyyy',
      'MM.dd.yyyy',
      'dd/MM/yyyy',
      'dd-MM-yyyy',
      'dd.MM.yyyy',
      'yyyy/MM/dd',
      'yyyy-MM-dd',
      'yyyy.MM.dd',
    ),
    TimeFormat: same('hh:mm a', 'HH:mm', 'h:mm a'),
    NumberFormat: same('X,XXX.XX', 'X.XXX,XX'),
    PayrollType: { 1: 'Salary', 2: 'Hourly', 3: 'Contractor', 4: 'Salary Non Exempt' },
    LicenseType: {
      1: 'Administrator',
      2: 'Executive',
      3: 'Professional',
      4: 'Team Member',
      5: 'Time & Attendance Only',
      6: 'Dashboard User',
      7: 'API User',
      8: 'Contractor',
      9: 'Co-Managed Help Desk',
    },
  };

  test.each(Object.entries(EXPECTED))(
    '%s has the values of the real service, in its order',
    (field, values) => {
      const list = picklistOf(
        resource.fields.find(({ name }) => name === field)!,
        TENANT,
      );
      expect(list.map(({ value, label }) => [value, label])).toEqual(Object.entries(values));
      expect(list.every(({ active, system }) => active && !system)).toBe(true);
    },
  );

  test.each([
    ['UserType', TENANT.securityLevels],
    ['LocationID', TENANT.internalLocations],
    ['Title', []],
  ])('of %s are the tenant’s', (field, list) => {
    expect(
      picklistOf(
        resource.fields.find(({ name }) => name === field)!,
        TENANT,
      ),
    ).toEqual(list);
  });

  test('are all here', () => {
    const marked = resource.fields.filter(({ picklist }) => picklist !== null).map(({ name }) => name);
    expect([...marked].sort()).toEqual([...Object.keys(EXPECTED), 'LocationID', 'UserType'].sort());
  });
});

test('what a record of changes may hold of a resource, what is an address, and what nobody types', () => {
  const marked = (mark: (field: Field) => boolean): string[] =>
    resource.fields.filter(mark).map(({ name }) => name);
  expect(marked(({ email }) => email)).toEqual(['Email', 'Email2', 'Email3']);
  expect(marked(({ editable }) => !editable)).toEqual(['id', 'InternalCost', 'SurveyResourceRating']);
  expect(marked(({ secret, computed }) => secret || computed !== null)).toEqual(['Password', 'InternalCost']);
  expect(marked(({ impersonal }) => impersonal)).toEqual([
    'Active',
    'EmailTypeCode',
    'EmailTypeCode2',
    'EmailTypeCode3',
    'LocationID',
    'ResourceType',
    'TravelAvailabilityPct',
    'UserType',
    'DefaultServiceDeskRoleID',
    'DateFormat',
    'TimeFormat',
    'PayrollType',
    'NumberFormat',
    'LicenseType',
  ]);
});
