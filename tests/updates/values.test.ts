// Thorough: npm run test:quick leaves it out.
import type { ResourceField } from '../../src/entities/resource';
import { NAMESPACE } from '../support/emulator';
import { call, escape, type Answer } from '../support/soap';
import {
  accept,
  change,
  entity,
  expectRefused,
  IDS,
  NOT_FOUND,
  onRecord,
  opened,
  read,
  stateOf,
  update,
  writableValues,
  type Sent,
  type SentFields,
} from '../support/updates';

/*
 * What becomes of a value by its xsi:type: the real service's framework makes an object of it, the service a text of
 * the object, and of the text a value of the field. Written down by the documentation of XmlConvert and of the
 * conversions of Visual Basic, not by the code.
 */

const emulator = opened();
const SUBJECT = IDS.emma;
/** A resource with a password, which nobody logs in as. */
const WITH_PASSWORD = IDS.tom;

const PREFIXES =
  `xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:old="http://www.w3.org/1999/XMLSchema" xmlns:tns="${NAMESPACE}"` +
  ' xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:ms="http://microsoft.com/wsdl/types/" xmlns:x="urn:x"';

function valued(name: string, type: string, text: string): { readonly xml: string } {
  return { xml: `<${name} ${PREFIXES} xsi:type="${type}">${escape(text)}</${name}>` };
}

const pair = (type: string): readonly string[] => [
  `Conversion from type '${type}' to type 'String' is not valid.`,
  'Error updating entity for record number [1].',
];

/** A resource, changed in one field, as it is sent; the answer may be no ATWSResponse. */
async function send(id: number, name: ResourceField, sent: Sent): Promise<Answer> {
  const fields = { ...(await writableValues(emulator.url, id)), [name]: sent };
  return call(emulator.url, 'update', `<Entities>${entity(id, fields)}</Entities>`);
}

const rowOf = async (id: number): Promise<Readonly<Record<string, unknown>>> =>
  (await emulator.rows('SELECT * FROM resources WHERE id = ?', id))[0] ?? {};

/** What is refused: P: not in the picklist, L: too long, N: no number, R: no role, B: no boolean. */
type Refused = 'P' | 'L' | 'N' | 'R' | 'B';
type Outcome = Refused | 'ok';

/**
 * `text`: what a text field then holds. Then: a picklist of texts (EmailTypeCode2), a picklist of numbers (Greeting),
 * a reference (DefaultServiceDeskRoleID) and a boolean (Active).
 */
type Row = readonly [
  type: string,
  sent: string,
  text: string,
  choice: Outcome,
  number: Outcome,
  reference: Outcome,
  boolean: Outcome,
];

const ROWS: readonly Row[] = [
  // Text
  ['xs:string', 'SMS', 'SMS', 'ok', 'N', 'N', 'B'],
  ['xs:string', ' 1', ' 1', 'P', 'ok', 'R', 'ok'],
  ['xs:string', '01.50', '01.50', 'P', 'N', 'N', 'B'],
  ['xs:anyType', 'PAGER', 'PAGER', 'ok', 'N', 'N', 'B'],
  ['old:string', '2', '2', 'P', 'ok', 'R', 'B'],
  ['enc:string', 'SMS', 'SMS', 'ok', 'N', 'N', 'B'],
  ['xs:normalizedString', 'SMS', 'SMS', 'ok', 'N', 'N', 'B'],
  ['xs:token', 'true', 'true', 'P', 'N', 'N', 'ok'],
  ['xs:anyURI', 'urn:x', 'urn:x', 'P', 'N', 'N', 'B'],
  ['xs:duration', 'P1D', 'P1D', 'P', 'N', 'N', 'B'],
  ['xs:gYear', '2024', '2024', 'P', 'P', 'R', 'B'],
  // Whole numbers that the framework keeps as text
  ['xs:integer', '007', '007', 'P', 'P', 'R', 'B'],
  ['xs:positiveInteger', '2', '2', 'P', 'ok', 'R', 'B'],
  ['xs:nonNegativeInteger', '29683401', '29683401', 'P', 'P', 'ok', 'B'],
  ['xs:negativeInteger', '-1', '-1', 'P', 'P', 'R', 'B'],
  ['xs:nonPositiveInteger', '0', '0', 'P', 'P', 'R', 'ok'],
  // Whole numbers
  ['xs:byte', '+3', '3', 'P', 'ok', 'R', 'B'],
  ['xs:unsignedByte', '255', '255', 'P', 'P', 'R', 'B'],
  ['xs:short', '-0', '0', 'P', 'P', 'R', 'ok'],
  ['xs:unsignedShort', '0001', '1', 'P', 'ok', 'R', 'ok'],
  ['xs:int', '007', '7', 'P', 'P', 'R', 'B'],
  ['xs:int', ' 1\n', '1', 'P', 'ok', 'R', 'ok'],
  ['enc:int', '0', '0', 'P', 'P', 'R', 'ok'],
  ['xs:unsignedInt', '29683401', '29683401', 'P', 'P', 'ok', 'B'],
  ['xs:long', '29683404', '29683404', 'P', 'P', 'ok', 'B'],
  ['xs:long', '-9223372036854775808', '-9223372036854775808', 'P', 'N', 'R', 'B'],
  ['xs:unsignedLong', '18446744073709551615', '18446744073709551615', 'P', 'N', 'N', 'B'],
  // Numbers with decimals
  ['xs:decimal', '1.50', '1.50', 'P', 'N', 'N', 'B'],
  ['xs:decimal', '02.00', '2.00', 'P', 'ok', 'R', 'B'],
  ['xs:decimal', '.5', '0.5', 'P', 'N', 'N', 'B'],
  ['xs:decimal', '-0.00', '0.00', 'P', 'P', 'R', 'B'],
  ['xs:decimal', '29683401', '29683401', 'P', 'P', 'ok', 'B'],
  ['xs:decimal', `0.${'3'.repeat(40)}`, `0.${'3'.repeat(28)}`, 'L', 'N', 'N', 'B'],
  ['xs:double', '1.5', '1.5', 'P', 'N', 'N', 'B'],
  ['xs:double', '1.50', '1.5', 'P', 'N', 'N', 'B'],
  ['xs:double', '2.0', '2', 'P', 'ok', 'R', 'B'],
  ['xs:double', '1E0', '1', 'P', 'ok', 'R', 'ok'],
  ['xs:double', '0.1234567890123456', '0.123456789012346', 'P', 'N', 'N', 'B'],
  ['xs:double', '1e15', '1E+15', 'P', 'N', 'N', 'B'],
  ['xs:double', '0.0001', '0.0001', 'P', 'N', 'N', 'B'],
  ['xs:double', '-1.25e-5', '-1.25E-05', 'P', 'N', 'N', 'B'],
  ['xs:double', '29683401', '29683401', 'P', 'P', 'ok', 'B'],
  ['xs:double', '-0', '0', 'P', 'P', 'R', 'ok'],
  ['xs:double', 'NaN', 'NaN', 'P', 'N', 'N', 'B'],
  ['xs:double', '-INF', '-Infinity', 'P', 'N', 'N', 'B'],
  ['xs:float', '3', '3', 'P', 'ok', 'R', 'B'],
  ['xs:float', '0.1', '0.1', 'P', 'N', 'N', 'B'],
  ['xs:float', '1234567', '1234567', 'P', 'P', 'R', 'B'],
  ['xs:float', '29683401', '2.96834E+07', 'P', 'N', 'N', 'B'],
  ['xs:float', 'INF', 'Infinity', 'P', 'N', 'N', 'B'],
  // Booleans
  ['xs:boolean', 'true', 'True', 'P', 'N', 'N', 'ok'],
  ['xs:boolean', '1', 'True', 'P', 'N', 'N', 'ok'],
  ['xs:boolean', ' false ', 'False', 'P', 'N', 'N', 'ok'],
  ['xs:boolean', '0', 'False', 'P', 'N', 'N', 'ok'],
  // Dates, as in the United States
  ['xs:dateTime', '2024-02-29T00:00:00', '2/29/2024', 'P', 'N', 'N', 'B'],
  ['xs:dateTime', '2024-02-29', '2/29/2024', 'P', 'N', 'N', 'B'],
  ['xs:dateTime', '2024-12-03T23:05:09.99', '12/3/2024 11:05:09 PM', 'L', 'N', 'N', 'B'],
  ['xs:dateTime', '2024-02-29T00:00:00.5', '2/29/2024 12:00:00 AM', 'L', 'N', 'N', 'B'],
  ['xs:dateTime', '2024-02-29T12:30:00Z', '2/29/2024 12:30:00 PM', 'L', 'N', 'N', 'B'],
  ['xs:dateTime', '2024-02-29T12:30:00+01:00', '2/29/2024 6:30:00 AM', 'P', 'N', 'N', 'B'],
  ['xs:dateTime', '0001-01-01T00:00:00', '12:00:00 AM', 'P', 'N', 'N', 'B'],
  ['xs:dateTime', '9999-12-31T23:59:59.9999999-05:00', '12/31/9999 11:59:59 PM', 'L', 'N', 'N', 'B'],
  ['xs:date', '2024-02-29', '2/29/2024', 'P', 'N', 'N', 'B'],
  ['xs:time', '09:07:00', '9:07:00 AM', 'P', 'N', 'N', 'B'],
  // What travels as a number and is none
  ['ms:char', '83', 'S', 'P', 'N', 'N', 'B'],
  ['ms:char', '50', '2', 'P', 'ok', 'R', 'B'],
  ['ms:char', '228', 'ä', 'P', 'N', 'N', 'B'],
];

/** What no text is made of: in every field the recorded pair, with that type. */
const NO_TEXT: readonly (readonly [type: string, sent: string, named: string])[] = [
  ['xs:base64Binary', 'R3LDvMOfZQ==', 'Byte()'],
  ['xs:base64Binary', ' R3LD vMOf\nZQ== ', 'Byte()'],
  ['enc:base64', 'MQ==', 'Byte()'],
  ['xs:hexBinary', '31', 'Byte()'],
  ['xs:hexBinary', '0aFf', 'Byte()'],
  ['ms:guid', '01234567-89ab-cdef-0123-456789ABCDEF', 'Guid'],
  ['ms:guid', ' {01234567-89ab-cdef-0123-456789abcdef} ', 'Guid'],
  ['ms:guid', '0123456789abcdef0123456789abcdef', 'Guid'],
  ['xs:QName', 'xs:string', 'XmlQualifiedName'],
  // A type of the contract is an object, what nobody declared remains XML
  ['tns:Role', 'x', 'Role'],
  ['tns:ATWSError', '1', 'ATWSError'],
  ['xs:nonsense', '1', 'XmlNode()'],
  ['xs:anySimpleType', '1', 'XmlNode()'],
  ['string', 'SMS', 'XmlNode()'],
  ['tns:string', 'SMS', 'XmlNode()'],
  ['tns:char', '49', 'XmlNode()'],
  ['xs:char', '49', 'XmlNode()'],
  ['xs:guid', '49', 'XmlNode()'],
  ['ms:string', '1', 'XmlNode()'],
  ['ms:int', '1', 'XmlNode()'],
  ['x:int', '1', 'XmlNode()'],
  ['xs:Int', '1', 'XmlNode()'],
  ['xs:constructor', '1', 'XmlNode()'],
  ['enc:Array', '1', 'XmlNode()'],
];

const FIELDS = ['Title', 'EmailTypeCode2', 'Greeting', 'DefaultServiceDeskRoleID', 'Active'] as const;
type TriedField = (typeof FIELDS)[number];

function sentenceOf(refused: Refused, name: TriedField, text: string): string {
  switch (refused) {
    case 'P':
      return `Picklist value [${name === 'Greeting' ? Number(text) : text}] does not exist for ${name}.`;
    case 'L':
      return `String value exceeds maximum length (field:${name}).`;
    case 'N':
      return `Can not convert data to numeric in field: ${name}.`;
    case 'R':
      return `Reference value on field: ${name} of type: Role does not exist or is invalid.`;
    case 'B':
      return `Can not convert data to boolean in field: ${name}.`;
  }
}

/** What the data file then has for an accepted value. */
function storedAs(name: TriedField, text: string): string | number {
  if (name === 'Active') return /^\s*(true|1)\s*$/i.test(text) ? 1 : 0;
  return name === 'Greeting' || name === 'DefaultServiceDeskRoleID' ? Number(text) : text;
}

describe('a value with a type is what .NET makes of it', () => {
  const cases = ROWS.flatMap(([type, sent, text, ...outcomes]) =>
    FIELDS.map((name, index) => ({ type, sent, text, name, outcome: ['ok' as const, ...outcomes][index] })),
  );
  const refused = cases.flatMap(({ outcome, ...rest }) =>
    outcome === undefined || outcome === 'ok' ? [] : [{ ...rest, outcome }],
  );

  test.each(cases.filter(({ outcome }) => outcome === 'ok'))(
    '$type $sent in $name is accepted',
    async ({ type, sent, text, name }) => {
      await accept(emulator.url, SUBJECT, { [name]: valued(name, type, sent) });
      expect((await rowOf(SUBJECT))[name]).toBe(storedAs(name, text));
    },
  );

  test.each(refused)(
    '$type $sent in $name is refused: $outcome',
    async ({ type, sent, text, name, outcome }) => {
      const changes = { [name]: valued(name, type, sent) };
      const sentence = onRecord(sentenceOf(outcome, name, text));
      await expectRefused(emulator, () => change(emulator.url, SUBJECT, changes), [sentence]);
    },
  );

  test.each(NO_TEXT.flatMap(([type, sent, named]) => FIELDS.map((name) => ({ type, sent, named, name }))))(
    '$type $sent in $name is the recorded pair about $named',
    async ({ type, sent, named, name }) => {
      const changes = { [name]: valued(name, type, sent) };
      await expectRefused(emulator, () => change(emulator.url, SUBJECT, changes), pair(named));
    },
  );

  test('a character that XML cannot carry is refused, also by its number', async () => {
    const changes = { Title: valued('Title', 'ms:char', '0') };
    await expectRefused(emulator, () => change(emulator.url, SUBJECT, changes), [
      onRecord('The value has a character that XML cannot carry in field: Title.'),
    ]);
  });

  const untyped: readonly (readonly [title: string, xml: (name: string) => string])[] = [
    ['an element', (name) => `<${name}><b>1</b></${name}>`],
    [
      'the element again, as suds makes a factory object',
      (name) => `<${name}><${name}>1</${name}></${name}>`,
    ],
    ['text and an element', (name) => `<${name}>1<b/></${name}>`],
    ['an element, and any type', (name) => `<${name} xsi:type="xsd:anyType"><b>1</b></${name}>`],
  ];

  test.each(untyped.flatMap(([title, xml]) => FIELDS.map((name) => [title, name, xml] as const)))(
    'a value that is %s is refused in %s',
    async (_title, name, xml) => {
      const changes = { [name]: { xml: xml(name) } };
      await expectRefused(emulator, () => change(emulator.url, SUBJECT, changes), pair('XmlNode()'));
    },
  );

  test('the record is named that has the value', async () => {
    const good = entity(SUBJECT, await writableValues(emulator.url, SUBJECT));
    const bad = entity(IDS.bea, {
      ...(await writableValues(emulator.url, IDS.bea)),
      Title: valued('Title', 'xs:base64Binary', 'MQ=='),
    });
    const { body } = await call(emulator.url, 'update', `<Entities>${good}${bad}</Entities>`);
    expect(body).toContain('<Message>Error updating entity for record number [2].</Message>');
  });
});

describe('a password with a type', () => {
  const hash = async (): Promise<unknown> => (await rowOf(WITH_PASSWORD))['password_hash'];
  const set = (sent: Sent): SentFields => ({ Password: sent });

  test.each([
    ['xs:string', 'Abc-12345'],
    ['xs:double', '1.5e300'],
    ['xs:dateTime', '2024-02-29T01:02:03'],
  ])('%s is set as the text that is made of it: %s', async (type, text) => {
    const before = await hash();
    await accept(emulator.url, WITH_PASSWORD, set(valued('Password', type, text)));
    expect(await hash()).not.toBe(before);
  });

  test.each(NO_TEXT)('%s %s is refused and not set', async (type, sent, named) => {
    const changes = set(valued('Password', type, sent));
    await expectRefused(emulator, () => change(emulator.url, WITH_PASSWORD, changes), pair(named));
  });

  test.each(['xs:boolean', 'xs:dateTime', 'xs:base64Binary', 'xs:hexBinary', 'xs:int'])(
    'is not quoted where it is none of its type: %s',
    async (type) => {
      const { status, body } = await send(WITH_PASSWORD, 'Password', valued('Password', type, 'my-secret'));
      expect(status).toBe(500);
      expect(body).not.toContain('my-secret');
    },
  );
});

describe('what is no value of its type is a fault, as the framework reads it', () => {
  const FORMAT = 'Input string was not in a correct format.';
  const small = (type: string): string => `Value was either too large or too small for ${type}.`;

  const cases: readonly (readonly [type: string, sent: string, problem: string])[] = [
    ...['abc', '1.0', '1e0', '0x1', '1,000', '--1', ' ', '１'].flatMap((sent) =>
      ['byte', 'short', 'int', 'long', 'unsignedByte', 'unsignedShort', 'unsignedInt', 'unsignedLong'].map(
        (type) => [`xs:${type}`, sent, FORMAT] as const,
      ),
    ),
    ['xs:byte', '128', small('a signed byte')],
    ['xs:byte', '-129', small('a signed byte')],
    ['xs:unsignedByte', '256', small('an unsigned byte')],
    ['xs:unsignedByte', '-1', small('an unsigned byte')],
    ['xs:short', '32768', small('an Int16')],
    ['xs:short', '-32769', small('an Int16')],
    ['xs:unsignedShort', '65536', small('a UInt16')],
    ['xs:int', '2147483648', small('an Int32')],
    ['xs:int', '-2147483649', small('an Int32')],
    ['xs:unsignedInt', '4294967296', small('a UInt32')],
    ['xs:long', '9223372036854775808', small('an Int64')],
    ['xs:long', '9'.repeat(5000), small('an Int64')],
    ['xs:unsignedLong', '18446744073709551616', small('a UInt64')],
    ['xs:unsignedLong', '-1', small('a UInt64')],
    ['xs:decimal', '1e5', FORMAT],
    ['xs:decimal', '.', FORMAT],
    ['xs:decimal', '1.2.3', FORMAT],
    ['xs:decimal', '79228162514264337593543950336', small('a Decimal')],
    ['xs:decimal', '9'.repeat(5000), small('a Decimal')],
    ['xs:double', 'abc', FORMAT],
    ['xs:double', '1,5', FORMAT],
    ['xs:double', '.', FORMAT],
    ['xs:double', '1e309', small('a Double')],
    ['xs:float', '1e39', small('a Single')],
    ['xs:boolean', 'True', "The string 'True' is not a valid Boolean value."],
    ['xs:boolean', 'yes', "The string 'yes' is not a valid Boolean value."],
    ['xs:boolean', '2', "The string '2' is not a valid Boolean value."],
    ...[
      'yesterday',
      '2024-02-30',
      '2024-02-29 00:00:00',
      '2/29/2024',
      '2024-02-29T25:00:00',
      '0000-01-01',
    ].map((sent) => ['xs:dateTime', sent, `The string '${sent}' is not a valid AllXsd value.`] as const),
    ['xs:date', '2024-02-30', 'String was not recognized as a valid DateTime.'],
    ['xs:date', '2024-02-29T00:00:00', 'String was not recognized as a valid DateTime.'],
    ['xs:time', '25:00:00', 'String was not recognized as a valid DateTime.'],
    ['xs:base64Binary', 'Grüße', "'Grüße' is not a valid Base64 text sequence."],
    ['xs:base64Binary', 'abc', "'abc' is not a valid Base64 text sequence."],
    ['xs:hexBinary', 'xyz', "'xyz' is not a valid BinHex text sequence."],
    ['xs:hexBinary', '123', "'123' is not a valid BinHex text sequence."],
    ['ms:char', 'A', FORMAT],
    ['ms:char', '65536', small('a UInt16')],
    ['ms:guid', 'abc', 'Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).'],
  ];

  async function expectFaultOf(name: ResourceField, sent: Sent, problem: string): Promise<void> {
    const before = await stateOf(emulator);
    const { status, body } = await send(SUBJECT, name, sent);
    expect(status).toBe(500);
    expect(body).toContain('<faultcode>soap:Client</faultcode>');
    expect(body).toMatch(
      /System\.Web\.Services\.Protocols\.SoapException: Server was unable to read request\. ---&gt; There is an error in XML document \(\d+, \d+\)\. ---&gt; /,
    );
    expect(body).toContain(`---&gt; ${escape(problem)}</faultstring>`);
    expect(await stateOf(emulator)).toEqual(before);
  }

  test.each(cases)('%s %j: %s', async (type, sent, problem) => {
    await expectFaultOf('Title', valued('Title', type, sent), problem);
  });

  test.each(['HireDate', 'UserType', 'SurveyResourceRating', 'Greeting', 'Active', 'Password'] as const)(
    'also in %s, whether it can be written or not',
    async (name) => {
      await expectFaultOf(name, valued(name, 'xs:int', 'x'), FORMAT);
    },
  );

  test.each([
    ...['byte', 'int', 'long', 'unsignedLong', 'decimal', 'double', 'float'].map((type) => `xs:${type}`),
    ...['boolean', 'dateTime', 'date', 'time', 'base64Binary', 'hexBinary'].map((type) => `xs:${type}`),
    'ms:char',
    'ms:guid',
  ])('a long text that is nearly a %s is refused quickly', async (type) => {
    const fields = await writableValues(emulator.url, SUBJECT);
    for (const start of ['', '.', '1e', '2024-02-29T00:00:00.']) {
      for (const piece of ['0', '1', ' ', 'a']) {
        const title = valued('Title', type, `${start}${piece.repeat(60_000)}!`);
        // Expressions that match in two ways take seconds for each, and so more than the minute a test may have.
        const { status } = await call(
          emulator.url,
          'update',
          `<Entities>${entity(SUBJECT, { ...fields, Title: title })}</Entities>`,
        );
        expect(status).toBe(500);
      }
    }
  });

  test('an element inside a simple value', async () => {
    const xml = `<Title xsi:type="xsd:string">a<b>c</b></Title>`;
    await expectFaultOf('Title', { xml }, "'Element' is an invalid XmlNodeType.");
  });

  test('the fault names the place of the value', async () => {
    const xml = '\n\n   <Title xsi:type="xsd:int">x</Title>';
    const { body } = await send(SUBJECT, 'Title', { xml });
    const [, line] = /XML document \((\d+), \d+\)/.exec(body) ?? [];
    expect(Number(line)).toBeGreaterThan(2);
  });

  test('what Resource does not have is passed over unread', async () => {
    const { status } = await send(SUBJECT, 'Title', { xml: '<Salary xsi:type="xsd:int">x</Salary>' });
    expect(status).toBe(200);
  });
});

describe('what clients of the real service rely on', () => {
  test.each<[string, ResourceField, string, string, string | number]>([
    ['xsd:int as a boolean (SOAP::Lite)', 'Active', 'xsd:int', '1', 'true'],
    ['xsd:int as a boolean (SOAP::Lite)', 'Active', 'xsd:int', '0', 'false'],
    ['xsd:float as a number (SOAP::Lite)', 'Greeting', 'xsd:float', '2', '2'],
    ['a phone number as xsd:long (SOAP::Lite)', 'HomePhone', 'xsd:long', '5185550199', '5185550199'],
    ['text that starts with zeros as xsd:int loses them', 'OfficeExtension', 'xsd:int', '0042', '42'],
  ])('%s', async (_title, name, type, sent, expected) => {
    await accept(emulator.url, SUBJECT, { [name]: valued(name, type, sent) });
    expect((await read(emulator.url, SUBJECT))[name]).toBe(expected);
  });

  test.each(['xs:int', 'xs:boolean', 'xs:dateTime', 'xs:double', 'ms:char', 'ms:guid', 'xs:base64Binary'])(
    'an empty element of the type %s clears its field',
    async (type) => {
      await accept(emulator.url, SUBJECT, {
        Title: 'x',
        Greeting: '1',
        DefaultServiceDeskRoleID: '29683401',
      });
      await accept(emulator.url, SUBJECT, {
        Title: valued('Title', type, ''),
        Greeting: valued('Greeting', type, ''),
        DefaultServiceDeskRoleID: valued('DefaultServiceDeskRoleID', type, ''),
      });
      expect(await rowOf(SUBJECT)).toMatchObject({
        Title: '',
        Greeting: null,
        DefaultServiceDeskRoleID: null,
      });
    },
  );

  // The framework of the real service makes a number of each of these, and cannot of an empty text.
  test('known-difference an empty element with the type of a number clears its field, as one with the type of a text', async () => {
    await accept(emulator.url, SUBJECT, { Greeting: '1' });
    await accept(emulator.url, SUBJECT, { Greeting: valued('Greeting', 'xs:int', '') });
    expect((await rowOf(SUBJECT))['Greeting']).toBeNull();
  });

  test('known-difference an id that is no number is one that nobody has, rather than a request that cannot be read', async () => {
    const fields = await writableValues(emulator.url, SUBJECT);
    await expectRefused(emulator, () => update(emulator.url, [entity('x', fields)]), [NOT_FOUND]);
  });

  // Whether the real service clears it is not known.
  test('known-difference DefaultServiceDeskRoleID stays when an update leaves it out, as no answer shows it', async () => {
    await accept(emulator.url, SUBJECT, { DefaultServiceDeskRoleID: '29683401' });
    await accept(emulator.url, SUBJECT, { Title: 'x' });
    expect((await rowOf(SUBJECT))['DefaultServiceDeskRoleID']).toBe(29683401);
  });

  test.each(NO_TEXT)('%s %s in read-only fields is ignored without a word', async (type, sent) => {
    const before = await rowOf(SUBJECT);
    const readOnly = ['LocationID', 'UserType', 'HireDate', 'InternalCost', 'SurveyResourceRating'] as const;
    await accept(
      emulator.url,
      SUBJECT,
      Object.fromEntries(readOnly.map((name) => [name, valued(name, type, sent)])),
    );
    expect(await rowOf(SUBJECT)).toEqual(before);
  });
});

describe('where empty elements without a type clear', () => {
  const lenient = opened({ emptyElements: 'clear' });

  test('what no answer shows stays, as gSOAP writes one for all it has no value of', async () => {
    const stored = async (): Promise<unknown> =>
      await lenient.rows('SELECT DefaultServiceDeskRoleID FROM resources WHERE id = ?', SUBJECT);
    await accept(lenient.url, SUBJECT, { DefaultServiceDeskRoleID: '29683401' });
    const before = await stored();
    await accept(lenient.url, SUBJECT, { DefaultServiceDeskRoleID: { xml: '<DefaultServiceDeskRoleID/>' } });
    expect(await stored()).toEqual(before);
  });

  test('bytes are refused all the same', async () => {
    const changes = { Title: valued('Title', 'xs:base64Binary', 'MQ==') };
    await expectRefused(lenient, () => change(lenient.url, SUBJECT, changes), pair('Byte()'));
  });
});
