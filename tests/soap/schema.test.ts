// Thorough: npm run test:quick leaves it out.
import { entities } from '../../src/entities/index';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { validateXML } from 'xmllint-wasm';
import type { Emulator } from '../../src/server/emulator';
import { REVISIONS, STRICT, startWith } from '../support/contracts';
import { LOGINS, NAMESPACE, start } from '../support/emulator';
import { envelope, escape, queryXml, where } from '../support/soap';
import { postXml } from '../support/wire';

/** Every kind of answer is valid against the schema of the contract, by a judge of its own: libxml2. */

const DEFAULT_WSDL = path.join(__dirname, '..', '..', 'wsdl', 'atws-1.6.wsdl');

/** Title, whether it is loaded as another, its text, its namespace. */
const CONTRACTS = [
  ['the built-in contract', false, readFileSync(DEFAULT_WSDL, 'utf8'), NAMESPACE],
  ...[...REVISIONS, STRICT].map(({ title, wsdl, namespace }) => [title, true, wsdl, namespace] as const),
] as const;

/** The schema inside a WSDL, with the prefixes that the WSDL declares around it. */
function schemaOf(wsdl: string): string {
  const [schema = '', prefix = ''] = /<(\w+):schema [\s\S]*<\/\1:schema>/.exec(wsdl) ?? [];
  const [root = ''] = /<(?:\w+:)?definitions\s[^>]*>/.exec(wsdl) ?? [];
  const declarations = root.match(/xmlns:\w+="[^"]*"/g) ?? [];
  return schema.replace(`<${prefix}:schema`, `<${prefix}:schema ${declarations.join(' ')}`);
}

/** The one element of the Body, as a document. */
function payloadOf(body: string): string {
  const [, payload = ''] = /<soap:Body>(.*)<\/soap:Body>/s.exec(body) ?? [];
  return payload.replace(
    /^<\w+/,
    (start) =>
      `${start} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"`,
  );
}

interface Exchange {
  readonly title: string;
  readonly operation: string;
  readonly inner?: string;
  readonly code?: string | null;
  readonly reader?: true;
}

function query(title: string, sXML: string, more: Partial<Exchange> = {}): Exchange {
  return { title, operation: 'query', inner: `<sXML>${escape(sXML)}</sXML>`, ...more };
}

const ENTITIES = '<Entities><Entity xsi:type="Resource"><id>29682885</id></Entity></Entities>';

const EXCHANGES: readonly Exchange[] = [
  query('all resources', queryXml('')),
  query('all resources, without internal cost', queryXml(''), { reader: true }),
  query('all roles', queryXml('', 'Role')),
  query('no resource', queryXml(where('id', 'Equals', '1'))),
  query('an unknown entity', queryXml('', 'Spaceship')),
  query('an unknown field', queryXml(where('ShoeSize', 'Equals', '1'))),
  query('a query that is not XML', '<queryxml'),
  query('a wrong tracking identifier', queryXml(''), { code: 'wrong' }),
  query('no tracking identifier', queryXml(''), { code: null }),
  { title: 'getEntityInfo', operation: 'GetEntityInfo' },
  { title: 'getEntityInfo of a reader', operation: 'GetEntityInfo', reader: true },
  {
    title: 'GetFieldInfo of Resource',
    operation: 'GetFieldInfo',
    inner: '<psObjectType>Resource</psObjectType>',
  },
  {
    title: 'GetFieldInfo of Department',
    operation: 'GetFieldInfo',
    inner: '<psObjectType>Department</psObjectType>',
  },
  { title: 'GetFieldInfo of Role', operation: 'GetFieldInfo', inner: '<psObjectType>Role</psObjectType>' },
  { title: 'getUDFInfo of Resource', operation: 'getUDFInfo', inner: '<psTable>Resource</psTable>' },
  { title: 'getUDFInfo of Role', operation: 'getUDFInfo', inner: '<psTable>Role</psTable>' },
  { title: 'getZoneInfo', operation: 'getZoneInfo', inner: '<UserName>a@example.com</UserName>' },
  { title: 'getZoneInfo of an unknown domain', operation: 'getZoneInfo', inner: '<UserName>a@b</UserName>' },
  { title: 'getThresholdAndUsageInfo', operation: 'getThresholdAndUsageInfo' },
  { title: 'GetWsdlVersion', operation: 'GetWsdlVersion' },
  { title: 'create', operation: 'create', inner: ENTITIES },
  { title: 'create of nothing', operation: 'create' },
  { title: 'delete', operation: 'delete', inner: ENTITIES },
  { title: 'delete of nothing', operation: 'delete', inner: '<Entities/>' },
];

/** An entity type and its fields, where a contract declares it. */
const ofEntity = (name: string): readonly Exchange[] => [
  query(`all of ${name}`, queryXml('', name)),
  {
    title: `the fields of ${name}`,
    operation: 'GetFieldInfo',
    inner: `<psObjectType>${name}</psObjectType>`,
  },
];

const LATER: readonly Exchange[] = [
  {
    title: 'IntegrationCodeCheck',
    operation: 'IntegrationCodeCheck',
    inner: '<userName>api.admin@example.com</userName>',
  },
  {
    title: 'IntegrationCodeCheck of an unknown user',
    operation: 'IntegrationCodeCheck',
    inner: '<userName>nobody</userName>',
  },
  {
    title: 'IntegrationCodeCheck of a person, with a wrong identifier',
    operation: 'IntegrationCodeCheck',
    inner: '<userName>tom.tech@example.com</userName>',
    code: 'wrong',
  },
];

const EARLY: readonly Exchange[] = [{ title: 'archive', operation: 'archive', inner: ENTITIES }];

describe.each(CONTRACTS)('for %s', (_title, isOther, wsdl, namespace) => {
  const schema = schemaOf(wsdl);
  const exchanges = [
    ...EXCHANGES,
    ...entities
      .filter(({ name }) => wsdl.includes(`complexType name="${name}"`))
      .flatMap(({ name }) => ofEntity(name)),
    ...(wsdl.includes('"IntegrationCodeCheck"') ? LATER : []),
    ...(wsdl.includes('"archive"') ? EARLY : []),
  ];
  let emulator: Emulator;
  let masked: Emulator;
  beforeAll(async () => {
    const started = isOther ? startWith.bind(undefined, wsdl) : start;
    emulator = await started();
    masked = await started({ passwordMask: true });
  });
  afterAll(async () => {
    await emulator.close();
    await masked.close();
  });

  async function payload(
    { url }: Emulator,
    { operation, inner = '', code, reader }: Exchange,
  ): Promise<string> {
    const xml = envelope(`<${operation} xmlns="${NAMESPACE}">${inner}</${operation}>`, code);
    const { status, body } = await postXml(url, xml.replaceAll(NAMESPACE, namespace), {
      login: reader ? LOGINS.reader : LOGINS.admin,
    });
    expect(status).toBe(200);
    return payloadOf(body);
  }

  const errorsOf = async (
    documents: readonly { fileName: string; contents: string }[],
  ): Promise<string[]> => {
    const { errors } = await validateXML({ xml: documents, schema: [schema], maxMemoryPages: 2048 });
    return errors.map(({ rawMessage }) => rawMessage);
  };

  test('every kind of answer is valid', async () => {
    const documents = [];
    for (const exchange of exchanges) {
      const contents = await payload(emulator, exchange);
      expect(contents).toMatch(new RegExp(`^<${exchange.operation}Response `));
      documents.push({ fileName: `${exchange.title}.xml`, contents });
    }
    documents.push({ fileName: 'masked.xml', contents: await payload(masked, EXCHANGES[0]!) });
    expect(await errorsOf(documents)).toEqual([]);
  });

  test('the entities that an update answers are valid', async () => {
    const found = await payload(emulator, query('', queryXml(where('id', 'Equals', '29682971'))));
    const [, entity = ''] = /(<Entity .*<\/Entity>)/s.exec(found) ?? [];
    // The numbers that a contract may require in place of nothing are no references and no picklist values.
    const sent = entity.replace(/<(\w+) xsi:type="xsd:(?:int|double)">0<\/\1>/g, '');
    const contents = await payload(emulator, {
      title: 'update',
      operation: 'update',
      inner: `<Entities>${sent}</Entities>`,
    });
    expect(contents).toContain('<ReturnCode>1</ReturnCode>');
    expect(await errorsOf([{ fileName: 'update.xml', contents }])).toEqual([]);
  });

  test('the judge would say so if an answer were not', async () => {
    const contents = await payload(emulator, query('', queryXml(where('id', 'Equals', '29682897'))));
    const spoiled = [
      contents.replace('<ReturnCode>1</ReturnCode>', ''),
      contents.replace('<Found>false</Found>', '<Found>no</Found>'),
      contents.replace('xsi:type="xsd:boolean">true<', 'xsi:type="xsd:boolean">yes<'),
      contents.replace('xsi:type="xsd:int">3<', 'xsi:type="xsd:int"><'),
      contents.replace('<UserDefinedFields/>', '<ShoeSize/>'),
      contents.replace('xsi:type="Resource"', 'xsi:type="Spaceship"'),
    ];
    for (const one of spoiled) {
      expect(one).not.toBe(contents);
      expect(await errorsOf([{ fileName: 'spoiled.xml', contents: one }])).not.toEqual([]);
    }
  });
});
