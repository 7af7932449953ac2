import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, type Outcome } from '../support/command';
import { start, temporaryFolder } from '../support/emulator';
import { call, escape, queryXml } from '../support/soap';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

let count = 0;

/** A folder with these files. */
function captures(files: Readonly<Record<string, string>>): string {
  const place = path.join(folder.path, `captures-${++count}`);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(place, name)), { recursive: true });
    writeFileSync(path.join(place, name), content);
  }
  return place;
}

const dataFile = (): string => path.join(folder.path, `data-${++count}.db`);
const importing = (place: string, data: string, ...flags: readonly string[]): Promise<Outcome> =>
  run(['import', place, '--data', data, ...flags]);

const FIELDS = {
  ...{
    Active: 'true',
    Email: 'ada@acme.test',
    EmailTypeCode: 'PRIMARY',
    FirstName: 'Ada',
    LastName: 'Example',
  },
  ...{ LocationID: '77', ResourceType: 'Employee', UserName: 'ada', UserType: '10', Password: '******' },
  ...{ PayrollType: '1', NumberFormat: 'X,XXX.XX', HireDate: '2012-02-03T00:00:00', LicenseType: '1' },
};

/** An entity as recorded answers have it. */
function entity(
  id: number,
  changes: Readonly<Record<string, string>> = {},
  type = 'Resource',
  fields: Readonly<Record<string, string>> = FIELDS,
): string {
  const elements = Object.entries({ ...fields, ...changes }).map(
    ([name, value]) => `<${name} xsi:type="xsd:string">${value}</${name}>`,
  );
  return `<Entity xsi:type="${type}"><id>${id}</id><UserDefinedFields/>${elements.join('')}</Entity>`;
}

function envelope(body: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>${body}</soap:Body></soap:Envelope>`;
}

function answer(...entities: readonly string[]): string {
  return envelope(
    `<queryResponse xmlns="http://autotask.net/ATWS/v1_6/"><queryResult><ReturnCode>1</ReturnCode><EntityResults>${entities.join('')}</EntityResults><EntityResultType>resource</EntityResultType></queryResult></queryResponse>`,
  );
}

const FIELD_INFO = envelope(
  `<GetFieldInfoResponse xmlns="http://autotask.net/ATWS/v1_6/"><GetFieldInfoResult>${[
    ['UserType', '10', 'Administrator (system)'],
    ['LocationID', '77', 'Head Office'],
  ]
    .map(
      ([name, value, label]) =>
        `<Field><Name>${name}</Name><PicklistValues><PickListValue><Value>${value}</Value><Label>${label}</Label><IsActive>true</IsActive><IsSystem>true</IsSystem></PickListValue></PicklistValues></Field>`,
    )
    .join('')}</GetFieldInfoResult></GetFieldInfoResponse>`,
);

const REQUEST = `POST /ATServices/1.6/atws.asmx HTTP/1.1\r\nAuthorization: Basic ${Buffer.from('api@acme.test:secret-of-then').toString('base64')}\r\nContent-Type: text/xml\r\n\r\n${envelope('<query xmlns="http://autotask.net/ATWS/v1_6/"/>').replace('<soap:Body>', '<soap:Header><AutotaskIntegrations xmlns="http://autotask.net/ATWS/v1_6/"><IntegrationCode>OUR-CODE-1</IntegrationCode></AutotaskIntegrations></soap:Header><soap:Body>')}`;

const INTEGRATION = { UserName: 'api', UserType: '20', LicenseType: '7', Email: 'api@acme.test' };

test('a team that leaves the vendor goes on with its captured resources, log-in names and tracking identifier', async () => {
  const place = captures({
    '1.request.xml': REQUEST,
    '1.response.xml': `HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\n\r\n${answer(entity(29000001, { InternalCost: '95.0000' }))}`,
    'sub/2.response.xml': answer(entity(29000002, INTEGRATION)),
    '3.response.xml': FIELD_INFO,
    'notes.md': 'not a capture',
  });
  const data = dataFile();
  const outcome = await importing(place, data, '--administrators', '20', '--password', 'api=Our-Pass-1');
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(outcome.stdout).toContain(`2 resources from ${place} are in ${data} now.\n`);
  expect(outcome.stdout).toContain('end in @acme.test; its clients send the tracking identifier OUR-CODE-1.');
  expect(outcome.stdout).toContain(
    'have no rights, as answers do not tell them: 10 (Administrator (system)).',
  );
  expect(outcome.stdout).not.toContain('secret-of-then');
  const emulator = await start({ memory: false, data });
  try {
    const login = { user: 'api@acme.test', password: 'Our-Pass-1' };
    const { body } = await call(emulator.url, 'query', `<sXML>${escape(queryXml(''))}</sXML>`, {
      login,
      code: 'OUR-CODE-1',
    });
    expect(body).toContain('<id>29000001</id>');
    expect(body).toContain('<InternalCost xsi:type="xsd:decimal">95.0000</InternalCost>');
    expect(body).toContain('<UserName xsi:type="xsd:string">api</UserName>');
    expect(await status(emulator.url, 'ada@acme.test', '******')).toBe(401);
  } finally {
    await emulator.close();
  }
});

async function status(url: string, user: string, password: string): Promise<number> {
  return (await call(url, 'GetWsdlVersion', '', { login: { user, password } })).status;
}

test('nobody becomes an administrator by an id that the demo tenant has, too', async () => {
  const data = dataFile();
  const place = captures({ '1.xml': answer(entity(29000001, { UserType: '17' })) });
  const { stdout } = await importing(place, data, '--password', 'ada=Our-Pass-1');
  expect(stdout).toContain('Nobody in it can log in as an administrator yet');
  expect(stdout).toContain('have no rights, as answers do not tell them: 17 (Security level 17).');
});

test('the latest capture of a resource counts, with the cost that only an earlier reader was shown', async () => {
  const data = dataFile();
  const out = path.join(folder.path, 'latest.json');
  const place = captures({
    '1.xml': answer(entity(29000001, { Title: 'Old', InternalCost: '95.0000' })),
    '2.xml': answer(entity(29000001, { Title: 'New', Suffix: 'Jr.', SomethingNew: '1' })),
  });
  const { stdout } = await importing(place, data);
  expect(stdout).toContain('  1 Resource entities were captured before; the latest capture counts.\n');
  expect(stdout).toContain('  1 values "Jr." of Suffix are not in its picklist here and were left out.\n');
  expect(stdout).toContain('  1 elements SomethingNew are not served here and were left out.\n');
  expect(await run(['export', out, '--data', data])).toMatchObject({ code: 0 });
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
    internalLocations: [{ id: 77, Name: 'Location 77', Active: true, City: '', IsDefault: null }],
    resources: [{ id: 29000001, Title: 'New', InternalCost: 95 }],
  });
});

test('a single file, an archive, and roles', async () => {
  const role = { Name: 'Engineer', HourlyFactor: '1.0', HourlyRate: '125.0000', Active: 'true' };
  const har = {
    log: {
      entries: [
        {
          request: { method: 'POST', headers: [], postData: { text: envelope('') } },
          response: {
            status: 200,
            headers: [],
            content: { text: answer(entity(1, {}, 'Role', role), entity(29000001)) },
          },
        },
      ],
    },
  };
  const place = captures({ 'all.har': JSON.stringify(har), 'one.xml': answer(entity(29000001)) });
  for (const name of readdirSync(place)) {
    const data = dataFile();
    expect(await importing(path.join(place, name), data)).toMatchObject({ code: 0, stderr: '' });
  }
});

test('captured answers go into a tenant that is there, too, with the levels and locations it lacks', async () => {
  const data = dataFile();
  writeFileSync(path.join(folder.path, 'none.json'), '[]');
  await importing(path.join(folder.path, 'none.json'), data);
  const place = captures({ '1.xml': answer(entity(29000001)) });
  expect(await importing(place, data)).toMatchObject({ code: 0, stderr: '' });
});

test.each<[string, Readonly<Record<string, string>>, readonly string[], RegExp]>([
  [
    'no answers',
    { 'x.xml': envelope('') },
    [],
    /^atws: \/.*: There is no Resource in what was captured\.\n$/,
  ],
  ['broken XML', { 'x.xml': '<a>' }, [], /^atws: x\.xml: It is not well-formed XML: .*\n$/],
  [
    'a value that is none',
    { 'x.xml': answer(entity(29000001, { HireDate: 'yesterday', NumberFormat: 'none' })) },
    [],
    /x\.xml, Resource 29000001: Can not convert data to date in field: HireDate\. It is "yesterday"\.[^]*2 problems\.\n$/,
  ],
  [
    'a level that nobody has',
    { 'x.xml': answer(entity(29000001)) },
    ['--administrators', 'Boss'],
    /--administrators: There is no security level Boss in what was captured\. There is 10 \(Security level 10\)\.\n$/,
  ],
  [
    'a password for somebody else',
    { 'x.xml': answer(entity(29000001)) },
    ['--password', 'eve=Our-Pass-1'],
    /^atws: --password: There is no resource eve\.\n$/,
  ],
])('%s: nothing is made, and it says why', async (_title, files, flags, problem) => {
  const data = path.join(folder.path, 'new', 'folder', 'x.db');
  rmSync(path.join(folder.path, 'new'), { recursive: true, force: true });
  const { code, stdout, stderr } = await importing(captures(files), data, ...flags);
  expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(problem)]);
  expect(existsSync(path.join(folder.path, 'new'))).toBe(false);
});
