import { CATALOGUE, type RefusalCode } from '../../src/refusals/catalogue';
import { entities } from '../../src/entities/index';
import { TimeZone } from '../../src/entities/time-zone';
import { checkQuery } from '../../src/queryxml/check';
import { call, escape, query, queryXml, where } from '../support/soap';
import { emulated } from './emulated';

interface Refused {
  readonly code: RefusalCode;
  readonly sXML: string;
  readonly sentence: string;
  /** The EntityResultType: empty when it could not be read as far as its entity. */
  readonly about?: string;
}

const ID = where('id', 'Equals', '1');
const field = (content: string): string => queryXml(`<field>${content}</field>`);
const notWellFormed = (problem: string, line: number, position: number): string =>
  `The query XML is not well-formed: ${problem} Line ${line}, position ${position}.`;

const REFUSED: readonly Refused[] = [
  // The text
  { code: 'queryMissing', sXML: '', sentence: 'Root element is missing.' },
  { code: 'queryMissing', sXML: ' \r\n\t ', sentence: 'Root element is missing.' },
  {
    code: 'queryNotWellFormed',
    sXML: '<queryxml>\n<entity>Resource</query></queryxml>',
    sentence: notWellFormed('The end tag </query> stands where </entity> should.', 2, 17),
  },
  {
    code: 'queryNotWellFormed',
    sXML: '<queryxml><entity>Resource</query\n></queryxml>',
    sentence: notWellFormed('The end tag </query> stands where </entity> should.', 1, 27),
  },
  {
    code: 'queryNotWellFormed',
    sXML: '<queryxml>',
    sentence: notWellFormed('The element queryxml is not closed.', 1, 11),
  },
  {
    code: 'queryNotWellFormed',
    sXML: '<!-- -->',
    sentence: notWellFormed('Document must contain a root element.', 1, 9),
  },
  {
    code: 'tooManyUserDefinedFields',
    sXML: queryXml(
      ['One', 'Two'].map((name) => where(name, 'IsNull').replace('<field', '<field udf="true"')).join(''),
    ),
    sentence: 'Invalid query syntax. Queries of Resource are limited to 1 user-defined field(s).',
    about: 'resource',
  },
  // What stands around the document
  ...[
    ['id > 0', 'id > 0'],
    [`x${queryXml(ID)}`, `x${queryXml(ID)}`.slice(0, 100)],
    [`<?xml version="1.0"?>\n<!-- q -->sXML=${queryXml('')}`, `sXML=${queryXml('')}`.slice(0, 100)],
    ['&#x26;lt;', '&#x26;lt;'],
    [`x${escape(queryXml(''))}`, `x${escape(queryXml(''))}`.slice(0, 100)],
  ].map(([sXML = '', text = '']) => ({
    code: 'queryTextOutside' as const,
    sXML,
    sentence: `The query XML has text before its document: ${text}`,
  })),
  ...[
    [`${queryXml(ID)}\nmore`, 'more'],
    [`${queryXml(ID)};`, ';'],
    [`${queryXml(ID)} more \r\n`, 'more'],
    [`${queryXml(ID)}more <b/>`, 'more <b/>'],
    [`${queryXml(ID)}1 <`, '1 <'],
    [`${queryXml(ID)}<!-- </queryxml> -->&amp;<?pi?>`, '&amp;<?pi?>'],
    [`${queryXml(ID)}${'x'.repeat(500)}`, 'x'.repeat(100)],
  ].map(([sXML = '', text = '']) => ({
    code: 'queryTextOutside' as const,
    sXML,
    sentence: `The query XML has text behind its document: ${text}`,
  })),
  ...[
    ['<queryxml/><queryxml/>', 1, 12],
    [`${queryXml(ID)}\n${queryXml(ID)}`, 2, 1],
    [`${queryXml(ID)}\n<!-- and -->\n  <query`, 3, 3],
    [`${queryXml(ID)}\n<?xml version="1.0"?>\n${queryXml(ID)}`, 3, 1],
    [
      `${queryXml(where('FirstName', 'Equals', 'A'))}<b/>`,
      1,
      queryXml(where('FirstName', 'Equals', 'A')).length + 1,
    ],
  ].map(([sXML, line, position]) => ({
    code: 'querySecondDocument' as const,
    sXML: String(sXML),
    sentence: `The query XML has a second document behind the first, at line ${line}, position ${position}. A call takes one query.`,
  })),
  ...[
    [escape(queryXml(ID)), '&lt;'],
    [`\n ${escape(escape(queryXml(ID)))}`, '&amp;lt;'],
    [`<?xml version="1.0"?>${escape(queryXml(ID))}`, '&lt;'],
    ['&#60;queryxml&#62;', '&#60;'],
    ['&#x3C;queryxml>', '&#x3C;'],
  ].map(([sXML = '', text = '']) => ({
    code: 'queryEscapedTwice' as const,
    sXML,
    sentence: `The query XML is escaped more than once: it begins with ${text} where < must be.`,
  })),
  {
    code: 'queryNotWellFormed',
    sXML: `<!DOCTYPE queryxml [<!ENTITY who "Ada">]>${queryXml(where('FirstName', 'Equals', 'x')).replace('x<', '&who;<')}`,
    sentence: notWellFormed('A DTD is not allowed.', 1, 1),
  },
  {
    code: 'queryNotWellFormed',
    sXML: `<?xml version="1.0"?>\n <!DOCTYPE queryxml SYSTEM "file:///etc/passwd">${queryXml(ID)}`,
    sentence: notWellFormed('A DTD is not allowed.', 2, 2),
  },
  {
    code: 'queryNotWellFormed',
    sXML: field('id<expression op="Equals">&nbsp;</expression>'),
    sentence: notWellFormed('&nbsp; is no reference of XML; an ampersand is written as &amp;.', 1, 76),
  },
  {
    code: 'queryNotWellFormed',
    sXML: field('FirstName<expression op="Equals">R & D</expression>'),
    sentence: notWellFormed('& is no reference of XML; an ampersand is written as &amp;.', 1, 85),
  },
  ...['&#38;&#x26;&#1234;&#xaF09;&lt;', '<!-- a & b -->', '<![CDATA[a & b]]>', '<?a & b?>'].map((before) => ({
    code: 'queryNotWellFormed' as const,
    sXML: `<queryxml>${before}R & D</queryxml>`,
    sentence: notWellFormed(
      '& is no reference of XML; an ampersand is written as &amp;.',
      1,
      '<queryxml>R &'.length + before.length,
    ),
  })),
  // An ampersand that may stand there is not what is wrong.
  ...[
    '&#38;&#x26;&#1234;&#xaF09;&lt;',
    '<!-- a & b -->',
    '<!-- a & b ',
    '<![CDATA[a & b]]>',
    '<![CDATA[a & b',
    '<?a & b?>',
    '<?a & b',
  ].map((before) => ({
    code: 'queryNotWellFormed' as const,
    sXML: `<queryxml>${before}`,
    sentence: notWellFormed(
      'The element queryxml is not closed.',
      1,
      '<queryxml>'.length + before.length + 1,
    ),
  })),
  {
    code: 'queryNotWellFormed',
    sXML: field('id<expression op=Equals>1</expression>'),
    sentence: notWellFormed('Unquoted attribute value.', 1, 68),
  },
  {
    code: 'queryNotWellFormed',
    sXML: field('Title<expression op=Equals>R & D</expression>'),
    sentence: notWellFormed('Unquoted attribute value.', 1, 71),
  },
  {
    code: 'queryNotWellFormed',
    sXML: '<a>'.repeat(200) + '</a>'.repeat(200),
    sentence: notWellFormed('Elements are nested deeper than 100.', 1, 304),
  },
  {
    code: 'queryNotWellFormed',
    sXML: `${queryXml(ID)}<!-- a -- b -->`,
    sentence: notWellFormed('Malformed comment.', 1, queryXml(ID).length + 11),
  },
  {
    code: 'queryNotWellFormed',
    sXML: `<queryxml><!-- & --><![CDATA[&]]></query>more`,
    sentence: notWellFormed('The end tag </query> stands where </queryxml> should.', 1, 34),
  },
  // Its limits
  {
    code: 'queryNotWellFormed',
    sXML: `<queryxml>${'<b/>'.repeat(10_000)}</queryxml>`,
    sentence: notWellFormed('There are more than 10000 elements.', 1, 40_011),
  },
  {
    code: 'queryNotWellFormed',
    sXML: `<queryxml${Array.from({ length: 65 }, (_none, index) => ` a${index}=""`).join('')}/>`,
    sentence: notWellFormed('An element has more than 64 attributes.', 1, 455),
  },
  {
    code: 'queryNotWellFormed',
    sXML: `<queryxml>${`<b${' a=""'.replace('a', 'a0')}${Array.from({ length: 9 }, (_none, i) => ` b${i}=""`).join('')}/>`.repeat(5001)}</queryxml>`,
    sentence: notWellFormed('There are more than 50000 attributes.', 1, 320_019),
  },
  {
    code: 'queryNotWellFormed',
    sXML: `<queryxml a="${'x'.repeat(4000)}"/>`,
    sentence: notWellFormed('An attribute is longer than 4000 characters.', 1, 4015),
  },
  // Its elements
  {
    code: 'queryElementUnexpected',
    sXML: '<query><entity>Resource</entity></query>',
    sentence: 'The query XML has an unexpected query element in the document.',
  },
  {
    code: 'queryElementUnexpected',
    sXML: '<queryxml><entity>Resource</entity><where/><query/></queryxml>',
    sentence: 'The query XML has an unexpected where element in queryxml.',
  },
  {
    code: 'queryElementUnexpected',
    sXML: '<queryxml><entity><b>Resource</b></entity><query/></queryxml>',
    sentence: 'The query XML has an unexpected b element in entity.',
  },
  {
    code: 'queryElementUnexpected',
    sXML: queryXml('<expression op="Equals">1</expression>'),
    sentence: 'The query XML has an unexpected expression element in query.',
    about: 'resource',
  },
  {
    code: 'queryElementUnexpected',
    sXML: queryXml(`<condition>${ID}<query/></condition>`),
    sentence: 'The query XML has an unexpected query element in condition.',
    about: 'resource',
  },
  {
    code: 'queryElementUnexpected',
    sXML: field('id<value>1</value>'),
    sentence: 'The query XML has an unexpected value element in field.',
    about: 'resource',
  },
  {
    code: 'queryElementUnexpected',
    sXML: field('id<expression op="Equals"><b>1</b></expression>'),
    sentence: 'The query XML has an unexpected b element in expression.',
    about: 'resource',
  },
  {
    code: 'queryElementMissing',
    sXML: '<queryxml><query/></queryxml>',
    sentence: 'The query XML must have exactly one entity element in queryxml.',
  },
  {
    code: 'queryElementMissing',
    sXML: '<queryxml><entity> </entity><query/></queryxml>',
    sentence: 'The query XML must have exactly one entity element in queryxml.',
  },
  {
    code: 'queryElementMissing',
    sXML: '<queryxml><entity>Resource</entity><entity>Role</entity><query/></queryxml>',
    sentence: 'The query XML must have exactly one entity element in queryxml.',
  },
  {
    code: 'queryElementMissing',
    sXML: '<queryxml><entity>Resource</entity></queryxml>',
    sentence: 'The query XML must have exactly one query element in queryxml.',
    about: 'resource',
  },
  {
    code: 'queryElementMissing',
    sXML: '<queryxml><entity>Resource</entity><query/><query/></queryxml>',
    sentence: 'The query XML must have exactly one query element in queryxml.',
    about: 'resource',
  },
  {
    code: 'queryTextUnexpected',
    sXML: '<queryxml>Resource<entity>Resource</entity><query/></queryxml>',
    sentence: 'The query XML has unexpected text in queryxml: Resource',
  },
  {
    code: 'queryTextUnexpected',
    sXML: queryXml(`${ID} AND ${ID}`),
    sentence: 'The query XML has unexpected text in query: AND',
    about: 'resource',
  },
  {
    code: 'queryTextUnexpected',
    sXML: queryXml(`<condition>${'x'.repeat(500)}${ID}</condition>`),
    sentence: `The query XML has unexpected text in condition: ${'x'.repeat(100)}`,
    about: 'resource',
  },
  {
    code: 'fieldNameMissing',
    sXML: field(' <expression op="Equals">1</expression>'),
    sentence: 'A field tag must contain the name of a field.',
    about: 'resource',
  },
  {
    code: 'expressionMissing',
    sXML: field('id'),
    sentence: 'Any field tag must contain an expression tag. Field: id.',
    about: 'resource',
  },
  {
    code: 'operatorMissing',
    sXML: field('id<expression>1</expression>'),
    sentence: 'An expression tag must contain an op attribute. Field: id.',
    about: 'resource',
  },
  {
    code: 'conditionEmpty',
    sXML: queryXml(`${ID}<condition operator="OR"/>`),
    sentence: 'A condition tag must contain a field or a condition tag.',
    about: 'resource',
  },
  {
    code: 'conditionOperatorUnknown',
    sXML: queryXml(`${ID}<condition operator="XOR">${ID}</condition>`),
    sentence: 'The operator XOR of a condition must be AND or OR.',
    about: 'resource',
  },
  {
    code: 'conditionOperatorUnknown',
    sXML: queryXml(`${ID}<condition operator="">${ID}</condition>`),
    sentence: 'The operator  of a condition must be AND or OR.',
    about: 'resource',
  },
  // Its limits
  {
    code: 'tooManyOrs',
    sXML: queryXml(ID + `<condition operator="OR">${ID}</condition>`.repeat(501)),
    sentence: "Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions.",
    about: 'resource',
  },
  {
    code: 'tooManyExpressions',
    sXML: queryXml(ID.repeat(701)),
    sentence: 'Invalid query syntax. Queries are limited to 700 or fewer expressions.',
    about: 'resource',
  },
  {
    code: 'nestedTooDeeply',
    sXML: queryXml('<condition>'.repeat(33) + ID + '</condition>'.repeat(33)),
    sentence: 'Invalid query syntax. Conditions may be nested 32 levels deep.',
    about: 'resource',
  },
  {
    code: 'queryValueTooLong',
    sXML: queryXml(where('lastname', 'Equals', 'x'.repeat(4001))),
    sentence: 'The value is longer than 4000 characters in field: LastName.',
    about: 'resource',
  },
  // Its names
  {
    code: 'entityUnknown',
    sXML: queryXml(ID, 'TimeEntry'),
    sentence: 'Value cannot be null.\r\nParameter name: type',
    about: 'timeentry',
  },
  {
    code: 'entityUnknown',
    sXML: queryXml(ID, 'constructor'),
    sentence: 'Value cannot be null.\r\nParameter name: type',
    about: 'constructor',
  },
  {
    code: 'fieldUnknown',
    sXML: queryXml(where('projectID', 'Equals', '1')),
    sentence: 'Unable to find projectID in the Resource Entity.',
    about: 'resource',
  },
  {
    code: 'fieldUnknown',
    sXML: queryXml(where('email_verified', 'Equals', '1'), 'RESOURCE'),
    sentence: 'Unable to find email_verified in the Resource Entity.',
    about: 'resource',
  },
  {
    code: 'fieldUnknown',
    sXML: queryXml(where('LastName', 'Equals', 'x'), 'Role'),
    sentence: 'Unable to find LastName in the Role Entity.',
    about: 'role',
  },
  {
    code: 'fieldUnknown',
    sXML: queryXml('<field udf="True">LastName<expression op="Equals">x</expression></field>'),
    sentence: 'Unable to find LastName in the Resource Entity.',
    about: 'resource',
  },
  {
    code: 'fieldNotQueryable',
    sXML: queryXml(where('Password', 'IsNull')),
    sentence: 'The field Password of the Resource Entity cannot be queried.',
    about: 'resource',
  },
  {
    code: 'fieldNotQueryable',
    sXML: queryXml(
      `${ID}<condition operator="OR">${where('defaultservicedeskroleid', 'Equals', '1')}</condition>`,
    ),
    sentence: 'The field DefaultServiceDeskRoleID of the Resource Entity cannot be queried.',
    about: 'resource',
  },
  {
    code: 'operatorUnknown',
    sXML: queryXml(where('ID', 'eq', '1')),
    sentence: 'The op eq is not a valid operator. Field: id.',
    about: 'resource',
  },
  {
    code: 'operatorUnknown',
    sXML: queryXml(where('id', 'toString', '1')),
    sentence: 'The op toString is not a valid operator. Field: id.',
    about: 'resource',
  },
  {
    code: 'operatorUnknown',
    sXML: queryXml(where('id', '', '1')),
    sentence: 'The op  is not a valid operator. Field: id.',
    about: 'resource',
  },
  {
    code: 'operatorNotForDatatype',
    sXML: queryXml(where('HireDate', 'Contains', '2024')),
    sentence: 'Datatype datetime is not a valid with operator contains.',
    about: 'resource',
  },
  {
    code: 'operatorNotForDatatype',
    sXML: queryXml(where('HourlyRate', 'Like', '1%'), 'Role'),
    sentence: 'Datatype decimal is not a valid with operator like.',
    about: 'role',
  },
  // Its values
  ...['', 'abc', '1,5', '0x10', '1.5', '2147483648', '-2147483649'].map((value) => ({
    code: 'notNumeric' as const,
    sXML: queryXml(where('locationid', 'Equals', value)),
    sentence: 'Can not convert data to numeric in field: LocationID.',
    about: 'resource',
  })),
  {
    code: 'notNumeric',
    sXML: queryXml(where('id', 'Equals', '9223372036854775808')),
    sentence: 'Can not convert data to numeric in field: id.',
    about: 'resource',
  },
  {
    code: 'notNumeric',
    sXML: queryXml(where('InternalCost', 'Equals', 'NaN')),
    sentence: 'Can not convert data to numeric in field: InternalCost.',
    about: 'resource',
  },
  ...['', 'yesterday', '2024-02-30', '29/02/2024'].map((value) => ({
    code: 'notADate' as const,
    sXML: queryXml(where('HireDate', 'Equals', value)),
    sentence: 'Can not convert data to date in field: HireDate.',
    about: 'resource',
  })),
  {
    code: 'timeDoesNotExist',
    sXML: queryXml(where('HireDate', 'Equals', '2024-03-10T02:30:00')),
    sentence:
      'The time does not exist in the time zone America/New_York, as clocks are put forward past it, in field: HireDate.',
    about: 'resource',
  },
  ...['', 'yes', '2', 'true false'].map((value) => ({
    code: 'notABoolean' as const,
    sXML: queryXml(where('Active', 'Equals', value)),
    sentence: 'Can not convert data to boolean in field: Active.',
    about: 'resource',
  })),
];

describe('a query is refused in one sentence that says what is wrong', () => {
  const emulator = emulated();

  test.each(REFUSED)('$code: $sentence', async ({ sXML, sentence, about = '' }) => {
    const answer = await query(emulator.url, sXML);
    expect(answer).toMatchObject({
      returnCode: -1,
      entityResultType: about,
      entities: [],
      errors: [sentence],
    });
    expect(answer.body).toContain('<EntityReturnInfoResults/>');
  });

  test.each([
    ['without sXML', ''],
    ['with an empty sXML', '<sXML/>'],
    ['with a nil sXML', '<sXML xsi:nil="true"/>'],
  ])('%s', async (_case, inner) => {
    const { status, body } = await call(emulator.url, 'query', inner);
    expect(status).toBe(200);
    expect(body).toContain('<Message>Root element is missing.</Message>');
  });

  test.each([
    ['as they are', queryXml(ID), 'queryxml'],
    ['with white space around', `\n  ${queryXml(ID)}\n`, 'queryxml'],
    ['in the element that suds makes of a factory object', `<sXML>${queryXml(ID)}</sXML>`, 'queryxml'],
    ['with a declaration in CDATA before', `<![CDATA[<?xml version="1.0"?>]]>${queryXml(ID)}`, 'queryxml'],
    ['half escaped', '<queryxml>&lt;entity&gt;Resource&lt;/entity&gt;</queryxml>', 'queryxml'],
    ...['entity', 'query', 'field', 'condition', 'expression'].map((inner) => [
      'escaped outside',
      `&lt;queryxml&gt;<${inner}>1</${inner}>&lt;/queryxml&gt;`,
      inner,
    ]),
    ['in upper case', '<QUERYXML/>', 'QUERYXML'],
    ['without the outermost', '<entity>Resource</entity><query/>', 'entity'],
    ['with the outermost misspelt', queryXml(ID).replaceAll('queryxml', 'query_xml'), 'query_xml'],
    ['with nothing inside', '<xml/>', 'xml'],
  ])('elements in sXML without escaping, %s', async (_case, inside, element) => {
    const { status, body } = await call(emulator.url, 'query', `<sXML>${inside}</sXML>`);
    expect(status).toBe(200);
    expect(body).toContain(
      `<Message>The query XML stands in sXML as elements, the first of them ${element}. It must be text: escape it, or put it into a CDATA section.</Message>`,
    );
  });

  test('the first thing wrong is named, in the order of the text', async () => {
    const filter = where('Nope', 'Equals', '1') + where('LastName', 'nope', '1');
    expect((await query(emulator.url, queryXml(filter))).errors).toEqual([
      'Unable to find Nope in the Resource Entity.',
    ]);
  });
});

test('an entity that cannot be queried is refused', () => {
  const closed = entities.map((entity) => ({ ...entity, canQuery: false }));
  const context = { entities: closed, timeZone: new TimeZone('America/New_York') };
  expect(() => checkQuery({ entity: 'role', clauses: [] }, context)).toThrow(
    'This entity type does not support the query action.',
  );
});

test('every sentence of the catalogue about queries is tested', () => {
  const aboutQueries = Object.entries(CATALOGUE)
    .filter(([, { when }]) => when.startsWith('query'))
    .map(([code]) => code);
  // A search is given up while it runs: tests/store/search.test.ts has it. Elements are no text to send.
  const tested = new Set<string>([...REFUSED.map(({ code }) => code), 'searchTooLong', 'queryNotText']);
  expect(aboutQueries.filter((code) => !tested.has(code))).toEqual([]);
  expect(tested.size).toBeGreaterThanOrEqual(aboutQueries.length);
});
