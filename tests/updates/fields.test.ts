// Thorough: npm run test:quick leaves it out.
import { resource, type ResourceField } from '../../src/entities/resource';
import {
  accept,
  change,
  expectRefused,
  IDS,
  onRecord,
  opened,
  read,
  typed,
  type Row,
  type Sent,
  type SentFields,
} from '../support/updates';

/** What may be written into a field, and what is said about the rest. */
type Expectation =
  | { readonly kind: 'text'; readonly length: number; readonly required?: true }
  | {
      readonly kind: 'choice';
      readonly values: readonly string[];
      readonly length?: number;
      readonly required?: true;
    }
  | { readonly kind: 'number choice'; readonly values: readonly string[]; readonly required?: true }
  | { readonly kind: 'yes or no'; readonly required: true }
  | { readonly kind: 'role' }
  | { readonly kind: 'password' }
  | { readonly kind: 'read-only'; readonly values: readonly string[] };

const EMAIL_TYPES = ['PRIMARY', 'SECONDARY', 'MOBILE', 'PAGER', 'SMS'];

/** Every field of Resource, by the vendor's page and a live answer of GetFieldInfo. */
const EXPECTATIONS: Readonly<Record<ResourceField, Expectation>> = {
  Active: { kind: 'yes or no', required: true },
  Email: { kind: 'text', length: 254, required: true },
  Email2: { kind: 'text', length: 254 },
  Email3: { kind: 'text', length: 254 },
  EmailTypeCode: { kind: 'choice', length: 20, values: EMAIL_TYPES, required: true },
  EmailTypeCode2: { kind: 'choice', length: 20, values: EMAIL_TYPES },
  EmailTypeCode3: { kind: 'choice', length: 20, values: EMAIL_TYPES },
  FirstName: { kind: 'text', length: 50, required: true },
  Gender: { kind: 'choice', length: 1, values: ['F', 'M'] },
  Greeting: { kind: 'number choice', values: ['1', '2', '3'] },
  HomePhone: { kind: 'text', length: 25 },
  id: { kind: 'read-only', values: [] },
  Initials: { kind: 'text', length: 32 },
  LastName: { kind: 'text', length: 50, required: true },
  LocationID: { kind: 'read-only', values: ['90701', '1', 'x', ''] },
  MiddleName: { kind: 'text', length: 50 },
  MobilePhone: { kind: 'text', length: 25 },
  OfficeExtension: { kind: 'text', length: 10 },
  OfficePhone: { kind: 'text', length: 25 },
  ResourceType: { kind: 'choice', length: 15, values: ['Employee', 'Contractor'], required: true },
  Suffix: { kind: 'choice', length: 10, values: [] },
  Title: { kind: 'text', length: 50 },
  TravelAvailabilityPct: {
    kind: 'choice',
    length: 15,
    values: ['0%', 'up to 25%', 'up to 50%', 'up to 75%', 'up to 100%'],
  },
  UserName: { kind: 'text', length: 32, required: true },
  UserType: { kind: 'read-only', values: ['24', '1', 'x', ''] },
  DefaultServiceDeskRoleID: { kind: 'role' },
  DateFormat: { kind: 'read-only', values: ['yyyy-MM-dd', 'x', 'x'.repeat(21), ''] },
  TimeFormat: { kind: 'read-only', values: ['HH:mm', 'x', 'x'.repeat(21), ''] },
  Password: { kind: 'password' },
  PayrollType: { kind: 'number choice', values: ['1', '2', '3', '4'], required: true },
  NumberFormat: { kind: 'choice', length: 20, values: ['X,XXX.XX', 'X.XXX,XX'], required: true },
  AccountingReferenceID: { kind: 'text', length: 100 },
  InternalCost: { kind: 'read-only', values: ['99', 'x', ''] },
  HireDate: { kind: 'read-only', values: ['2000-01-01', 'x', ''] },
  SurveyResourceRating: { kind: 'read-only', values: ['5', 'x', ''] },
  LicenseType: { kind: 'read-only', values: ['1', '99', 'x', ''] },
};

/** Rows of test.each: the name of each field of that kind, and what is expected of it. */
function of<K extends Expectation['kind']>(
  ...kinds: readonly K[]
): [ResourceField, Extract<Expectation, { kind: K }>][] {
  return resource.fields.flatMap(({ name }) => {
    const expectation = EXPECTATIONS[name];
    return kinds.some((kind) => kind === expectation.kind)
      ? [[name, expectation as Extract<Expectation, { kind: K }>]]
      : [];
  });
}

/** A text of so many characters that suits the field. */
function textFor(name: ResourceField, length: number, letter: string): string {
  if (!name.startsWith('Email')) return letter.repeat(length);
  const domain = '.example.com';
  return `${letter.repeat(64)}@${'d'.repeat(length - 65 - domain.length)}${domain}`;
}

const strict = opened();
const lenient = opened({ emptyElements: 'clear' });

const SUBJECT = IDS.emma;
const rowOf = async (emulator: typeof strict): Promise<Row> =>
  (await emulator.rows('SELECT * FROM resources WHERE id = ?', SUBJECT))[0] ?? {};
const expectRefusal = (name: ResourceField, sent: Sent, sentence: string): Promise<void> =>
  expectRefused(strict, () => change(strict.url, SUBJECT, { [name]: sent }), [onRecord(sentence)]);

/** Expects that a value is in the answer, in the next query, and in the data file. */
async function expectKept(
  changes: SentFields,
  name: ResourceField,
  expected: string | undefined,
): Promise<void> {
  expect((await accept(strict.url, SUBJECT, changes))[name]).toBe(expected);
  expect((await read(strict.url, SUBJECT))[name]).toBe(expected);
}

test('what is expected of all 36 fields is written down here', () => {
  expect(resource.fields).toHaveLength(36);
  expect(Object.keys(EXPECTATIONS).toSorted()).toEqual(resource.fields.map(({ name }) => name).toSorted());
});

describe('text', () => {
  const texts = of('text');

  test.each(texts)('%s takes a text of exactly its length, typed and untyped', async (name, { length }) => {
    const plain = textFor(name, length, 'x');
    await expectKept({ [name]: plain }, name, plain);
    const other = textFor(name, length, 'y');
    await expectKept({ [name]: typed(name, other) }, name, other);
  });

  test.each(texts)('%s counts a character beyond the first plane as one', async (name, { length }) => {
    const astral = textFor(name, length, '𠮷');
    await expectKept({ [name]: astral }, name, astral);
  });

  test.each(texts)('%s refuses a text that is one character longer', async (name, { length }) => {
    const sentence = `String value exceeds maximum length (field:${name}).`;
    await expectRefusal(name, textFor(name, length + 1, 'x'), sentence);
    await expectRefusal(name, typed(name, textFor(name, length + 1, '𠮷')), sentence);
  });
});

describe('picklists', () => {
  const choices = of('choice', 'number choice');

  test.each(choices.filter(([, { values }]) => values.length > 0))(
    '%s takes each of its values, typed and untyped',
    async (name, { values }) => {
      for (const value of values) {
        await expectKept({ [name]: value }, name, value);
        await expectKept({ [name]: typed(name, value) }, name, value);
      }
    },
  );

  test.each(of('choice'))('%s refuses what is none of its values, in its exact case', async (name) => {
    for (const value of ['x', 'mALE', 'primary', 'EMPLOYEE', 'f', ' M'].filter(
      (text) => Array.from(text).length <= (name === 'Gender' ? 1 : 9),
    )) {
      await expectRefusal(name, value, `Picklist value [${value}] does not exist for ${name}.`);
    }
  });

  test.each(of('choice'))(
    '%s says that a text is too long rather than unknown',
    async (name, { length = 0 }) => {
      await expectRefusal(
        name,
        'x'.repeat(length),
        `Picklist value [${'x'.repeat(length)}] does not exist for ${name}.`,
      );
      await expectRefusal(
        name,
        'x'.repeat(length + 1),
        `String value exceeds maximum length (field:${name}).`,
      );
    },
  );

  test.each(of('number choice'))('%s takes numbers in every form clients send', async (name) => {
    for (const [sent, expected, type] of [
      ['2.0', '2', 'decimal'],
      [' 3 ', '3', 'int'],
      ['+1', '1', 'int'],
      ['02', '2', 'int'],
    ] as const) {
      await expectKept({ [name]: sent }, name, expected);
      await expectKept({ [name]: typed(name, sent, type) }, name, expected);
    }
  });

  test.each(of('number choice'))('%s refuses numbers that are none of its values', async (name) => {
    for (const value of ['0', '99', '-1', '2147483647'])
      await expectRefusal(name, value, `Picklist value [${value}] does not exist for ${name}.`);
  });

  test.each(of('number choice'))('%s refuses what is no whole number', async (name) => {
    for (const value of ['x', '1.5', '1e0', '0x1', '1,0', '2147483648', '\uff11', '1 2', 'true'])
      await expectRefusal(name, value, `Can not convert data to numeric in field: ${name}.`);
  });
});

describe('Active', () => {
  // The schema type has two of these spellings in lower case only.
  test.each([
    ['1', 'true', 'boolean'],
    ['0', 'false', 'boolean'],
    ['True', 'true', 'string'],
    ['FALSE', 'false', 'string'],
    ['true', 'true', 'boolean'],
    [' false ', 'false', 'boolean'],
  ])('takes %j as %s', async (sent, expected, type) => {
    await expectKept({ Active: sent }, 'Active', expected);
    await expectKept({ Active: typed('Active', sent, type) }, 'Active', expected);
  });

  test.each(['yes', 'no', '2', '-1', 'Y', 'tru', 'on', 'vrai', '1.0'])('refuses %j', async (sent) => {
    await expectRefusal('Active', sent, 'Can not convert data to boolean in field: Active.');
  });
});

describe('DefaultServiceDeskRoleID', () => {
  const stored = async (): Promise<unknown> => (await rowOf(strict))['DefaultServiceDeskRoleID'];
  const sentence =
    'Reference value on field: DefaultServiceDeskRoleID of type: Role does not exist or is invalid.';

  test.each([
    ['29683401', 29683401, 'long'],
    [' 29683404 ', 29683404, 'long'],
    ['29683403.0', 29683403, 'decimal'],
  ])('takes the id of an active role, %j, and never shows it', async (sent, expected, type) => {
    const answer = await accept(strict.url, SUBJECT, { DefaultServiceDeskRoleID: sent });
    expect(await stored()).toBe(expected);
    expect(answer).not.toHaveProperty('DefaultServiceDeskRoleID');
    expect(await read(strict.url, SUBJECT)).not.toHaveProperty('DefaultServiceDeskRoleID');
    await accept(strict.url, SUBJECT, {
      DefaultServiceDeskRoleID: typed('DefaultServiceDeskRoleID', sent, type),
    });
    expect(await stored()).toBe(expected);
  });

  test.each([
    ['a role that is not active', '29683417'],
    ['a role that does not exist', '29683499'],
    ['zero', '0'],
    ['a negative id', '-1'],
    ['the id of a resource', String(IDS.tom)],
    ['the greatest long', '9223372036854775807'],
  ])('refuses %s', async (_title, sent) => {
    await expectRefusal('DefaultServiceDeskRoleID', sent, sentence);
  });

  test('stays when it is left out, also where its role is no longer active', async () => {
    await accept(strict.url, SUBJECT, { DefaultServiceDeskRoleID: '29683401' });
    await strict.change('UPDATE roles SET Active = 0 WHERE id = 29683401');
    try {
      await accept(strict.url, SUBJECT, { Title: 'x' });
      expect(await stored()).toBe(29683401);
    } finally {
      await strict.change('UPDATE roles SET Active = 1 WHERE id = 29683401');
    }
  });

  test.each(['x', '1.5', '9223372036854775808', 'Administration'])(
    'refuses %j as no number',
    async (sent) => {
      await expectRefusal(
        'DefaultServiceDeskRoleID',
        sent,
        'Can not convert data to numeric in field: DefaultServiceDeskRoleID.',
      );
    },
  );
});

describe('a field without a value', () => {
  const absences: readonly (readonly [title: string, element: (name: string) => Sent])[] = [
    ['is left out', () => undefined],
    ['is nil', (name) => ({ xml: `<${name} xsi:nil="true"/>` })],
    ['is nil as 1', (name) => ({ xml: `<${name} xsi:nil="1" xsi:type="xsd:string"></${name}>` })],
    ['is empty with a type', (name) => typed(name, '')],
    ['is empty with the type of a number', (name) => typed(name, '', 'long')],
  ];
  /** A value for each field that may be cleared, and how a cleared one is answered. */
  const clearable: readonly (readonly [ResourceField, string, '' | undefined])[] = [
    ...of('text')
      .filter(([, { required }]) => !required)
      .map(([name]) => [name, name.startsWith('Email') ? 'x@example.com' : 'x', ''] as const),
    ...of('choice', 'number choice')
      .filter(([, { required, values }]) => !required && values.length > 0)
      .map(([name, { values }]) => [name, values[0] ?? '', undefined] as const),
  ];
  const required = of('text', 'choice', 'number choice', 'yes or no').filter(
    ([, expectation]) => expectation.required,
  );

  test('nine fields are required, and fifteen can be cleared', () => {
    expect(required.map(([name]) => name)).toEqual([
      'Active',
      'Email',
      'EmailTypeCode',
      'FirstName',
      'LastName',
      'ResourceType',
      'UserName',
      'PayrollType',
      'NumberFormat',
    ]);
    expect(clearable).toHaveLength(15);
  });

  describe.each(absences)('that %s', (_title, element) => {
    test.each(clearable)('clears %s', async (name, value, cleared) => {
      await expectKept({ [name]: value }, name, value);
      await expectKept({ [name]: element(name) }, name, cleared);
      expect((await rowOf(strict))[name]).toBe(cleared ?? null);
    });

    const sent = element('DefaultServiceDeskRoleID');
    test(`${sent ? 'clears' : 'keeps'} DefaultServiceDeskRoleID, which no answer shows`, async () => {
      await accept(strict.url, SUBJECT, { DefaultServiceDeskRoleID: '29683401' });
      await accept(strict.url, SUBJECT, { DefaultServiceDeskRoleID: sent });
      expect((await rowOf(strict))['DefaultServiceDeskRoleID']).toBe(sent ? null : 29683401);
    });

    test('leaves Suffix, which has no values, as it is', async () => {
      await expectKept({ Suffix: element('Suffix') }, 'Suffix', undefined);
    });

    test('leaves Password as it is', async () => {
      const { password_hash: before } =
        (await strict.rows('SELECT * FROM resources WHERE id = ?', IDS.tom))[0] ?? {};
      expect(before).toMatch(/^\$2b\$/);
      await accept(strict.url, IDS.tom, { Password: element('Password') });
      expect((await strict.rows('SELECT * FROM resources WHERE id = ?', IDS.tom))[0]).toMatchObject({
        password_hash: before,
      });
    });

    test.each(required)('is refused where the field is required: %s', async (name) => {
      await expectRefusal(name, element(name), `Missing Required Field: ${name}.`);
    });
  });

  test.each(of('text').filter(([, { required }]) => required))(
    '%s is not satisfied by blanks',
    async (name) => {
      await expectRefusal(name, ' \t ', `Missing Required Field: ${name}.`);
    },
  );

  const writable = resource.fields.filter(({ readOnly, name }) => !readOnly && name !== 'Password');

  test.each(writable)(
    '$name as an empty element without a type is the recorded pair of errors',
    async ({ name }) => {
      for (const xml of [`<${name}/>`, `<${name}></${name}>`, `<${name}><!-- nothing --></${name}>`]) {
        await expectRefused(strict, () => change(strict.url, SUBJECT, { [name]: { xml } }), [
          "Conversion from type 'Object' to type 'String' is not valid.",
          'Error updating entity for record number [1].',
        ]);
      }
    },
  );

  test.each(clearable)(
    '%s as an empty element without a type is cleared with emptyElements=clear',
    async (name, value, cleared) => {
      await accept(lenient.url, SUBJECT, { [name]: value });
      const answer = await accept(lenient.url, SUBJECT, { [name]: { xml: `<${name}/>` } });
      expect(answer[name]).toBe(cleared);
      expect((await rowOf(lenient))[name]).toBe(cleared ?? null);
    },
  );

  test.each(required)(
    '%s as an empty element without a type is missing with emptyElements=clear',
    async (name) => {
      await expectRefused(lenient, () => change(lenient.url, SUBJECT, { [name]: { xml: `<${name}/>` } }), [
        onRecord(`Missing Required Field: ${name}.`),
      ]);
    },
  );

  test.each([
    ['error', strict],
    ['clear', lenient],
  ])('<Password/> leaves the password as it is with emptyElements=%s', async (_setting, emulator) => {
    const hash = async (): Promise<unknown> =>
      await emulator.rows('SELECT password_hash FROM resources WHERE id = ?', IDS.ada);
    const before = await hash();
    await accept(emulator.url, IDS.ada, { Password: { xml: '<Password/>' } });
    expect(await hash()).toEqual(before);
  });
});

describe('read-only fields', () => {
  const readOnly = of('read-only');

  test.each(readOnly.filter(([name]) => name !== 'id'))(
    'whatever is sent as %s is ignored without a word',
    async (name, { values }) => {
      const before = await rowOf(strict);
      for (const value of values) {
        await accept(strict.url, SUBJECT, { [name]: value });
        await accept(strict.url, SUBJECT, { [name]: typed(name, value) });
      }
      for (const xml of [`<${name}/>`, `<${name} xsi:nil="true"/>`])
        await accept(strict.url, SUBJECT, { [name]: { xml } });
      expect(values).not.toEqual([]);
      expect(await rowOf(strict)).toEqual(before);
    },
  );

  test('fields that Resource does not have are ignored as well', async () => {
    const before = await rowOf(strict);
    await accept(strict.url, SUBJECT, {
      Title: undefined,
      HomePhone: { xml: '<Salary>1000000</Salary><email_verified>1</email_verified><password_hash/>' },
    });
    expect(await rowOf(strict)).toEqual({
      ...before,
      Title: '',
      Title_folded: '',
      HomePhone: '',
      HomePhone_folded: '',
    });
  });

  test('user-defined fields and Fields are ignored as well', async () => {
    const before = await rowOf(strict);
    await accept(strict.url, SUBJECT, {
      Suffix: {
        xml:
          '<Fields><Field><Name>Title</Name><Value>Boss</Value></Field></Fields>' +
          '<UserDefinedFields><UserDefinedField><Name>Title</Name><Value>Boss</Value></UserDefinedField></UserDefinedFields>',
      },
    });
    expect(await rowOf(strict)).toEqual(before);
  });
});
