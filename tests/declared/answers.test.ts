import type { Emulator } from '../../src/server/emulator';
import { start, STORES } from '../support/emulator';
import { call, query, queryXml, where } from '../support/soap';
import { IDS } from '../support/updates';
import { DECLARED } from './declared';

describe.each(STORES)('declared entities with the data in %s', (store) => {
  let atws: Emulator;

  beforeAll(async () => {
    atws = await start({ store, seed: { entities: DECLARED } });
  });

  afterAll(() => atws.close());

  const ids = async (filter: string, entity = 'Account'): Promise<readonly number[] | string> => {
    const { entities, errors } = await query(atws.url, queryXml(filter, entity));
    return errors[0] ?? entities.map(({ id }) => Number(id));
  };

  test('are in getEntityInfo behind the entities of the service', async () => {
    const { body } = await call(atws.url, 'GetEntityInfo');
    expect([...body.matchAll(/<Name>(\w+)<\/Name>/g)].map(([, name]) => name).slice(-3)).toEqual([
      'ResourceSkill',
      'Account',
      'Ticket',
    ]);
    expect(body).toContain(
      '<EntityInfo><Name>Account</Name><CanUpdate>true</CanUpdate><CanDelete>false</CanDelete>' +
        '<CanCreate>true</CanCreate><CanQuery>true</CanQuery><UserAccessForCreate>All</UserAccessForCreate>' +
        '<UserAccessForQuery>All</UserAccessForQuery><UserAccessForUpdate>All</UserAccessForUpdate>' +
        '<UserAccessForDelete>None</UserAccessForDelete><HasUserDefinedFields>true</HasUserDefinedFields>',
    );
  });

  test('have their fields in GetFieldInfo, without user-defined ones', async () => {
    const { body } = await call(atws.url, 'GetFieldInfo', '<psObjectType>account</psObjectType>');
    expect([...body.matchAll(/<Field><Name>([^<]+)<\/Name>/g)].map(([, name]) => name)).toEqual(
      DECLARED[0]?.fields.map(({ name }) => name),
    );
    expect(body).toContain(
      '<Field><Name>Rating</Name><Label>Rating</Label><Type>string</Type><Length>10</Length>' +
        '<IsRequired>false</IsRequired><IsReadOnly>false</IsReadOnly><IsQueryable>true</IsQueryable>' +
        '<IsReference>false</IsReference><ReferenceEntityType/><IsPickList>true</IsPickList><PicklistValues>' +
        '<PickListValue><Value>A</Value><Label>Good</Label><IsDefaultValue>false</IsDefaultValue><SortOrder>1</SortOrder>' +
        '<parentValue>1</parentValue><IsActive>true</IsActive><IsSystem>false</IsSystem></PickListValue>',
    );
    expect(body).toContain('<PicklistParentValueField>AccountType</PicklistParentValueField>');
    expect(body).toContain('<Value>1</Value><Label>Customer</Label><IsDefaultValue>true</IsDefaultValue>');
    const own = await call(atws.url, 'GetFieldInfo', '<psObjectType>Ticket</psObjectType>');
    expect(own.body).toContain('<Field><Name>id</Name><Label>Ticket ID</Label><Type>long</Type>');
  });

  test('have their user-defined fields in getUDFInfo', async () => {
    const { body } = await call(atws.url, 'getUDFInfo', '<psTable>Account</psTable>');
    expect([...body.matchAll(/<Field><Name>([^<]+)<\/Name>/g)].map(([, name]) => name)).toEqual([
      'Customer Region',
      'Größe &amp; &lt;Maß&gt;',
      'Since',
    ]);
    expect(body).toContain('<Value>North</Value>');
    const none = await call(atws.url, 'getUDFInfo', '<psTable>Ticket</psTable>');
    expect(none.body).toContain('<getUDFInfoResult/>');
  });

  test('are answered with the types and forms of the service', async () => {
    const { body } = await query(atws.url, queryXml(where('id', 'LessThan', '3'), 'account'));
    const [, entities] = /<EntityResults>(.*)<\/EntityResults>/.exec(body) ?? [];
    expect(entities).toBe(
      '<Entity xsi:type="Account"><id>1</id><UserDefinedFields>' +
        '<UserDefinedField><Name>Customer Region</Name><Value>North</Value></UserDefinedField>' +
        '<UserDefinedField><Name>Größe &amp; &lt;Maß&gt;</Name><Value>4.5</Value></UserDefinedField>' +
        '<UserDefinedField><Name>Since</Name><Value>2020-01-02T00:00:00</Value></UserDefinedField></UserDefinedFields>' +
        '<AccountName xsi:type="xsd:string">Ácme &lt;Ltd&gt; &amp; Co</AccountName>' +
        '<AccountType xsi:type="xsd:short">1</AccountType><Rating xsi:type="xsd:string">A</Rating>' +
        `<OwnerResourceID xsi:type="xsd:int">${IDS.tom}</OwnerResourceID><City xsi:type="xsd:string">Örebro</City>` +
        '<Active xsi:type="xsd:boolean">true</Active><CreateDate xsi:type="xsd:dateTime">2024-02-29T17:30:00.12</CreateDate>' +
        '<Revenue xsi:type="xsd:decimal">1234.5000</Revenue><Score xsi:type="xsd:double">0.1</Score>' +
        '<Weight xsi:type="xsd:decimal">2.0000</Weight></Entity>' +
        '<Entity xsi:type="Account"><id>2</id><UserDefinedFields/><AccountName xsi:type="xsd:string">Beta</AccountName>' +
        `<OwnerResourceID xsi:type="xsd:int">${IDS.ada}</OwnerResourceID><ParentAccountID xsi:type="xsd:int">1</ParentAccountID>` +
        '<City xsi:type="xsd:string"/><Active xsi:type="xsd:boolean">false</Active>' +
        '<Revenue xsi:type="xsd:decimal">-1.0000</Revenue></Entity>',
    );
    expect(body).toContain('<EntityResultType>account</EntityResultType>');
    const ticket = await query(atws.url, queryXml(where('id', 'Equals', '1'), 'Ticket'));
    expect(ticket.entityResultType).toBe('Ticket');
  });

  test('list all user-defined fields of an entity with a value in one of them', async () => {
    const { body } = await query(atws.url, queryXml(where('id', 'Equals', '7'), 'Account'));
    expect(body).toContain(
      '<UserDefinedFields><UserDefinedField><Name>Customer Region</Name><Value>South</Value></UserDefinedField>' +
        '<UserDefinedField><Name>Größe &amp; &lt;Maß&gt;</Name></UserDefinedField>' +
        '<UserDefinedField><Name>Since</Name></UserDefinedField></UserDefinedFields>',
    );
  });

  const udf = (name: string, op: string, value = ''): string =>
    where(name, op, value)
      .replace('<field>', '<field udf="true">')
      .replaceAll('&', '&amp;')
      .replace('<Maß>', '&lt;Maß&gt;');

  test.each([
    ['text in any case, through an index', where('AccountName', 'Equals', 'ÁCME <ltd> & CO'), [1]],
    ['text that begins so', where('AccountName', 'BeginsWith', 'ácME'), [1]],
    ['text without an index', where('City', 'Equals', 'öREBRO'), [1]],
    ['no text', where('City', 'IsNull'), [2, 7]],
    ['text that sounds so', where('AccountName', 'SoundsLike', 'Betta'), [2]],
    ['a reference', where('OwnerResourceID', 'Equals', String(IDS.tom)), [1, 7]],
    ['another reference', where('ParentAccountID', 'Equals', '1.0'), [2]],
    ['no reference', where('ParentAccountID', 'IsNull'), [1, 7]],
    ['a boolean', where('Active', 'Equals', 'true'), [1, 7]],
    ['no boolean', where('Active', 'NotEqual', '1'), [2]],
    ['a day', where('CreateDate', 'IsThisDay', '2024-02-29'), [1]],
    ['a later time', where('CreateDate', 'GreaterThan', '2024-02-29T17:30:00.119'), [1, 7]],
    ['a number', where('Revenue', 'LessThan', '0'), [2]],
    ['a fraction', where('Score', 'Equals', '0.1'), [1]],
    ['a picklist', where('AccountType', 'NotEqual', '1'), [7]],
    ['several fields', where('Active', 'Equals', '1') + where('Revenue', 'IsNotNull'), [1]],
    ['a user-defined picklist', udf('customer region', 'Equals', 'south'), [7]],
    ['a user-defined number', udf('Größe & <Maß>', 'GreaterThanOrEquals', '4.5'), [1]],
    ['a user-defined date beside a field', udf('Since', 'IsNull') + where('Active', 'Equals', '0'), [2]],
    [
      'a user-defined field twice',
      udf('Since', 'IsNotNull') + udf('Since', 'GreaterThan', '2000-01-01'),
      [1],
    ],
  ] as const)('are found by %s', async (_what, filter, expected) => {
    expect(await ids(filter)).toEqual(expected);
  });

  test.each([
    ['an unknown field', where('Nothing', 'IsNull'), 'Unable to find Nothing in the Account Entity.'],
    [
      'a user-defined field without udf',
      where('Since', 'IsNull'),
      'Unable to find Since in the Account Entity.',
    ],
    ['a field with udf', udf('City', 'IsNull'), 'Unable to find City in the Account Entity.'],
    [
      'a field that cannot be queried',
      where('Secret', 'IsNull'),
      'The field Secret of the Account Entity cannot be queried.',
    ],
    [
      'an operator of another datatype',
      where('Revenue', 'Like', '1%'),
      'Datatype decimal is not a valid with operator like.',
    ],
    [
      'a value of another datatype',
      where('AccountType', 'Equals', '40000'),
      'Can not convert data to numeric in field: AccountType.',
    ],
    [
      'two user-defined fields',
      udf('Since', 'IsNull') + `<condition>${udf('Customer Region', 'IsNull')}</condition>`,
      'Invalid query syntax. Queries of Account are limited to 1 user-defined field(s).',
    ],
  ] as const)('refuse %s', async (_what, filter, sentence) => {
    expect(await ids(filter)).toBe(sentence);
  });

  test.each([
    [5, 'Unable to find F0 in the Ticket Entity.'],
    [6, 'Invalid query syntax. Queries of Ticket are limited to 5 user-defined field(s).'],
  ])(
    'of a type answered in mixed case refuse more than 5 user-defined fields: %s',
    async (count, sentence) => {
      const filter = Array.from({ length: count }, (_none, index) => udf(`F${index}`, 'IsNull')).join('');
      expect(await ids(filter, 'Ticket')).toBe(sentence);
    },
  );

  test('are types of the contract that is served', async () => {
    const wsdl = await (await fetch(`${atws.url}?wsdl`)).text();
    expect(wsdl).toContain('<xsd:complexType name="Account">');
    expect(wsdl).toContain('<xsd:element name="OwnerResourceID" minOccurs="0" maxOccurs="1"/>');
    expect(await (await fetch(atws.wsdlUrl)).text()).toBe(wsdl);
  });

  test('come back with a reset and with a snapshot', async () => {
    await atws.snapshot('before');
    await atws.reset();
    expect(await ids(where('id', 'GreaterThan', '0'))).toEqual([1, 2, 7]);
    await atws.restore('before');
    expect(await ids(where('id', 'GreaterThan', '0'), 'Ticket')).toEqual([1, 2]);
    expect(await ids(where('CreateDate', 'IsNotNull'))).toEqual([1, 7]);
  });
});
