// Thorough: npm run test:quick leaves it out.
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { entities } from '../../src/entities/index';
import type { Emulator } from '../../src/server/emulator';
import { readContract } from '../../src/soap/contract';
import { ContractError } from '../../src/soap/contract-error';
import { NAMESPACE_1_5, REVISIONS, startWith } from '../support/contracts';
import { LOGINS, NAMESPACE, start, temporaryFolder } from '../support/emulator';
import { call, child, envelope, find, parse, query, queryXml, where, type Node } from '../support/soap';
import {
  expectFault,
  postXml,
  send,
  SOAP_1_1,
  SOAP_1_2,
  talk,
  textOf,
  VERSION_CALL,
  type WireAnswer,
  type WireRequest,
} from '../support/wire';

const DEFAULT_WSDL = path.join(__dirname, '..', '..', 'wsdl', 'atws-1.6.wsdl');
const EARLY_WSDL = path.join(__dirname, '..', 'support', 'atws-1.6-early.wsdl');

const CONTRACTS = [
  ['the built-in contract', undefined],
  ['an early contract', EARLY_WSDL],
] as const;

function addressIn(wsdl: string): string | undefined {
  return find(parse(wsdl), 'address')?.attributes['location'];
}

function names(node: Node | undefined): string[] {
  return (node?.children ?? []).map(({ name }) => name);
}

describe.each(CONTRACTS)('%s', (_title, file) => {
  const source = readFileSync(file ?? DEFAULT_WSDL, 'utf8');
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start({ wsdl: file });
  });
  afterAll(() => emulator.close());

  test.each([
    '/ATServices/1.6/atws.wsdl',
    '/atservices/1.6/atws.wsdl',
    '/ATSERVICES/1.6/ATWS.WSDL',
    '/ATServices/1.6/atws.asmx?wsdl',
    '/ATServices/1.6/atws.asmx?WSDL',
    '/atservices/1.6/ATWS.asmx?Wsdl=',
    '/ATServices/1.6/atws.asmx?x=1&wsdl',
  ])('is served at %s, with the address of this server and nothing else changed', async (where) => {
    const answer = await send(emulator.url, { method: 'GET', path: where, login: null });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' } });
    expect(addressIn(answer.body)).toBe(emulator.url);
    expect(answer.body.replace(emulator.url, addressIn(source)!)).toBe(source);
  });

  test('HEAD tells the length of the WSDL', async () => {
    const head = await send(emulator.wsdlUrl, { method: 'HEAD', login: null });
    const { body } = await send(emulator.wsdlUrl, { method: 'GET', login: null });
    expect(Number(head.headers['content-length'])).toBe(Buffer.byteLength(body));
  });

  test('every type of an answer has its members in the order of the contract', async () => {
    const { types } = await readContract(source);
    const order = (type: string): string[] => types.get(type)!.members.map(({ name }) => name);
    const inOrder = (node: Node | undefined, type: string): void => {
      const known = order(type);
      expect(known).toEqual(expect.arrayContaining(names(node)));
      expect(names(node)).toEqual(known.filter((name) => names(node).includes(name)));
    };
    const result = parse((await query(emulator.url, queryXml(where('id', 'Equals', '29682897')))).body);
    inOrder(find(result, 'queryResult'), 'ATWSResponse');
    inOrder(find(result, 'Entity'), 'Resource');
    inOrder(find(result, 'EntityReturnInfo'), 'EntityReturnInfo');
    inOrder(find(result, 'DuplicateStatus'), 'EntityDuplicateStatus');
    const fields = parse(
      (await call(emulator.url, 'GetFieldInfo', '<psObjectType>Resource</psObjectType>')).body,
    );
    inOrder(find(fields, 'Field'), 'Field');
    inOrder(find(fields, 'PickListValue'), 'PickListValue');
    inOrder(find(parse((await call(emulator.url, 'GetEntityInfo')).body), 'EntityInfo'), 'EntityInfo');
    const zone = await call(emulator.url, 'getZoneInfo', '<UserName>a@example.com</UserName>');
    inOrder(find(parse(zone.body), 'getZoneInfoResult'), 'ATWSZoneInfo');
  });

  test('only what is served is listed', async () => {
    const list = find(parse((await call(emulator.url, 'GetEntityInfo')).body), 'GetEntityInfoResult');
    expect(list?.children.map((info) => child(info, 'Name')?.text)).toEqual(
      entities.map(({ name }) => name).filter((name) => source.includes(`complexType name="${name}"`)),
    );
  });

  test('an operation that is declared for attachments or invoices is refused by a fault', async () => {
    for (const operation of ['GetAttachment', 'CreateAttachment', 'DeleteAttachment', 'GetInvoiceMarkup']) {
      const answer = await postXml(emulator.url, envelope(`<${operation} xmlns="${NAMESPACE}"/>`));
      expectFault(
        answer,
        'Server',
        `Server was unable to process request. ---> The operation ${operation} is not available.`,
      );
    }
  });

  test('an entity of a type that is not declared is a deserialisation fault', async () => {
    const xml = envelope(
      `<create xmlns="${NAMESPACE}"><Entities><Entity xsi:type="Spaceship"/></Entities></create>`,
    );
    expectFault(await postXml(emulator.url, xml), 'Client', /^Server was unable to read request\./);
  });
});

describe('the built-in contract has the latest members', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start();
  });
  afterAll(() => emulator.close());

  test('in getEntityInfo', async () => {
    const info = find(parse((await call(emulator.url, 'GetEntityInfo')).body), 'EntityInfo');
    expect(names(info)).toEqual([
      'Name',
      'CanUpdate',
      'CanDelete',
      'CanCreate',
      'CanQuery',
      'UserAccessForCreate',
      'UserAccessForQuery',
      'UserAccessForUpdate',
      'UserAccessForDelete',
      'HasUserDefinedFields',
      'SupportsWebhookCallouts',
    ]);
  });

  test('every entity that can be served is declared with all its fields', async () => {
    const { types } = await readContract(readFileSync(DEFAULT_WSDL, 'utf8'));
    for (const { name, fields } of entities) {
      const declared = types.get(name)?.members.map((member) => member.name) ?? [];
      expect([...declared].sort()).toEqual(
        ['Fields', 'UserDefinedFields', ...fields.map((field) => field.name)].sort(),
      );
    }
  });

  test('LicenseType is the last member of Resource', async () => {
    const { body } = await query(emulator.url, queryXml(where('id', 'Equals', '29682897')));
    expect(names(find(parse(body), 'Entity')).at(-1)).toBe('LicenseType');
  });
});

describe('an early contract is obeyed', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await start({ wsdl: EARLY_WSDL });
  });
  afterAll(() => emulator.close());

  test('members it does not declare are not written', async () => {
    const info = find(parse((await call(emulator.url, 'GetEntityInfo')).body), 'EntityInfo');
    expect(names(info)).toEqual([
      'Name',
      'CanUpdate',
      'CanDelete',
      'CanCreate',
      'CanQuery',
      'HasUserDefinedFields',
    ]);
    const field = await call(emulator.url, 'GetFieldInfo', '<psObjectType>Resource</psObjectType>');
    expect(field.body).not.toContain('IsSupportedWebhookField');
    const { body } = await query(emulator.url, queryXml(where('id', 'Equals', '29682897')));
    expect(body).not.toContain('LicenseType');
    expect(body).toContain('<SurveyResourceRating xsi:type="xsd:double">4.25<');
  });

  test('IntegrationCodeCheck does not exist yet', async () => {
    const xml = envelope(`<IntegrationCodeCheck xmlns="${NAMESPACE}"/>`);
    expectFault(
      await postXml(emulator.url, xml, { action: 'IntegrationCodeCheck' }),
      'Client',
      `Server did not recognize the value of HTTP Header SOAPAction: ${NAMESPACE}IntegrationCodeCheck.`,
    );
  });

  test.each(['Account', 'Ticket'])(
    'an entity that is declared but not served is unknown to query: %s',
    async (entity) => {
      const result = await query(emulator.url, queryXml(where('id', 'GreaterThan', '0'), entity));
      expect(result).toMatchObject({
        returnCode: -1,
        entityResultType: entity.toLowerCase(),
        entities: [],
        errors: ['Value cannot be null.\r\nParameter name: type'],
      });
    },
  );

  test('an entity that is declared but not served is unknown to GetFieldInfo and getUDFInfo', async () => {
    for (const [operation, parameter] of [
      ['GetFieldInfo', 'psObjectType'],
      ['getUDFInfo', 'psTable'],
    ] as const) {
      const xml = envelope(
        `<${operation} xmlns="${NAMESPACE}"><${parameter}>Ticket</${parameter}></${operation}>`,
      );
      expectFault(
        await postXml(emulator.url, xml),
        'Server',
        /Value cannot be null\.\r\nParameter name: type$/,
      );
    }
  });

  test('an entity that is declared but not served can be sent, and is refused by name', async () => {
    const xml = envelope(
      `<create xmlns="${NAMESPACE}"><Entities><Entity xsi:type="Ticket"/></Entities></create>`,
    );
    const { status, body } = await postXml(emulator.url, xml);
    expect({ status, type: textOf(body, 'EntityResultType'), message: textOf(body, 'Message') }).toEqual({
      status: 200,
      type: 'ticket',
      message: 'This entity type does not support the create action.',
    });
  });

  test('an operation that is declared but not served answers in its own result type', async () => {
    const xml = envelope(
      `<archive xmlns="${NAMESPACE}"><Entities><Entity xsi:type="Resource"/></Entities></archive>`,
    );
    const { status, body } = await postXml(emulator.url, xml, { action: 'archive' });
    expect(status).toBe(200);
    expect(body).toContain(
      '<archiveResult><ReturnCode>-1</ReturnCode><EntityResults/><EntityResultType/><Errors><ATWSError><Message>The operation archive is not available.</Message></ATWSError></Errors><EntityReturnInfoResults/></archiveResult></archiveResponse>',
    );
  });

  test('an operation that is declared but not served, without a place for errors, is a fault', async () => {
    expectFault(
      await postXml(emulator.url, envelope(`<GetLegacyReport xmlns="${NAMESPACE}"/>`)),
      'Server',
      'Server was unable to process request. ---> The operation GetLegacyReport is not available.',
    );
  });

  test('LicenseType can still be queried: only what is written follows the contract', async () => {
    const { entities: found } = await query(emulator.url, queryXml(where('LicenseType', 'Equals', '9')));
    expect(found.map(({ UserName }) => UserName)).toEqual(['gwen.client']);
  });
});

describe.each(REVISIONS)('the contract of $title', ({ wsdl, namespace, path: endpoint, version }) => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startWith(wsdl);
  });
  afterAll(() => emulator.close());

  const ask = (operation: string, inner = '', more: WireRequest = {}): Promise<WireAnswer> =>
    postXml(
      emulator.url,
      envelope(`<${operation} xmlns="${NAMESPACE}">${inner}</${operation}>`).replaceAll(NAMESPACE, namespace),
      { ...more, headers: { SOAPAction: `"${namespace}${operation}"`, ...more.headers } },
    );

  test('decides where the endpoint and the WSDL are', async () => {
    expect(new URL(emulator.url).pathname).toBe(endpoint);
    expect(emulator.wsdlUrl).toBe(emulator.url.replace('.asmx', '.wsdl'));
    for (const where of [
      endpoint.replace('.asmx', '.wsdl').toLowerCase(),
      `${endpoint.toUpperCase()}?wsdl`,
    ]) {
      const answer = await send(emulator.url, { method: 'GET', path: where, login: null });
      expect(answer.status).toBe(200);
      expect(addressIn(answer.body)).toBe(emulator.url);
    }
    const page = await send(emulator.url, { method: 'GET' });
    expect(page.body).toContain(`The Autotask SOAP API ${version.slice(0, 3)}, emulated`);
    expect(page.body).toContain(`POST ${endpoint} HTTP/1.1`);
    const root = await fetch(new URL('/', emulator.url), { redirect: 'manual' });
    expect(root.headers.get('location')).toBe(endpoint);
    const elsewhere = await send(emulator.url, { path: '/ATServices/1.4/atws.asmx' });
    expect(elsewhere).toMatchObject({ status: 404, body: `Not Found. The SOAP endpoint is ${endpoint}.\n` });
  });

  test('decides on namespace, zone and version', async () => {
    const zone = await ask('getZoneInfo', '<UserName>a@example.com</UserName>', { login: null });
    expect(textOf(zone.body, 'URL')).toBe(emulator.url);
    expect(parse(zone.body).children[0]?.children[0]).toMatchObject({
      uri: namespace,
      name: 'getZoneInfoResponse',
    });
    expect(textOf((await ask('GetWsdlVersion')).body, 'GetWsdlVersionResult')).toBe(version);
  });

  test('can be queried and updated, in SOAP 1.1 and 1.2', async () => {
    const found = await ask(
      'query',
      `<sXML>${queryXml(where('id', 'Equals', '29682971')).replaceAll('<', '&lt;')}</sXML>`,
    );
    const [, entity = ''] = /(<Entity .*<\/Entity>)/.exec(found.body) ?? [];
    const title = `Of ${version}`;
    const changed = entity.replace(/(<Title [^>]*>)[^<]*/, `$1${title}`);
    for (const soap of [SOAP_1_1, SOAP_1_2]) {
      const xml = envelope(`<update xmlns="${namespace}"><Entities>${changed}</Entities></update>`);
      const answer = await postXml(
        emulator.url,
        xml.replace(SOAP_1_1, soap).replaceAll(NAMESPACE, namespace),
        {
          headers: { 'Content-Type': soap === SOAP_1_1 ? 'text/xml' : 'application/soap+xml' },
        },
      );
      expect(textOf(answer.body, 'Title')).toBe(title);
      expect(answer.body).toContain(`<updateResponse xmlns="${namespace}">`);
    }
  });

  test('lists picklist values, and writes them as it declares them', async () => {
    const { body } = await ask('GetFieldInfo', '<psObjectType>Resource</psObjectType>');
    const fields = find(parse(body), 'GetFieldInfoResult')?.children ?? [];
    const withValues = fields.filter((field) => names(field).includes('PicklistValues'));
    const isRequired = /minOccurs="1" maxOccurs="1" name="PicklistValues"/.test(wsdl);
    expect(withValues.length).toBe(isRequired ? fields.length : 15);
  });
});

describe('version 1.5, which asked for less', () => {
  const [v15] = REVISIONS.filter(({ title }) => title === '1.5');
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startWith(v15!.wsdl);
  });
  afterAll(() => emulator.close());

  const xml = (code: string | null): string =>
    envelope(`<GetWsdlVersion xmlns="${NAMESPACE}"/>`, code).replaceAll(NAMESPACE, NAMESPACE_1_5);

  test.each([
    ['without a tracking identifier', xml(null)],
    ['with one that no tenant has', xml('wrong')],
    [
      'with one in no namespace, as a published client sends it',
      xml('x').replace('<IntegrationCode>', '<IntegrationCode xmlns="">'),
    ],
  ])('is called %s', async (_title, body) => {
    expect(textOf((await postXml(emulator.url, body)).body, 'GetWsdlVersionResult')).toBe('1.5');
  });

  test('known-difference a contract of 1.5 decides on path, namespace, version and who may call; all other rules are those of 1.6', async () => {
    const answer = await postXml(emulator.url, xml(null), { login: LOGINS.tom });
    expect(textOf(answer.body, 'GetWsdlVersionResult')).toBe('1.5');
  });

  test('still asks for a log-in', async () => {
    expect((await postXml(emulator.url, xml(null), { login: null })).status).toBe(401);
  });

  test('does not know the actions of 1.6', async () => {
    const answer = await postXml(emulator.url, xml(null), { action: 'GetWsdlVersion' });
    expectFault(
      answer,
      'Client',
      `Server did not recognize the value of HTTP Header SOAPAction: ${NAMESPACE}GetWsdlVersion.`,
    );
  });
});

test('a contract whose namespace tells no version is served as 1.6', async () => {
  const emulator = await startWith(readFileSync(DEFAULT_WSDL, 'utf8').replaceAll(NAMESPACE, 'urn:atws'));
  try {
    expect(new URL(emulator.url).pathname).toBe('/ATServices/1.6/atws.asmx');
    const answer = await postXml(emulator.url, VERSION_CALL.replaceAll(NAMESPACE, 'urn:atws'));
    expect(textOf(answer.body, 'GetWsdlVersionResult')).toBe('1.6.8');
  } finally {
    await emulator.close();
  }
});

describe('the address in the WSDL and in getZoneInfo', () => {
  const hosts: readonly (readonly [
    title: string,
    settings: Readonly<Record<string, unknown>>,
    headers: Readonly<Record<string, string>>,
    origin: string,
  ])[] = [
    ['is that of the Host header', {}, { Host: 'atws.example.com' }, 'http://atws.example.com'],
    ['has its port', {}, { Host: 'atws.example.com:8016' }, 'http://atws.example.com:8016'],
    ['may be IPv6', {}, { Host: '[::1]:8016' }, 'http://[::1]:8016'],
    [
      'does not believe X-Forwarded-* that anybody can send',
      {},
      { Host: 'a', 'X-Forwarded-Host': 'evil', 'X-Forwarded-Proto': 'https' },
      'http://a',
    ],
    [
      'believes X-Forwarded-* behind a trusted proxy',
      { trustProxy: true },
      { Host: 'a', 'X-Forwarded-Host': 'atws.example.com', 'X-Forwarded-Proto': 'https' },
      'https://atws.example.com',
    ],
    [
      'takes the first of a chain of proxies',
      { trustProxy: true },
      { Host: 'a', 'X-Forwarded-Host': 'one.example.com, two', 'X-Forwarded-Proto': 'https,http' },
      'https://one.example.com',
    ],
    [
      'may be forwarded in part',
      { trustProxy: true },
      { Host: 'a:1', 'X-Forwarded-Proto': 'https' },
      'https://a:1',
    ],
    ['falls back to the Host when nothing is forwarded', { trustProxy: true }, { Host: 'a:1' }, 'http://a:1'],
    [
      'is publicUrl whatever the request says',
      { publicUrl: 'https://public.example.com/', trustProxy: true },
      { Host: 'a', 'X-Forwarded-Host': 'b' },
      'https://public.example.com',
    ],
    [
      'may have a path in publicUrl',
      { publicUrl: 'https://public.example.com/emulator' },
      { Host: 'a' },
      'https://public.example.com/emulator',
    ],
  ];

  test.each(hosts)('%s', async (_title, settings, headers, origin) => {
    const port = await freePort();
    const emulator = await start({ ...settings, port });
    const local = '/ATServices/1.6/atws.asmx';
    const url = `http://127.0.0.1:${port}${local}`;
    try {
      const wsdl = await send(url, { method: 'GET', path: `${local}?wsdl`, headers });
      expect(addressIn(wsdl.body)).toBe(`${origin}/ATServices/1.6/atws.asmx`);
      const xml = envelope(
        `<getZoneInfo xmlns="${NAMESPACE}"><UserName>a@example.com</UserName></getZoneInfo>`,
      );
      const zone = await postXml(url, xml, { headers });
      expect(textOf(zone.body, 'URL')).toBe(`${origin}/ATServices/1.6/atws.asmx`);
      expect(textOf(zone.body, 'WebUrl')).toBe(`${origin}/`);
      expect((await send(url, { method: 'GET', headers })).body).toContain(
        `href="${origin}/ATServices/1.6/atws.wsdl"`,
      );
    } finally {
      await emulator.close();
    }
  });

  test('the emulator names publicUrl as its own address', async () => {
    const emulator = await start({ publicUrl: 'https://public.example.com' });
    await emulator.close();
    expect(emulator).toMatchObject({
      url: 'https://public.example.com/ATServices/1.6/atws.asmx',
      wsdlUrl: 'https://public.example.com/ATServices/1.6/atws.wsdl',
    });
  });

  test.each(['a"><evil', "a' onload='x", 'a&b', 'a$&$1', '<script>alert(1)</script>'])(
    'a hostile Host stays a text: %s',
    async (host) => {
      const emulator = await start();
      try {
        const headers = { Host: host };
        const wsdl = await send(emulator.wsdlUrl, { method: 'GET', headers });
        expect(addressIn(wsdl.body)).toBe(`http://${host}/ATServices/1.6/atws.asmx`);
        const page = await send(emulator.url, { method: 'GET', headers });
        expect(page.status).toBe(200);
        expect(page.body).not.toContain('<script>');
        expect(page.body).not.toContain('<evil');
      } finally {
        await emulator.close();
      }
    },
  );

  test('without a Host it is the address of the connection', async () => {
    const emulator = await start();
    try {
      const { host, pathname } = new URL(emulator.wsdlUrl);
      const heard = await talk(emulator.url, `GET ${pathname} HTTP/1.0\r\n\r\n`);
      expect(heard).toContain(`location="http://${host}/ATServices/1.6/atws.asmx"`);
    } finally {
      await emulator.close();
    }
  });
});

describe('a WSDL may be in another encoding, and is served in UTF-8', () => {
  const source = readFileSync(DEFAULT_WSDL, 'utf8').replace(/^<\?xml[^>]*\?>/, '');
  test.each<[string, Buffer]>([
    ['UTF-8 with a mark', Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-8"?>${source}`, 'utf8')],
    ['UTF-16 with a mark', Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-16"?>${source}`, 'utf16le')],
    ['ASCII that says something else', Buffer.from(`<?xml version='1.0' encoding='iso-8859-1'?>${source}`)],
  ])('%s', async (_encoding, bytes) => {
    const folder = temporaryFolder();
    const file = path.join(folder.path, 'own.wsdl');
    writeFileSync(file, bytes);
    const emulator = await start({ wsdl: file });
    try {
      const body = await (await fetch(emulator.wsdlUrl)).text();
      expect(body).toMatch(/^<\?xml version=["']1\.0["'] encoding=["']utf-8["']\?>/);
      expect(body).toContain(`location="${emulator.url}"`);
    } finally {
      await emulator.close();
      folder.remove();
    }
  });
});

describe('a WSDL that cannot be served says why', () => {
  const source = readFileSync(DEFAULT_WSDL, 'utf8');
  const without = (pattern: RegExp, replacement = ''): string => {
    expect(source).toMatch(pattern);
    return source.replace(pattern, replacement);
  };
  const broken: readonly (readonly [title: string, wsdl: () => string, message: RegExp])[] = [
    ['nothing', () => ' \n', /^The WSDL is empty\.$/],
    ['text', () => 'hello', /^The WSDL cannot be read: line 1 is not well-formed XML\.$/],
    ['half a file', () => source.slice(0, 5000), /^The WSDL has no schema for its target namespace\.$/],
    [
      'another XML document',
      () => '<html><body/></html>',
      /^The WSDL cannot be read: its root element is not definitions\.$/,
    ],
    [
      'no schema',
      () => without(/<wsdl:types>[\s\S]*<\/wsdl:types>/),
      /^The WSDL lacks something it refers to\.$/,
    ],
    [
      'a schema of another namespace',
      () => without(/<xsd:schema targetNamespace="[^"]*"/, '<xsd:schema targetNamespace="urn:x"'),
      /^The WSDL lacks something it refers to\.$/,
    ],
    [
      'no service',
      () => without(/<wsdl:service[\s\S]*<\/wsdl:service>/),
      /^The WSDL has no service with a SOAP port\.$/,
    ],
    [
      'a base type that is missing',
      () => without(/<xsd:extension base="tns:Entity">/, '<xsd:extension base="tns:Nothing">'),
      /extends Nothing, which the schema does not declare\.$/,
    ],
    [
      'a type that is missing',
      () => without(/type="tns:ArrayOfATWSError"/, 'type="tns:Nothing"'),
      /^Element \w+ has type Nothing, which is not declared\.$/,
    ],
    [
      'an operation whose response has no result',
      () => without(/<xsd:element name="GetWsdlVersionResult"[^>]*>/),
      /^The response of operation GetWsdlVersion has no result element\.$/,
    ],
    [
      'an element that is missing',
      () => without(/<xsd:element name="GetWsdlVersion">/, '<xsd:element name="Other">'),
      /GetWsdlVersion/,
    ],
  ];

  test.each(broken)('%s', async (_title, wsdl, message) => {
    const folder = temporaryFolder();
    const file = path.join(folder.path, 'broken.wsdl');
    writeFileSync(file, wsdl());
    try {
      const error: unknown = await start({ wsdl: file }).then(
        (emulator) => emulator.close(),
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(ContractError);
      const [named = '', problem = ''] = (error as Error).message.split(/(?<=broken\.wsdl: )/);
      expect(named).toBe(`${file}: `);
      expect(problem).toMatch(message);
    } finally {
      folder.remove();
    }
  });
});

describe('a contract with turns of its own', () => {
  const source = readFileSync(DEFAULT_WSDL, 'utf8');

  async function withWsdl(wsdl: string, use: (emulator: Emulator) => Promise<void>): Promise<void> {
    const folder = temporaryFolder();
    const file = path.join(folder.path, 'own.wsdl');
    writeFileSync(file, wsdl);
    const emulator = await start({ wsdl: file });
    try {
      await use(emulator);
    } finally {
      await emulator.close();
      folder.remove();
    }
  }

  test('the members of a type are written in another order when the contract has another order', async () => {
    const active = '<xsd:element name="Active" minOccurs="0" maxOccurs="1"/>';
    const end = '<xsd:element name="LicenseType" minOccurs="0" maxOccurs="1"/>';
    await withWsdl(source.replace(active, '').replace(end, end + active), async ({ url }) => {
      const { body } = await query(url, queryXml(where('id', 'Equals', '29682897')));
      expect(names(find(parse(body), 'Entity')).slice(-2)).toEqual(['LicenseType', 'Active']);
    });
  });

  test('a member the emulator knows nothing of is left out', async () => {
    const first = '<xsd:element name="Active" minOccurs="0" maxOccurs="1"/>';
    await withWsdl(
      source.replace(first, `<xsd:element name="ShoeSize" minOccurs="0" maxOccurs="1"/>${first}`),
      async ({ url }) => {
        const { body } = await query(url, queryXml(where('id', 'Equals', '29682897')));
        expect(body).not.toContain('ShoeSize');
        expect(names(find(parse(body), 'Entity')).slice(0, 3)).toEqual(['id', 'UserDefinedFields', 'Active']);
      },
    );
  });

  const REQUIRED: readonly (readonly [declared: string, written: string])[] = [
    ['type="xsd:string"', '<Wings/>'],
    ['type="xsd:boolean"', '<Wings>false</Wings>'],
    ['type="xsd:int" minOccurs="1"', '<Wings>0</Wings>'],
    ['type="xsd:long" minOccurs="1" maxOccurs="1"', '<Wings>0</Wings>'],
    ['type="xsd:decimal"', '<Wings>0</Wings>'],
    ['type="xsd:double" minOccurs="2"', '<Wings>0</Wings>'],
    ['type="xsd:dateTime"', '<Wings>0001-01-01T00:00:00</Wings>'],
    ['type="xsd:base64Binary"', '<Wings/>'],
    ['', '<Wings/>'],
    ['type="tns:ArrayOfField"', '<Wings/>'],
    ['type="tns:EntityReturnInfoDatabaseAction"', '<Wings>None</Wings>'],
    ['type="tns:EntityDuplicateStatus"', '<Wings><Found>false</Found><Ignored>false</Ignored></Wings>'],
    ['type="xsd:int" nillable="true"', '<Wings xsi:nil="true"/>'],
    ['type="xsd:int" minOccurs="0"', ''],
    ['type="xsd:int" minOccurs="0" nillable="true"', ''],
    ['type="xsd:int" minOccurs="0" maxOccurs="unbounded"', ''],
    ['type="xsd:int" minOccurs="1" maxOccurs="unbounded"', ''],
  ];

  test.each(REQUIRED)(
    'a member that nothing is known of, declared as %s, is written as %s',
    async (declared, written) => {
      const before = '<xsd:element name="CanUpdate" type="xsd:boolean" minOccurs="1" maxOccurs="1"/>';
      const member = `<xsd:element name="Wings" ${declared}/>`;
      expect(source).toContain(before);
      await withWsdl(source.replace(before, before + member), async ({ url }) => {
        const { body } = await call(url, 'GetEntityInfo');
        expect(body).toContain(`<CanUpdate>true</CanUpdate>${written}<CanDelete>`);
      });
    },
  );

  /** A contract that requires every field of a resource, and one that the emulator knows nothing of. */
  function requiringAllFields(): string {
    const [start, end] = ['<xsd:complexType name="Resource">', '</xsd:complexType>'];
    const [before = '', rest = ''] = source.split(start);
    const [type = ''] = rest.split(end);
    const strict = type
      .replaceAll('minOccurs="0"', 'minOccurs="1"')
      .replace('</xsd:sequence>', '<xsd:element name="ShoeSize"/></xsd:sequence>');
    return `${before}${start}${rest.replace(type, strict)}`;
  }

  test('a resource that is read and sent back stays as it is, where a contract requires fields without a value', async () => {
    await withWsdl(requiringAllFields(), async ({ url, resources }) => {
      for (const name of ['emma.empty', 'mo.minimal', 'tom.tech', 'nora.null']) {
        const before = await resources.get(name);
        const title = /(<Title xsi:type="xsd:string")(?:\/>|>[^<]*<\/Title>)/;
        const sent = (await entityOf(url, name)).replace(title, '$1>New</Title>');
        const { body } = await call(url, 'update', `<Entities>${sent}</Entities>`);
        expect(body).toContain('<ReturnCode>1</ReturnCode>');
        expect(await resources.get(name)).toEqual({ ...before, Title: 'New' });
      }
    });
  });

  test.each([
    ['that requires it, where there is another value', requiringAllFields, 'paul.muller'],
    ['that does not require it', () => source, 'emma.empty'],
  ])('a number 0 that no picklist has is refused under a contract %s', async (_which, wsdl, name) => {
    await withWsdl(wsdl(), async ({ url }) => {
      const entity = (await entityOf(url, name)).replace(/<Greeting.*<\/Greeting>/, '');
      const sent = entity.replace('</Entity>', '<Greeting xsi:type="xsd:int">0</Greeting></Entity>');
      const { body } = await call(url, 'update', `<Entities>${sent}</Entities>`);
      expect(body).toContain('Picklist value [0] does not exist for Greeting');
    });
  });

  async function entityOf(url: string, userName: string): Promise<string> {
    const { body } = await query(url, queryXml(where('UserName', 'Equals', userName)));
    const [entity = ''] = /<Entity xsi:type="Resource">.*?<\/Entity>/s.exec(body) ?? [];
    return entity;
  }

  test('known-difference a field without a value that a contract requires is written as nothing of its type (empty, 0, false), whatever the real service would do', async () => {
    await withWsdl(requiringAllFields(), async ({ url }) => {
      const { body } = await query(url, queryXml(where('UserName', 'Equals', 'emma.empty')));
      for (const element of [
        '<EmailTypeCode2 xsi:type="xsd:string"/>',
        '<Gender xsi:type="xsd:string"/>',
        '<Greeting xsi:type="xsd:int">0</Greeting>',
        '<DefaultServiceDeskRoleID xsi:type="xsd:int">0</DefaultServiceDeskRoleID>',
        '<Password xsi:type="xsd:string"/>',
        '<SurveyResourceRating xsi:type="xsd:double">0</SurveyResourceRating>',
        '<ShoeSize/></Entity>',
      ]) {
        expect(body).toContain(element);
      }
    });
  });

  test('a type that requires itself does not stop the server, as nothing can be of it', async () => {
    const before = '<xsd:element name="CanUpdate" type="xsd:boolean" minOccurs="1" maxOccurs="1"/>';
    const end = '<xsd:complexType name="EntityInfo">';
    const knot =
      '<xsd:complexType name="Knot"><xsd:sequence><xsd:element name="in" type="tns:Knot"/></xsd:sequence></xsd:complexType>';
    const wsdl = source
      .replace(before, `${before}<xsd:element name="Knot" type="tns:Knot"/>`)
      .replace(end, knot + end);
    await withWsdl(wsdl, async ({ url }) => {
      expect((await call(url, 'GetEntityInfo')).body).toContain('<Knot><in/></Knot>');
    });
  });

  test('a list of entities under another name is none', async () => {
    const element =
      /(<xsd:element name="delete">\s*<xsd:complexType>\s*<xsd:sequence>\s*<xsd:element name=)"Entities" type="tns:ArrayOfEntity"/;
    expect(source).toMatch(element);
    await withWsdl(source.replace(element, '$1"Things" type="tns:ArrayOfEntity"'), async ({ url }) => {
      const { body } = await call(url, 'delete', '<Things/>');
      expect(textOf(body, 'Message')).toBe('No entities were passed to delete.');
    });
  });

  test('a contract without Resource serves what is left', async () => {
    const type = /<xsd:complexType name="Resource">[\s\S]*?<\/xsd:complexType>/;
    expect(source).toMatch(type);
    await withWsdl(source.replace(type, ''), async ({ url }) => {
      const { body } = await call(url, 'GetEntityInfo');
      expect(names(find(parse(body), 'GetEntityInfoResult'))).toHaveLength(entities.length - 1);
      expect((await query(url, queryXml(''))).errors).toEqual([
        'Value cannot be null.\r\nParameter name: type',
      ]);
    });
  });

  test('other prefixes and quotes around the address make no difference', async () => {
    const odd = source.replace(/<soap:address location="[^"]*"/, "<soap:address  location = 'http://old/'");
    await withWsdl(odd, async ({ url, wsdlUrl }) => {
      const { body } = await send(wsdlUrl, { method: 'GET' });
      expect(addressIn(body)).toBe(url);
    });
  });
});

/** A port that is free now: with publicUrl, an emulator does not tell which one it took. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
