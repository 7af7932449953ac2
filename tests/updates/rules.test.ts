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
  update,
  type Sent,
  type SentFields,
} from '../support/updates';

const emulator = opened();

const expectRefusal = (id: number, changes: SentFields, ...sentences: readonly string[]): Promise<void> =>
  expectRefused(emulator, () => change(emulator.url, id, changes), sentences);

describe('UserName', () => {
  const TAKEN = onRecord('The value is already in use by another resource in field: UserName.');

  test.each([
    ['of another resource', 'tom.tech'],
    ['in another case', 'TOM.tech'],
    ['of an inactive resource', 'frank.former'],
  ])('%s is taken', async (_title, UserName) => {
    await expectRefusal(IDS.emma, { UserName }, TAKEN);
  });

  test.each([
    ['jörg', 'JÖRG'],
    ['Żuraw', 'żURAW'],
    ['ΣΟΦΙΑ', 'σοφια'],
    ['ДИМА', 'дима'],
  ])('%s is taken as %s, too', async (one, other) => {
    await accept(emulator.url, IDS.emma, { UserName: one });
    await expectRefusal(IDS.mo, { UserName: other }, TAKEN);
    await accept(emulator.url, IDS.emma, { UserName: 'emma.empty' });
    await accept(emulator.url, IDS.mo, { UserName: other });
    await accept(emulator.url, IDS.mo, { UserName: 'mo.minimal' });
  });

  test('an accent makes another name', async () => {
    expect(await accept(emulator.url, IDS.emma, { UserName: 'töm.tech' })).toMatchObject({
      UserName: 'töm.tech',
    });
  });

  test('its own name in another case is free', async () => {
    expect(await accept(emulator.url, IDS.mo, { UserName: 'Mo.MINIMAL' })).toMatchObject({
      UserName: 'Mo.MINIMAL',
    });
    await accept(emulator.url, IDS.mo, { UserName: 'mo.minimal' });
  });

  test.each(['redacted1', 'REDACTED29683010'])('%s is reserved for redacted resources', async (UserName) => {
    await expectRefusal(
      IDS.emma,
      { UserName },
      onRecord('The value is reserved for redacted resources in field: UserName.'),
    );
  });

  test.each(['redacted', 'redacted1x', 'unredacted1'])('%s is free', async (UserName) => {
    expect(await accept(emulator.url, IDS.emma, { UserName })).toMatchObject({ UserName });
    await accept(emulator.url, IDS.emma, { UserName: 'emma.empty' });
  });

  test.each(['emma@example.com', '@', 'a@b'])('%s, with a domain, is refused', async (UserName) => {
    await expectRefusal(
      IDS.emma,
      { UserName },
      onRecord('The value must be the part of the user name before the @ in field: UserName.'),
    );
  });
});

describe.each(['Email', 'Email2', 'Email3'] as const)('%s', (field) => {
  test.each([
    'a@b.co',
    'a@b.c',
    "o'brien+tag@sub.example.com",
    'A.B-C_D@EXAMPLE.COM',
    'ünï@müller.example',
    'x@xn--mller-kva.example',
    '5185550103@pager.example.org',
    'a@b-1.c--2.d-e',
    `${'l'.repeat(64)}@example.com`,
  ])('takes %s', async (address) => {
    expect((await accept(emulator.url, IDS.emma, { [field]: address }))[field]).toBe(address);
    expect((await read(emulator.url, IDS.emma))[field]).toBe(address);
  });

  test.each([
    'nobody',
    '@example.com',
    'a@',
    'a@localhost',
    'a@b..co',
    'a@.b.co',
    'a@b.co.',
    'a@-b.co',
    'a@b-.co',
    'a@b.-co',
    'a@b.co-',
    'a@b_c.co',
    'a@b.c_o',
    ...Array.from('<>()[]",:;\\', (letter) => `a${letter}b@example.com`),
    'a b@example.com',
    'a@exa mple.com',
    ' a@example.com',
    'a@example.com ',
    'a@example.com\nBcc: b@example.com',
    'a@b@example.com',
    'a@example.com,b@example.com',
    'A <a@example.com>',
    '"a"@example.com',
    'a@[127.0.0.1]',
    `${'l'.repeat(65)}@example.com`,
    'a\u200b@example.com',
    'a@exam\u200dple.com',
    'moc.elpmaxe@\u202ea',
    'a\u2066@example.com',
    'a\u00ad@example.com',
    '\ufeffa@example.com',
    'a@ex\u3164ample.com',
    'a\u2800@example.com',
    'a\u{e0061}@example.com',
  ])('refuses %j', async (address) => {
    await expectRefusal(
      IDS.emma,
      { [field]: address },
      onRecord(`The value is not a valid e-mail address in field: ${field}.`),
    );
  });
});

describe('picklists of the tenant', () => {
  test('a resource at a closed location stays as it is while other fields change', async () => {
    expect(await accept(emulator.url, IDS.frank, { Title: 'Pensioner' })).toMatchObject({
      Title: 'Pensioner',
      LocationID: '90699',
      UserType: '102',
    });
  });
});

describe('of several things that are wrong with a record, the first one is told', () => {
  /** In the order of the checks: what is wrong, and what is said about it. */
  const steps: readonly (readonly [SentFields, ...sentences: string[]])[] = [
    [
      { Title: { xml: '<Title/>' } },
      "Conversion from type 'Object' to type 'String' is not valid.",
      'Error updating entity for record number [1].',
    ],
    [
      { FirstName: { xml: '<FirstName/>' } },
      "Conversion from type 'Object' to type 'String' is not valid.",
      'Error updating entity for record number [1].',
    ],
    [{ Active: 'x' }, onRecord('Can not convert data to boolean in field: Active.')],
    [{ Greeting: 'x' }, onRecord('Can not convert data to numeric in field: Greeting.')],
    [{ PayrollType: 'x' }, onRecord('Can not convert data to numeric in field: PayrollType.')],
    [{ FirstName: ' ' }, onRecord('Missing Required Field: FirstName.')],
    [{ NumberFormat: undefined }, onRecord('Missing Required Field: NumberFormat.')],
    [{ HomePhone: '1'.repeat(26) }, onRecord('String value exceeds maximum length (field:HomePhone).')],
    [
      { AccountingReferenceID: '1'.repeat(101) },
      onRecord('String value exceeds maximum length (field:AccountingReferenceID).'),
    ],
    [{ Gender: 'x' }, onRecord('Picklist value [x] does not exist for Gender.')],
    [
      { DefaultServiceDeskRoleID: '1' },
      onRecord(
        'Reference value on field: DefaultServiceDeskRoleID of type: Role does not exist or is invalid.',
      ),
    ],
    [{ Email: 'x' }, onRecord('The value is not a valid e-mail address in field: Email.')],
    [{ Email3: 'x' }, onRecord('The value is not a valid e-mail address in field: Email3.')],
    [
      { UserName: 'tom.tech@example.com' },
      onRecord('The value must be the part of the user name before the @ in field: UserName.'),
    ],
    [
      { UserName: 'tom.tech' },
      onRecord('The value is already in use by another resource in field: UserName.'),
    ],
    [{ Password: 'short' }, onRecord('Password must be at least 7 characters.')],
    [{ Active: '0' }, 'You cannot inactivate yourself.'],
  ];

  /** All that is wrong from a step on; where two steps are about one field, the earlier one counts. */
  const from = (index: number): Readonly<Record<string, Sent>> =>
    Object.fromEntries(
      steps
        .slice(index)
        .toReversed()
        .flatMap(([fields]) => Object.entries(fields)),
    );

  test.each(
    steps.map(([fields, ...sentences], index) => [Object.keys(fields)[0], index, sentences] as const),
  )('%s (%i)', async (_field, index, sentences) => {
    await expectRefusal(IDS.admin, from(index), ...sentences);
  });

  test('an id that is not there comes before all of them', async () => {
    await expectRefused(emulator, () => update(emulator.url, [entity(1, from(0))]), [NOT_FOUND]);
  });

  test('nothing is said about a record without anything wrong', async () => {
    expect(await accept(emulator.url, IDS.admin, from(steps.length))).toMatchObject({ Active: 'true' });
  });
});
