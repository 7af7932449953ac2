import path from 'node:path';
import { readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { Clock } from '../../src/runtime/clock';
import type { Emulator } from '../../src/server/emulator';
import { resource } from '../../src/entities/resource';
import { LOGINS, NAMESPACE, start, STORES, temporaryFolder } from '../support/emulator';
import { call, envelope, escape, find, parse, query, queryXml, where, type Node } from '../support/soap';
import { postXml } from '../support/wire';

/** How a query is answered; what it finds is told in tests/queryxml. */

const clock: Clock = { now: () => new Date('2026-03-01T12:00:00Z'), elapsed: () => 0 };
const RESOURCES = (
  JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'fixtures', 'demo.json'), 'utf8')) as {
    resources: readonly Readonly<Record<string, unknown>>[];
  }
).resources;

function entities(body: string): readonly Node[] {
  return find(parse(body), 'EntityResults')?.children ?? [];
}

function xmlOf(type: string, id: string, fields: string): string {
  const written = fields
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', wireType = '', value = ''] = line.trim().split(/ \| ?/);
      return value === ''
        ? `<${name} xsi:type="xsd:${wireType}"/>`
        : `<${name} xsi:type="xsd:${wireType}">${escape(value)}</${name}>`;
    });
  return `<Entity xsi:type="${type}"><id>${id}</id><UserDefinedFields/>${written.join('')}</Entity>`;
}

/** A resource with a value in every field. */
const ADA = `
  Active | boolean | true
  Email | string | ada.admin@example.com
  Email2 | string | ada.albright@example.net
  Email3 | string | 5185550103@pager.example.org
  EmailTypeCode | string | PRIMARY
  EmailTypeCode2 | string | SECONDARY
  EmailTypeCode3 | string | PAGER
  FirstName | string | Ada
  Gender | string | F
  Greeting | int | 3
  HomePhone | string | 518-555-0105
  Initials | string | AMA
  LastName | string | Albright
  LocationID | int | 90682
  MiddleName | string | M.
  MobilePhone | string | 518-555-0104
  OfficeExtension | string | 103
  OfficePhone | string | 518-555-0103
  ResourceType | string | Employee
  Title | string | Systems Administrator
  TravelAvailabilityPct | string | up to 25%
  UserName | string | ada.admin
  UserType | int | 33
  DateFormat | string | MM/dd/yyyy
  TimeFormat | string | hh:mm a
  PayrollType | int | 1
  NumberFormat | string | X,XXX.XX
  AccountingReferenceID | string | EMP-0007
  InternalCost | decimal | 95.0000
  HireDate | dateTime | 2009-06-15T00:00:00
  SurveyResourceRating | double | 4.25
  LicenseType | int | 1`;

/** A resource with nothing but what is required: plain strings come back empty, all else is left out. */
const EMMA = `
  Active | boolean | true
  Email | string | emma.empty@example.com
  Email2 | string |
  Email3 | string |
  EmailTypeCode | string | PRIMARY
  FirstName | string | Emma
  HomePhone | string |
  Initials | string |
  LastName | string | Empty
  LocationID | int | 90682
  MiddleName | string |
  MobilePhone | string |
  OfficeExtension | string |
  OfficePhone | string |
  ResourceType | string | Employee
  Title | string |
  UserName | string | emma.empty
  UserType | int | 37
  PayrollType | int | 1
  NumberFormat | string | X,XXX.XX
  AccountingReferenceID | string |
  InternalCost | decimal | 0.0000
  HireDate | dateTime | 2025-01-06T00:00:00
  LicenseType | int | 4`;

const ROLE = `
  Name | string | R&D "Skunk Works" <Prototypes>
  Description | string | Builds what doesn't exist yet; 100% guesswork & luck
  SystemRole | boolean | false
  HourlyFactor | decimal | 2.0000
  HourlyRate | decimal | 210.3333
  Active | boolean | true
  IsExcludedFromNewContracts | boolean | false
  RoleType | int | 0`;

const DEPARTMENT = `
  Name | string | Service Desk
  PrimaryLocationID | int | 90683
  Number | string | 210
  Description | string | First & second line; <24x7>`;

describe.each(STORES)('on %s', (store) => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start({ store, clock });
  });
  afterAll(() => emulator.close());

  test.each([
    ['a resource with a value in every field', 'Resource', '29682897', ADA],
    ['a resource without optional values', 'Resource', '29683010', EMMA],
    ['a role', 'Role', '29683405', ROLE],
    ['a department', 'Department', '29683386', DEPARTMENT],
  ])('%s is answered as recorded, byte for byte', async (_title, entity, id, fields) => {
    const { body } = await query(emulator.url, queryXml(where('id', 'Equals', id), entity));
    expect(body).toBe(
      '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>' +
        `<queryResponse xmlns="${NAMESPACE}"><queryResult><ReturnCode>1</ReturnCode><EntityResults>${xmlOf(entity, id, fields)}</EntityResults>` +
        `<EntityResultType>${entity.toLowerCase()}</EntityResultType><Errors/><EntityReturnInfoResults><EntityReturnInfo><EntityId>${id}</EntityId><DatabaseAction>None</DatabaseAction><DuplicateStatus><Found>false</Found><Ignored>false</Ignored></DuplicateStatus></EntityReturnInfo></EntityReturnInfoResults></queryResult></queryResponse></soap:Body></soap:Envelope>`,
    );
  });

  test.each([
    ['id', 'Equals', '29683386', [29683386]],
    ['PrimaryLocationID', 'NotEqual', '90682', [29683386, 29683390]],
    ['id', 'GreaterThan', '29683385', [29683386, 29683390]],
    ['PrimaryLocationID', 'LessThan', '90683', [29682833, 29683385]],
    ['Name', 'GreaterThanOrEquals', 'SERVICE desk', [29683386]],
    ['Name', 'LessThanOrEquals', 'administration', [29682833]],
    ['Name', 'BeginsWith', 'büro SÜD', [29683390]],
    ['Description', 'EndsWith', 'SITE', [29683385]],
    ['Name', 'Contains', 'servi', [29683385, 29683386]],
    ['Number', 'Like', '21_', [29683386]],
    ['Number', 'NotLike', '2%', [29682833, 29683390]],
    ['Name', 'SoundsLike', 'Servize Desc', [29683386]],
    ['Number', 'IsNull', '', [29682833]],
    ['Description', 'IsNotNull', '', [29683385, 29683386]],
  ])('departments are found by %s %s %j', async (field, operator, value, ids) => {
    const { entities } = await query(emulator.url, queryXml(where(field, operator, value), 'Department'));
    expect(entities.map(({ id }) => Number(id))).toEqual(ids);
  });

  test('no match is a success with empty lists', async () => {
    const { body } = await query(emulator.url, queryXml(where('id', 'Equals', '1')));
    expect(body).toContain(
      '<queryResult><ReturnCode>1</ReturnCode><EntityResults/><EntityResultType>resource</EntityResultType><Errors/><EntityReturnInfoResults/></queryResult>',
    );
  });

  test('a refusal has empty lists and one error, and echoes the name of the entity in lower case', async () => {
    const { body } = await query(emulator.url, queryXml('', 'SpaceShip'));
    expect(body).toContain(
      '<queryResult><ReturnCode>-1</ReturnCode><EntityResults/><EntityResultType>spaceship</EntityResultType><Errors><ATWSError><Message>Value cannot be null.&#xD;\nParameter name: type</Message></ATWSError></Errors><EntityReturnInfoResults/></queryResult>',
    );
  });

  test('every text comes back as it is stored, whatever it holds', async () => {
    const found = entities((await query(emulator.url, queryXml(''))).body);
    expect(found.map(({ children }) => Number(children[0]?.text))).toEqual(
      RESOURCES.map(({ id }) => id).toSorted((a, b) => Number(a) - Number(b)),
    );
    const strings = resource.fields.filter(({ type, queryable }) => type === 'string' && queryable);
    for (const entity of found) {
      const texts = Object.fromEntries(entity.children.map(({ name, text }) => [name, text]));
      const stored = RESOURCES.find(({ id }) => String(id) === texts['id'])!;
      for (const { name, picklist } of strings) {
        expect({ name, text: texts[name] }).toEqual({
          name,
          text: stored[name] ?? (picklist ? undefined : ''),
        });
      }
    }
  });

  test('there is one EntityReturnInfo for each entity, in the same order', async () => {
    const { body } = await query(emulator.url, queryXml(''));
    const infos = find(parse(body), 'EntityReturnInfoResults')?.children ?? [];
    expect(infos.map(({ children }) => children[0]?.text)).toEqual(
      entities(body).map(({ children }) => children[0]?.text),
    );
    expect(infos).toHaveLength(RESOURCES.length);
  });

  describe('InternalCost', () => {
    const COSTS: Readonly<Record<string, string>> = {
      '29682897': '95.0000', // a range around today
      '29682903': '62.5000', // an open range after a past one
      '29682912': '175.0000', // no dates at all
      '29682913': '0.0000', // past
      '29682920': '0.0000', // future
      '29682921': '71.2500', // open at its start
      '29682926': '0.0000', // none
      '29682931': '82.1234', // the middle one of three
    };

    test.each(Object.entries(COSTS))('of %s is %s', async (id, cost) => {
      const { body } = await query(emulator.url, queryXml(where('id', 'Equals', id)));
      expect(body).toContain(`<InternalCost xsi:type="xsd:decimal">${cost}</InternalCost>`);
    });

    test('is left out for a user who may not view it', async () => {
      const { body } = await query(emulator.url, queryXml(''), { login: LOGINS.reader });
      expect(entities(body)).toHaveLength(RESOURCES.length);
      expect(body).not.toContain('InternalCost');
    });
  });

  test('Password and DefaultServiceDeskRoleID never leave', async () => {
    const { body } = await query(emulator.url, queryXml(''));
    expect(body).not.toContain('Password');
    expect(body).not.toContain('DefaultServiceDeskRoleID');
    expect(body).not.toContain('$2b$');
  });

  test('sXML is what is in the parameter, in CDATA or escaped, with a declaration or without', async () => {
    const text = queryXml(where('id', 'Equals', '29682897'));
    for (const sXML of [escape(text), `<![CDATA[<?xml version="1.0"?>${text}]]>`]) {
      const { body } = await call(emulator.url, 'query', `<sXML>${sXML}</sXML>`);
      expect(entities(body)).toHaveLength(1);
    }
  });

  test.each([
    ['no parameter', ''],
    ['an empty one', '<sXML/>'],
    ['a blank one', '<sXML> \n </sXML>'],
    ['a nil one', '<sXML xsi:nil="true"/>'],
  ])('with %s there is no query', async (_title, inner) => {
    const { status, body } = await postXml(
      emulator.url,
      envelope(`<query xmlns="${NAMESPACE}">${inner}</query>`),
    );
    expect(status).toBe(200);
    expect(body).toContain(
      '<EntityResultType/><Errors><ATWSError><Message>Root element is missing.</Message>',
    );
  });
});

describe('with passwordMask', () => {
  test('Password comes back as recorded, where the contract has it', async () => {
    const emulator = await start({ clock, passwordMask: true });
    const { body } = await query(emulator.url, queryXml(where('id', 'Equals', '29682897')));
    await emulator.close();
    expect(body).toContain(
      xmlOf('Resource', '29682897', ADA.replace('PayrollType', 'Password | string | ******\n  PayrollType')),
    );
  });
});

describe('values that only another program can have written', () => {
  const folder = temporaryFolder();
  const file = path.join(folder.path, 'atws.db');
  let emulator: Emulator;
  let sqlite: Sqlite.Database;
  beforeAll(async () => {
    emulator = await start({ memory: false, data: file, clock });
    sqlite = new Sqlite(file);
  });
  afterAll(async () => {
    sqlite.close();
    await emulator.close();
    folder.remove();
  });

  async function written(assignment: string, value: unknown): Promise<string> {
    sqlite.prepare(`UPDATE resources SET ${assignment} = ? WHERE id = 29683011`).run(value);
    return (await query(emulator.url, queryXml(where('id', 'Equals', '29683011')))).body;
  }

  test.each([
    ['2019-07-18T18:29:45.100', '2019-07-18T18:29:45.1'],
    ['2019-07-18T18:29:45.120', '2019-07-18T18:29:45.12'],
    ['2019-07-18T18:29:45.123', '2019-07-18T18:29:45.123'],
    ['2019-07-18T18:29:45.003', '2019-07-18T18:29:45.003'],
    ['2019-07-18T18:20:00.000', '2019-07-18T18:20:00'],
  ])('the date %s is written %s, without zone', async (stored, text) => {
    expect(await written('HireDate', stored)).toContain(
      `<HireDate xsi:type="xsd:dateTime">${text}</HireDate>`,
    );
  });

  test.each([
    [0, '0'],
    [5, '5'],
    [0.1, '0.1'],
    [1e-7, '1e-7'],
  ])('the double %d is written %s', async (stored, text) => {
    expect(await written('SurveyResourceRating', stored)).toContain(
      `<SurveyResourceRating xsi:type="xsd:double">${text}</SurveyResourceRating>`,
    );
  });

  test.each([
    ['a carriage return', 'a\r\nb', 'a\r\nb'],
    ['a tab and white space around', ' \ta ', ' \ta '],
    ['control characters', 'a\u0000\u0001\u001fb', 'a\ufffd\ufffd\ufffdb'],
    ['code points that are none', 'a\ufffe\uffffb', 'a\ufffd\ufffdb'],
    ['mark-up', `<a b="c">&amp;]]></a>'`, `<a b="c">&amp;]]></a>'`],
    ['other planes', '𠮷野🚀', '𠮷野🚀'],
  ])('%s does not break the answer', async (_title, stored, text) => {
    expect(find(parse(await written('Title', stored)), 'Title')?.text).toBe(text);
  });

  test('a page has 500 entities by id, and the next begins behind it', async () => {
    const columns = (sqlite.pragma('table_info(resources)') as { name: string }[]).map(({ name }) => name);
    const values = columns.map((name) => {
      if (name === 'id') return 'r.id + n.value';
      return /^UserName/.test(name) ? `r.${name} || n.value` : `r.${name}`;
    });
    sqlite.exec(
      `INSERT INTO resources (${columns.join(', ')}) WITH RECURSIVE n(value) AS (SELECT 1000 UNION ALL SELECT value + 1 FROM n WHERE value < 1599)` +
        ` SELECT ${values.join(', ')} FROM resources AS r, n WHERE r.id = 29683011`,
    );
    const first = await query(emulator.url, queryXml(''));
    const ids = first.entities.map(({ id }) => Number(id));
    expect(ids).toHaveLength(500);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    const next = await query(emulator.url, queryXml(where('id', 'GreaterThan', String(ids.at(-1)))));
    expect(ids.length + next.entities.length).toBe(RESOURCES.length + 600);
    expect(Number(next.entities[0]?.['id'])).toBeGreaterThan(ids.at(-1)!);
  });
});
