import { execFile } from 'node:child_process';
import path from 'node:path';
import { Hasher } from '../../src/passwords/hasher';
import { Store } from '../../src/store/store';
import { demoTenant } from '../../src/tenant/demo-tenant';
import { fillTenant } from '../../src/tenant/fill';
import { CLI } from '../support/built';
import { run, type Outcome } from '../support/command';
import { temporaryFolder } from '../support/emulator';
import { IDS, open, type Opened } from '../support/updates';
import { Api, outside } from '../support/json-api';

const ASK_ON_A_TERMINAL = path.join(__dirname, 'terminal.py');

/** Where a command does its work. */
interface Target {
  /** The flags that name it. */
  readonly flags: readonly string[];
  readonly file: string;
  close(): Promise<void>;
}

const env = { ATWS_BCRYPT_COST: '4' };

const atws = (...args: readonly string[]): Promise<Outcome> => run(args, { env });

/** The same on a terminal, where somebody types `answer` when asked. */
function atwsOnTerminal(answer: string, ...args: readonly string[]): Promise<Outcome> {
  const command = [ASK_ON_A_TERMINAL, answer, process.execPath, CLI, ...args];
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, timeout: 30_000 };
    const child = execFile('/usr/bin/python3', command, options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
    child.stdin?.end();
  });
}

async function server(): Promise<Target> {
  const opened = await open();
  return { flags: ['--url', opened.origin], file: opened.file, close: () => opened.close() };
}

async function dataFile(): Promise<Target> {
  const folder = temporaryFolder();
  const file = path.join(folder.path, 'atws.db');
  const hasher = new Hasher(4);
  await (await Store.open(file, (stores) => fillTenant(stores, demoTenant(), hasher))).close();
  await hasher.close();
  return {
    flags: ['--data', file],
    file,
    close: async () => {
      folder.remove();
    },
  };
}

const BY = ['--by', 'ada.admin'] as const;
const REDACT = ['redact', 'tom.tech', ...BY, '--reason', 'asked for'] as const;
const CREATE = [
  ...['UserName=carl', 'FirstName=Carl', 'LastName=Curtis', 'Email=carl@example.com', 'Active=true'],
  ...['EmailTypeCode=PRIMARY', 'UserType=37', 'LicenseType=4', 'LocationID=90682', 'PayrollType=1'],
  ...['ResourceType=Employee', 'NumberFormat=X,XXX.XX', 'HireDate=2026-01-01'],
].flatMap((pair) => ['--set', pair]);

const DONE = [0, 'redacted', 'the resource is Redacted Resource now.'] as const;
const NOT_DONE = [1, 'active', 'atws: Nothing was done.'] as const;

/** What is typed on a terminal; the exit code, the state of the resource and what is printed then. */
type TypedAnswer = readonly [typed: string, code: number, state: string, printed: string];
const ANSWERS: readonly TypedAnswer[] = [
  [' YES \n', ...DONE],
  ['no\n', ...NOT_DONE],
  ['y\n', ...NOT_DONE],
  ['\u0004', ...NOT_DONE],
];
const FEW_ANSWERS: readonly TypedAnswer[] = [
  ['yes\n', ...DONE],
  ['\u0003', ...NOT_DONE],
];

describe.each([
  ['a running server', server, ANSWERS],
  ['a data file', dataFile, FEW_ANSWERS],
] as const)('atws resource on %s', (_where, make, answers) => {
  let target: Target;
  const resource = (...args: readonly string[]): Promise<Outcome> =>
    atws('resource', ...args, ...target.flags);
  const stateOf = (id: number): string => {
    const [row] = outside(target.file, (sqlite) =>
      sqlite.prepare('SELECT Active, deleted_at, redacted_at FROM resources WHERE id = ?').all(id),
    ) as { Active: number; deleted_at: string | null; redacted_at: string | null }[];
    if (row?.redacted_at) return 'redacted';
    if (row?.deleted_at) return 'deleted';
    return row?.Active === 1 ? 'active' : 'inactive';
  };

  beforeEach(async () => {
    target = await make();
  });
  afterEach(() => target.close());

  test('list and show print what is there, as a table or as JSON', async () => {
    const listed = await resource('list', '--state', 'inactive');
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout).toContain('frank.former');
    expect(listed.stdout).not.toContain('tom.tech');
    const searched = await resource('list', '--search', 'tanner', '--json');
    expect(JSON.parse(searched.stdout)).toMatchObject([{ id: IDS.tom, displayName: 'Tom Tanner' }]);
    const shown = await resource('show', 'TOM.tech');
    expect(shown.stdout).toMatch(/HireDate.*Ticket/s);
    const json = await resource('show', String(IDS.tom), '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ id: IDS.tom, fields: { FirstName: 'Tom' } });
    expect(await resource('show', 'nobody')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'atws: There is no resource nobody.\n',
    });
  });

  test('create makes a resource, and says its id', async () => {
    const created = await resource('create', ...BY, ...CREATE);
    expect(created).toMatchObject({ code: 0, stderr: '' });
    expect(created.stdout).toMatch(/^Carl Curtis is created, with id \d+\.\n$/);
    const again = await resource('create', ...BY, ...CREATE, '--json');
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('UserName');
    expect((await resource('create', ...BY, '--set', 'Active')).stderr).toBe(
      'atws: --set takes NAME=VALUE, not Active.\n',
    );
  });

  test('inactivate and activate say what they will do, and what became of it', async () => {
    const off = await resource('inactivate', 'tom.tech', ...BY, '--yes');
    expect(off.code).toBe(0);
    expect(off.stderr).toContain(
      'Tom Tanner (29682903) will not be able to log in or be assigned records any more',
    );
    expect(off.stdout).toBe('Tom Tanner is inactive now.\n');
    const on = await resource('activate', String(IDS.tom), ...BY, '--yes', '--json');
    expect(JSON.parse(on.stdout)).toMatchObject({ id: IDS.tom, state: 'active' });
    const own = await resource('inactivate', 'ada.admin', ...BY, '--yes');
    expect(own).toMatchObject({ code: 1, stdout: '' });
    expect(own.stderr).toContain('atws: You cannot inactivate yourself.\n');
  });

  test('redact shows what is associated, erases, and leaves a line in the history', async () => {
    const { code, stdout, stderr } = await resource(...REDACT, '--yes');
    expect(code).toBe(0);
    expect(stderr).toMatch(/Ticket.*The personal data of Tom Tanner \(29682903\) will be erased/s);
    expect(stdout).toContain('the resource is Redacted Resource now.');
    const history = (...flags: readonly string[]): Promise<Outcome> =>
      atws('privacy-history', ...flags, ...target.flags);
    expect((await history()).stdout).toMatch(/Ada Albright.*asked for/);
    expect(JSON.parse((await history('--format', 'json')).stdout)).toMatchObject([{ resourceId: IDS.tom }]);
    expect((await history('--format', 'csv', '--sort', 'reason', '--descending')).stdout).toMatch(
      /^Action Date,.*\r\n.*,Erasure,Ada Albright,Redacted Resource,asked for\r\n$/,
    );
  });

  test('redact shows titles that name the person, and changes them', async () => {
    const [van = 0, bike = 0] = outside(target.file, (sqlite) =>
      ['Van of Tanner', 'Bike of Tanner'].map(
        (title) =>
          sqlite
            .prepare(
              "INSERT INTO records (type, title, owner_id, responsible_id, created_at, updated_at) VALUES ('Task', ?, ?, ?, '2024', '2024')",
            )
            .run(title, IDS.ada, IDS.ada).lastInsertRowid as number,
      ),
    );
    const { code, stderr } = await resource(...REDACT, '--yes', '--title', `${van}=Van`);
    expect(code).toBe(0);
    expect(stderr).toContain('Bike of Tanner');
    expect(stderr).not.toContain('Van of Tanner');
    expect(stderr).toContain('These titles name the person and stay');
    const titles = outside(target.file, (sqlite) =>
      sqlite.prepare('SELECT title FROM records WHERE id IN (?, ?) ORDER BY id').pluck().all(van, bike),
    );
    expect(titles).toEqual(['Van', 'Bike of Tanner']);
  });

  test('delete hands records over to a resource or to a replacement', async () => {
    const missing = await resource('delete', 'tom.tech', ...BY, '--yes');
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    const [, types = ''] = /take them over: (.*)\.\n$/.exec(missing.stderr) ?? [];
    const [first = '', ...rest] = types.split(', ');
    const reassign = [`${first}=replacement`, ...rest.map((type) => `${type}=paul.muller`)];
    const person = ['--first-name', 'Nina', '--last-name', 'New', '--email', 'nina@example.com'];
    const flags = ['delete', 'tom.tech', ...BY, '--yes', ...reassign.flatMap((one) => ['--reassign', one])];
    expect((await resource(...flags, '--email', 'nina@example.com')).stderr).toContain(
      'A replacement needs --first-name, --last-name and --email.',
    );
    const done = await resource(...flags, ...person);
    expect(done.code).toBe(0);
    expect(done.stdout).toMatch(/^Tom Tanner \(Deleted\) is deleted\. Nina New \(\d+\) takes the place\.\n$/);
    expect((await resource('show', 'tom.tech')).stdout).toMatch(/^Note: This resource is deleted/);
  });

  test('where nobody can be asked, nothing is done', async () => {
    const commands = [['inactivate', 'tom.tech', ...BY], ['delete', 'tom.tech', ...BY], REDACT];
    for (const { code, stdout, stderr } of await Promise.all(commands.map((args) => resource(...args)))) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('atws: Nobody is there to confirm. Add --yes to go on without asking.\n');
    }
    expect(stateOf(IDS.tom)).toBe('active');
  });

  test.each(answers)(
    'on a terminal it asks; %j means exit code %i and %s',
    async (typed, code, state, printed) => {
      const asked = await atwsOnTerminal(typed, 'resource', ...REDACT, ...target.flags);
      expect(asked.stdout).toContain('Go on? (yes/no)');
      expect(asked.code).toBe(code);
      expect(asked.stdout).toContain(printed);
      expect(stateOf(IDS.tom)).toBe(state);
    },
  );
});

describe('atws resource', () => {
  test('says what to do where there is no server, no data file, or a required flag is missing', async () => {
    expect(await atws('resource', 'list', '--url', 'http://127.0.0.1:65535')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no server at http://127.0.0.1:65535.') as string,
    });
    expect(await atws('resource', 'list', '--data', '/nowhere/atws.db')).toMatchObject({
      code: 1,
      stderr: 'atws: There is no data file /nowhere/atws.db.\n',
    });
    const { code, stderr } = await atws('resource', 'redact', 'tom.tech', ...BY);
    expect([code, stderr]).toEqual([1, expect.stringContaining('--reason')]);
  });

  describe('with many resources that resemble the one that is meant', () => {
    let opened: Opened;

    beforeAll(async () => {
      const [paul] = demoTenant().resources.filter(({ id }) => id === IDS.paul);
      const crowd = Array.from({ length: 120 }, (_, n) => ({
        ...paul!,
        id: n + 1,
        UserName: `tom.tech${n}`,
      }));
      opened = await open({ tenant: (demo) => ({ ...demo, resources: [...crowd, ...demo.resources] }) });
    });
    afterAll(() => opened.close());

    test('finds it by its user name', async () => {
      const { code, stdout } = await atws('resource', 'show', 'Tom.Tech', '--json', '--url', opened.origin);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ id: IDS.tom });
    });
  });

  test('on a data file sends invitations with a link to where the server will be', async () => {
    const target = await dataFile();
    try {
      await atws('resource', 'create', ...BY, ...CREATE, '--invite', ...target.flags);
      const opened = await open({ data: target.file });
      const [message] = await new Api(opened).outbox();
      await opened.close();
      expect(message?.text).toContain('http://127.0.0.1:8016/set-password?token=');
    } finally {
      await target.close();
    }
  });
});
