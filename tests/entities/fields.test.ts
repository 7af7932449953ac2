import { readFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { findEntity, entities } from '../../src/entities/index';
import { picklists } from '../../src/entities/picklists';
import { resource, storedFields } from '../../src/entities/resource';
import { role } from '../../src/entities/role';
import { readContract } from '../../src/soap/contract';

const ROOT = path.join(__dirname, '..', '..');

function columnsOf(table: string): Map<string, string> {
  const sqlite = new Sqlite(':memory:');
  try {
    sqlite.exec(readFileSync(path.join(ROOT, 'schema.sql'), 'utf8'));
    const columns = sqlite.pragma(`table_info(${table})`) as {
      name: string;
      type: string;
      notnull: number;
    }[];
    return new Map(columns.map(({ name, type, notnull }) => [name, notnull ? `${type} NOT NULL` : type]));
  } finally {
    sqlite.close();
  }
}

/** The columns that an index answers alone, and whether a value is there once; a partial index answers few. */
function indexesOf(table: string): Map<string, 'unique' | 'several'> {
  const sqlite = new Sqlite(':memory:');
  try {
    sqlite.exec(readFileSync(path.join(ROOT, 'schema.sql'), 'utf8'));
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
          const columns = sqlite.pragma(`index_info(${name})`) as { name: string }[];
          return [columns.map((column) => column.name).join(), unique === 1 ? 'unique' : 'several'] as const;
        }),
    ]);
  } finally {
    sqlite.close();
  }
}

const AFFINITY = {
  boolean: 'INTEGER',
  datetime: 'TEXT',
  decimal: 'REAL',
  double: 'REAL',
  integer: 'INTEGER',
  long: 'INTEGER',
  string: 'TEXT',
} as const;

test.each(entities.map(({ name, fields }) => [name, fields] as const))(
  'every field of %s is declared in the contract, and nothing else is',
  async (name, fields) => {
    const contract = await readContract(readFileSync(path.join(ROOT, 'wsdl', 'atws-1.6.wsdl'), 'utf8'));
    const declared = contract.types.get(name)?.members.map((member) => member.name) ?? [];
    const names = fields.map((field) => field.name);
    expect([...declared].sort()).toEqual([...names, 'Fields', 'UserDefinedFields'].sort());
  },
);

test.each([
  ['resources', storedFields],
  ['roles', role.fields],
])('every field is a column of %s, text with its folded form beside it', (table, fields) => {
  const columns = columnsOf(table);
  for (const { name, type, required, nullForm } of fields) {
    // The primary key is never null, though SQLite does not say so.
    const neverNull = name !== 'id' && (required || nullForm === 'empty');
    const expected = AFFINITY[type] + (neverNull ? ' NOT NULL' : '');
    expect([name, columns.get(name)]).toEqual([name, expected]);
    const folded = type === 'string' ? expected : undefined;
    expect([`${name}_folded`, columns.get(`${name}_folded`)]).toEqual([`${name}_folded`, folded]);
  }
});

test.each([
  ['resources', storedFields],
  ['roles', role.fields],
])('no column of %s looks like a field that is none', (table, fields) => {
  const known = new Set<string>(fields.flatMap(({ name }) => [name, `${name}_folded`]));
  // The emulator's own columns are in snake_case.
  const others = [...columnsOf(table).keys()].filter((column) => !/^[a-z]+(_[a-z]+)+$/.test(column));
  expect(others.filter((column) => !known.has(column))).toEqual([]);
});

test.each([
  ['resources', resource.fields],
  ['roles', role.fields],
])('the fields of %s that are marked as indexed are those with an index', (table, fields) => {
  const marked = fields.flatMap(({ name, type, index }) =>
    index === null ? [] : [[type === 'string' ? `${name}_folded` : name, index] as const],
  );
  expect(marked.toSorted()).toEqual([...indexesOf(table)].toSorted());
});

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
    picklist: marks.includes('P'),
    queryable: name !== 'Password' && name !== 'DefaultServiceDeskRoleID',
    reference: name === 'DefaultServiceDeskRoleID' ? 'Role' : null,
    nullForm: type === 'string' && !marks.includes('P') ? 'empty' : 'omitted',
  });
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
    UserType: [{ value: '7', label: 'Mine', active: false, system: true }],
    LocationID: [{ value: '1', label: 'Here', active: true, system: false }],
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
      const list = picklists(TENANT)[field as keyof ReturnType<typeof picklists>];
      expect(list.map(({ value, label }) => [value, label])).toEqual(Object.entries(values));
      expect(list.every(({ active, system }) => active && !system)).toBe(true);
    },
  );

  test('of security levels and locations are the tenant’s', () => {
    expect(picklists(TENANT)).toMatchObject(TENANT);
  });

  test('belong to exactly the fields that are marked so', () => {
    const marked = resource.fields.filter(({ picklist }) => picklist).map(({ name }) => name);
    expect(Object.keys(picklists(TENANT)).sort()).toEqual([...marked].sort());
  });
});
