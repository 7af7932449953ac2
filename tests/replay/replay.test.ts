import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CallRefused } from '../../src/cli/call';
import { Unreachable } from '../../src/cli/unreachable';
import { replayCommand } from '../../src/cli/replay';
import { ConfigError } from '../../src/input/config-error';
import type { Emulator } from '../../src/server/emulator';
import { LOGINS, NAMESPACE, start, temporaryFolder } from '../support/emulator';
import { basic, envelope, escape, post, queryXml, where } from '../support/soap';

let emulator: Emulator;
let folder: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
  emulator = await start();
});
afterAll(() => emulator.close());
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  folder.remove();
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder.path, name), content);
}

interface Printed {
  readonly out: string;
  readonly err: string;
  readonly status: number;
}

/** Runs the command in this process; `url` is that of the emulator unless given. */
async function replay(args: readonly string[] = [], url = emulator.url): Promise<Printed> {
  const out: string[] = [];
  const err: string[] = [];
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  const before = process.exitCode;
  try {
    await replayCommand().parseAsync([folder.path, '--url', url, ...args], { from: 'user' });
    return { out: out.join(''), err: err.join(''), status: Number(process.exitCode ?? 0) };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}

const QUERY = queryXml(where('UserName', 'Equals', 'ada.admin'));
const REQUEST = envelope(
  `<query xmlns="${NAMESPACE}"><sXML>${escape(QUERY)}</sXML></query>`,
  'CAPTURED-CODE',
);

/** What the emulator answers to REQUEST: a capture to change. */
async function answer(): Promise<string> {
  const { body } = await post(
    emulator.url,
    'query',
    REQUEST.replace('CAPTURED-CODE', 'DEMO-TRACKING-IDENTIFIER-01'),
  );
  expect(body).toContain('<FirstName xsi:type="xsd:string">Ada</FirstName>');
  return body;
}

describe('a capture of SOAP 1.2', () => {
  const SOAP_1_2 = 'http://www.w3.org/2003/05/soap-envelope';
  const as12 = (xml: string): string => xml.replace('http://schemas.xmlsoap.org/soap/envelope/', SOAP_1_2);
  const head = (...headers: string[]): string =>
    ['POST /ATServices/1.6/atws.asmx HTTP/1.1', ...headers, '', ''].join('\r\n');

  test.each([
    ['without headers', ''],
    [
      'with its action in Content-Type',
      head(`Content-Type: application/soap+xml; action="${NAMESPACE}query"`),
    ],
    [
      'with its action in single quotes',
      head(`Content-Type: application/soap+xml;charset='UTF-8';action='${NAMESPACE}query'`),
    ],
    [
      'with SOAPAction',
      head('Content-Type: application/soap+xml; charset=utf-8', `SOAPAction: "${NAMESPACE}query"`),
    ],
    ['without an action', head('Content-Type: application/soap+xml')],
  ])('is sent as such: %s', async (_title, headers) => {
    write({ 'ada.request.xml': headers + as12(REQUEST), 'ada.response.xml': as12(await answer()) });
    expect(await replay()).toMatchObject({
      out: expect.stringContaining('ada (query): equal') as unknown,
      status: 0,
    });
  });

  test('that was sent as text/xml is sent so again', async () => {
    const sent = await post(emulator.url, 'query', as12(REQUEST));
    expect(sent.body).toContain('soap:VersionMismatch');
    write({
      'a.request.xml': head('Content-Type: text/xml', `SOAPAction: "${NAMESPACE}query"`) + as12(REQUEST),
      'a.response.xml': `HTTP/1.1 500 Internal Server Error\r\n\r\n${sent.body}`,
    });
    expect(await replay()).toMatchObject({
      out: expect.stringContaining('a (query): equal') as unknown,
      status: 0,
    });
  });

  test('that ended in a fault is compared with its status', async () => {
    const request = as12(
      envelope(`<GetFieldInfo xmlns="${NAMESPACE}"><psObjectType>Widget</psObjectType></GetFieldInfo>`),
    );
    const { body } = await post(emulator.url, 'GetFieldInfo', request, {
      headers: { 'Content-Type': 'application/soap+xml' },
    });
    expect(body).toContain('soap:Receiver');
    write({ 'a.request.xml': request, 'a.response.xml': `HTTP/1.1 400 Bad Request\r\n\r\n${body}` });
    const { out } = await replay();
    expect(out).toContain('HTTP (status)');
    expect(out).not.toContain('Envelope');
  });
});

test('an equal answer is equal, however it is written, and ids do not count', async () => {
  const captured = (await answer())
    .replaceAll('xsd:', 's:')
    .replace('xmlns:xsd', 'xmlns:s')
    .replaceAll('><', '>\n  <')
    .replaceAll('29682897', '1');
  write({ 'ada.request.xml': REQUEST, 'ada.response.xml': captured });

  expect(await replay()).toEqual({
    out: 'ada (query): equal\n\n1 capture: 1 equal, 0 different, 0 failed\n',
    err: '',
    status: 0,
  });
});

test('differences are shown with what was captured and what is answered', async () => {
  const captured = (await answer())
    .replace('>Ada<', '>Eve\u0085<')
    .replace(/<Gender.*?<\/Gender>/, '')
    .replace('<Greeting xsi:type="xsd:int">', '<Greeting xsi:type="xsd:string">')
    .replace('<Email2 ', '<Email9>x</Email9><Email2 ');
  write({ 'ada.request.xml': REQUEST, 'ada.response.xml': captured });

  const at = '  Envelope/Body/queryResponse/queryResult/EntityResults/Entity';
  expect(await replay()).toEqual({
    out: [
      'ada (query): different',
      `${at}/Email9 (missing)`,
      '    captured  "x"',
      '    answered  nothing',
      `${at}/Gender (unexpected)`,
      '    captured  nothing',
      '    answered  "F"',
      `${at}/FirstName (text)`,
      '    captured  "Eve\\u0085"',
      '    answered  "Ada"',
      `${at}/Greeting/@xsi:type (attribute)`,
      '    captured  "{http://www.w3.org/2001/XMLSchema}string"',
      '    answered  "{http://www.w3.org/2001/XMLSchema}int"',
      '',
      '1 capture: 0 equal, 1 different, 0 failed',
      '',
    ].join('\n'),
    err: '',
    status: 1,
  });
});

test('names and dates are ignored as asked for', async () => {
  const captured = (await answer()).replace('2009-06-15', '1999-01-01').replace('>Ada<', '>Eve<');
  write({ 'ada.request.xml': REQUEST, 'ada.response.xml': captured });

  expect((await replay(['--ignore', 'FirstName, id', '--ignore-dates'])).status).toBe(0);
  expect((await replay(['--ignore-dates'])).out).not.toContain('HireDate');
  expect((await replay(['--ignore', 'FirstName'])).out).toContain('HireDate (text)');
  expect((await replay(['--ignore', 'FirstName'])).status).toBe(1);
});

test('with --json the result is for machines', async () => {
  write({
    'ada.request.xml': REQUEST,
    'ada.response.xml': (await answer()).replace('>Ada<', '>Eve<'),
    'b.request.xml': '',
  });
  const { out, status } = await replay(['--json']);

  expect(status).toBe(1);
  expect(JSON.parse(out)).toEqual({
    url: emulator.url,
    summary: { equal: 0, different: 1, failed: 1, skipped: 0 },
    captures: [
      {
        name: 'ada',
        operation: 'query',
        result: 'different',
        differences: [
          {
            kind: 'text',
            path: 'Envelope/Body/queryResponse/queryResult/EntityResults/Entity/FirstName',
            captured: 'Eve',
            answered: 'Ada',
          },
        ],
        problem: null,
      },
      { name: 'b', operation: null, result: 'failed', differences: [], problem: 'b.response.xml is missing' },
    ],
  });
});

test('the captured tracking identifier is kept on demand, and the server refuses it', async () => {
  write({ 'ada.request.xml': REQUEST, 'ada.response.xml': await answer() });
  const { out, status } = await replay(['--keep-code']);

  expect(status).toBe(1);
  expect(out).toContain('"Message: IntegrationCode is invalid."');
});

test('a status is compared where it was captured', async () => {
  write({ 'a.request.xml': REQUEST, 'a.response.xml': `HTTP/1.1 500 Error\r\n\r\n${await answer()}` });

  expect((await replay()).out).toContain('  HTTP (status)\n    captured  "500"\n    answered  "200"\n');
});

test('a capture of version 1.5 shows that the server does not know it', async () => {
  const old = (text: string): string => text.replaceAll('v1_6', 'v1_5');
  write({ 'a.request.xml': old(REQUEST), 'a.response.xml': old(await answer()) });
  const { out, status } = await replay();

  expect(status).toBe(1);
  expect(out).toContain('Envelope/Body/queryResponse (missing)');
  expect(out).toContain('Envelope/Body/Fault (unexpected)');
});

test('an archive is replayed in its order; a captured challenge is passed over', async () => {
  const entry = (status: number, text: string, operation = ''): object => ({
    request: {
      method: 'POST',
      url: 'https://webservices2.autotask.net/ATServices/1.6/atws.asmx',
      headers: [
        { name: 'Authorization', value: basic({ user: 'u@example.org', password: 'Captured-1' }) },
        ...(operation === '' ? [] : [{ name: 'SOAPAction', value: NAMESPACE + operation }]),
      ],
      postData: { mimeType: 'text/xml', text: REQUEST },
    },
    response: {
      status,
      headers: [],
      content: { mimeType: 'text/xml; charset=utf-8', encoding: 'base64', text },
    },
  });
  const good = Buffer.from(await answer()).toString('base64');
  const entries = [entry(401, ''), entry(200, good), entry(200, good, 'GetWsdlVersion')];
  write({ 'calls.har': JSON.stringify({ log: { version: '1.2', entries } }) });
  const { out, status } = await replay();

  expect(status).toBe(1);
  expect(out).toContain('calls.har#1 (query): skipped: a challenge was captured, not an answer\n');
  expect(out).toContain('calls.har#2 (query): equal\n');
  expect(out).toContain('calls.har#3 (query): different\n');
  expect(out).toContain('GetWsdlVersionResponse (unexpected)');
  expect(out).toContain('\n3 captures: 1 equal, 1 different, 0 failed, 1 skipped\n');
});

test('what the golden tests hold is equal when it is replayed', async () => {
  const golden = path.join(__dirname, '..', 'golden');
  // Those that answer the same to the administrator, whatever was asked before.
  const names = readdirSync(golden).filter((name) => /^(query|create|delete|field-info)-/.test(name));
  const options = (name: string): string => {
    try {
      return readFileSync(path.join(golden, name, 'request.json'), 'utf8');
    } catch {
      return '{}';
    }
  };
  const taken = names.filter((name) => !/"(login|headers)"/.test(options(name)));
  for (const name of taken) {
    const { action } = JSON.parse(options(name)) as { action?: string };
    const file = (part: string): string => readFileSync(path.join(golden, name, part), 'utf8');
    const head = action === undefined ? '' : `SOAPAction: "${NAMESPACE}${action}"\n\n`;
    write({
      [`${name}.request.xml`]: head + file('request.xml'),
      [`${name}.response.xml`]: file('response.xml'),
    });
  }
  const { out, status } = await replay(['--ignore', '', '--keep-code']);

  expect(taken.length).toBeGreaterThan(30);
  expect(out).toContain(`\n${taken.length} captures: ${taken.length} equal, 0 different, 0 failed\n`);
  expect(status).toBe(0);
});

test('nothing that is printed holds a password', async () => {
  const secrets = [
    'Header-Secret-1',
    'Sent-Secret-2',
    'Answered-Secret-3',
    LOGINS.admin.password,
    'CAPTURED-CODE',
  ];
  const [inHeader = '', sent = '', answered = ''] = secrets;
  const authorization = basic({ user: 'u@example.org', password: inHeader });
  const request = REQUEST.replace('</sXML>', `</sXML><Password>${sent}</Password>`);
  const response = (await answer())
    .replace('>Ada<', `>${secrets.join(' ')} ${authorization}<`)
    .replace('<PayrollType', `<Password xsi:type="xsd:string">${answered}</Password><PayrollType`)
    .replace('<Gender ', `<Gender x="${sent}" `);
  write({
    'a.request.xml': `Authorization: ${authorization}\n\n${request}`,
    'a.response.xml': response,
    'b.request.xml': `Authorization: ${authorization}\n\n${request.replace(sent, `&${sent};`)}`,
    'b.response.xml': response,
    'c.request.xml': `Authorization: ${authorization}\n${sent}\n\n${request}`,
    'c.response.xml': response,
    'd.har': `{"${sent}": ${inHeader}}`,
  });
  for (const { out, err, status } of [await replay(), await replay(['--json'])]) {
    expect(status).toBe(1);
    expect(out).toContain('******');
    expect(out).toContain('Entity/Password');
    for (const secret of [...secrets, authorization.slice(6)]) expect(out + err).not.toContain(secret);
  }
});

test('long texts are shown around the difference, and many differences up to twenty', async () => {
  const captured = (await answer())
    .replace('>Ada<', `>${'x'.repeat(300)}<`)
    .replace('<UserDefinedFields/>', Array.from({ length: 30 }, (_value, n) => `<New${n}/>`).join(''));
  write({ 'a.request.xml': REQUEST, 'a.response.xml': captured });
  const { out } = await replay();

  expect(out).toContain('Entity/New0 (missing)');
  expect(out).toMatch(/\n {2}and \d+ more; --json has all of them\n/);
  write({ 'a.response.xml': (await answer()).replace('>Ada<', `>Ada${'x'.repeat(300)}<`) });
  expect((await replay()).out).toContain(`    captured  "Ada${'x'.repeat(97)}"...\n`);
});

test.each([
  [
    'a page instead of an answer',
    '<html><p>x</html>',
    'failed: the answer, HTTP 502, is not well-formed XML: unexpected close tag',
  ],
  ['no answer', null, 'failed: the call ended without an answer'],
])('%s fails that capture', async (_what, body, problem) => {
  const server = createServer(({ method }, response) => {
    if (method === 'GET') response.end();
    else if (body === null) response.destroy();
    else response.writeHead(502).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    write({ 'a.request.xml': REQUEST, 'a.response.xml': await answer() });
    const { port } = server.address() as AddressInfo;
    const { out, status } = await replay([], `http://127.0.0.1:${port}`);

    expect(out).toContain(`a (query): ${problem}`);
    expect(status).toBe(1);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a server is enough as --url', async () => {
  write({ 'a.request.xml': REQUEST, 'a.response.xml': await answer() });
  expect((await replay([], new URL(emulator.url).origin)).status).toBe(0);
});

test('a wrong log-in, a wrong address and no server are told at once', async () => {
  write({ 'a.request.xml': REQUEST, 'a.response.xml': await answer() });

  await expect(replay(['--password', 'wrong'])).rejects.toThrow(
    new CallRefused('The server does not let api.admin@example.com log in. Give --user and --password.'),
  );
  await expect(replay([], 'http://user:Secret-1@127.0.0.1/')).rejects.toThrow(
    new ConfigError(
      '--url (ATWS_URL) must be an http or https URL without a user name, such as http://127.0.0.1:8016.',
    ),
  );
  const gone = await start();
  await gone.close();
  await expect(replay([], gone.url)).rejects.toThrow(Unreachable);
});

test('a folder without captures has a status of its own', async () => {
  const { out, err, status } = await replay();

  expect(out).toBe('');
  expect(err).toMatch(/^atws: There are no captures in .*: neither NAME\.request\.xml .*\n$/);
  expect(status).toBe(2);
});
