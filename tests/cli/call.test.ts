import { entities } from '../../src/entities/index';
import { role } from '../../src/entities/role';
import { REVISIONS, startWith } from '../support/contracts';
import { LOGINS } from '../support/emulator';
import { queryXml, where } from '../support/soap';
import { accept, IDS, onRecord, opened, read } from '../support/updates';
import { run, type Outcome, type RunOptions } from '../support/command';

const emulator = opened();

const atwsCall = (args: readonly string[], options: RunOptions = {}): Promise<Outcome> =>
  run(['call', ...args], { ...options, env: { ATWS_URL: emulator.url, ...options.env } });

async function printed(args: readonly string[], options?: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await atwsCall(args, options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** The cells of a table, row by row. */
function cells(table: string): readonly (readonly string[])[] {
  return table
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const byId = (id: number): string => queryXml(where('id', 'Equals', String(id)));

describe('the examples of its help', () => {
  test('atws call getEntityInfo', async () => {
    const table = cells(await printed(['getEntityInfo']));
    expect(table[0]).toEqual(expect.arrayContaining(['Name', 'CanUpdate']));
    expect(table.map(([name]) => name)).toEqual(['Name', ...entities.map(({ name }) => name)]);
  });

  test('of several entities other than resources, a table has every field', async () => {
    const roles = queryXml(where('Name', 'Contains', 'engineer'), 'Role');
    const [header, ...rows] = cells(await printed(['query', roles]));
    expect(header).toEqual(['id', ...role.fields.filter(({ key }) => !key).map(({ name }) => name)]);
    expect(rows.map(([, name]) => name)).toEqual(['Network Engineer', 'On-Call Engineer (überregional)']);
    const [narrow] = cells(await printed(['query', roles, '--fields', 'Name,HourlyRate']));
    expect(narrow).toEqual(['Name', 'HourlyRate']);
  });

  test('atws call getFieldInfo Resource', async () => {
    const table = cells(await printed(['getFieldInfo', 'Resource']));
    expect(table).toHaveLength(37);
    expect(table[0]?.slice(0, 3)).toEqual(['Name', 'Label', 'Type']);
    expect(table.find(([name]) => name === 'Email')?.slice(0, 3)).toEqual(['Email', 'Email', 'string']);
  });

  test('atws call query', async () => {
    const table = cells(await printed(['query', queryXml(where('LastName', 'BeginsWith', 'S'))]));
    expect(table[0]).toEqual(['id', 'UserName', 'FirstName', 'LastName', 'Email', 'Title', 'Active']);
    expect(table.slice(1).map(([, userName]) => userName)).toEqual([
      'harriet.smith',
      'JSmyth',
      'lobby.screen',
      'sue.smith',
    ]);
  });

  test('atws call update', async () => {
    await accept(emulator.url, IDS.tom, { MobilePhone: '1' });
    const output = await printed([
      'update',
      '--id',
      String(IDS.tom),
      '--set',
      'Title=Team Lead',
      '--set',
      'MobilePhone=',
    ]);
    expect(cells(output)).toEqual(
      expect.arrayContaining([
        ['id', String(IDS.tom)],
        ['Title', 'Team Lead'],
      ]),
    );
    expect(await read(emulator.url, IDS.tom)).toMatchObject({ Title: 'Team Lead', MobilePhone: '' });
  });
});

describe('answers', () => {
  test('one resource is shown field by field', async () => {
    const table = cells(await printed(['query', byId(IDS.ada)]));
    expect(table[0]).toEqual(['Name', 'Value']);
    expect(table).toEqual(
      expect.arrayContaining([
        ['UserName', 'ada.admin'],
        ['InternalCost', '95.0000'],
      ]),
    );
  });

  test('the columns of several resources can be chosen', async () => {
    const filter = queryXml(where('LastName', 'Equals', 'Smith'));
    const table = cells(await printed(['query', filter, '--fields', 'LastName,id']));
    expect(table).toEqual([
      ['LastName', 'id'],
      ['Smith', String(IDS.harriet)],
      ['SMITH', '29683024'],
    ]);
  });

  test('nothing found is said', async () => {
    expect(await printed(['query', byId(1)])).toBe('No entities.\n');
  });

  test('a single value is printed as it is', async () => {
    expect(await printed(['GetWsdlVersion'])).toBe('1.6.8\n');
  });

  test('how much was asked is a message', async () => {
    expect(await printed(['getThresholdAndUsageInfo'])).toMatch(/\d/);
  });

  test('JSON has everything', async () => {
    const answer = JSON.parse(await printed(['query', byId(IDS.ada), '--json'])) as Record<string, unknown>;
    expect(answer).toMatchObject({
      ReturnCode: 1,
      EntityResultType: 'resource',
      EntityResults: { Entity: [{ id: IDS.ada, UserName: 'ada.admin', HireDate: '2009-06-15T00:00:00' }] },
    });
    expect(JSON.parse(await printed(['GetWsdlVersion', '--json']))).toBe('1.6.8');
  });

  test('the name of the operation may be in any case, and a parameter may come from standard input', async () => {
    const output = await printed(['QUERY', '-'], { input: byId(IDS.ada) });
    expect(cells(output)).toEqual(expect.arrayContaining([['UserName', 'ada.admin']]));
  });

  test('what PowerShell sends to standard input begins with a mark', async () => {
    const output = await printed(['query', '-'], { input: `\ufeff${byId(IDS.ada)}` });
    expect(cells(output)).toEqual(expect.arrayContaining([['UserName', 'ada.admin']]));
  });

  test('log-in and tracking identifier may come from variables', async () => {
    const { user: ATWS_USER, password: ATWS_PASSWORD } = LOGINS.reader;
    const output = await printed(['query', byId(IDS.ada)], { env: { ATWS_USER, ATWS_PASSWORD } });
    expect(cells(output).map(([name]) => name)).not.toContain('InternalCost');
    expect(await atwsCall(['GetWsdlVersion'], { env: { ATWS_CODE: 'wrong' } })).toMatchObject({ code: 1 });
  });
});

describe('update changes what it was told, and nothing else', () => {
  test.each([
    ['blanks', '  Receptionist,  Front Desk  '],
    ['characters of XML', '<b>"R&D"</b> \'x\' ]]>'],
    ['a line feed and a tab', 'one\n\ttwo'],
    ['a carriage return', 'one\r\ntwo'],
    ['other planes', '𠮷野 🚀'],
    ['a number with zeros', '0042.10'],
    ['the word true', 'true'],
  ])('%s in other fields stay as they are', async (_title, text) => {
    const values = { Title: text, FirstName: `x${text}`, Initials: text.slice(0, 30) };
    const before = await accept(emulator.url, IDS.bea, { ...values, MobilePhone: 'old' });
    await printed(['update', '--id', String(IDS.bea), '--set', 'MobilePhone=new']);
    expect(await read(emulator.url, IDS.bea)).toEqual({ ...before, MobilePhone: 'new' });
  });

  test('a value may hold an equals sign, and the name of the field may be in any case', async () => {
    await printed(['update', '--id', String(IDS.mo), '--set', 'title=a=b']);
    expect((await read(emulator.url, IDS.mo))['Title']).toBe('a=b');
  });

  test('entities of other types are created and changed, too', async () => {
    const pairs = [`ResourceID=${IDS.mo}`, 'RoleID=29683401', 'DepartmentID=29683385', 'Active=true'];
    const created = cells(
      await printed([
        ...['create', '--entity', 'resourceroledepartment'],
        ...[...pairs, 'Default=false', 'DepartmentLead=true'].flatMap((pair) => ['--set', pair]),
      ]),
    );
    const [, id = ''] = created.find(([name]) => name === 'id') ?? [];
    const changed = cells(
      await printed(['update', '--entity', 'ResourceRoleDepartment', '--id', id, '--set', 'Active=false']),
    );
    expect(changed).toEqual(created.map(([name, value]) => [name, name === 'Active' ? 'false' : value]));
  });

  test('what no answer shows stays, and is cleared where that is wished for', async () => {
    const set = async (pair: string): Promise<unknown> => {
      await printed(['update', '--id', String(IDS.mo), '--set', pair]);
      const [row] = await emulator.rows('SELECT * FROM resources WHERE id = ?', IDS.mo);
      return row?.['DefaultServiceDeskRoleID'];
    };
    expect(await set('DefaultServiceDeskRoleID=29683401')).toBe(29683401);
    expect(await set('Title=x')).toBe(29683401);
    expect(await set('Title=')).toBe(29683401);
    expect(await set('DefaultServiceDeskRoleID=')).toBeNull();
  });
});

// One of them declares no prefix tns, the other has a path of its own, too.
const OTHERS = REVISIONS.filter(({ title }) => title === 'early 1.6' || title === '1.5');

describe.each(OTHERS)('with the contract of $title', ({ wsdl, version }) => {
  test('calls go as to any other, whatever prefixes it declares', async () => {
    const other = await startWith(wsdl);
    try {
      const options = { env: { ATWS_URL: other.url } };
      expect(await printed(['GetWsdlVersion'], options)).toBe(`${version}\n`);
      await printed(['update', '--id', String(IDS.tom), '--set', `Title=Of ${version}`], options);
      expect((await other.resources.get(IDS.tom)).Title).toBe(`Of ${version}`);
    } finally {
      await other.close();
    }
  });
});

test('--url may name the server alone, as with other commands', async () => {
  const { code, stdout } = await atwsCall(['GetWsdlVersion', '--url', emulator.origin]);
  expect([code, stdout]).toEqual([0, '1.6.8\n']);
});

describe('refusals', () => {
  test.each<[string, readonly string[], string]>([
    ['of a query', ['query', 'x'], 'The query XML has text before its document: x'],
    [
      'of an update',
      ['update', '--id', String(IDS.mo), '--set', 'Gender=x'],
      onRecord('Picklist value [x] does not exist for Gender.'),
    ],
    [
      'of a wrong password',
      ['GetWsdlVersion', '--password', 'wrong'],
      'The server does not let api.admin@example.com log in (HTTP 401). Give --user and --password of a user who may call.',
    ],
    ['of a wrong tracking identifier', ['getEntityInfo', '--code', 'wrong'], ''],
    ['of an operation that there is not', ['fly'], 'There is no operation fly. There are '],
    ['of too many parameters', ['getFieldInfo', 'Resource', 'Role'], 'GetFieldInfo takes psObjectType.'],
    [
      'of an update without changes',
      ['update', '--id', '1'],
      'update takes --id ID and at least one --set FIELD=VALUE.',
    ],
    [
      'of a resource that there is not',
      ['update', '--id', '1', '--set', 'Title=x'],
      'There is no Resource 1.',
    ],
    [
      'of an id that is none',
      ['update', '--id', 'tom.tech', '--set', 'Title=x'],
      '--id must be the id of the Resource, not tom.tech.',
    ],
    [
      'of an entity that there is not',
      ['update', '--entity', 'role', '--id', '1', '--set', 'Name=x'],
      'There is no Role 1.',
    ],
    [
      'of a type that is misspelt',
      ['create', '--entity', 'Rolle', '--set', 'Name=x'],
      '--entity: There is no Rolle. Did you mean Role?',
    ],
    [
      'of a create with an id',
      ['create', '--entity', 'Role', '--id', '1', '--set', 'Name=x'],
      'create takes at least one --set FIELD=VALUE, and no --id: the service gives it.',
    ],
    [
      'of a create without what is required',
      ['create', '--entity', 'Role', '--set', 'Name=x'],
      onRecord('Missing Required Field: HourlyFactor.'),
    ],
    [
      'of a field of another entity',
      ['update', '--entity', 'Role', '--id', '29683401', '--set', 'LastName=x'],
      '--set: There is no LastName.',
    ],
    [
      'of a type that is not updated',
      ['update', '--entity', 'Skill', '--id', '101', '--set', 'Name=x'],
      'Name is read-only; the service would ignore it.',
    ],
    [
      'of a field that there is not',
      ['update', '--id', '1', '--set', 'Salary=1'],
      '--set: There is no Salary. There are Active, Email, ',
    ],
    [
      'of a field without a value',
      ['update', '--id', '1', '--set', 'Title'],
      '--set takes FIELD=VALUE, not Title.',
    ],
    [
      'of a field that is misspelt',
      ['update', '--id', '1', '--set', 'Titel=x'],
      '--set: There is no Titel. Did you mean Title?',
    ],
    ['of an operation that is misspelt', ['qery'], 'There is no operation qery. Did you mean query?'],
    [
      'of a column that is misspelt',
      ['query', 'x', '--fields', 'id,Nmae'],
      '--fields: There is no Nmae. Did you mean Name?',
    ],
    [
      'of a read-only field',
      ['update', '--id', '1', '--set', 'HireDate=2020-01-01'],
      'HireDate is read-only; the service would ignore it.',
    ],
  ])('%s are one line, and exit code 1', async (_title, args, sentence) => {
    const { code, stdout, stderr } = await atwsCall(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.startsWith(`atws: ${sentence}`)).toBe(true);
    expect(stderr).toMatch(/^atws: [^\n]+\n$/);
  });

  test('of an unknown entity are the text of the fault', async () => {
    expect(await atwsCall(['getFieldInfo', 'Starship'])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'atws: System.Web.Services.Protocols.SoapException: Server was unable to process request.' +
        ' ---> Value cannot be null.\r\nParameter name: type\n',
    });
  });

  test('with --json the answer is printed as well', async () => {
    const { code, stdout, stderr } = await atwsCall(['query', 'x', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ReturnCode: -1 });
    expect(stderr).toBe('atws: The query XML has text before its document: x\n');
  });
});
