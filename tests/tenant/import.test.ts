import { NONE_OF_RESOURCES } from '../../src/tenant/empty-tenant';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { resource } from '../../src/entities/resource';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { ImportError } from '../../src/tenant/import-error';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { addRows, readImportFile } from '../../src/tenant/import';
import { runBuilt } from '../support/built';
import { run, type Outcome } from '../support/command';
import { LOGINS, start, temporaryFolder } from '../support/emulator';
import { call, escape, queryXml } from '../support/soap';
import { read } from '../support/updates';

const folder = temporaryFolder();
const hasher = new Hasher(4);
afterAll(async () => {
  await hasher.close();
  folder.remove();
});

const fileOf = (name: string): string => path.join(folder.path, name);
let files = 0;

/** A file with that content. */
function written(content: string | Buffer, extension: 'json' | 'csv'): string {
  const file = fileOf(`import-${++files}.${extension}`);
  writeFileSync(file, content);
  return file;
}

/** What a resource must have. */
const MINIMAL = {
  Active: true,
  UserName: 'new.one',
  UserType: 37,
  LicenseType: 4,
  FirstName: 'New',
  LastName: 'One',
  Email: 'new.one@example.com',
  EmailTypeCode: 'PRIMARY',
  LocationID: 90682,
  NumberFormat: 'X,XXX.XX',
  ResourceType: 'Employee',
  PayrollType: 1,
  HireDate: '2024-02-29',
};

type Json = Readonly<Record<string, unknown>>;
const json = (...resources: readonly Json[]): string => written(JSON.stringify(resources, null, 1), 'json');

/** The line of a value, or of the resource where that is left out, among those that `json` writes. */
function jsonLine(index: number, resource: Json, field = ''): number {
  const names = Object.keys(resource).filter((name) => resource[name] !== undefined);
  return 2 + index * (Object.keys(MINIMAL).length + 2) + names.indexOf(field) + 1;
}

/** The labels of these fields. */
const LABELS = Object.keys(MINIMAL).map(
  (name) => resource.fields.find((field) => field.name === name)?.label ?? '',
);

/** CSV as ConvertTo-Csv writes one object: all in quotes, true as True. */
function powerShell(values: Json, separator: string): string {
  const line = (cells: readonly unknown[]): string =>
    `${cells
      .map(
        (cell) =>
          `"${String(cell)
            .replace(/^true$/, 'True')
            .replaceAll('"', '""')}"`,
      )
      .join(separator)}\r\n`;
  return line(Object.keys(values)) + line(Object.values(values));
}

const COLUMNS = Object.keys(MINIMAL);
const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const csvRow = (resource: Json, columns: readonly string[] = COLUMNS): string =>
  columns
    .map((name) =>
      quoted(resource[name] === undefined ? '' : String(resource[name] as string | number | boolean)),
    )
    .join(',');

/** The demo tenant in memory, and what importing a file into it came to. */
async function importInto(
  file: string,
  look: (store: Store, outcome: ImportOutcome) => Promise<void> | void,
): Promise<void> {
  const store = await Store.open(undefined, (stores) => fillTenant(stores, demoTenant(), hasher));
  try {
    await look(store, await outcomeOf(file, store));
  } finally {
    await store.close();
  }
}

interface ImportOutcome {
  readonly count?: number;
  readonly problems: readonly string[];
  readonly message?: string;
}

async function outcomeOf(file: string, store: Store): Promise<ImportOutcome> {
  try {
    const content = readImportFile(file, readFileSync(file));
    if (content.kind === 'tenant') throw new Error('A tenant, not resources');
    return {
      count: await store.transaction((stores) => addRows(stores, content.rows, { hasher })),
      problems: [],
    };
  } catch (error) {
    if (error instanceof ImportError) return { problems: error.problems, message: error.message };
    throw error;
  }
}

/** Expects these problems, texts by their beginning, and that the file left nothing behind. */
async function expectProblems(file: string, problems: readonly (string | RegExp)[]): Promise<void> {
  await importInto(file, async (store, outcome) => {
    expect(outcome.problems).toHaveLength(problems.length);
    for (const [index, problem] of problems.entries()) {
      const told = outcome.problems[index] ?? '';
      expect(typeof problem === 'string' ? told.slice(0, problem.length) : told).toEqual(
        typeof problem === 'string' ? problem : expect.stringMatching(problem),
      );
    }
    expect(await store.resources.nextId()).toBe(29683052);
    expect(await store.resources.idOf('new.one')).toBeUndefined();
  });
}

describe('resources that are taken in', () => {
  const expectTaken = async (file: string): Promise<void> => {
    await importInto(file, async (store, outcome) => {
      expect(outcome).toEqual({ count: 1, problems: [] });
      const id = (await store.resources.idOf('NEW.ONE')) ?? 0;
      // The demo tenant ends with 29683051.
      expect(id).toBe(29683052);
      expect(await store.resources.read(id)).toMatchObject({
        emailVerified: false,
        record: { ...MINIMAL, id, HireDate: '2024-02-29T00:00:00.000', Title: '', Gender: null },
      });
    });
  };

  test.each<readonly [string, () => string]>([
    ['a JSON array', () => json(MINIMAL)],
    [
      'JSON with all values as text',
      () => json({ ...MINIMAL, Active: '1', UserType: '37', PayrollType: '1.0' }),
    ],
    [
      'JSON with comments, and commas behind the last item',
      () => written(`// ours\n[${JSON.stringify(MINIMAL).replace('}', ',}')}, /* no more */]`, 'json'),
    ],
    ['JSON with a byte order mark', () => written(`\ufeff[${JSON.stringify(MINIMAL)}]`, 'json')],
    ['CSV', () => written(`${COLUMNS.join()}\n${csvRow(MINIMAL)}\n`, 'csv')],
    [
      'CSV with CRLF, a byte order mark and no line end at the end',
      () => written(`\ufeff${COLUMNS.join()}\r\n${csvRow(MINIMAL)}`, 'csv'),
    ],
    ['CSV with blank lines', () => written(`${COLUMNS.join()}\n\n${csvRow(MINIMAL)}\n\n`, 'csv')],
    [
      'CSV with blanks around its headers',
      () => written(`${COLUMNS.join(' , ')}\n${csvRow(MINIMAL)}\n`, 'csv'),
    ],
    [
      'CSV with 1 for true',
      () => written(`${COLUMNS.join()}\n${csvRow({ ...MINIMAL, Active: 1 })}\n`, 'csv'),
    ],
    ...[';', '\t', '|'].map(
      (separator) =>
        [
          `CSV with ${JSON.stringify(separator)} between its cells, in quotes as PowerShell writes them`,
          () => written(powerShell(MINIMAL, separator), 'csv'),
        ] as const,
    ),
    ['CSV of Export-Csv', () => written(`#TYPE System.Object\r\n${powerShell(MINIMAL, ',')}`, 'csv')],
    [
      'CSV of Export-Csv -UseCulture',
      () => written(`\ufeff#TYPE System.Object\r\n${powerShell(MINIMAL, ';')}`, 'csv'),
    ],
    [
      'CSV with the line of Excel that tells the separator',
      () => written(`sep=;\r\n${powerShell({ ...MINIMAL, Title: '' }, ';')}`, 'csv'),
    ],
    [
      'CSV with rows that were cleared, and empty columns at the end',
      () => written(`${COLUMNS.join()},,\n${csvRow(MINIMAL)},,\n,,,,,,,,,,,,,,\n`, 'csv'),
    ],
    [
      'CSV that leaves out empty cells at the end of a line',
      () => written(`${COLUMNS.join()},Title,Suffix\n${csvRow(MINIMAL)}\n`, 'csv'),
    ],
    ['CSV in UTF-16LE', () => written(Buffer.from(`\ufeff${powerShell(MINIMAL, '\t')}`, 'utf16le'), 'csv')],
    [
      'CSV in UTF-16BE',
      () => written(Buffer.from(`\ufeff${powerShell(MINIMAL, ',')}`, 'utf16le').swap16(), 'csv'),
    ],
    ['CSV in UTF-16 without a mark', () => written(Buffer.from(powerShell(MINIMAL, ';'), 'utf16le'), 'csv')],
    ['JSON in UTF-16LE', () => written(Buffer.from(`\ufeff[${JSON.stringify(MINIMAL)}]`, 'utf16le'), 'json')],
    [
      'JSON in UTF-16 without a mark',
      () => written(Buffer.from(JSON.stringify([MINIMAL]), 'utf16le'), 'json'),
    ],
    [
      'CSV with labels in any case',
      () => written(`${LABELS.join().toUpperCase()}\n${csvRow(MINIMAL)}\n`, 'csv'),
    ],
    [
      'CSV with field names in any case and words apart',
      () =>
        written(
          `${COLUMNS.join().toLowerCase().replace('firstname', 'first_name')}\n${csvRow(MINIMAL)}\n`,
          'csv',
        ),
    ],
    [
      'CSV with what .NET and PowerShell write beside fields',
      () =>
        written(
          `Fields,UserDefinedFields,PSComputerName,RunspaceId,${COLUMNS.join()}\n,ATWS.UserDefinedField[],x,y,${csvRow(MINIMAL)}\n`,
          'csv',
        ),
    ],
    [
      'JSON of an object that was queried',
      () =>
        json({
          Fields: null,
          UserDefinedFields: [],
          ...MINIMAL,
          id: undefined,
          Password: '******',
          InternalCost: null,
        }),
    ],
    ['JSON of ConvertTo-Json with one object', () => written(JSON.stringify(MINIMAL), 'json')],
    [
      'JSON as Windows PowerShell wraps it',
      () => written(JSON.stringify({ value: [MINIMAL], Count: 1 }), 'json'),
    ],
    [
      'JSON whose names are labels',
      () => json(Object.fromEntries(Object.values(MINIMAL).map((value, n) => [LABELS[n], value])) as Json),
    ],
    [
      'JSON with all values as text, as Import-Csv has them',
      () =>
        json({
          ...(Object.fromEntries(Object.entries(MINIMAL).map(([n, v]) => [n, String(v)])) as Json),
          id: '',
          emailVerified: 'False',
        }),
    ],
    ['JSON in a file of another name', () => written(JSON.stringify([MINIMAL]), 'csv')],
  ])('from %s', async (_title, file) => {
    await expectTaken(file());
  });

  test.each<[string, Json]>([
    ...[
      '2/29/2024',
      '02/29/2024 12:00:00 AM',
      '2/29/2024 0:00',
      '/Date(1709182800000)/',
      '2024-02-29T05:00:00Z',
    ].map((HireDate) => [`the date ${HireDate}`, { HireDate }] as [string, Json]),
    [
      'labels',
      { UserType: 'Team Member (system)', LocationID: 'Albany Headquarters', PayrollType: 'Salary' },
    ],
    ['labels in another case', { UserType: 'TEAM member (SYSTEM)', LicenseType: 'team member' }],
    [
      'values in another case',
      { EmailTypeCode: 'primary', ResourceType: 'EMPLOYEE', NumberFormat: 'x,xxx.xx' },
    ],
    ['the label of a string', { EmailTypeCode: 'Primary e-mail address' }],
    ...['TRUE', 'True', 'yes', '1', 'Active'].map(
      (Active) => [`${Active} for true`, { Active }] as [string, Json],
    ),
    ['the mask of a password', { Password: '******' }],
    ['no password', { Password: '' }],
  ])('with %s, from JSON and CSV', async (_title, change) => {
    const given = { ...MINIMAL, ...change };
    await expectTaken(json(given));
    await expectTaken(written(powerShell(given, ';'), 'csv'));
  });

  test('with a label that only one active value has', async () => {
    const tenant = demoTenant();
    const file = json({ ...MINIMAL, LocationID: 'Twice' });
    const at = async (locations: typeof tenant.internalLocations): Promise<readonly string[]> => {
      const store = await Store.open(undefined, (stores) =>
        fillTenant(
          stores,
          { ...tenant, internalLocations: [...tenant.internalLocations, ...locations] },
          hasher,
        ),
      );
      const { problems } = await outcomeOf(file, store);
      await store.close();
      return problems;
    };
    const twice = { ...tenant.internalLocations[0]!, id: 1, Name: 'Twice' };
    expect(await at([twice, { ...twice, id: 2, Active: false }])).toEqual([]);
    expect(await at([twice, { ...twice, id: 2 }])).toEqual([
      'line 11: The label [Twice] of LocationID stands for several values: 1, 2.',
    ]);
  });

  test('with umlauts in windows-1252, where that is named', async () => {
    const bytes = Buffer.from(
      powerShell({ ...MINIMAL, LastName: 'M\xfcller', Title: '\x80 \x84x\x93' }, ';'),
      'latin1',
    );
    await importInto(written('', 'csv'), async (store) => {
      const { rows } = readImportFile('x.csv', bytes, 'Windows-1252');
      expect(await store.transaction((stores) => addRows(stores, rows, { hasher }))).toBe(1);
      const id = (await store.resources.idOf('new.one')) ?? 0;
      expect((await store.resources.read(id))?.record).toMatchObject({ LastName: 'Müller', Title: '€ „x“' });
    });
  });

  test('with a character that pieces of a large file part', async () => {
    const rows = Array.from({ length: 2000 }, (_, n) =>
      csvRow({ ...MINIMAL, UserName: `u${n}`, LastName: '😀'.repeat(n % 30) + 'ü' }),
    );
    await importInto(written(`${COLUMNS.join()}\n${rows.join('\n')}`, 'csv'), async (store, outcome) => {
      expect(outcome).toEqual({ count: 2000, problems: [] });
      for (const n of [0, 29, 777, 1999]) {
        const id = (await store.resources.idOf(`u${n}`)) ?? 0;
        expect((await store.resources.read(id))?.record.LastName).toBe('😀'.repeat(n % 30) + 'ü');
      }
    });
  });

  test('from CSV with every column', async () => {
    const full = {
      ...MINIMAL,
      id: 29700000,
      Title: 'Line one\nline "two", and three',
      Greeting: 3,
      Initials: '007',
      SurveyResourceRating: 4.5,
      DefaultServiceDeskRoleID: 29683401,
      emailVerified: 'TRUE',
      internalCosts: '[{"from":"2020-01-01","to":null,"amount":12.5}]',
      Password: 'Some-Pass-1',
    };
    const columns = Object.keys(full);
    await importInto(
      written(`${columns.join()}\n${csvRow(full, columns)}\n`, 'csv'),
      async (store, outcome) => {
        expect(outcome).toEqual({ count: 1, problems: [] });
        const stored = await store.resources.read(29700000);
        expect(stored).toMatchObject({
          emailVerified: true,
          record: {
            Title: full.Title,
            Greeting: 3,
            Initials: '007',
            SurveyResourceRating: 4.5,
            DefaultServiceDeskRoleID: 29683401,
          },
        });
        const login = await store.logins.find('new.one');
        expect(await hasher.matches('Some-Pass-1', login?.passwordHash ?? '')).toBe(true);
      },
    );
  });

  test('from an empty array or a CSV with headers only: none', async () => {
    for (const file of [json(), written(COLUMNS.join(), 'csv')]) {
      await importInto(file, (_store, outcome) => {
        expect(outcome).toEqual({ count: 0, problems: [] });
      });
    }
  });
});

describe('bytes that are no text of the encoding', () => {
  const hint = / If it is in the encoding of an older program, name that: --encoding windows-1252\.$/;
  test.each<[string, Buffer, 'csv' | 'json', RegExp]>([
    [
      'CSV',
      Buffer.from(`${COLUMNS.join()}\n${csvRow(MINIMAL)}\nM\xfcller`, 'latin1'),
      'csv',
      /^line 3: The file is not UTF-8 text/,
    ],
    [
      'JSON',
      Buffer.from('[\n{"LastName": "M\xfcller"}]', 'latin1'),
      'json',
      /^line 2: The file is not UTF-8 text/,
    ],
    [
      'UTF-16',
      Buffer.from('\ufeffUserName\n\ud83d', 'utf16le'),
      'csv',
      /^line 2: The file is not UTF-16LE text/,
    ],
  ])('%s', async (_title, bytes, extension, problem) => {
    await expectProblems(written(bytes, extension), [new RegExp(problem.source + '.*' + hint.source)]);
  });

  test.each([
    ['a workbook', 'PK\x03\x04xl', /Excel workbook.*Save it in Excel as CSV UTF-8/],
    ['an old workbook', '\xd0\xcf\x11\xe0\xa1', /Save it in Excel as CSV UTF-8/],
    ['a data file', 'SQLite format 3\0', /--data/],
  ])('%s', async (_title, content, problem) => {
    await expectProblems(written(Buffer.from(content, 'latin1'), 'csv'), [problem]);
  });

  test.each([
    ['windows1252', 'There is no encoding windows1252. Did you mean windows-1252?'],
    ['ansi', /^There is no encoding ansi\. There are utf-8, .*windows-1252/],
  ])('an encoding that nobody knows: %s', (label, problem) => {
    expect(() => readImportFile('x.csv', Buffer.from('x'), label)).toThrow(problem);
  });
});

describe('what is wrong is told by line', () => {
  test('a column that there is not', async () => {
    await expectProblems(written(`UserName,Salary\nnew.one,1\n`, 'csv'), [
      /^line 1: There is no column Salary\. The columns are Active, Email, .*, redactedAt\.$/,
      /^line 1: There is no column for Active, Email, .*, LicenseType, which every resource must have\.$/,
    ]);
  });

  test('a member that there is not', async () => {
    await expectProblems(json({ ...MINIMAL, Salary: 1 }), [/^line 16: There is no field Salary\./]);
  });

  test.each<[string, Json, string | RegExp]>([
    ['a required field without a value', { FirstName: '' }, 'Missing Required Field: FirstName.'],
    ['a field that was left out', { LastName: undefined }, 'Missing Required Field: LastName.'],
    [
      'a bad number',
      { SurveyResourceRating: '1,5' },
      'Can not convert data to numeric in field: SurveyResourceRating. It is "1,5". Expected: a number such as 12.5,',
    ],
    [
      'a picklist value that is none',
      { PayrollType: 'Weekly' },
      'Picklist value [Weekly] does not exist for PayrollType. Expected: one of 1 (Salary), 2 (Hourly), 3 (Contractor)',
    ],
    [
      'a label that is nearly one',
      { UserType: 'Teem Member (system)' },
      'Picklist value [Teem Member (system)] does not exist for UserType. Expected: perhaps Team Member (system); one of',
    ],
    [
      'a bad date',
      { HireDate: '29.02.2024' },
      'Can not convert data to date in field: HireDate. It is "29.02.2024". Expected: a date such as 2024-01-31 or 1/31/2024,',
    ],
    [
      'a bad boolean',
      { Active: 'maybe' },
      'Can not convert data to boolean in field: Active. It is "maybe". Expected: true or false',
    ],
    [
      'a long text',
      { FirstName: 'x'.repeat(51) },
      'String value exceeds maximum length (field:FirstName). It is "xxx',
    ],
    ['an unknown level', { UserType: 1 }, 'Picklist value [1] does not exist for UserType.'],
    ['a retired level', { UserType: 102 }, 'Picklist value [102] does not exist for UserType.'],
    ['a closed location', { LocationID: 90699 }, 'Picklist value [90699] does not exist for LocationID.'],
    ['a bad address', { Email: 'x' }, 'The value is not a valid e-mail address in field: Email.'],
    [
      'a domain',
      { UserName: 'a@example.com' },
      'The value must be the part of the user name before the @ in field: UserName.',
    ],
    [
      'a user name that is taken',
      { UserName: 'TOM.TECH' },
      'The value is already in use by another resource in field: UserName.',
    ],
  ])('%s, in JSON and in CSV', async (_title, change, problem) => {
    const broken = { ...MINIMAL, ...change };
    const [field = ''] = Object.keys(change);
    await expectProblems(json({ ...MINIMAL, UserName: 'fine' }, broken), [
      `line ${jsonLine(1, broken, field)}: ${problem as string}`,
    ]);
    const columns = Object.keys(broken);
    await expectProblems(
      written(
        `${columns.join()}\n${csvRow({ ...MINIMAL, UserName: 'fine' }, columns)}\n${csvRow(broken, columns)}\n`,
        'csv',
      ),
      [`line 3: ${problem as string}`],
    );
  });

  test.each<[string, Json, string | RegExp]>([
    ['an id that is in use', { id: 29682903 }, 'The id 29682903 is already in use.'],
    ['an id that is none', { id: 0 }, 'id must be more than 0, not 0.'],
    ['an id with a fraction', { id: 1.5 }, 'id must be a whole number, not 1.5.'],
    ['an id that is no number', { id: '29,682,903' }, 'id must be a number, not "29,682,903".'],
    [
      'a value of another kind',
      { Title: ['x'] },
      'Title must be text, a number, true, false or null, not a list.',
    ],
    [
      'a control character',
      { Title: 'a\u0001' },
      'The value has a character that XML cannot carry in field: Title.',
    ],
    [
      'half a surrogate pair',
      { Title: 'a\ud83d' },
      'The value has a character that XML cannot carry in field: Title.',
    ],
    [
      'a hash that is none',
      { passwordHash: 'secret' },
      /passwordHash must be a bcrypt hash of a cost from 4 to 16, [^"]*$/,
    ],
    [
      'a hash that takes days to check',
      { passwordHash: `$2b$31$${'x'.repeat(53)}` },
      /passwordHash must be [^"]*$/,
    ],
    ['a hash of 99 rounds', { passwordHash: `$2b$99$${'x'.repeat(53)}` }, /passwordHash must be [^"]*$/],
    ['a weak password', { Password: 'secret' }, /Password must be at least 7 characters\.$/],
    [
      'a long password',
      { Password: `A-1${'x'.repeat(62)}` },
      /String value exceeds maximum length \(field:Password\)\. Expected: 64 characters at most\.$/,
    ],
    ['a negative cost', { InternalCost: -1 }, 'InternalCost must be at least 0, not -1.'],
    [
      'two ways to give a cost',
      { internalCosts: [], InternalCost: 1 },
      'internalCosts must not stand beside InternalCost: one of them is enough.',
    ],
    [
      'a range that ends before it starts',
      { internalCosts: [{ from: '2024-01-02', to: '2024-01-01', amount: 1 }] },
      'internalCosts[0] must not end before it starts.',
    ],
    [
      'a day that is none',
      { internalCosts: [{ from: '2023-02-29', to: null, amount: 1 }] },
      'internalCosts[0].from must be a day, like 2026-03-05, not "2023-02-29".',
    ],
    [
      'ranges that overlap',
      {
        internalCosts: [
          { from: '2024-01-01', to: '2024-06-30', amount: 1 },
          { from: '2024-06-30', to: null, amount: 2 },
        ],
      },
      'internalCosts must have no ranges that overlap.',
    ],
    [
      'ranges that overlap at an open end',
      {
        internalCosts: [
          { from: null, to: null, amount: 1 },
          { from: '2024-06-30', to: '2024-07-01', amount: 2 },
        ],
      },
      'internalCosts must have no ranges that overlap.',
    ],
    [
      'a deleted resource that is active',
      { Active: true, deletedAt: '2024-01-01T00:00:00Z' },
      'The resource is deleted. A deletion cannot be undone, nor the resource changed; it can only be redacted.',
    ],
  ])('%s', async (_title, change, problem) => {
    const broken = { ...MINIMAL, ...change };
    const line = `line ${jsonLine(0, broken, Object.keys(change)[0])}: `;
    await expectProblems(json(broken), [
      typeof problem === 'string' ? line + problem : new RegExp(`^${line}${problem.source}`),
    ]);
  });

  test('an id or a user name that is in the file twice', async () => {
    await expectProblems(
      json(
        { ...MINIMAL, id: 29700000 },
        { ...MINIMAL, id: 29700000, UserName: 'other' },
        { ...MINIMAL, UserName: 'New.ONE' },
      ),
      [
        'line 32: The id 29700000 is already in use.',
        'line 36: The value is already in use by another resource in field: UserName.',
      ],
    );
  });

  test('a record of CSV whose cells have several lines, by the line it starts on', async () => {
    const columns = [...COLUMNS, 'Title'];
    const rows = [
      { ...MINIMAL, UserName: 'first', Title: 'fine' },
      { ...MINIMAL, UserName: 'second', Title: `${'x'.repeat(50)}\ntoo long` },
      { ...MINIMAL, UserName: 'third', Title: 'one\ntwo\nthree' },
      { ...MINIMAL, UserName: 'fourth', Greeting: '', FirstName: '' },
    ].map((row) => csvRow(row, columns));
    const problems = [
      'line 3: String value exceeds maximum length (field:Title).',
      'line 8: Missing Required Field: FirstName.',
    ];
    await expectProblems(written(`${columns.join()}\n${rows.join('\n')}\n`, 'csv'), problems);
    await expectProblems(
      written(
        `${columns.join()}\r\n${rows.join('\r\n').replaceAll('\n', '\r\n').replaceAll('\r\r', '\r')}`,
        'csv',
      ),
      problems,
    );
  });

  test('with blank lines between the records, too', async () => {
    await expectProblems(
      written(
        `${COLUMNS.join()}\n\n\n${csvRow({ ...MINIMAL, FirstName: '' })}\n\n${csvRow({ ...MINIMAL, LastName: '' })}`,
        'csv',
      ),
      ['line 4: Missing Required Field: FirstName.', 'line 6: Missing Required Field: LastName.'],
    );
  });

  test('all of many are counted, and the first 100 are told', async () => {
    const many = Array.from({ length: 150 }, (_, n) => ({
      ...MINIMAL,
      UserName: `u${n}`,
      FirstName: '',
      Email: 'x',
    }));
    await importInto(
      written(`${COLUMNS.join()}\n${many.map((one) => csvRow(one)).join('\n')}`, 'csv'),
      (_store, { problems, message }) => {
        expect(problems).toHaveLength(100);
        expect(problems[98]).toBe('line 51: Missing Required Field: FirstName.');
        expect(problems[99]).toMatch(
          /^line 51: The value is not a valid e-mail address in field: Email\. It is "x"\./,
        );
        expect(message).toMatch(/\n300 problems, of which these are the first 100\.$/);
      },
    );
  });

  test('a required column that is not there, once', async () => {
    const columns = COLUMNS.filter((name) => name !== 'HireDate' && name !== 'LicenseType');
    const rows = [MINIMAL, { ...MINIMAL, UserName: 'x', FirstName: '' }].map((row) => csvRow(row, columns));
    await expectProblems(written(`${columns.join()}\n${rows.join('\n')}`, 'csv'), [
      'line 1: There is no column for HireDate, LicenseType, which every resource must have.',
      'line 3: Missing Required Field: FirstName.',
    ]);
  });

  test.each([
    ['First name,FirstName', 'The columns First name and FirstName are both FirstName.'],
    ['Emial', 'There is no column Emial. Did you mean Email?'],
    ['User Nmae', 'There is no column User Nmae. Did you mean UserName?'],
    ['Licence Type', 'There is no column Licence Type. Did you mean LicenseType?'],
  ])('the headers %s', async (headers, problem) => {
    await expectProblems(written(`${headers}\n`, 'csv'), [
      `line 1: ${problem}`,
      /^line 1: There is no column for/,
    ]);
  });

  test('a field of JSON that is there twice, under two names', async () => {
    const file = written(`[${JSON.stringify(MINIMAL).replace('{', '{\n"first name": "x",\n')}]`, 'json');
    await expectProblems(file, ['line 3: The field FirstName is there twice.']);
  });

  test.each([
    [
      'an open quote',
      `${COLUMNS.join()}\n${csvRow(MINIMAL)}\n"new\n\n`,
      'line 3: A quote is opened here and never closed.',
    ],
    ['a quote inside', `${COLUMNS.join()}\nx"y"`, 'line 2: A quote stands inside of a cell'],
    ['text behind a quote', `${COLUMNS.join()}\n"x"y`, 'line 2: Something stands behind the closing quote'],
    [
      'too many cells',
      `${COLUMNS.join()}\n${csvRow(MINIMAL)},x`,
      'line 2: The line has 14 cells and the header 13.',
    ],
    ['nothing in it', '', 'line 1: The file is empty.'],
  ])('CSV with %s', async (_title, content, problem) => {
    await expectProblems(written(content, 'csv'), [problem]);
  });

  test.each([
    ['a missing brace', '[\n{"UserName": "x"\n]', 'line 3: The JSON is not well-formed: a comma is missing.'],
    [
      'text without quotes',
      '[\n{"UserName":\nx}]',
      'line 3: The JSON is not well-formed: something stands here that JSON does not know; text needs double quotes.',
    ],
    [
      'an open quote',
      '[\n{"UserName": "x\n}]',
      'line 2: The JSON is not well-formed: a text does not end with a double quote in its line.',
    ],
    [
      'lists in lists without end',
      `\n${'['.repeat(200_000)}`,
      'line 2: The JSON is not well-formed: lists and objects are nested deeper than 100 here.',
    ],
    [
      'objects in objects, in a tenant',
      `{"domain":\n${'{"a":'.repeat(4000)}1${'}'.repeat(4000)}}`,
      'line 2: The JSON is not well-formed: lists and objects are nested deeper than 100 here.',
    ],
  ])('JSON that is broken by %s', async (_title, content, problem) => {
    await expectProblems(written(content, 'json'), [problem]);
  });

  test.each([
    ['1', 'line 1: A tenant must be an object, not 1.'],
    ['null', 'line 1: A tenant must be an object, not null.'],
    ['"x"', 'line 1: A tenant must be an object, not "x".'],
  ])('JSON that is neither a tenant nor an array: %s', async (content, problem) => {
    await expectProblems(written(content, 'json'), [problem]);
  });

  test('all that is wrong with a tenant, each at its own line', async () => {
    const tenant = JSON.stringify(
      { ...demoTenant(), resources: [], ci: 0, roels: 1, timezone: 'UTC' },
      null,
      1,
    );
    const lineOf = (text: string): number => tenant.slice(0, tenant.indexOf(text)).split('\n').length;
    await expectProblems(written(tenant, 'json'), [
      `line ${lineOf('"ci"')}: ci must be more than 0, not 0.`,
      `line ${lineOf('"roels"')}: There is no roels. Did you mean roles?`,
      `line ${lineOf('"timezone"')}: There is no timezone. Did you mean timeZone?`,
    ]);
  });

  test('elements of an array that are no resources', async () => {
    await expectProblems(written('[\n1,\n"x",\nnull]', 'json'), [/^line 2: /, /^line 3: /, /^line 4: /]);
  });

  test.each(['', '   '])('a JSON file without anything: %j', async (content) => {
    await expectProblems(written(content, 'json'), [
      'line 1: The JSON is not well-formed: there is nothing in it.',
    ]);
  });
});

describe('atws import', () => {
  let runs = 0;
  const dataFile = (): string => fileOf(`data-${++runs}.db`);
  const importing = (file: string, data: string): Promise<Outcome> => run(['import', file, '--data', data]);
  const demo = demoTenant();
  const tenantFile = (change: (tenant: typeof demo) => object): string =>
    written(JSON.stringify(change(structuredClone(demo)), null, 1), 'json');

  test('takes resources into a new data file, and their passwords work', async () => {
    const data = dataFile();
    const file = json({
      ...MINIMAL,
      UserType: 24,
      LicenseType: 7,
      Password: 'Some-Pass-1',
      InternalCost: 12.5,
    });
    expect(await importing(file, data)).toEqual({
      code: 0,
      stdout: `1 resource from ${file} is in ${data} now.
${data} is new. It holds the demo tenant, too: 30 people of example.com, whose passwords are published.
To start without them, remove it and add --empty.
Serve it with: atws serve --data ${data}
`,
      stderr: '',
    });
    const emulator = await start({ memory: false, data });
    try {
      const login = { user: 'new.one@example.com', password: 'Some-Pass-1' };
      expect((await call(emulator.url, 'GetWsdlVersion', '', { login })).status).toBe(200);
      expect(await read(emulator.url, 29683052, { login })).toMatchObject({
        UserName: 'new.one',
        InternalCost: '12.5000',
      });
      expect((await call(emulator.url, 'GetWsdlVersion', '', { login: LOGINS.admin })).status).toBe(200);
    } finally {
      await emulator.close();
    }
    const sqlite = new Sqlite(data, { readonly: true });
    const hash = sqlite
      .prepare("SELECT password_hash FROM resources WHERE UserName = 'new.one'")
      .pluck()
      .get();
    sqlite.close();
    expect(hash).toMatch(/^\$2b\$10\$/);
  });

  test('takes nothing of a file with something wrong, and says all of it', async () => {
    const data = dataFile();
    await importing(json(), data);
    const file = json(
      MINIMAL,
      { ...MINIMAL, UserName: 'x', FirstName: '' },
      { ...MINIMAL, UserName: 'y', Email: '' },
    );
    expect(await importing(file, data)).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'atws: line 22: Missing Required Field: FirstName.\nline 39: Missing Required Field: Email.\n2 problems.\n',
    });
    const sqlite = new Sqlite(data, { readonly: true });
    expect(sqlite.prepare('SELECT count(*) FROM resources').pluck().get()).toBe(demo.resources.length);
    sqlite.close();
  });

  test('makes a data file of a whole tenant, with its own rules', async () => {
    const data = dataFile();
    const file = tenantFile((tenant) => ({
      ...tenant,
      domain: 'acme.test',
      strongPasswords: false,
      resources: [{ ...tenant.resources[1], passwordHash: undefined, Password: 'weak' }],
      ...NONE_OF_RESOURCES,
      records: undefined,
    }));
    expect(await importing(file, data)).toMatchObject({ code: 0, stderr: '' });
    const emulator = await start({ memory: false, data });
    const login = { user: 'api.admin@acme.test', password: 'weak' };
    const { status } = await call(emulator.url, 'GetWsdlVersion', '', { login });
    await emulator.close();
    expect(status).toBe(200);
  });

  test('does not put a tenant over another one', async () => {
    const data = dataFile();
    await importing(json(), data);
    expect(
      await importing(
        tenantFile((tenant) => tenant),
        data,
      ),
    ).toEqual({
      code: 1,
      stdout: '',
      stderr: `atws: ${data} has a tenant already: name a new file with --data, or import resources only.\n`,
    });
  });

  test('a tenant with something wrong leaves no file, so that the next attempt can make it', async () => {
    const data = dataFile();
    const broken = tenantFile((tenant) => ({
      ...tenant,
      resources: [{ ...tenant.resources[0], FirstName: '' }],
      records: undefined,
    }));
    expect(await importing(broken, data)).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^atws: line \d{3}: Missing Required Field: FirstName\.\n$/) as unknown,
    });
    expect(leftOf(data)).toEqual([]);
    expect(
      await importing(
        tenantFile((tenant) => tenant),
        data,
      ),
    ).toMatchObject({ code: 0 });
  });

  test('a tenant whose form is wrong is refused by line', async () => {
    const file = tenantFile((tenant) => ({ ...tenant, timeZone: 'Mars/Olympus', ci: 0 }));
    const { code, stderr } = await importing(file, dataFile());
    expect(code).toBe(1);
    expect(stderr).toBe(
      'atws: line 3: ci must be more than 0, not 0.\nline 4: timeZone must be an IANA time zone such as America/New_York.\n2 problems.\n',
    );
  });

  test('a tenant that names an id twice is refused in one line, not with a stack', async () => {
    const file = tenantFile((tenant) => ({ ...tenant, roles: [...tenant.roles, tenant.roles[0]] }));
    const { code, stderr } = await importing(file, dataFile());
    expect(code).toBe(1);
    expect(stderr).toMatch(/^atws: .*\n$/);
  });

  const leftOf = (data: string): readonly string[] =>
    readdirSync(folder.path).filter((name) => name.startsWith(path.basename(data)));

  test('resources with something wrong leave no new data file, and no folder that was made for it', async () => {
    const data = dataFile();
    expect(await importing(json({ ...MINIMAL, FirstName: '' }), data)).toMatchObject({ code: 1, stdout: '' });
    expect(leftOf(data)).toEqual([]);
    const deep = path.join(`${data}.folder`, 'in', 'folders', 'atws.db');
    expect(await importing(json({ ...MINIMAL, FirstName: '' }), deep)).toMatchObject({ code: 1 });
    expect(leftOf(data)).toEqual([]);
    expect(await importing(json(MINIMAL), deep)).toMatchObject({ code: 0 });
  });

  test('--empty starts without the people of the demo tenant, and says how to log in', async () => {
    const data = dataFile();
    const file = json({ ...MINIMAL, UserType: 24, LicenseType: 7, Password: 'Some-Pass-1' });
    const flags = ['--empty', '--domain', 'acme.test', '--tracking-identifier', 'OUR-CODE-1'];
    expect(await run(['import', file, '--data', data, ...flags])).toEqual({
      code: 0,
      stdout: `1 resource from ${file} is in ${data} now.
${data} is new. Its user names end in @acme.test; its clients send the tracking identifier OUR-CODE-1.
Administrators who can log in: new.one@acme.test.
Serve it with: atws serve --data ${data}
`,
      stderr: '',
    });
    const emulator = await start({ memory: false, data });
    const login = { user: 'new.one@acme.test', password: 'Some-Pass-1' };
    const { status, body } = await call(emulator.url, 'query', `<sXML>${escape(queryXml(''))}</sXML>`, {
      login,
      code: 'OUR-CODE-1',
    });
    await emulator.close();
    expect([status, body.match(/<Entity /g)]).toEqual([200, ['<Entity ']]);
  });

  test('--password gives one to a resource that has none in the file', async () => {
    const data = dataFile();
    const file = json({ ...MINIMAL, UserType: 24, LicenseType: 7, Password: '******' });
    const { stdout } = await run(['import', file, '--data', data, '--empty']);
    expect(stdout).toContain('Nobody in it can log in as an administrator yet');
    const other = dataFile();
    expect(
      await run([
        'import',
        file,
        '--data',
        other,
        '--empty',
        '--password',
        'NEW.one@example.com=Some-Pass-1',
      ]),
    ).toMatchObject({ stdout: expect.stringContaining('can log in: new.one@example.com.') as unknown });
  });

  test.each([
    ['JSON', JSON.stringify([MINIMAL])],
    ['CSV', powerShell(MINIMAL, ';')],
  ])('- reads %s from standard input', async (_title, input) => {
    const data = dataFile();
    const outcome = await run(['import', '-', '--data', data], { input });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toContain(`1 resource from standard input is in ${data} now.\n`);
  });

  test('takes a file in the encoding that is named', async () => {
    const file = written(
      Buffer.from(powerShell({ ...MINIMAL, LastName: 'M\xfcller' }, ';'), 'latin1'),
      'csv',
    );
    const data = dataFile();
    expect(await importing(file, data)).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'atws: line 2: The file is not UTF-8 text from here on. If it is in the encoding of an older program, name that: --encoding windows-1252.\n',
    });
    expect(await run(['import', file, '--data', data, '--encoding', 'windows-1252'])).toMatchObject({
      code: 0,
    });
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      '--empty and a data file that is there',
      ['--empty'],
      /exists already; --empty is for a new data file\.\n$/,
    ],
    [
      '--domain and a data file that is there',
      ['--domain', 'x.test'],
      /are for a new data file that starts with --empty/,
    ],
    [
      '--administrators and no answers',
      ['--administrators', '17'],
      /--administrators is for captured answers/,
    ],
    ['a password without a user', ['--password', 'Secret-1'], /--password takes USER=PASSWORD\.\n$/],
  ])('%s contradict each other', async (_title, flags, sentence) => {
    const data = dataFile();
    await importing(json(), data);
    const { code, stdout, stderr } = await run(['import', json(MINIMAL), '--data', data, ...flags]);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(sentence)]);
    expect(stderr).not.toContain('Secret-1');
  });

  test('a file that is not there is a sentence', async () => {
    const data = dataFile();
    expect(await importing(fileOf('nowhere.json'), data)).toEqual({
      code: 1,
      stdout: '',
      stderr: `atws: There is no file ${fileOf('nowhere.json')} to import.\n`,
    });
    expect(existsSync(data)).toBe(false);
  });

  // As what this user has no right to see is not missing; that cannot be tested by an administrator.
  test('a file that cannot be looked at is not told as one that is missing', async () => {
    const circle = fileOf('circle.json');
    symlinkSync(circle, circle);
    expect(await importing(circle, dataFile())).toEqual({
      code: 1,
      stdout: '',
      stderr: `atws: ${circle} cannot be used: its links lead in a circle.\n`,
    });
  });

  test('a huge CSV file goes in with little memory', async () => {
    const data = dataFile();
    const rows = Array.from({ length: 20_000 }, (_, n) =>
      csvRow({ ...MINIMAL, UserName: `huge.${n}`, LastName: `Number ${n}` }),
    );
    const file = written(`${COLUMNS.join()}\n${rows.join('\n')}\n`, 'csv');
    expect(
      await runBuilt(['import', file, '--data', data], { env: { NODE_OPTIONS: '--max-old-space-size=48' } }),
    ).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^20000 resources from /) as unknown,
      stderr: '',
    });
    const sqlite = new Sqlite(data, { readonly: true });
    expect(sqlite.prepare('SELECT count(*) FROM resources').pluck().get()).toBe(
      demo.resources.length + 20_000,
    );
    sqlite.close();
  });
});
