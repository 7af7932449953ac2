import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { ImportError } from '../../src/tenant/import-error';
import { demoTenant, fillTenant } from '../../src/tenant/fill';
import { importResources, readImportFile } from '../../src/tenant/import';
import { run, type Outcome } from '../cli/support';
import { LOGINS, start, temporaryFolder } from '../support/emulator';
import { call } from '../support/soap';
import { read } from '../updates/support';

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
  look: (store: Store, outcome: { count?: number; problems: readonly string[] }) => Promise<void> | void,
): Promise<void> {
  const store = await Store.open(undefined, (areas) => fillTenant(areas, demoTenant(), hasher));
  try {
    await look(store, await outcomeOf(file, store));
  } finally {
    await store.close();
  }
}

async function outcomeOf(
  file: string,
  store: Store,
): Promise<{ count?: number; problems: readonly string[] }> {
  try {
    const content = await readImportFile(file);
    if (content.kind === 'tenant') throw new Error('A tenant, not resources');
    return { count: await importResources(store, content.rows, hasher, () => undefined), problems: [] };
  } catch (error) {
    if (error instanceof ImportError) return { problems: error.problems };
    throw error;
  }
}

/** Expects these problems, and that the file left nothing behind. */
async function expectProblems(file: string, problems: readonly (string | RegExp)[]): Promise<void> {
  await importInto(file, async (store, outcome) => {
    expect(outcome.problems).toEqual(
      problems.map((problem) =>
        typeof problem === 'string' ? problem : (expect.stringMatching(problem) as unknown),
      ),
    );
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

  test.each([
    ['a JSON array', () => json(MINIMAL)],
    [
      'JSON with all values as text',
      () => json({ ...MINIMAL, Active: '1', UserType: '37', PayrollType: '1.0' }),
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
  ])('from %s', async (_title, file) => {
    await expectTaken(file());
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
        expect(await hasher.matches('Some-Pass-1', login?.passwordHash ?? null)).toBe(true);
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

describe('what is wrong is told by line', () => {
  test('a column that there is not', async () => {
    await expectProblems(written(`UserName,Salary\nnew.one,1\n`, 'csv'), [
      /^line 1: There is no column Salary\. The columns are Active, Email, .*, internalCosts\.$/,
    ]);
  });

  test('a member that there is not', async () => {
    await expectProblems(json(MINIMAL, { ...MINIMAL, Salary: 1 }), [/^line 17: .*"Salary"/]);
  });

  test.each<[string, Json, string | RegExp]>([
    ['a required field without a value', { FirstName: '' }, 'Missing Required Field: FirstName.'],
    ['a field that was left out', { LastName: undefined }, 'Missing Required Field: LastName.'],
    ['a bad number', { PayrollType: 'x' }, 'Can not convert data to numeric in field: PayrollType.'],
    ['a bad date', { HireDate: '2023-02-29' }, 'Can not convert data to date in field: HireDate.'],
    ['a bad boolean', { Active: 'yes' }, 'Can not convert data to boolean in field: Active.'],
    ['a long text', { FirstName: 'x'.repeat(51) }, 'String value exceeds maximum length (field:FirstName).'],
    ['an unknown level', { UserType: 1 }, 'Picklist value [1] does not exist for UserType.'],
    ['a retired level', { UserType: 102 }, 'Picklist value [102] does not exist for UserType.'],
    ['a closed location', { LocationID: 90699 }, 'Picklist value [90699] does not exist for LocationID.'],
    ['a bad address', { Email: 'x' }, 'The value is not a valid email address in field: Email.'],
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
    await expectProblems(json({ ...MINIMAL, UserName: 'fine' }, broken), [`line 17: ${problem as string}`]);
    await expectProblems(
      written(`${COLUMNS.join()}\n${csvRow({ ...MINIMAL, UserName: 'fine' })}\n${csvRow(broken)}\n`, 'csv'),
      [`line 3: ${problem as string}`],
    );
  });

  test.each<[string, Json, string | RegExp]>([
    ['an id that is in use', { id: 29682903 }, 'line 2: The id 29682903 is already in use.'],
    ['an id that is none', { id: 0 }, /^line 2: id: /],
    ['an id with a fraction', { id: 1.5 }, /^line 2: id: /],
    ['a value of another kind', { Title: ['x'] }, /^line 2: Title: /],
    [
      'a control character',
      { Title: 'a\u0001' },
      'line 2: The value has a character that XML cannot carry in field: Title.',
    ],
    [
      'half a surrogate pair',
      { Title: 'a\ud83d' },
      'line 2: The value has a character that XML cannot carry in field: Title.',
    ],
    ['a hash that is none', { passwordHash: 'secret' }, /^line 2: passwordHash: no bcrypt hash$/],
    [
      'a hash of 99 rounds',
      { passwordHash: `$2b$99$${'x'.repeat(53)}` },
      /^line 2: passwordHash: no bcrypt hash$/,
    ],
    ['a weak password', { Password: 'secret' }, 'line 2: Password must be at least 7 characters.'],
    [
      'a long password',
      { Password: `A-1${'x'.repeat(62)}` },
      'line 2: String value exceeds maximum length (field:Password).',
    ],
    ['a negative cost', { InternalCost: -1 }, /^line 2: InternalCost: /],
    [
      'a range that ends before it starts',
      { internalCosts: [{ from: '2024-01-02', to: '2024-01-01', amount: 1 }] },
      /the range ends before it starts/,
    ],
    [
      'a day that is none',
      { internalCosts: [{ from: '2023-02-29', to: null, amount: 1 }] },
      /^line 2: internalCosts\.0\.from: /,
    ],
    [
      'ranges that overlap',
      {
        internalCosts: [
          { from: '2024-01-01', to: '2024-06-30', amount: 1 },
          { from: '2024-06-30', to: null, amount: 2 },
        ],
      },
      /ranges overlap/,
    ],
    [
      'ranges that overlap at an open end',
      {
        internalCosts: [
          { from: null, to: null, amount: 1 },
          { from: '2024-06-30', to: '2024-07-01', amount: 2 },
        ],
      },
      /ranges overlap/,
    ],
  ])('%s', async (_title, change, problem) => {
    await expectProblems(json({ ...MINIMAL, ...change }), [problem]);
  });

  test('an id or a user name that is in the file twice', async () => {
    await expectProblems(
      json(
        { ...MINIMAL, id: 29700000 },
        { ...MINIMAL, id: 29700000, UserName: 'other' },
        { ...MINIMAL, UserName: 'New.ONE' },
      ),
      [
        'line 18: The id 29700000 is already in use.',
        'line 34: The value is already in use by another resource in field: UserName.',
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

  test('only the first 20 of many', async () => {
    const many = Array.from({ length: 50 }, () => ({ ...MINIMAL, FirstName: '' }));
    await expectProblems(
      written(`${COLUMNS.join()}\n${many.map((one) => csvRow(one)).join('\n')}`, 'csv'),
      Array.from({ length: 20 }, (_, n) => `line ${n + 2}: Missing Required Field: FirstName.`),
    );
  });

  test.each([
    ['an open quote', `${COLUMNS.join()}\n"new`, /^line 2: .*[Qq]uote/],
    ['too many cells', `UserName\nnew.one,x`, /^line 2: .*[Cc]olumn/],
    ['too few cells', `UserName,Title\nnew.one`, /^line 2: .*[Cc]olumn/],
  ])('CSV that is broken by %s', async (_title, content, problem) => {
    await expectProblems(written(content, 'csv'), [problem]);
  });

  test.each([
    ['a missing brace', '[\n{"UserName": "x"\n]', /^line 3: The JSON is not well-formed: /],
    ['a comment', '[\n// no\n]', /^line 2: The JSON is not well-formed: /],
    ['a trailing comma', '[\n1,\n]', /^line 3: The JSON is not well-formed: /],
  ])('JSON that is broken by %s', async (_title, content, problem) => {
    await expectProblems(written(content, 'json'), [problem]);
  });

  test('elements of an array that are no resources', async () => {
    await expectProblems(written('[\n1,\n"x",\nnull]', 'json'), [/^line 2: /, /^line 3: /, /^line 4: /]);
  });

  test.each(['1', 'null', '"x"'])('JSON that is neither a tenant nor an array: %s', async (content) => {
    await expectProblems(written(content, 'json'), [/^line 1: /]);
  });

  test.each(['', '   '])('a JSON file without anything: %j', async (content) => {
    await expectProblems(written(content, 'json'), [/^line 1: The JSON is not well-formed/]);
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
      stdout: `1 resources from ${file} are in ${data} now.\n`,
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
      stderr: 'atws: line 17: Missing Required Field: FirstName.\nline 32: Missing Required Field: Email.\n',
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
      stderr: 'atws: resources[0] (UserName administrator): Missing Required Field: FirstName.\n',
    });
    const left = readdirSync(folder.path).filter((name) => name.startsWith(path.basename(data)));
    expect(left).toEqual([]);
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
    expect(stderr).toMatch(/^atws: line 3: ci: .*\nline 4: timeZone: no IANA time zone\n$/);
  });

  test('a tenant that names an id twice is refused in one line, not with a stack', async () => {
    const file = tenantFile((tenant) => ({ ...tenant, roles: [...tenant.roles, tenant.roles[0]] }));
    const { code, stderr } = await importing(file, dataFile());
    expect(code).toBe(1);
    expect(stderr).toMatch(/^atws: .*\n$/);
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

  test('a huge CSV file goes in with little memory', async () => {
    const data = dataFile();
    const rows = Array.from({ length: 20_000 }, (_, n) =>
      csvRow({ ...MINIMAL, UserName: `huge.${n}`, LastName: `Number ${n}` }),
    );
    const file = written(`${COLUMNS.join()}\n${rows.join('\n')}\n`, 'csv');
    expect(
      await run(['import', file, '--data', data], { env: { NODE_OPTIONS: '--max-old-space-size=48' } }),
    ).toEqual({ code: 0, stdout: `20000 resources from ${file} are in ${data} now.\n`, stderr: '' });
    const sqlite = new Sqlite(data, { readonly: true });
    expect(sqlite.prepare('SELECT count(*) FROM resources').pluck().get()).toBe(
      demo.resources.length + 20_000,
    );
    sqlite.close();
  });
});
