import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { startEmulator } from '../../src/server/emulator';
import { ImportError } from '../../src/tenant/import-error';
import { readSeed } from '../../src/tenant/seed';
import { Store } from '../../src/store/store';
import { fillTenant } from '../../src/tenant/fill';
import { Hasher } from '../../src/passwords/hasher';
import { run } from '../support/command';
import { having, placeIn, STORES, temporaryFolder } from '../support/emulator';
import { describeWithPostgres, testDatabase } from '../support/postgres';
import { query, queryXml, where } from '../support/soap';
import { create, entity, IDS } from '../support/updates';
import { DECLARED } from './declared';

const folder = temporaryFolder();
let files = 0;
const newFile = (suffix: string): string => path.join(folder.path, `${++files}${suffix}`);

afterAll(() => {
  folder.remove();
});

/** All accounts and tickets as they are answered. */
async function answersOf(url: string): Promise<readonly string[]> {
  const all = where('id', 'GreaterThan', '0');
  return [
    (await query(url, queryXml(all, 'Account'))).body,
    (await query(url, queryXml(all, 'Ticket'))).body,
  ];
}

async function answersFrom(data: string): Promise<readonly string[]> {
  const atws = await startEmulator({ data, bcryptCost: 4 });
  try {
    return await answersOf(atws.url);
  } finally {
    await atws.close();
  }
}

async function filledFile(): Promise<{ readonly data: string; readonly answers: readonly string[] }> {
  const data = newFile('.db');
  const atws = await startEmulator({ data, seed: { entities: DECLARED }, bcryptCost: 4 });
  const answers = await answersOf(atws.url);
  await atws.close();
  return { data, answers };
}

test('a tenant that is exported and imported has the same declared entities', async () => {
  const { data, answers } = await filledFile();
  const [json, again] = [newFile('.json'), newFile('.db')];
  expect(await run(['export', json, '--data', data, '--with-password-hashes'])).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(await run(['import', json, '--data', again])).toMatchObject({ code: 0, stderr: '' });
  expect(await answersFrom(again)).toEqual(answers);
  const twice = newFile('.json');
  expect(await run(['export', twice, '--data', again])).toMatchObject({ code: 0 });
  const entitiesIn = (file: string): unknown =>
    (JSON.parse(readFileSync(file, 'utf8')) as { readonly entities: unknown }).entities;
  expect(entitiesIn(twice)).toEqual(entitiesIn(json));
});

describeWithPostgres('in PostgreSQL', () => {
  test('a data file that is moved there and back has the same declared entities', async () => {
    const { data, answers } = await filledFile();
    const database = await testDatabase('empty');
    try {
      expect(await run(['move', '--from', data, '--to', database.url])).toMatchObject({
        code: 0,
        stderr: '',
      });
      expect(await answersFrom(database.url)).toEqual(answers);
      const back = newFile('.db');
      expect(await run(['move', '--from', database.url, '--to', back])).toMatchObject({
        code: 0,
        stderr: '',
      });
      expect(await answersFrom(back)).toEqual(answers);
    } finally {
      await database.drop();
    }
  });
});

describe.each(STORES.filter((store) => store !== 'memory'))('two servers over one %s', (where_) => {
  test('serve what one of them was given', async () => {
    const place = await placeIn(where_, 'demo');
    const one = await startEmulator({ data: String(place.data), bcryptCost: 4 });
    const other = await startEmulator({ data: String(place.data), bcryptCost: 4 });
    try {
      expect((await query(other.url, queryXml('', 'Account'))).errors).toEqual([
        'Value cannot be null.\r\nParameter name: type',
      ]);
      const writer = await Store.open(String(place.data), () => Promise.reject(new Error('It is there')));
      await writer.transaction(async (stores) => {
        const { declarationOf } = await import('../../src/tenant/declaration.js');
        const [account] = DECLARED;
        if (account) await stores.declared.declare(declarationOf(account));
      });
      await writer.close();
      expect((await query(other.url, queryXml('', 'Account'))).entities).toEqual([]);
      const fields = { AccountName: 'Of one', OwnerResourceID: String(IDS.tom) };
      expect((await create(one.url, [entity(undefined, fields, 'Account')])).errors).toEqual([]);
      expect((await query(other.url, queryXml('', 'Account'))).entities).toHaveLength(1);
    } finally {
      await one.close();
      await other.close();
      await place.remove();
    }
  });
});

test('the id of a redacted person stays in what refers to it', async () => {
  await having({ seed: { entities: DECLARED } }, async (atws) => {
    const before = await answersOf(atws.url);
    await atws.resources.redact(IDS.tom, IDS.ada, 'asked for');
    expect(await answersOf(atws.url)).toEqual(before);
  });
});

describe('a contract that is loaded', () => {
  const built = readFileSync(path.join(__dirname, '..', '..', 'wsdl', 'atws-1.6.wsdl'), 'utf8');
  const account = `<xsd:complexType name="Account"><xsd:complexContent><xsd:extension base="tns:Entity"><xsd:sequence>
    <xsd:element name="City" minOccurs="0"/><xsd:element name="AccountName" minOccurs="0"/>
    </xsd:sequence></xsd:extension></xsd:complexContent></xsd:complexType>`;
  const wsdl = newFile('.wsdl');
  writeFileSync(wsdl, built.replace('</xsd:schema>', `${account}</xsd:schema>`));
  const fields = [
    { name: 'AccountName', type: 'string' },
    { name: 'City', type: 'string' },
  ] as const;

  test('has the order of the elements of a declared entity', async () => {
    const rows = [{ AccountName: 'Acme', City: 'Oslo' }];
    const seed = { entities: [{ name: 'Account', fields: [...fields], rows }] };
    await having({ wsdl, seed }, async (atws) => {
      const { body } = await query(atws.url, queryXml('', 'Account'));
      expect(body).toContain(
        '<City xsi:type="xsd:string">Oslo</City><AccountName xsi:type="xsd:string">Acme',
      );
    });
  });

  test('that lacks a declared entity or a field of it stops the start', async () => {
    const seed = {
      entities: [
        { name: 'Account', fields: [...fields, { name: 'Phone', type: 'string' as const }] },
        { name: 'Ticket', fields: [{ name: 'Title', type: 'string' as const }] },
      ],
    };
    await expect(startEmulator({ wsdl, seed })).rejects.toThrow(
      `${wsdl} does not declare what the tenant does: Account.Phone, Ticket.`,
    );
  });
});

describe('a declaration that cannot be', () => {
  const FIELD = { name: 'Name', type: 'string' } as const;
  const one = (changes: object, ...fields: readonly object[]): unknown => ({
    entities: [{ name: 'Account', fields: [FIELD, ...fields], ...changes }],
  });
  const problems = async (seed: unknown): Promise<readonly string[]> => {
    const hasher = new Hasher(4);
    try {
      const tenant = await readSeed(seed as never);
      await (await Store.open(undefined, (stores) => fillTenant(stores, tenant, hasher))).close();
      return [];
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      return error.problems;
    } finally {
      await hasher.close();
    }
  };
  const LIST = { name: 'Kind', type: 'integer', picklist: [{ value: 1 }] };

  test.each<readonly [what: string, seed: unknown, ...sentences: string[]]>([
    [
      'the name of a served one',
      one({ name: 'resource' }),
      'entities[0] (resource): There is an entity resource already.',
    ],
    [
      'one name twice',
      {
        entities: [
          { name: 'Account', fields: [FIELD] },
          { name: 'ACCOUNT', fields: [FIELD] },
        ],
      },
      'entities[0] (Account): There is an entity Account already.',
      'entities[1] (ACCOUNT): There is an entity ACCOUNT already.',
    ],
    [
      'the name of a type of the contract',
      one({ name: 'EntityInfo' }),
      'entities[0] (EntityInfo): The contract itself has a type EntityInfo: an entity cannot be called so.',
    ],
    [
      'a name that is none',
      one({ name: 'My Account' }),
      'entities[0].name must be a name of letters and digits, 50 at most.',
    ],
    [
      'no fields',
      one({ fields: [] }),
      'entities[0].fields must be a list that is not empty, not an empty list.',
    ],
    [
      'an unknown member of a field',
      one({}, { name: 'X', type: 'string', lenght: 3 }),
      'There is no entities[0].fields[1].lenght. Did you mean length?',
    ],
    [
      'an unknown type',
      one({}, { name: 'X', type: 'text' }),
      'entities[0].fields[1].type must be "boolean", "datetime", "decimal", "double", "float", "integer", "long", "short" or "string", not "text".',
    ],
    [
      'a field twice',
      one({}, { name: 'NAME', type: 'string' }),
      'entities[0] (Account): The field NAME is declared twice.',
    ],
    [
      'a field that every entity has',
      one({}, { name: 'UserDefinedFields', type: 'string' }),
      'entities[0] (Account): Every entity has UserDefinedFields already: a field cannot be called so.',
    ],
    [
      'an id of another type',
      one({}, { name: 'id', type: 'string' }),
      'entities[0] (Account): Every entity has id already: a field cannot be called so.',
    ],
    [
      'a reference to nothing',
      one({}, { name: 'Owner', type: 'long', reference: 'Resorce' }),
      'entities[0] (Account): The field Owner refers to Resorce, which is no entity. Did you mean Resource?',
    ],
    [
      'a length of no text',
      one({}, { name: 'X', type: 'long', length: 5 }),
      'entities[0] (Account): Only a field of type string has a length: X is of type long.',
    ],
    [
      'a wireType of another kind',
      one({}, { name: 'X', type: 'boolean', wireType: 'xsd:int' }),
      'entities[0] (Account): The values of X, which is of type boolean, cannot be sent as xsd:int.',
    ],
    [
      'a picklist value twice',
      one({}, { ...LIST, picklist: ['1', { value: 1 }] }),
      'entities[0] (Account): The picklist of Kind has the value 1 twice.',
    ],
    [
      'a picklist value of another type',
      one({}, { ...LIST, picklist: ['one'] }),
      'entities[0] (Account): The value one in the picklist of Kind is not of type integer.',
    ],
    [
      'a parent without a picklist',
      one({}, { ...LIST, picklistParent: 'Name' }),
      'entities[0] (Account): The picklist of Kind depends on Name, which is no other field with a picklist.',
    ],
    [
      'a value of no parent',
      one({}, LIST, {
        name: 'Part',
        type: 'string',
        picklist: [{ value: 'A', parent: 2 }],
        picklistParent: 'Kind',
      }),
      'entities[0] (Account): The value A in the picklist of Part belongs to 2, which the picklist of Kind does not have.',
    ],
    [
      'too many indexes',
      one({ fields: [1, 2, 3, 4, 5].map((n) => ({ name: `N${n}`, type: 'string', indexed: true })) }),
      'entities[0] (Account): At most 4 fields with text or dates can be indexed, and as many with numbers or booleans.',
    ],
    [
      'rows that do not fit',
      one({
        rows: [
          { Name: 'ok' },
          { Nam: 'x' },
          { id: 1 },
          { id: -1 },
          { Name: 'x'.repeat(256) },
          { Name: ['x'] },
        ],
      }),
      'entities[0].rows[1] (Account 2): There is no Nam. Did you mean Name?',
      'entities[0].rows[2] (Account 1): The id 1 is already in use.',
      'entities[0].rows[3] (Account): The id must be a whole number from 0 to 999999999999999.',
      'entities[0].rows[4] (Account 3): String value exceeds maximum length (field:Name).',
      'entities[0].rows[5] (Account 4): The value must be text, a number, true, false or null in field: Name.',
    ],
    [
      'rows without ids of their own, each told once',
      one({ rows: [{ id: 'x' }, { id: 1.5 }, { id: 1e15 }, { id: '0x10' }] }),
      ...[0, 1, 2, 3].map(
        (row) =>
          `entities[0].rows[${row}] (Account): The id must be a whole number from 0 to 999999999999999.`,
      ),
    ],
    [
      'numbers that would lose digits',
      one(
        {
          rows: [
            { Big: '9007199254740993', Cost: '12345678901234.5678' },
            { Big: 2 ** 53, Cost: '12345678901234567' },
            { Big: 2 ** 53 - 1, Cost: 549755813887.9999 },
          ],
        },
        { name: 'Big', type: 'long' },
        { name: 'Cost', type: 'decimal' },
      ),
      ...[0, 1].flatMap((row) =>
        ['Big', 'Cost'].map(
          (field) =>
            `entities[0].rows[${row}] (Account ${row + 1}): The value has more digits than the emulator stores in field: ${field}.`,
        ),
      ),
    ],
    [
      'a picklist value that would lose digits',
      one({}, { ...LIST, type: 'long', picklist: ['9007199254740993'] }),
      'entities[0] (Account): The value 9007199254740993 in the picklist of Kind is not of type long.',
    ],
    [
      'a picklist value twice, in two forms',
      one({}, { ...LIST, picklist: ['1', '01'] }),
      'entities[0] (Account): The picklist of Kind has the value 1 twice.',
    ],
    ...['constructor', 'toString', 'hasOwnProperty'].map(
      (name) =>
        [
          `a field ${name}`,
          one({}, { name, type: 'string' }),
          `entities[0] (Account): Every object in JavaScript has ${name} already: a field cannot be called so.`,
        ] as const,
    ),
    [
      'a user-defined field constructor',
      one({ userDefinedFields: [{ name: 'constructor', type: 'string' }] }),
      'entities[0] (Account): Every object in JavaScript has constructor already: a field cannot be called so.',
    ],
    [
      'a reference that is no number',
      one({}, { name: 'Owner', type: 'string', reference: 'Resource' }),
      'entities[0] (Account): The field Owner refers to Resource, whose ids are whole numbers: it cannot be of type string.',
    ],
    [
      'more fields than there can be',
      one({ fields: Array.from({ length: 800 }, (_, n) => ({ name: `N${n}`, type: 'string' })) }),
      'entities[0] (Account): An entity has at most 800 fields, user-defined ones among them.',
    ],
    [
      'texts that XML cannot carry',
      one(
        { resultType: 'a<b', userDefinedFields: [{ name: 'Si\u0007ze', type: 'double' }] },
        { name: 'Day', label: 'D\u0001', type: 'datetime' },
        { ...LIST, picklist: [{ value: 1, label: 'O\ud800' }] },
      ),
      'entities[0].resultType must be a name of letters and digits, 50 at most.',
      'entities[0].fields[1].label must have no characters that XML cannot carry.',
      'entities[0].fields[2].picklist[0].label must have no characters that XML cannot carry.',
      'entities[0].userDefinedFields[0].name must have no characters that XML cannot carry.',
    ],
    [
      'a row that is none',
      one({ rows: ['x'] }),
      'entities[0].rows[0] must be an object with the names of fields.',
    ],
    [
      'values that are none',
      one(
        {
          rows: [{ Day: 'soon', Flag: 'perhaps', Kind: 2, Must: ' ' }],
          userDefinedFields: [{ name: 'Size', type: 'double', required: true }],
        },
        { name: 'Day', type: 'datetime' },
        { name: 'Flag', type: 'boolean' },
        LIST,
        { name: 'Must', type: 'long', required: true },
      ),
      'entities[0].rows[0] (Account 1): Can not convert data to date in field: Day.',
      'entities[0].rows[0] (Account 1): Can not convert data to boolean in field: Flag.',
      'entities[0].rows[0] (Account 1): Picklist value [2] does not exist for Kind.',
      'entities[0].rows[0] (Account 1): Missing Required Field: Must.',
      'entities[0].rows[0] (Account 1): Missing Required Field: Size.',
    ],
  ])('has %s', async (_what, seed, ...sentences) => {
    expect(await problems(seed)).toEqual(sentences);
  });

  test('of a file names its line', async () => {
    const file = newFile('.json');
    const { code, stderr } = await (async () => {
      const source = newFile('.db');
      const made = await startEmulator({ data: source, seed: { entities: DECLARED }, bcryptCost: 4 });
      await made.close();
      await run(['export', file, '--data', source]);
      const tenant = JSON.parse(readFileSync(file, 'utf8')) as { entities: { rows: object[] }[] };
      tenant.entities[1]?.rows.push({ Title: 'x', AccountID: 'many' });
      writeFileSync(file, JSON.stringify(tenant, null, 1));
      return run(['import', file, '--data', newFile('.db')]);
    })();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^atws: line \d+ \(Ticket 3\): Can not convert data to numeric in field: AccountID\.\n$/,
    );
  });
});

test('a data file with a name in a declaration that nothing here writes is told to be damaged', async () => {
  const { data } = await filledFile();
  const sqlite = new Sqlite(data);
  sqlite.exec(`UPDATE declared_entities SET declaration = replace(declaration, '"City"', '"Ci''ty"')`);
  sqlite.close();
  await expect(
    startEmulator({ data, bcryptCost: 4 }).then((atws) =>
      atws
        .entity('Account')
        .list()
        .finally(() => atws.close()),
    ),
  ).rejects.toThrow(/damaged/);
});
