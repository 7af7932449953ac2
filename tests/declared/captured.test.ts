import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startEmulator } from '../../src/server/emulator';
import { run, type Outcome } from '../support/command';
import { temporaryFolder } from '../support/emulator';
import { call, envelope, escape, query, queryXml, where } from '../support/soap';
import { NAMESPACE } from '../support/emulator';
import { DECLARED } from './declared';

const folder = temporaryFolder();
let count = 0;
const newName = (suffix = ''): string => path.join(folder.path, `${++count}${suffix}`);

afterAll(() => {
  folder.remove();
});

const ALL = where('id', 'GreaterThan', '0');
const NAMES = ['Account', 'Ticket'];

/** The calls that tell all of an entity type, and what the file of a capture is called. */
const CALLS: readonly (readonly [file: string, action: string, inner: string])[] = [
  ['all', 'GetEntityInfo', ''],
  ...NAMES.flatMap((name) => [
    [`${name}-fields`, 'GetFieldInfo', `<psObjectType>${name}</psObjectType>`] as const,
    [`${name}-udf`, 'getUDFInfo', `<psTable>${name}</psTable>`] as const,
    [`${name}-rows`, 'query', `<sXML>${escape(queryXml(ALL, name))}</sXML>`] as const,
  ]),
];

/** The answers of a server to all of them, by file. */
async function answersOf(url: string): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const [file, action, inner] of CALLS) answers.set(file, (await call(url, action, inner)).body);
  return answers;
}

type Form = 'pairs' | 'answers' | 'har';

/** Writes captures in one of the forms in which there are some. */
function captured(answers: ReadonlyMap<string, string>, form: Form): string {
  const place = newName(form === 'har' ? '.har' : '');
  if (form === 'har') {
    const entries = CALLS.map(([file, action, inner]) => ({
      request: {
        method: 'POST',
        headers: [{ name: 'Content-Type', value: 'text/xml' }],
        postData: { text: envelope(`<${action} xmlns="${NAMESPACE}">${inner}</${action}>`) },
      },
      response: { status: 200, headers: [], content: { text: answers.get(file), mimeType: 'text/xml' } },
    }));
    writeFileSync(place, JSON.stringify({ log: { entries } }));
    return place;
  }
  mkdirSync(place);
  for (const [index, [file, action, inner]] of CALLS.entries()) {
    const name = form === 'pairs' ? `call-${index}` : file;
    writeFileSync(path.join(place, `${name}.response.xml`), answers.get(file) ?? '');
    if (form === 'pairs') {
      writeFileSync(
        path.join(place, `${name}.request.xml`),
        envelope(`<${action} xmlns="${NAMESPACE}">${inner}</${action}>`),
      );
    }
  }
  return place;
}

const recorded = (async () => {
  const atws = await startEmulator({ seed: { entities: DECLARED }, bcryptCost: 4 });
  try {
    return await answersOf(atws.url);
  } finally {
    await atws.close();
  }
})();

async function newData(): Promise<string> {
  const data = newName('.db');
  await (await startEmulator({ data, bcryptCost: 4 })).close();
  return data;
}

const add = (data: string, ...flags: readonly string[]): Promise<Outcome> =>
  run(['entity', 'add', ...flags, '--data', data]);

test.each(['pairs', 'answers', 'har'] as const)(
  'captured answers, as %s, are answered again',
  async (form) => {
    const data = await newData();
    const outcome = await add(data, '--from', captured(await recorded, form));
    expect(outcome).toEqual({
      code: 0,
      stderr: '',
      stdout: `Account has 14 fields and 3 entities in ${data} now.\nTicket has 4 fields and 2 entities in ${data} now.\n`,
    });
    const atws = await startEmulator({ data, bcryptCost: 4 });
    try {
      expect(await answersOf(atws.url)).toEqual(await recorded);
    } finally {
      await atws.close();
    }
  },
);

test('declared entities are listed, shown, replaced and removed', async () => {
  const data = await newData();
  const place = captured(await recorded, 'pairs');
  expect((await run(['entity', 'list', '--data', data])).stdout).toBe(
    `Nobody has declared an entity in ${data}.\n`,
  );
  await add(data, 'account', '--from', place, '--index', 'AccountName,OwnerResourceID');
  const listed = await run(['entity', 'list', '--json', '--data', data]);
  expect(JSON.parse(listed.stdout)).toEqual([
    {
      name: 'Account',
      fields: 14,
      userDefinedFields: 3,
      rows: 3,
      may: 'query, create, update',
      indexed: 'AccountName, OwnerResourceID',
    },
  ]);
  expect((await run(['entity', 'list', '--data', data])).stdout).toContain('query, create, update');
  expect(await add(data, 'Account', '--from', place)).toMatchObject({
    code: 1,
    stderr: `atws: ${place} (Account): There is an entity Account already.\n`,
  });
  expect((await add(data, 'Account', '--from', place, '--replace')).code).toBe(0);
  const shown = newName('.json');
  writeFileSync(shown, (await run(['entity', 'show', '--data', data])).stdout);
  expect(JSON.parse(readFileSync(shown, 'utf8'))).toMatchObject({
    entities: [{ name: 'Account', rows: [{ id: 1 }, { id: 2 }, { id: 7 }] }],
  });
  const bare = JSON.parse((await run(['entity', 'show', 'ACCOUNT', '--no-rows', '--data', data])).stdout) as {
    readonly entities: readonly object[];
  };
  expect(bare.entities[0]).not.toHaveProperty('rows');
  expect((await run(['entity', 'remove', 'Acount', '--data', data])).stderr).toBe(
    'atws: There is no declared entity Acount. Did you mean Account?\n',
  );
  expect((await run(['entity', 'remove', 'account', '--data', data])).stdout).toBe(
    `Account is in ${data} no more.\n`,
  );
  expect((await add(data, '--from', shown)).stdout).toBe(
    `Account has 14 fields and 3 entities in ${data} now.\n`,
  );
});

test('an entity that others refer to is removed only with them', async () => {
  const data = await newData();
  const from = newName('.json');
  const reference = (name: string) => ({ name: `${name}ID`, type: 'long', reference: name });
  writeFileSync(
    from,
    JSON.stringify([
      { name: 'Widget', fields: [{ name: 'Name', type: 'string' }] },
      { name: 'Account', fields: [reference('Widget')] },
      { name: 'Part', fields: [reference('Account'), reference('Widget')] },
    ]),
  );
  await add(data, '--from', from);
  const remove = (...names: readonly string[]): Promise<Outcome> =>
    run(['entity', 'remove', ...names, '--data', data]);
  expect(await remove('Widget', 'Account')).toMatchObject({
    code: 1,
    stderr: 'atws: Part refers to Widget, by its field WidgetID: remove both, or declare Part anew before.\n',
  });
  // An id of an Account can be one of the real service's.
  expect((await remove('Account')).code).toBe(0);
  expect((await remove('Widget', 'Part')).code).toBe(0);
});

test.each([
  [
    'CSV of PowerShell',
    '#TYPE Account\r\n"AccountName","OwnerResourceID","Customer Region"\r\n"A; B","29682885","North"\r\n"C","29682885",""\r\n',
  ],
  [
    'CSV of Excel',
    'sep=|\r\nAccountName|OwnerResourceID|Customer Region\r\nA; B|29682885|North\r\nC|29682885\r\n',
  ],
  ['CSV with labels', 'Account Name;Owner;Customer Region\r\n"A; B";29682885;north\r\n\r\nC;29682885;\r\n'],
  [
    'JSON of PowerShell',
    '[{"AccountName":"A; B","OwnerResourceID":29682885,"UserDefinedFields":[{"Name":"Customer Region","Value":"North"}],"PSComputerName":"x"},{"accountname":"C","OwnerResourceID":"29682885","UserDefinedFields":{}}]',
  ],
])('rows come from %s', async (_what, text) => {
  const data = await newData();
  const [from, rows] = [newName('.json'), newName('.txt')];
  const [account] = DECLARED;
  const fields = account?.fields.map((field) =>
    field.name === 'OwnerResourceID' ? { ...field, label: 'Owner' } : field,
  );
  writeFileSync(from, JSON.stringify({ ...account, fields, rows: [] }));
  writeFileSync(rows, text);
  const flags = ['--from', from, '--rows', rows, '--index', 'customer region'];
  expect(await add(data, ...flags)).toMatchObject({ code: 0, stderr: '' });
  expect((await run(['entity', 'list', '--json', '--data', data])).stdout).toContain(
    '"indexed": "AccountName, OwnerResourceID, Active, CreateDate, Customer Region"',
  );
  const atws = await startEmulator({ data, bcryptCost: 4 });
  try {
    const { entities, body } = await query(atws.url, queryXml(ALL, 'Account'));
    expect(entities.map(({ id, AccountName }) => [id, AccountName])).toEqual([
      ['1', 'A; B'],
      ['2', 'C'],
    ]);
    expect(body).toContain('<Value>North</Value>');
  } finally {
    await atws.close();
  }
});

describe('is refused with a sentence, and nothing is declared:', () => {
  const FIELD_INFO = (fields: string): string =>
    envelope(
      `<GetFieldInfoResponse xmlns="${NAMESPACE}"><GetFieldInfoResult>${fields}</GetFieldInfoResult></GetFieldInfoResponse>`,
    );
  const folderWith = (files: Readonly<Record<string, string>>): string => {
    const place = newName();
    mkdirSync(place);
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(place, name), text);
    return place;
  };
  const file = (text: string, suffix = '.json'): string => {
    const name = newName(suffix);
    writeFileSync(name, text);
    return name;
  };
  const ACCOUNT = '{"name":"Account","fields":[{"name":"City","type":"string"}]}';

  test.each<readonly [string, () => readonly string[], RegExp]>([
    ['no place', () => ['--from', 'nowhere'], /^atws: There is no nowhere to take declarations from\.\n$/],
    [
      'no answer about fields',
      () => ['--from', folderWith({ 'a.xml': envelope('') })],
      /: There is no answer of GetFieldInfo about an entity that is not served\.\n$/,
    ],
    [
      'another entity than captured',
      () => ['Acount', '--from', folderWith({ 'Account.xml': FIELD_INFO('') })],
      /: There is no answer of GetFieldInfo about Acount\. Did you mean Account\?\n$/,
    ],
    [
      'a served entity',
      () => [
        'Role',
        '--from',
        folderWith({ 'Role.xml': FIELD_INFO('<Field><Name>Name</Name><Type>string</Type></Field>') }),
      ],
      /\(Role\): There is an entity Role already\.\n$/,
    ],
    [
      'a captured name that is none',
      () => [
        '--from',
        folderWith({ 'Contact.xml': FIELD_INFO('<Field><Name>a"b</Name><Type>string</Type></Field>') }),
      ],
      /\(Contact\): fields\[0\]\.name must be a name of letters and digits, 50 at most\.\n$/,
    ],
    [
      'a capture that is broken',
      () => ['--from', folderWith({ 'a.xml': '<a' })],
      /^atws: a\.xml: It is not well-formed/,
    ],
    [
      'no JSON',
      () => ['--from', file('{')],
      /^atws: line 1: The JSON is not well-formed: a closing brace is missing\.\n$/,
    ],
    [
      'a declaration without a type',
      () => ['--from', file('{"entities":[\n{"name":"Account","fields":[{"name":"City"}]}]}')],
      /^atws: line 2: \[0\]\.fields\[0\]\.type is missing/,
    ],
    [
      'an entity that the file lacks',
      () => ['Ticket', '--from', file(ACCOUNT)],
      / has no entity Ticket\. There is Account\.\n$/,
    ],
    [
      'an unknown column',
      () => ['--from', file(ACCOUNT), '--rows', file('Cty\nx\n', '.csv')],
      /^atws: line 1: There is no Cty\. Did you mean City\?\n$/,
    ],
    [
      'a column twice',
      () => ['--from', file(ACCOUNT), '--rows', file('City;CITY\nx;y\n', '.csv')],
      /^atws: line 1: City and CITY are both City\.\n$/,
    ],
    [
      'a member twice',
      () => ['--from', file(ACCOUNT), '--rows', file('[\n{"City":"x","city":"y"}]')],
      /^atws: line 2: City and city are both City\.\n$/,
    ],
    [
      'a line with more cells than the header',
      () => ['--from', file(ACCOUNT), '--rows', file('#TYPE Account\nCity,id\nx,1\ny,2,3\n', '.csv')],
      /^atws: line 4: The line has 3 cells and the header 2\. A cell that holds the separator must be in quotes\.\n$/,
    ],
    [
      'a quote that is not closed',
      () => ['--from', file(ACCOUNT), '--rows', file('sep=|\nCity|id\n"x|1\n', '.csv')],
      /^atws: line \d: The CSV is not well-formed\.\n$/,
    ],
    [
      'an unknown member',
      () => ['--from', file(ACCOUNT), '--rows', file('[\n{"Cty":1}]')],
      /^atws: line 2: There is no Cty\. Did you mean City\?\n$/,
    ],
    [
      'a row that does not fit',
      () => ['--from', file(ACCOUNT), '--rows', file(`City\nx\n${'x'.repeat(256)}\n`, '.csv')],
      /, line 3 \(Account 2\): String value exceeds maximum length \(field:City\)\.\n$/,
    ],
    [
      'an unknown field to index',
      () => ['--from', file(ACCOUNT), '--index', 'Town'],
      /Account has no field Town to index\. There is City\.\n$/,
    ],
  ])('%s', async (_what, flags, sentence) => {
    const data = await newData();
    const { code, stderr } = await add(data, ...flags());
    expect(stderr).toMatch(sentence);
    expect(code).toBe(1);
    expect((await run(['entity', 'list', '--data', data])).stdout).toMatch(/^Nobody has declared/);
  });
});

test('what differs from the captured answers is told', async () => {
  const data = await newData();
  const place = newName();
  mkdirSync(place);
  const field = (name: string, type: string, more = ''): string =>
    `<Field><Name>${name}</Name><Label/><Type>${type}</Type><Length>10</Length>${more}</Field>`;
  writeFileSync(
    path.join(place, 'Contact.fields.xml'),
    envelope(
      `<GetFieldInfoResponse xmlns="${NAMESPACE}"><GetFieldInfoResult>${field('id', 'long')}${field('Blob', 'binary')}${field('Kind', 'integer', '<IsPickList>true</IsPickList><PicklistValues/>')}${field('OtherID', 'integer', '<IsReference>true</IsReference><ReferenceEntityType>NewThing</ReferenceEntityType>')}${field('Owner', 'string', '<IsReference>true</IsReference><ReferenceEntityType>Resource</ReferenceEntityType>')}${field('Part', 'integer', `<IsPickList>true</IsPickList><PicklistParentValueField>kind</PicklistParentValueField><PicklistValues><PickListValue><Value>1</Value><parentValue>99</parentValue></PickListValue></PicklistValues>`)}${field('Piece', 'integer', '<IsPickList>true</IsPickList><PicklistParentValueField>Blob</PicklistParentValueField>')}${field('Total', 'long')}${field('Factor', 'decimal', '<IsPickList>true</IsPickList><PicklistValues><PickListValue><Value>1.50</Value><Label>Half more</Label></PickListValue></PicklistValues>')}${field('Share', 'short', '<IsPickList>true</IsPickList><PicklistParentValueField>Factor</PicklistParentValueField><PicklistValues><PickListValue><Value>01</Value><parentValue>1.5</parentValue></PickListValue></PicklistValues>')}</GetFieldInfoResult></GetFieldInfoResponse>`,
    ),
  );
  const row = (id: number, values: string): string =>
    `<Entity xsi:type="Contact"><id>${id}</id>${values}</Entity>`;
  writeFileSync(
    path.join(place, 'rows.xml'),
    envelope(
      `<queryResponse xmlns="${NAMESPACE}"><queryResult><EntityResults>${row(0, '<Kind>4</Kind><More>x</More><Total xsi:type="xsd:long">5000000000</Total><Factor>1.5000</Factor><Share>1</Share>')}${row(2, '<Kind>many</Kind>')}</EntityResults></queryResult></queryResponse>`,
    ),
  );
  const { stdout, stderr } = await add(data, '--from', place);
  const shown = newName('.json');
  writeFileSync(shown, (await run(['entity', 'show', '--data', data])).stdout);
  expect((await add(data, '--from', shown, '--replace')).stderr).toBe('');
  expect({ stderr, notes: stdout.split('\n').slice(1, -1) }).toEqual({
    stderr: '',
    notes: [
      '  Contact: getEntityInfo was not captured: all may be done with it.',
      '  Contact: the type binary of Blob is not known, and became string.',
      '  Contact: a value of Kind that is not in its picklist was added to it.',
      '  Contact: OtherID refers to NewThing, which is not known, and became a number.',
      '  Contact: Owner refers to Resource, but is of type string: its values are not checked.',
      '  Contact: a value of Part belongs to an unknown one, and belongs to none now.',
      '  Contact: Piece depends on Blob, which has no picklist, and depends on nothing now.',
      '  Contact: the element More is in no answer about fields, and was left out.',
      '  Contact: an entity was left out. Picklist value [many] does not exist for Kind.',
    ],
  });
  const atws = await startEmulator({ data, bcryptCost: 4 });
  try {
    const { body } = await query(atws.url, queryXml(where('id', 'Equals', '0'), 'Contact'));
    expect(body).toContain('<Total xsi:type="xsd:long">5000000000</Total>');
    expect(body).toContain(
      '<Factor xsi:type="xsd:decimal">1.5000</Factor><Share xsi:type="xsd:short">1</Share>',
    );
  } finally {
    await atws.close();
  }
});
