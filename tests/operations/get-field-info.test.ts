import type { Emulator } from '../../src/server/emulator';
import { start } from '../support/emulator';
import { call, child, envelope, find, parse, type Node } from '../support/soap';
import { NAMESPACE } from '../support/emulator';
import { expectFault, postXml } from '../support/wire';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { temporaryFolder } from '../support/emulator';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await start();
});
afterAll(() => emulator.close());

async function fields(entity: string, url = emulator.url): Promise<readonly Node[]> {
  const { status, body } = await call(url, 'GetFieldInfo', `<psObjectType>${entity}</psObjectType>`);
  expect(status).toBe(200);
  return find(parse(body), 'GetFieldInfoResult')?.children ?? [];
}

function picklist(field: Node | undefined): string[] {
  return (child(field!, 'PicklistValues')?.children ?? []).map(({ children }) =>
    children.map(({ text }) => text).join('|'),
  );
}

function named(list: readonly Node[], name: string): Node {
  return list.find((field) => child(field, 'Name')?.text === name)!;
}

/** Name, label, type, length, and letters: Required, reaD-only, Queryable, Picklist; and what it refers to. */
const RESOURCE = `
Active | Status | boolean | 0 | RQ
Email | Email | string | 254 | RQ
Email2 | Add Email 1 | string | 254 | Q
Email3 | Add Email 2 | string | 254 | Q
EmailTypeCode | Email Type | string | 20 | RQP
EmailTypeCode2 | Add Email 1 Type | string | 20 | QP
EmailTypeCode3 | Add Email 2 Type | string | 20 | QP
FirstName | First Name | string | 50 | RQ
Gender | Gender | string | 1 | QP
Greeting | Greeting | integer | 0 | QP
HomePhone | Home Phone | string | 25 | Q
id | Resource ID | long | 0 | RDQ
Initials | Pay Roll Identifier | string | 32 | Q
LastName | Last Name | string | 50 | RQ
LocationID | Pimary Location | integer | 0 | RDQP
MiddleName | Middle Initial | string | 50 | Q
MobilePhone | Mobile Phone | string | 25 | Q
OfficeExtension | Office Extension | string | 10 | Q
OfficePhone | Office Phone | string | 25 | Q
ResourceType | Resource Type | string | 15 | RQP
Suffix | Suffix | string | 10 | QP
Title | Title | string | 50 | Q
TravelAvailabilityPct | Travel Availability Pct | string | 15 | QP
UserName | UserName | string | 32 | RQ
UserType | User Type | integer | 0 | RDQP
DefaultServiceDeskRoleID | Default Service Desk Role | long | 0 | | Role
DateFormat | Date Format | string | 20 | DQP
TimeFormat | Time Format | string | 20 | DQP
Password | Password | string | 64 |
PayrollType | Payroll Type | integer | 0 | RQP
NumberFormat | Number Format | string | 20 | RQP
AccountingReferenceID | Accounting Reference ID | string | 100 | Q
InternalCost | Internal Cost | double | 0 | DQ
HireDate | Hire Date | datetime | 0 | RDQ
SurveyResourceRating | Survey Resource Rating | double | 0 | DQ
LicenseType | License Type | integer | 0 | RDQP`;

const ROLE = `
id | Role ID | long | 0 | RDQ
Name | Name | string | 200 | RQ
Description | Description | string | 200 | Q
SystemRole | System Role | boolean | 0 | DQ
HourlyFactor | Hourly Factor | decimal | 0 | RQ
HourlyRate | Hourly Rate | decimal | 0 | RQ
QuoteItemDefaultTaxCategoryId | Quote Item Default Tax Category ID | integer | 0 | Q | TaxCategory
Active | Active | boolean | 0 | RQ
IsExcludedFromNewContracts | Is Excluded From New Contracts | boolean | 0 | Q
RoleType | Role Type | integer | 0 | DQ`;

const DEPARTMENT = `
id | Department ID | long | 0 | RDQ
Name | Name | string | 100 | RQ
PrimaryLocationID | Primary Location ID | integer | 0 | RQ | BusinessLocation
Number | Number | string | 50 | Q
Description | Description | string | 1000 | Q`;

/** The other entities that belong to resources, as the facts of the real service have them. */
const FAMILY = (
  JSON.parse(readFileSync(path.join(__dirname, '..', 'entities', 'resource-family.json'), 'utf8')) as {
    entities: readonly {
      readonly name: string;
      readonly fields: readonly {
        readonly name: string;
        readonly label: string;
        readonly type: string;
        readonly length: number;
        readonly required: boolean;
        readonly readOnly: boolean;
        readonly queryable: boolean;
        readonly picklist: boolean;
        readonly reference: string | null;
      }[];
    }[];
  }
).entities
  .filter(({ name }) => name !== 'Role' && name !== 'Department')
  .map(({ name, fields: its }): [string, string] => [
    name,
    its
      .map(({ name: field, label, type, length, required, readOnly, queryable, picklist, reference }) => {
        const marks = `${required ? 'R' : ''}${readOnly ? 'D' : ''}${queryable ? 'Q' : ''}${picklist ? 'P' : ''}`;
        return [field, label, type, length, marks, ...(reference === null ? [] : [reference])].join(' | ');
      })
      .join('\n'),
  ]);

describe.each([['Resource', RESOURCE], ['Role', ROLE], ['Department', DEPARTMENT], ...FAMILY])(
  'the fields of %s',
  (entity, table) => {
    const rows = table
      .trim()
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim()));

    test('come in the recorded order', async () => {
      const found = await fields(entity);
      expect(found.map((field) => child(field, 'Name')?.text)).toEqual(rows.map(([name]) => name));
    });

    test.each(rows.map((row) => [row[0]!, row] as const))('%s is described', async (name, row) => {
      const [, label, type, length, marks = '', reference = ''] = row;
      const field = named(await fields(entity), name);
      const is = (letter: string): string => String(marks.includes(letter));
      const described = Object.fromEntries(
        field.children
          .filter((member) => member.name !== 'PicklistValues')
          .map((member) => [member.name, member.text]),
      );
      expect(described).toEqual({
        Name: name,
        Label: label,
        Type: type,
        Length: length,
        IsRequired: is('R'),
        IsReadOnly: is('D'),
        IsQueryable: is('Q'),
        IsReference: String(reference !== ''),
        ReferenceEntityType: reference,
        IsPickList: is('P'),
        PicklistParentValueField: '',
        IsSupportedWebhookField: 'false',
      });
      expect(child(field, 'PicklistValues') !== undefined).toBe(marks.includes('P'));
    });
  },
);

test('the members of a field come in the order of the contract; Description and DefaultValue are left out', async () => {
  const field = named(await fields('Resource'), 'Gender');
  expect(field.children.map(({ name }) => name)).toEqual([
    'Name',
    'Label',
    'Type',
    'Length',
    'IsRequired',
    'IsReadOnly',
    'IsQueryable',
    'IsReference',
    'ReferenceEntityType',
    'IsPickList',
    'PicklistValues',
    'PicklistParentValueField',
    'IsSupportedWebhookField',
  ]);
  expect(child(field, 'PicklistValues')?.children[0]?.children.map(({ name }) => name)).toEqual([
    'Value',
    'Label',
    'IsDefaultValue',
    'SortOrder',
    'IsActive',
    'IsSystem',
  ]);
});

describe('picklists', () => {
  /** Value and label, in order; where there is one word it is both. */
  const FIXED: Readonly<Record<string, readonly string[]>> = {
    EmailTypeCode: [
      'PRIMARY|Primary e-mail address',
      'SECONDARY|Secondary e-mail address',
      'MOBILE|Mobile email service',
      'PAGER|Pager e-mail address',
      'SMS|SMS text messaging address',
    ],
    Gender: ['F|Female', 'M|Male'],
    Greeting: ['1|Mr.', '2|Mrs.', '3|Ms.'],
    ResourceType: ['Employee', 'Contractor'],
    Suffix: [],
    TravelAvailabilityPct: ['0%', 'up to 25%', 'up to 50%', 'up to 75%', 'up to 100%'],
    DateFormat: [
      'MM/dd/yyyy',
      'MM-dd-yyyy',
      'MM.dd.yyyy',
      'dd/MM/yyyy',
      'dd-MM-yyyy',
      'dd.MM.yyyy',
      'yyyy/MM/dd',
      'yyyy-MM-dd',
      'yyyy.MM.dd',
    ],
    TimeFormat: ['hh:mm a', 'HH:mm', 'h:mm a'],
    NumberFormat: ['X,XXX.XX', 'X.XXX,XX'],
    PayrollType: ['1|Salary', '2|Hourly', '3|Contractor', '4|Salary Non Exempt'],
    LicenseType: [
      '1|Administrator',
      '2|Executive',
      '3|Professional',
      '4|Team Member',
      '5|Time & Attendance Only',
      '6|Dashboard User',
      '7|API User',
      '8|Contractor',
      '9|Co-Managed Help Desk',
    ],
  };
  const cases = Object.entries({
    ...FIXED,
    EmailTypeCode2: FIXED['EmailTypeCode']!,
    EmailTypeCode3: FIXED['EmailTypeCode']!,
  });

  test.each(cases)('%s is the same in every tenant', async (name, values) => {
    expect(picklist(named(await fields('Resource'), name))).toEqual(
      values.map((value, index) => {
        const [code, label = code] = value.split('|');
        return `${code}|${label}|false|${index + 1}|true|false`;
      }),
    );
  });

  test('LocationID has the internal locations of the tenant, closed ones marked', async () => {
    expect(picklist(named(await fields('Resource'), 'LocationID'))).toEqual([
      '90682|Albany Headquarters|false|1|true|false',
      '90683|Smith & Söhne <HQ>|false|2|true|false',
      '90699|Boston (closed 2018)|false|3|false|false',
      '90701|Zürich "Nord"|false|4|true|false',
      '90744|東京 Office|false|5|true|false',
    ]);
  });

  test('UserType has the security levels of the tenant, retired and system ones marked', async () => {
    const values = picklist(named(await fields('Resource'), 'UserType'));
    expect(values).toHaveLength(16);
    expect(values).toEqual(
      expect.arrayContaining([
        '17|Full Access (system)|false|1|true|true',
        '101|API Reader|false|15|true|false',
        '102|Night Shift (retired)|false|16|false|false',
      ]),
    );
  });

  test('what somebody else writes into the data file is there with the next call', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder.path, 'atws.db');
    const own = await start({ memory: false, data: file });
    const sqlite = new Sqlite(file);
    try {
      sqlite.exec(`INSERT INTO internal_locations (id, Name, Active) VALUES (90800, 'Moon', 1)`);
      expect(picklist(named(await fields('Resource', own.url), 'LocationID')).at(-1)).toBe(
        '90800|Moon|false|6|true|false',
      );
    } finally {
      sqlite.close();
      await own.close();
      folder.remove();
    }
  });
});

describe('the name of the entity', () => {
  test.each(['resource', 'RESOURCE', ' Resource\n'])('may be written "%s"', async (name) => {
    expect(await fields(name)).toHaveLength(36);
  });

  test.each([
    ['unknown', '<psObjectType>Spaceship</psObjectType>'],
    ['declared, but no entity', '<psObjectType>ATWSError</psObjectType>'],
    ['empty', '<psObjectType/>'],
    ['nil', '<psObjectType xsi:nil="true"/>'],
    ['missing', ''],
    ['that of every object', '<psObjectType>constructor</psObjectType>'],
  ])('is refused by a fault when it is %s', async (_title, inner) => {
    for (const operation of ['GetFieldInfo', 'getUDFInfo']) {
      const xml = envelope(
        `<${operation} xmlns="${NAMESPACE}">${operation === 'getUDFInfo' ? inner.replace(/psObjectType/g, 'psTable') : inner}</${operation}>`,
      );
      expectFault(
        await postXml(emulator.url, xml),
        'Server',
        'Server was unable to process request. ---> Value cannot be null.\r\nParameter name: type',
      );
    }
  });
});
