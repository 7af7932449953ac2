import path from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Clock } from '../../src/runtime/clock';
import type { Emulator } from '../../src/server/emulator';
import { Hasher } from '../../src/passwords/hasher';
import { LOGINS, NAMESPACE, start, temporaryFolder, type Login } from '../support/emulator';
import { envelope } from '../support/soap';
import {
  expectFault,
  expectVersion,
  postXml,
  SOAP_1_2,
  talk,
  textOf,
  VERSION_CALL,
  type WireAnswer,
  type WireRequest,
} from '../support/wire';

const UNAUTHORIZED = 'Unauthorized. The user name or password is not valid.\n';

function expectUnauthorized({ status, reason, headers, body }: WireAnswer): void {
  expect({ status, reason, body, type: headers['content-type'] }).toEqual({
    status: 401,
    reason: 'Unauthorized',
    body: UNAUTHORIZED,
    type: 'text/plain; charset=utf-8',
  });
  expect(headers['www-authenticate']).toMatch(/^Basic Realm="[^"]*"$/);
}

function encoded(text: string, charset: BufferEncoding = 'utf8'): string {
  return `Basic ${Buffer.from(text, charset).toString('base64')}`;
}

describe('on the demo tenant', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start();
  });
  afterAll(() => emulator.close());

  const version = (request: WireRequest = {}): Promise<WireAnswer> =>
    postXml(emulator.url, VERSION_CALL, request);

  const { user, password } = LOGINS.admin;

  test.each([
    ['as it is', user, password],
    ['with the user name in another case', 'API.Admin@example.com', password],
    ['with the domain in another case', 'api.admin@EXAMPLE.com', password],
    ['of the reader', LOGINS.reader.user, LOGINS.reader.password],
  ])('an API-only user is let in: %s', async (_title, name, secret) => {
    expectVersion(await version({ login: { user: name, password: secret } }));
  });

  test.each([
    ['in lower case', `basic ${encoded(`${user}:${password}`).slice(6)}`],
    ['with more white space', `  Basic   ${encoded(`${user}:${password}`).slice(6)} `],
  ])('the scheme may be written %s', async (_title, authorization) => {
    expectVersion(await version({ headers: { Authorization: authorization } }));
  });

  const refused: readonly (readonly [title: string, authorization: string | undefined])[] = [
    ['no credentials', undefined],
    ['empty credentials', ''],
    ['another scheme', 'Bearer abc'],
    ['the scheme alone', 'Basic'],
    ['something that is not base64', 'Basic !!!'],
    ['no colon', encoded(user)],
    ['an empty user name', encoded(`:${password}`)],
    ['an empty password', encoded(`${user}:`)],
    ['a wrong password', encoded(`${user}:Api-Admin-2025`)],
    ['the password in another case', encoded(`${user}:API-ADMIN-2024`)],
    ['the password with a blank', encoded(`${user}:${password} `)],
    ['the password of somebody else', encoded(`${user}:${LOGINS.reader.password}`)],
    ['an unknown user', encoded(`nobody@example.com:${password}`)],
    ['a user of another domain', encoded(`api.admin@example.org:${password}`)],
    ['a user name without domain', encoded(`api.admin:${password}`)],
    ['a user name with a blank', encoded(`api.admin @example.com:${password}`)],
    ['an inactive user', encoded(`${LOGINS.ina.user}:${LOGINS.ina.password}`)],
    ['a user who never had a password', encoded('mo.minimal@example.com:')],
    ['SQL', encoded(`' OR 1=1 --@example.com:${password}`)],
  ];

  test.each(refused)('%s is 401, with the same answer for all', async (_title, authorization) => {
    expectUnauthorized(await version({ login: null, headers: { Authorization: authorization } }));
  });

  test.each([
    ['webservices4.autotask.net', 'webservices4.autotask.net'],
    ['webservices4.autotask.net:8443', 'webservices4.autotask.net'],
    ['127.0.0.1:8016', '127.0.0.1'],
    ['[::1]:8016', '[::1]'],
    ['[::1]', '[::1]'],
    ['evil"\\, Digest realm="x', 'evilDigestrealmx'],
  ])('the realm for Host %s is %s', async (host, realm) => {
    const { headers } = await version({ login: null, headers: { Host: host } });
    expect(headers['www-authenticate']).toBe(`Basic Realm="${realm}"`);
  });

  test('a request without Host is challenged too', async () => {
    const heard = await talk(
      emulator.url,
      `POST ${new URL(emulator.url).pathname} HTTP/1.0\r\nContent-Type: text/xml\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(heard).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    expect(heard).toContain('WWW-Authenticate: Basic Realm=""');
  });

  const faults: readonly (readonly [title: string, xml: string, headers: Record<string, string>])[] = [
    ['XML that is not well-formed', '<a', {}],
    ['nothing', '', {}],
    ['a DTD', `<!DOCTYPE x><x/>`, {}],
    ['SOAP 1.2', VERSION_CALL.replaceAll('http://schemas.xmlsoap.org/soap/envelope/', SOAP_1_2), {}],
    ['an unknown action', VERSION_CALL, { SOAPAction: '"fly"' }],
    ['an unknown element', envelope('<fly/>'), {}],
    [
      'a type nobody knows',
      envelope(`<create xmlns="${NAMESPACE}"><Entities><Entity xsi:type="Spaceship"/></Entities></create>`),
      {},
    ],
    ['a wrong tracking identifier', envelope(`<GetWsdlVersion xmlns="${NAMESPACE}"/>`, 'wrong'), {}],
  ];

  test.each(faults)('the challenge comes before the fault about %s', async (_title, xml, headers) => {
    expectUnauthorized(await postXml(emulator.url, xml, { login: null, headers }));
    expect((await postXml(emulator.url, xml, { headers })).status).toBe(500);
  });

  test.each([
    [415, 'text/plain', VERSION_CALL],
    [413, 'text/xml', 'x'.repeat(1_048_577)],
    [400, 'text/xml; charset=utf-16', 'x'],
  ])('what HTTP itself refuses comes before the challenge: %i', async (status, type, body) => {
    const answer = await postXml(emulator.url, body, { login: null, headers: { 'Content-Type': type } });
    expect(answer.status).toBe(status);
  });

  test.each([
    ['a person', LOGINS.tom],
    ['a person with administrator rights', LOGINS.ada],
  ])('%s, who is not API-only, gets the recorded page', async (_title, login) => {
    const answer = await version({ login });
    expect(answer).toMatchObject({ status: 500, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(answer.body).toContain(
      '<title>Version 1.6 of the API is only accessible to API Only users.</title>',
    );
    expect(answer.headers).not.toHaveProperty('www-authenticate');
  });

  test('a wrong password of a person is 401 and tells nothing of the person', async () => {
    expectUnauthorized(await version({ login: { ...LOGINS.tom, password: 'wrong' } }));
  });

  test.each([
    ['without credentials', null],
    ['with wrong credentials', { user: 'x', password: 'y' }],
    ['by a person', LOGINS.tom],
  ])('getZoneInfo is open to anybody: %s', async (_title, login) => {
    const xml = envelope(
      `<getZoneInfo xmlns="${NAMESPACE}"><UserName>tom.tech@example.com</UserName></getZoneInfo>`,
      null,
    );
    const answer = await postXml(emulator.url, xml, { login, action: 'getZoneInfo' });
    expect(textOf(answer.body, 'ErrorCode')).toBe('0');
  });

  describe('without a valid tracking identifier', () => {
    const codes: readonly (readonly [title: string, header: string])[] = [
      ['no header', ''],
      ['an empty header', `<AutotaskIntegrations xmlns="${NAMESPACE}"/>`],
      [
        'a wrong one',
        `<AutotaskIntegrations xmlns="${NAMESPACE}"><IntegrationCode>DEMO-TRACKING-IDENTIFIER-02</IntegrationCode></AutotaskIntegrations>`,
      ],
      [
        'one in another case',
        `<AutotaskIntegrations xmlns="${NAMESPACE}"><IntegrationCode>demo-tracking-identifier-01</IntegrationCode></AutotaskIntegrations>`,
      ],
      [
        'an empty one',
        `<AutotaskIntegrations xmlns="${NAMESPACE}"><IntegrationCode/></AutotaskIntegrations>`,
      ],
      [
        'a nil one',
        `<AutotaskIntegrations xmlns="${NAMESPACE}"><IntegrationCode xsi:nil="true">DEMO-TRACKING-IDENTIFIER-01</IntegrationCode></AutotaskIntegrations>`,
      ],
      [
        'the header of another namespace',
        `<AutotaskIntegrations xmlns="urn:x"><IntegrationCode>DEMO-TRACKING-IDENTIFIER-01</IntegrationCode></AutotaskIntegrations>`,
      ],
      [
        'the partner instead',
        `<AutotaskIntegrations xmlns="${NAMESPACE}"><PartnerID>DEMO-TRACKING-IDENTIFIER-01</PartnerID></AutotaskIntegrations>`,
      ],
    ];
    const ask = (header: string, element: string): Promise<WireAnswer> =>
      postXml(
        emulator.url,
        envelope(`<${element} xmlns="${NAMESPACE}"/>`, null).replace(
          '<soap:Body>',
          `<soap:Header>${header}</soap:Header><soap:Body>`,
        ),
      );

    test.each(codes)('query answers the recorded error in its result: %s', async (_title, header) => {
      const { status, body } = await ask(header, 'query');
      expect(status).toBe(200);
      expect(body).toContain(
        '<queryResult><ReturnCode>-1</ReturnCode><EntityResults/><EntityResultType/><Errors><ATWSError><Message>IntegrationCode is invalid.</Message></ATWSError></Errors><EntityReturnInfoResults/></queryResult>',
      );
    });

    test.each(['create', 'update', 'delete', 'getThresholdAndUsageInfo'])(
      '%s answers it, too',
      async (element) => {
        const { status, body } = await ask('', element);
        expect({ status, code: textOf(body, 'ReturnCode') }).toEqual({ status: 200, code: '-1' });
        expect(textOf(body, 'Message')).toBe('IntegrationCode is invalid.');
      },
    );

    test.each([
      'GetFieldInfo',
      'getUDFInfo',
      'GetEntityInfo',
      'GetWsdlVersion',
      'GetAttachment',
      'CreateAttachment',
      'DeleteAttachment',
      'GetInvoiceMarkup',
    ])('%s, whose result has no place for errors, answers a fault', async (element) => {
      expectFault(
        await ask('', element),
        'Server',
        'Server was unable to process request. ---> IntegrationCode is invalid.',
      );
    });

    test('IntegrationCodeCheck answers that it is not associated', async () => {
      const { status, body } = await postXml(
        emulator.url,
        envelope(
          `<IntegrationCodeCheck xmlns="${NAMESPACE}"><userName>api.admin@example.com</userName></IntegrationCodeCheck>`,
          'wrong',
        ),
      );
      expect({ status, code: textOf(body, 'ReturnCode') }).toEqual({ status: 200, code: '1' });
      expect(textOf(body, 'IsIntegrationCodeAssociated')).toBe('false');
    });
  });
});

describe('with apiOnlyUsers off', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start({ apiOnlyUsers: false });
  });
  afterAll(() => emulator.close());

  test('a person may call', async () => {
    expectVersion(await postXml(emulator.url, VERSION_CALL, { login: LOGINS.tom }));
  });

  test('an inactive user still may not', async () => {
    expectUnauthorized(await postXml(emulator.url, VERSION_CALL, { login: LOGINS.ina }));
  });
});

describe('on a data file that somebody else writes to', () => {
  const folder = temporaryFolder();
  const hasher = new Hasher(4);
  const file = path.join(folder.path, 'atws.db');
  let emulator: Emulator;
  let sqlite: Sqlite.Database;

  beforeEach(async () => {
    emulator = await start({ memory: false, data: file });
    sqlite = new Sqlite(file);
    const set = sqlite.prepare(
      'UPDATE resources SET password_hash = ?, Active = 1, UserType = ? WHERE UserName_folded = ?',
    );
    set.run(await hasher.hash(LOGINS.admin.password), 24, 'api.admin');
    set.run(await hasher.hash(LOGINS.reader.password), 101, 'api.reader');
  });
  afterEach(async () => {
    sqlite.close();
    await emulator.close();
  });
  afterAll(async () => {
    await hasher.close();
    folder.remove();
  });

  const version = (login: Login, headers = {}): Promise<WireAnswer> =>
    postXml(emulator.url, VERSION_CALL, { login, headers });
  const change = (assignment: string, ...values: readonly unknown[]): void => {
    const { changes } = sqlite
      .prepare(`UPDATE resources SET ${assignment} WHERE UserName_folded = 'api.admin'`)
      .run(...values);
    expect(changes).toBe(1);
  };

  test('a new password holds from the next request on, the old one no longer', async () => {
    expectVersion(await version(LOGINS.admin));
    expectVersion(await version(LOGINS.admin));
    change('password_hash = ?', await hasher.hash('New-Secret-1'));
    expectUnauthorized(await version(LOGINS.admin));
    expectVersion(await version({ ...LOGINS.admin, password: 'New-Secret-1' }));
    expectUnauthorized(await version(LOGINS.admin));
  });

  test('a password that is taken away holds from the next request on', async () => {
    expectVersion(await version(LOGINS.admin));
    change('password_hash = NULL');
    expectUnauthorized(await version(LOGINS.admin));
  });

  test('Active holds from the next request on', async () => {
    expectVersion(await version(LOGINS.admin));
    change('Active = 0');
    expectUnauthorized(await version(LOGINS.admin));
    change('Active = 1');
    expectVersion(await version(LOGINS.admin));
  });

  test('another user name holds from the next request on', async () => {
    expectVersion(await version(LOGINS.admin));
    change(`UserName = 'robot', UserName_folded = 'robot'`);
    expectUnauthorized(await version(LOGINS.admin));
    expectVersion(await version({ ...LOGINS.admin, user: 'robot@example.com' }));
    sqlite.exec(
      `UPDATE resources SET UserName = 'api.admin', UserName_folded = 'api.admin' WHERE UserName = 'robot'`,
    );
  });

  test('another security level holds from the next request on', async () => {
    const access = async (): Promise<string | undefined> =>
      textOf(
        (await postXml(emulator.url, envelope(`<GetEntityInfo xmlns="${NAMESPACE}"/>`))).body,
        'UserAccessForUpdate',
      );
    expect(await access()).toBe('All');
    change('UserType = 101');
    expect(await access()).toBe('None');
    change('UserType = 33');
    expect((await version(LOGINS.admin)).body).toContain('API Only users');
  });

  test('the tracking identifiers hold from the next request on', async () => {
    expectVersion(await version(LOGINS.admin));
    sqlite.exec(`UPDATE tracking_identifiers SET identifier = identifier || 'x'`);
    expectFault(await version(LOGINS.admin), 'Server', /IntegrationCode is invalid\.$/);
    sqlite.exec(`UPDATE tracking_identifiers SET identifier = rtrim(identifier, 'x')`);
    expectVersion(await version(LOGINS.admin));
  });

  test('passwords that differ only after byte 72 are not the same', async () => {
    const start = 'x'.repeat(72);
    change('password_hash = ?', await hasher.hash(`${start}-one`));
    expectUnauthorized(await version({ ...LOGINS.admin, password: `${start}-two` }));
    expectUnauthorized(await version({ ...LOGINS.admin, password: start }));
    expectVersion(await version({ ...LOGINS.admin, password: `${start}-one` }));
  });

  test.each([
    ['with a colon', 'a:b::c'],
    ['with white space around', '  a b  '],
    ['of 64 letters', 'é'.repeat(64)],
    ['in other scripts', '秘密の鍵🔑'],
  ])('a password %s is the right one, and only as it is', async (_title, password) => {
    change('password_hash = ?', await hasher.hash(password));
    expectUnauthorized(await version({ ...LOGINS.admin, password: `${password}x` }));
    expectVersion(await version({ ...LOGINS.admin, password }));
  });

  test.each(['utf8', 'latin1'] as const)('credentials in %s are understood', async (charset) => {
    const password = 'Pässwörd-ß1';
    change(`UserName = 'jürgen', UserName_folded = 'jürgen', password_hash = ?`, await hasher.hash(password));
    const answer = await version(LOGINS.admin, {
      Authorization: encoded(`JÜRGEN@example.com:${password}`, charset),
    });
    sqlite.exec(
      `UPDATE resources SET UserName = 'api.admin', UserName_folded = 'api.admin' WHERE UserName = 'jürgen'`,
    );
    expectVersion(answer);
  });
});

describe('guessing', () => {
  const folder = temporaryFolder();
  const hasher = new Hasher(4);
  const file = path.join(folder.path, 'atws.db');
  let emulator: Emulator;
  let elapsed = 0;
  const clock: Clock = { now: () => new Date('2026-03-01T12:00:00Z'), elapsed: () => elapsed };

  beforeAll(async () => {
    await (await start({ memory: false, data: file })).close();
    // Guessing is slow by design; the cheapest hashes keep these tests quick.
    const sqlite = new Sqlite(file);
    const set = sqlite.prepare('UPDATE resources SET password_hash = ? WHERE UserName_folded = ?');
    set.run(await hasher.hash(LOGINS.admin.password), 'api.admin');
    set.run(await hasher.hash(LOGINS.reader.password), 'api.reader');
    sqlite.close();
  });
  beforeEach(async () => {
    // Failures are in the data file: a restart forgives none.
    elapsed += 120_000;
    emulator = await start({ memory: false, data: file, clock });
  });
  afterEach(() => emulator.close());
  afterAll(async () => {
    await hasher.close();
    folder.remove();
  });

  const version = (login: Login): Promise<WireAnswer> => postXml(emulator.url, VERSION_CALL, { login });
  const fail = async (times: number, login: Login = LOGINS.admin): Promise<void> => {
    for (let n = 0; n < times; n += 1) {
      expectUnauthorized(await version({ ...login, password: `wrong ${n}` }));
    }
  };

  test('after ten failures even the right password is refused, until a minute is over', async () => {
    await fail(10);
    expectUnauthorized(await version(LOGINS.admin));
    elapsed += 59_999;
    expectUnauthorized(await version(LOGINS.admin));
    elapsed += 1;
    expectVersion(await version(LOGINS.admin));
  });

  test('nine failures do no harm, and a success forgets them', async () => {
    await fail(9);
    expectVersion(await version(LOGINS.admin));
    await fail(9);
    expectVersion(await version(LOGINS.admin));
  });

  test('whoever is logged in goes on while somebody guesses', async () => {
    expectVersion(await version(LOGINS.admin));
    await fail(12);
    expectVersion(await version(LOGINS.admin));
  });

  test('one user being guessed does not hold up another', async () => {
    await fail(11);
    expectVersion(await version(LOGINS.reader));
  });

  test('the user name in another case is the same user', async () => {
    await fail(5);
    await fail(5, { ...LOGINS.admin, user: 'API.ADMIN@example.com' });
    expectUnauthorized(await version(LOGINS.admin));
  });

  test('guesses that all come at once are held as well', async () => {
    const guesses = Array.from({ length: 40 }, (_, n) =>
      version({ ...LOGINS.admin, password: n === 39 ? LOGINS.admin.password : `wrong ${n}` }),
    );
    for (const answer of await Promise.all(guesses)) expectUnauthorized(answer);
  });

  test('many connections that open with the right password at once are all let in', async () => {
    const calls = Array.from({ length: 30 }, () => version(LOGINS.admin));
    for (const answer of await Promise.all(calls)) expectVersion(answer);
  });
});
