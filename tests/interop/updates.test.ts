import fc from 'fast-check';
import type { Emulator } from '../../src/server/emulator';
import { isPlainUserName } from '../../src/updates/user-names';
import { LOGINS, start } from '../support/emulator';
import type { ClientAnswer, ClientCall } from './client';
import { ADMIN, describeClients, runClient, succeed, valuesOf } from './clients';
import { open } from '../support/updates';
import { ALL, byId, CLOCK, demoResources, expected, type DemoResource } from './demo';

/** All that makes texts hard to carry. */
const TRICKY = '  Ünï & <b> 🚀 𠮷 ]]> &amp; "x" \'y\'\t ';

/** A resource whose e-mail address is not verified, so that a change takes effect at once. */
const BEA = 29682971;
const bea = demoResources.find(({ id }) => id === BEA) as DemoResource;

/** The values of a resource that nobody changes over SOAP. */
const UNCHANGED = [
  'id',
  'LocationID',
  'UserType',
  'LicenseType',
  'DateFormat',
  'TimeFormat',
  'HireDate',
] as const;

const REQUIRED = {
  Active: true,
  Email: 'bea.blank@example.com',
  EmailTypeCode: 'PRIMARY',
  FirstName: 'Bea',
  LastName: 'Blank',
  ResourceType: 'Employee',
  UserName: 'bea.blank',
  PayrollType: 2,
  NumberFormat: 'X,XXX.XX',
};

describe('updating through the WSDL', () => {
  describeClients((client) => {
    let emulator: Emulator;

    beforeEach(async () => {
      emulator = await start({ clock: CLOCK });
    });
    afterEach(() => emulator.close());

    const call = (...parameters: ClientCall): Promise<ClientAnswer> =>
      succeed<ClientAnswer>(client, emulator.wsdlUrl, parameters);

    test('all resources are read, changed in one field and sent back whole', async () => {
      const before = await call('query', ALL);
      const answer = await call('modify', ALL, { Title: TRICKY });
      const after = await call('query', ALL);

      expect(answer).toMatchObject({ returnCode: 1, type: 'resource', errors: [] });
      expect(after.entities.map(valuesOf)).toEqual(
        before.entities.map((entity) => ({ ...valuesOf(entity), Title: TRICKY })),
      );
      expect(answer.entities).toEqual(after.entities);
    });

    test('what no answer shows is not wiped by who reads, changes and sends back', async () => {
      const onDisk = await open({ clock: CLOCK });
      const hidden = async (): Promise<unknown> =>
        await onDisk.rows('SELECT id, DefaultServiceDeskRoleID, password_hash FROM resources ORDER BY id');
      try {
        const before = await hidden();
        const wsdlUrl = onDisk.url.replace(/asmx$/, 'wsdl');
        const answer = await succeed<ClientAnswer>(client, wsdlUrl, ['modify', ALL, { Title: 'x' }]);
        expect(answer).toMatchObject({ returnCode: 1, errors: [] });
        expect(before).toContainEqual(expect.objectContaining({ DefaultServiceDeskRoleID: 29683401 }));
        expect(await hidden()).toEqual(before);
      } finally {
        await onDisk.close();
      }
    });

    test('what was sent for read-only fields is ignored', async () => {
      const answer = await call('modify', byId(BEA), {
        LocationID: 90744,
        UserType: 33,
        LicenseType: 1,
        HireDate: '2001-01-01T00:00:00',
      });

      expect(answer).toMatchObject({ returnCode: 1, errors: [] });
      expect(answer.entities.map(valuesOf)).toEqual([expected(client, bea)]);
    });

    test('what was left out is cleared', async () => {
      const answer = await call('update', [{ id: BEA, ...REQUIRED }]);
      const cleared = Object.fromEntries(UNCHANGED.map((name) => [name, bea[name]]));

      expect(answer.entities.map(valuesOf)).toEqual([expected(client, { ...cleared, ...REQUIRED, id: BEA })]);
    });

    test('an empty text without a type is the recorded error, with a type it clears', async () => {
      const before = await call('query', byId(BEA));
      const answer = await call('update', [{ id: BEA, ...REQUIRED, Title: '' }]);
      const after = await call('query', byId(BEA));

      expect(answer.errors).toEqual(
        client.sendsTypes
          ? []
          : [
              "Conversion from type 'Object' to type 'String' is not valid.",
              'Error updating entity for record number [1].',
            ],
      );
      expect(after.entities).toEqual(client.sendsTypes ? answer.entities : before.entities);
    });

    test('an empty text without a type clears where the setting says so', async () => {
      const lenient = await start({ emptyElements: 'clear' });
      try {
        const answer = await succeed<ClientAnswer>(client, lenient.wsdlUrl, [
          'update',
          [{ id: BEA, ...REQUIRED, Title: '', Greeting: 1 }],
        ]);

        expect(answer).toMatchObject({ returnCode: 1, errors: [], entities: [{ Greeting: { value: 1 } }] });
        expect(answer.entities[0]?.['Title']?.value ?? '').toBe('');
      } finally {
        await lenient.close();
      }
    });

    test.each([
      [
        'a value that is not in the picklist',
        { Gender: 'X' },
        'Picklist value [X] does not exist for Gender.',
      ],
      [
        'a text that is too long',
        { OfficeExtension: '01234567890' },
        'String value exceeds maximum length (field:OfficeExtension).',
      ],
    ])('a clean refusal for %s changes nothing', async (_case, change, sentence) => {
      const before = await call('query', byId(BEA));
      const answer = await call('modify', byId(BEA), change);
      const after = await call('query', byId(BEA));

      expect(answer).toEqual({
        returnCode: -1,
        type: 'resource',
        errors: [`${sentence} ; on record number [1].`],
        entities: [],
      });
      expect(after).toEqual(before);
    });

    test('a clean refusal for a text that is no number, a fault where it comes with the type of one', async () => {
      const before = await call('query', byId(BEA));
      const changing: ClientCall = ['modify', byId(BEA), { PayrollType: 'x' }];
      const [outcome] = await runClient(client, emulator.wsdlUrl, ADMIN, [changing]);
      const after = await call('query', byId(BEA));

      expect(outcome?.fault?.message.split(' ---> ').at(-1) ?? outcome?.ok).toEqual(
        client.sendsTypes
          ? 'Input string was not in a correct format.'
          : {
              returnCode: -1,
              type: 'resource',
              errors: ['Can not convert data to numeric in field: PayrollType. ; on record number [1].'],
              entities: [],
            },
      );
      expect(after).toEqual(before);
    });

    test('a clean refusal for who may not update', async () => {
      const session = { ...ADMIN, login: LOGINS.reader };
      const [outcome] = await runClient(client, emulator.wsdlUrl, session, [
        ['modify', byId(BEA), { Title: 'x' }],
      ]);

      expect(outcome?.ok).toMatchObject({
        returnCode: -1,
        errors: [
          'No matching records found. The logged in resource may not have the required permissions to update the data.',
        ],
      });
    });

    test('whatever values a resource is given come back from the next query', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(randomResource(), { minLength: CASES, maxLength: CASES }),
          async (resources) => {
            const outcomes = await runClient(
              client,
              emulator.wsdlUrl,
              ADMIN,
              resources.flatMap((resource): readonly ClientCall[] => [
                ['update', [{ id: BEA, ...resource }]],
                ['query', byId(BEA)],
              ]),
            );
            const kept = Object.fromEntries(UNCHANGED.map((name) => [name, bea[name]]));
            const answers = outcomes.map(({ ok }) => ok as ClientAnswer);

            expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
            expect(answers.map(({ entities }) => entities.map(valuesOf))).toEqual(
              resources
                .map((resource) => [expected(client, { ...kept, ...resource, id: BEA })])
                .flatMap((answer) => [answer, answer]),
            );
          },
        ),
        { numRuns: 1, seed: 20240615, interruptAfterTimeLimit: 30_000 },
      );
    });
  });
});

/** Resources that one run of a client writes and reads. */
const CASES = 25;

/** What one resource may be given over SOAP; a field that is left out is cleared. */
function randomResource(): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const optional = {
    Email2: address(),
    Email3: address(),
    EmailTypeCode2: emailType(),
    EmailTypeCode3: emailType(),
    Gender: fc.constantFrom('F', 'M'),
    Greeting: fc.constantFrom(1, 2, 3),
    HomePhone: text(25),
    Initials: text(32),
    MiddleName: text(50),
    MobilePhone: text(25),
    OfficeExtension: text(10),
    OfficePhone: text(25),
    Title: text(50),
    TravelAvailabilityPct: fc.constantFrom('0%', 'up to 25%', 'up to 50%', 'up to 75%', 'up to 100%'),
    AccountingReferenceID: text(100),
  };
  const required = {
    Active: fc.boolean(),
    Email: address(),
    EmailTypeCode: emailType(),
    FirstName: text(50),
    LastName: text(50),
    ResourceType: fc.constantFrom('Employee', 'Contractor'),
    UserName: text(31).map(
      (name) => `${Array.from(name.replaceAll('@', '')).filter(isPlainUserName).join('')}~`,
    ),
    PayrollType: fc.constantFrom(1, 2, 3, 4),
    NumberFormat: fc.constantFrom('X,XXX.XX', 'X.XXX,XX'),
  };
  return fc.record(
    { ...required, ...optional },
    { requiredKeys: Object.keys(required) as (keyof typeof required)[] },
  );
}

function emailType(): fc.Arbitrary<string> {
  return fc.constantFrom('PRIMARY', 'SECONDARY', 'MOBILE', 'PAGER', 'SMS');
}

function address(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.stringMatching(/^[a-z0-9.+'_-]{1,20}$/), fc.stringMatching(/^[a-z0-9äöé]{1,10}$/))
    .map(([user, host]) => `${user}@${host}.example.org`);
}

/**
 * Text of up to `length` characters that all three stacks can carry. node-soap sends a carriage return as it
 * is, so that XML makes a line feed of it, sends a text that looks like a CDATA section as one, and reads a
 * text of nothing but blanks as empty.
 */
function text(length: number): fc.Arbitrary<string> {
  const part = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    fc.constantFrom(' ', '  ', '\t', '\n', '&', '<', '>', '"', "'", ']]>', '&amp;', '<![CDATA[', '<?xml?>'),
    fc.constantFrom(
      'é',
      'e\u0301',
      'ß',
      'İ',
      '日本',
      '𠮷',
      '🚀',
      '\u00a0',
      '\u2028',
      '\u200f',
      '\ufeff',
      '\ufffd',
    ),
  );
  return fc
    .oneof(
      fc.array(part, { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')),
      fc.constantFrom('0', '007', '1e3', '-1', 'null', 'true', 'False', 'nil', '2012-02-01', '1.50'),
    )
    .map((whole) => Array.from(whole).slice(0, length).join(''))
    .filter((whole) => whole.trim() !== '' && !/^<!\[CDATA\[.*\]\]>$/s.test(whole));
}
