import type { Emulator } from '../../src/server/emulator';
import { LOGINS, NAMESPACE, start } from '../support/emulator';
import { atwsResult, envelope, queryXml, where } from '../support/soap';
import {
  expectFault,
  expectFault12,
  expectVersion,
  postXml,
  SOAP_1_1,
  SOAP_1_2,
  textOf,
  TRACKING_HEADER,
  VERSION_CALL,
  type WireAnswer,
} from '../support/wire';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await start();
});
afterAll(() => emulator.close());

const MALFORMED = 'Server was unable to read request. ---> There is an error in XML document (';

function message(header: string, body: string, attributes = ''): string {
  return `<soap:Envelope xmlns:soap="${SOAP_1_1}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"${attributes}>${header}<soap:Body>${body}</soap:Body></soap:Envelope>`;
}

const HEADER = `<soap:Header>${TRACKING_HEADER}</soap:Header>`;
const CALL = `<GetWsdlVersion xmlns="${NAMESPACE}"/>`;

describe('XML that cannot be read is a Client fault that tells where and why', () => {
  const cases: readonly (readonly [title: string, xml: string, problem: RegExp])[] = [
    ['an empty body', '', /\(1, 1\)\. ---> Root element is missing\.$/],
    ['white space only', ' \n ', /Root element is missing\.$/],
    ['a comment only', '<!-- nobody here -->', /Root element is missing\.$/],
    ['text', 'hello', /text data outside of root node|Root element is missing/],
    ['JSON', '{"query":"<x/>"}', / ---> ./],
    ['an end tag of another name', '<a><b></a></b>', /unexpected close tag/i],
    ['an element that is not closed', VERSION_CALL.replace('</soap:Envelope>', ''), /unclosed tag/],
    ['a tag that is not closed', '<soap:Envelope', / ---> ./],
    ['a second root', `${VERSION_CALL}<more/>`, /only one root/],
    ['an ampersand on its own', message('', '<a>R&D</a>'), / ---> ./],
    ['an entity nobody declared', message('', '<a>&nbsp;</a>'), /entity/],
    ['a prefix nobody declared', message('', '<who:query/>'), /unbound namespace prefix/],
    ['an attribute twice', message('', '<a b="1" b="2"/>'), /duplicate attribute/],
    ['an attribute without quotes', message('', '<a b=1/>'), /unquoted attribute value/],
    ['a reference to a control character', message('', '<a>&#1;</a>'), / ---> ./],
    ['a reference to half a surrogate pair', message('', '<a>&#xD800;</a>'), / ---> ./],
    ['a control character', message('', '<a>\u0001</a>'), /disallowed character/],
    ['an XML declaration that is not at the start', ` ${VERSION_CALL}`, /XML declaration/i],
    ['"]]>" in text', message('', '<a>]]></a>'), / ---> ./],
    ['"--" in a comment', message('', '<!-- a -- b -->'), /malformed comment/],
    ['a CDATA section that is not closed', message('', '<![CDATA[ x'), /unexpected end|unclosed/],
  ];

  test.each(cases)('%s', async (_title, xml, problem) => {
    const answer = await postXml(emulator.url, xml, { action: 'GetWsdlVersion' });
    expectFault(answer, 'Client', problem);
    expect(answer.body).toContain(
      'Server was unable to read request. ---&gt; There is an error in XML document (',
    );
  });

  test('the place is the line and column of what is wrong', async () => {
    const answer = await postXml(emulator.url, '<a>\n<b>\n  </c>\n</a>', { action: 'query' });
    expectFault(answer, 'Client', /\(3, \d+\)/);
  });
});

describe('a DTD is refused before anything in it is looked at', () => {
  const levels = Array.from(
    { length: 9 },
    (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
  ).join('');
  const doctypes: readonly (readonly [title: string, xml: string])[] = [
    ['a DOCTYPE on its own', `<!DOCTYPE soap:Envelope>${message('', CALL)}`],
    ['a billion laughs', `<!DOCTYPE x [<!ENTITY l0 "lol">${levels}]>${message('', '<a>&l9;</a>')}`],
    [
      'quadratic blow-up',
      `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(50_000)}">]>${message('', `<b>${'&a;'.repeat(5000)}</b>`)}`,
    ],
    [
      'an external entity',
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${message('', '<a>&e;</a>')}`,
    ],
    [
      'an entity from the network',
      `<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>${message('', '<a>&e;</a>')}`,
    ],
    ['an external DTD', `<!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil.dtd">${message('', CALL)}`],
    ['a public DTD', `<!DOCTYPE x PUBLIC "-//X//Y//EN" "http://127.0.0.1:9/y.dtd">${message('', CALL)}`],
    [
      'a parameter entity',
      `<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>${message('', CALL)}`,
    ],
  ];

  test.each(doctypes)('%s', async (_title, xml) => {
    const answer = await postXml(emulator.url, xml, { action: 'GetWsdlVersion' });
    expectFault(answer, 'Client', /^Server was unable to read request\. .* ---> A DTD is not allowed\.$/);
    expect(answer.body).not.toContain('root:');
    expect(answer.body.length).toBeLessThan(2000);
  });
});

describe('an envelope that is not one of SOAP 1.1', () => {
  const versions = [
    ['SOAP 1.2', SOAP_1_2],
    ['another namespace', 'urn:example'],
    ['the namespace with another end', `${SOAP_1_1}x`],
    ['the namespace without its slash', SOAP_1_1.slice(0, -1)],
  ] as const;

  test.each(versions)('%s is a VersionMismatch', async (_title, namespace) => {
    const answer = await postXml(emulator.url, VERSION_CALL.replaceAll(SOAP_1_1, namespace));
    expectFault(
      answer,
      'VersionMismatch',
      `Possible SOAP version mismatch: Envelope namespace ${namespace} was unexpected. Expecting ${SOAP_1_1}.`,
    );
  });

  test('an Envelope in no namespace is a VersionMismatch', async () => {
    const answer = await postXml(emulator.url, `<Envelope><Body>${CALL}</Body></Envelope>`);
    expectFault(
      answer,
      'VersionMismatch',
      /^Possible SOAP version mismatch: Envelope namespace {2}was unexpected/,
    );
  });

  const shapes: readonly (readonly [title: string, xml: string, problem: string])[] = [
    ['another root', CALL, 'The root element is GetWsdlVersion, not Envelope.'],
    [
      'the Body as root',
      `<soap:Body xmlns:soap="${SOAP_1_1}">${CALL}</soap:Body>`,
      'The root element is Body, not Envelope.',
    ],
    ['no Body', `<soap:Envelope xmlns:soap="${SOAP_1_1}"/>`, 'The Envelope must end with a Body.'],
    [
      'a Body in no namespace',
      `<soap:Envelope xmlns:soap="${SOAP_1_1}"><Body>${CALL}</Body></soap:Envelope>`,
      'The Envelope must end with a Body.',
    ],
    [
      'a Header behind the Body',
      `<soap:Envelope xmlns:soap="${SOAP_1_1}"><soap:Body>${CALL}</soap:Body><soap:Header/></soap:Envelope>`,
      'The Envelope must end with a Body.',
    ],
    [
      'two Bodies',
      `<soap:Envelope xmlns:soap="${SOAP_1_1}"><soap:Body>${CALL}</soap:Body><soap:Body/></soap:Envelope>`,
      'The Envelope must end with a Body.',
    ],
    ['two elements in the Body', message('', CALL + CALL), 'The Body must have one element.'],
  ];

  test.each(shapes)('%s is a Client fault', async (_title, xml, problem) => {
    const answer = await postXml(emulator.url, xml, { action: 'GetWsdlVersion' });
    expect(textOf(answer.body, 'faultstring')).toContain(MALFORMED);
    expectFault(answer, 'Client', new RegExp(` ---> ${problem}$`));
  });
});

describe('limits that no honest request comes near', () => {
  const nested = (depth: number): string =>
    // The envelope's own elements are two of them, the operation is the third.
    message(
      HEADER,
      `<GetWsdlVersion xmlns="${NAMESPACE}">${'<a>'.repeat(depth - 3)}${'</a>'.repeat(depth - 3)}</GetWsdlVersion>`,
    );
  const many = (count: number): string =>
    // Envelope, Header with its two, Body and the operation are seven with IntegrationCode.
    message(HEADER, `<GetWsdlVersion xmlns="${NAMESPACE}">${'<a/>'.repeat(count - 6)}</GetWsdlVersion>`);
  const attributes = (count: number): string =>
    message(
      HEADER,
      `<GetWsdlVersion xmlns="${NAMESPACE}" ${Array.from({ length: count - 1 }, (_, n) => `a${n}="1"`).join(' ')}/>`,
    );

  /** Beside those of the envelope itself. */
  const attributesInAll = (count: number): string => {
    const of = (number: number): string => Array.from({ length: number }, (_, n) => ` b${n}=""`).join('');
    const elements = `<a${of(50)}/>`.repeat(Math.floor(count / 50)) + `<a${of(count % 50)}/>`;
    return message(HEADER, `<GetWsdlVersion xmlns="${NAMESPACE}">${elements}</GetWsdlVersion>`);
  };
  const longAttribute = (length: number): string =>
    message(HEADER, `<GetWsdlVersion xmlns="${NAMESPACE}" a="${'x'.repeat(length - 1)}"/>`);
  const ofItsOwn = (message(HEADER, CALL).match(/="/g) ?? []).length;

  test.each([
    ['64 levels', () => nested(64)],
    ['50000 elements', () => many(50_000)],
    ['64 attributes', () => attributes(64)],
    ['50000 attributes in all', () => attributesInAll(50_000 - ofItsOwn)],
    ['an attribute of 4000 characters', () => longAttribute(4000)],
    [
      'a comment of 100 kB',
      () => VERSION_CALL.replace('<soap:Body>', `<soap:Body><!--${'x'.repeat(100_000)}-->`),
    ],
  ])('%s are read', async (_title, xml) => {
    expectVersion(await postXml(emulator.url, xml()));
  });

  test.each([
    ['65 levels', () => nested(65), /Elements are nested deeper than 64\.$/],
    ['50000 levels', () => nested(50_000), /Elements are nested deeper than 64\.$/],
    ['50001 elements', () => many(50_001), /There are more than 50000 elements\.$/],
    ['65 attributes', () => attributes(65), /An element has more than 64 attributes\.$/],
    ['60000 attributes of an element', () => attributes(60_000), /An element has more than 64 attributes\.$/],
    [
      '50001 attributes in all',
      () => attributesInAll(50_001 - ofItsOwn),
      /There are more than 50000 attributes\.$/,
    ],
    [
      'an attribute of 4001 characters',
      () => longAttribute(4001),
      /An attribute is longer than 4000 characters\.$/,
    ],
    [
      'an attribute whose name has 4001 characters',
      () => longAttribute(1).replace(' a=', ` ${'a'.repeat(4001)}=`),
      /An attribute is longer than 4000 characters\.$/,
    ],
  ])('%s are refused', async (_title, xml, problem) => {
    expectFault(await postXml(emulator.url, xml()), 'Client', problem);
  });

  test('a megabyte of numeric references is read as any other text', async () => {
    const xml = message(
      HEADER,
      `<query xmlns="${NAMESPACE}"><sXML>${'&#32;'.repeat(200_000)}</sXML></query>`,
    );
    const answer = await postXml(emulator.url, xml);
    expect(atwsResult({ ...answer, headers: new Headers() }).errors).toEqual(['Root element is missing.']);
  });
});

describe('headers', () => {
  test.each([
    ['mustUnderstand="1"', '1'],
    ['mustUnderstand="true"', 'true'],
  ])(
    'a foreign header with %s is a MustUnderstand fault without detail, and nothing is done',
    async (_title, value) => {
      const header = `<soap:Header>${TRACKING_HEADER}<wsse:Security xmlns:wsse="urn:x" soap:mustUnderstand="${value}"/></soap:Header>`;
      const answer = await postXml(emulator.url, message(header, CALL));
      expectFault(answer, 'MustUnderstand', 'SOAP header Security was not understood.');
      expect(answer.body).not.toContain('<detail');
    },
  );

  test('the WS-Addressing Action header that WSHttpBinding sends is not understood, as recorded', async () => {
    const header = `<soap:Header><a:Action xmlns:a="http://www.w3.org/2005/08/addressing" soap:mustUnderstand="1">x</a:Action></soap:Header>`;
    const answer = await postXml(emulator.url, message(header, CALL));
    expectFault(answer, 'MustUnderstand', 'SOAP header Action was not understood.');
  });

  test('AutotaskIntegrations of another namespace is a foreign header', async () => {
    const header = `<soap:Header><AutotaskIntegrations xmlns="urn:x" soap:mustUnderstand="1"/></soap:Header>`;
    const answer = await postXml(emulator.url, message(header, CALL));
    expectFault(answer, 'MustUnderstand', 'SOAP header AutotaskIntegrations was not understood.');
  });

  const understood: readonly (readonly [title: string, header: string])[] = [
    [
      'mustUnderstand="1" on AutotaskIntegrations (gSOAP)',
      TRACKING_HEADER.replace('<AutotaskIntegrations', '<AutotaskIntegrations soap:mustUnderstand="1"'),
    ],
    [
      'actor and mustUnderstand="0" (Axis)',
      TRACKING_HEADER.replace(
        '<AutotaskIntegrations',
        '<AutotaskIntegrations soap:actor="http://schemas.xmlsoap.org/soap/actor/next" soap:mustUnderstand="0"',
      ),
    ],
    [
      'xsi:type on IntegrationCode (SOAP::Lite)',
      TRACKING_HEADER.replace(
        '<IntegrationCode',
        '<IntegrationCode xmlns:xsd="http://www.w3.org/2001/XMLSchema" xsi:type="xsd:string"',
      ),
    ],
    [
      'a foreign header that need not be understood',
      `${TRACKING_HEADER}<x:y xmlns:x="urn:x" soap:mustUnderstand="0"/>`,
    ],
    ['a foreign header without mustUnderstand', `<x:y xmlns:x="urn:x"><x:z/></x:y>${TRACKING_HEADER}`],
    [
      'an empty PartnerID, as vendor samples send it',
      TRACKING_HEADER.replace('<IntegrationCode', '<PartnerID/><IntegrationCode'),
    ],
    [
      'ImpersonateAsResourceID',
      TRACKING_HEADER.replace(
        '</Autotask',
        '<ImpersonateAsResourceID>29682885</ImpersonateAsResourceID></Autotask',
      ),
    ],
    [
      'white space around the code',
      TRACKING_HEADER.replace('DEMO-TRACKING-IDENTIFIER-01', '\n  DEMO-TRACKING-IDENTIFIER-01\n'),
    ],
  ];

  test.each(understood)('%s is no obstacle', async (_title, header) => {
    expectVersion(await postXml(emulator.url, message(`<soap:Header>${header}</soap:Header>`, CALL)));
  });
});

describe('header blocks for an actor', () => {
  const NEXT_1_1 = 'http://schemas.xmlsoap.org/soap/actor/next';
  const role = (name: string): string => `${SOAP_1_2}/role/${name}`;
  const ACTORS: readonly (readonly [
    version: '1.1' | '1.2',
    title: string,
    attribute: string,
    isOurs: boolean,
  ])[] = [
    ['1.1', 'no actor', '', true],
    ['1.1', 'an empty actor', 's:actor=""', true],
    ['1.1', 'a blank actor', 's:actor=" "', true],
    ['1.1', 'the next actor', `s:actor="${NEXT_1_1}"`, true],
    ['1.1', 'an actor without the namespace of SOAP', 'actor="urn:other"', true],
    ['1.1', 'a role of SOAP 1.2', `s:role="urn:other"`, true],
    ['1.1', 'another actor', 's:actor="urn:other"', false],
    ['1.1', 'the next role of SOAP 1.2 as actor', `s:actor="${role('next')}"`, false],
    ['1.2', 'no role', '', true],
    ['1.2', 'an empty role', 's:role=""', true],
    ['1.2', 'the next role', `s:role="${role('next')}"`, true],
    ['1.2', 'the ultimate receiver', `s:role="${role('ultimateReceiver')}"`, true],
    ['1.2', 'an actor of SOAP 1.1', `s:actor="urn:other"`, true],
    ['1.2', 'no receiver', `s:role="${role('none')}"`, false],
    ['1.2', 'another role', 's:role="urn:other"', false],
    ['1.2', 'the next actor of SOAP 1.1 as role', `s:role="${NEXT_1_1}"`, false],
  ];

  function send(version: '1.1' | '1.2', header: string): Promise<WireAnswer> {
    const [namespace, type] = version === '1.1' ? [SOAP_1_1, 'text/xml'] : [SOAP_1_2, 'application/soap+xml'];
    const xml = `<s:Envelope xmlns:s="${namespace}"><s:Header>${header}</s:Header><s:Body>${CALL}</s:Body></s:Envelope>`;
    return postXml(emulator.url, xml, { headers: { 'Content-Type': type } });
  }

  const block = (attributes: string): string => `<x:Security xmlns:x="urn:x" ${attributes}/>`;

  // Comments are unusual: a parser reads what has one.
  describe.each([
    ['read in one pass', ''],
    ['read by a parser', '<!-- unusual -->'],
  ])('%s', (_title, comment) => {
    test.each(ACTORS)('SOAP %s: %s', async (version, _title, attribute, isOurs) => {
      for (const value of ['1', 'true']) {
        const answer = await send(
          version,
          `${TRACKING_HEADER}${block(`${attribute} s:mustUnderstand="${value}"`)}${comment}`,
        );
        const expectFaultOf = version === '1.1' ? expectFault : expectFault12;
        if (!isOurs) expectVersion(answer);
        else expectFaultOf(answer, 'MustUnderstand', 'SOAP header Security was not understood.');
      }
      for (const value of ['0', 'false', '', 'yes']) {
        expectVersion(
          await send(
            version,
            `${TRACKING_HEADER}${block(`${attribute} s:mustUnderstand="${value}"`)}${comment}`,
          ),
        );
      }
    });

    test.each(ACTORS)(
      'SOAP %s: the tracking identifier for %s',
      async (version, _title, attribute, isOurs) => {
        const header = TRACKING_HEADER.replace(
          '<AutotaskIntegrations',
          `$& ${attribute} s:mustUnderstand="1"`,
        );
        const answer = await send(version, header + comment);
        expect(answer.body.includes('IntegrationCode is invalid.')).toBe(!isOurs);
      },
    );
  });

  test('mustUnderstand of another version, or of no namespace, says nothing', async () => {
    expectVersion(
      await send(
        '1.1',
        `${TRACKING_HEADER}<x:y xmlns:x="urn:x" xmlns:t="${SOAP_1_2}" t:mustUnderstand="1"/>`,
      ),
    );
    expectVersion(
      await send(
        '1.2',
        `${TRACKING_HEADER}<x:y xmlns:x="urn:x" xmlns:t="${SOAP_1_1}" t:mustUnderstand="1"/>`,
      ),
    );
    expectVersion(await send('1.1', `${TRACKING_HEADER}<x:y xmlns:x="urn:x" mustUnderstand="1"/>`));
  });
});

describe('the tracking identifier counts in the namespace of the contract only', () => {
  const CODE = '<IntegrationCode>DEMO-TRACKING-IDENTIFIER-01</IntegrationCode>';
  const block = (code: string): string =>
    `<soap:Header><AutotaskIntegrations xmlns="${NAMESPACE}">${code}</AutotaskIntegrations></soap:Header>`;

  test.each([
    ['no namespace', CODE.replace('>', ' xmlns="">')],
    ['another namespace', CODE.replace('>', ' xmlns="urn:x">')],
    ['that of version 1.5', CODE.replace('>', ' xmlns="http://autotask.net/ATWS/v1_5/">')],
    ['the right one, nil', CODE.replace('>', ' xsi:nil="true">')],
  ])('not in %s', async (_title, code) => {
    const answer = await postXml(emulator.url, message(block(code), CALL));
    expectFault(answer, 'Server', /IntegrationCode is invalid\.$/);
  });

  test.each([
    ['one of no namespace before it', `${CODE.replace('>', ' xmlns="">').replace('DEMO', 'X')}${CODE}`],
    [
      'a prefix',
      CODE.replaceAll('IntegrationCode', 'a:IntegrationCode').replace('>', ` xmlns:a="${NAMESPACE}">`),
    ],
    ['an element of its own name inside', `<IntegrationCode>\n ${CODE}\n</IntegrationCode>`],
  ])('with %s', async (_title, code) => {
    expectVersion(await postXml(emulator.url, message(block(code), CALL)));
  });
});

describe('a string parameter is the string value of its element', () => {
  const OPERATIONS: readonly (readonly [
    operation: string,
    parameter: string,
    value: string,
    shows: string,
  ])[] = [
    ['GetFieldInfo', 'psObjectType', 'Resource', '<Name>AccountingReferenceID</Name>'],
    ['getUDFInfo', 'psTable', 'Resource', '<getUDFInfoResult/>'],
    ['query', 'sXML', queryXml(where('id', 'Equals', '29682890')), '>api.admin<'],
    ['getZoneInfo', 'UserName', 'a@example.com', '<ErrorCode>0</ErrorCode>'],
    ['IntegrationCodeCheck', 'userName', 'api.admin@example.com', '<IsApiUser>true</IsApiUser>'],
  ];

  type Form = readonly [title: string, form: (parameter: string, text: string) => string];
  const OWN_NAME: readonly Form[] = [
    ['an element of its own name (suds)', (name, text) => `<${name}><${name}>${text}</${name}></${name}>`],
    [
      'an element of its own name, on lines of their own',
      (name, text) => `<${name}>\n  <${name}>${text}</${name}>\r\n\t</${name}>`,
    ],
    ['a comment inside', (name, text) => `<${name}><!-- x --><${name}>${text}</${name}></${name}>`],
  ];
  /** A query tells that its QueryXML was sent as elements. */
  const OTHER_NAMES: readonly Form[] = [
    ['an element of another namespace', (name, text) => `<${name}><x xmlns="urn:x">${text}</x></${name}>`],
    ['two levels of elements', (name, text) => `<${name}><a><b>${text}</b></a></${name}>`],
    [
      'text before, inside and behind an element',
      (name, text) => `<${name}>${text.slice(0, 3)}<a>${text.slice(3, 5)}</a>${text.slice(5)}</${name}>`,
    ],
  ];

  describe.each(OPERATIONS)('%s', (operation, parameter, value, shows) => {
    const forms = operation === 'query' ? OWN_NAME : [...OWN_NAME, ...OTHER_NAMES];
    test.each(forms)('with %s', async (_title, form) => {
      // Cut into pieces before it is escaped: no reference is cut in two.
      const inner = form(parameter, value.replaceAll('<', '\u0001')).replaceAll('\u0001', '&lt;');
      const answer = await postXml(
        emulator.url,
        envelope(`<${operation} xmlns="${NAMESPACE}">${inner}</${operation}>`),
        { action: operation },
      );
      expect(answer.status).toBe(200);
      expect(answer.body).toContain(shows);
    });
  });
});

describe('forms of the envelope that existing stacks send', () => {
  const query = (prefix: string): string =>
    `<${prefix}query xmlns${prefix && ':'}${prefix.slice(0, -1)}="${NAMESPACE}"><${prefix}sXML>${queryXml(where('id', 'Equals', '29682890')).replace(/</g, '&lt;')}</${prefix}sXML></${prefix}query>`;
  const forms: readonly (readonly [title: string, xml: string])[] = [
    ['no XML declaration', message(HEADER, query(''))],
    [
      'the prefix SOAP-ENV',
      envelope(query('')).replaceAll('soap:', 'SOAP-ENV:').replace('xmlns:soap', 'xmlns:SOAP-ENV'),
    ],
    [
      'different prefixes for Envelope and Body (suds)',
      `<a:Envelope xmlns:a="${SOAP_1_1}" xmlns:b="${SOAP_1_1}"><a:Header>${TRACKING_HEADER}</a:Header><b:Body>${query('ns1:')}</b:Body></a:Envelope>`,
    ],
    [
      'SOAP as the default namespace',
      `<Envelope xmlns="${SOAP_1_1}"><Header>${TRACKING_HEADER}</Header><Body>${query('')}</Body></Envelope>`,
    ],
    [
      'encodingStyle on the Envelope',
      message(HEADER, query(''), ' soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"'),
    ],
    [
      'white space and comments between all elements',
      message(
        `\n<soap:Header>\n${TRACKING_HEADER}\n</soap:Header>\n<!-- hi -->`,
        `\n  <!-- hi -->${query('')}\n  `,
      ),
    ],
    [
      'single quotes and an encoding in capitals',
      envelope(query('')).replace(
        'version="1.0" encoding="utf-8"',
        "version='1.0' encoding='UTF-8' standalone='yes'",
      ),
    ],
    [
      'an element of another namespace between Header and Body',
      message(`<soap:Header>${TRACKING_HEADER}</soap:Header><x xmlns="urn:x"/>`, query('')),
    ],
    ['xsi:type on the parameter', envelope(query('').replace('<sXML>', '<sXML xsi:type="xsd:string">'))],
    [
      'an element of another namespace among the parameters',
      envelope(query('').replace('<sXML>', '<sXML xmlns="urn:x">nonsense</sXML><sXML>')),
    ],
  ];

  test.each(forms)('%s', async (_title, xml) => {
    const answer = await postXml(emulator.url, xml, { action: 'query' });
    expect(textOf(answer.body, 'ReturnCode')).toBe('1');
    expect(textOf(answer.body, 'UserName')).toBe('api.admin');
  });

  const texts: readonly (readonly [title: string, sXML: string])[] = [
    ['escaped', queryXml(where('id', 'Equals', '29682890')).replace(/</g, '&lt;')],
    ['in CDATA', `<![CDATA[${queryXml(where('id', 'Equals', '29682890'))}]]>`],
    [
      'in CDATA that starts with an XML declaration',
      `<![CDATA[<?xml version="1.0" encoding="utf-8"?>${queryXml(where('id', 'Equals', '29682890'))}]]>`,
    ],
    [
      'in two CDATA sections',
      `<![CDATA[${queryXml(where('id', 'Equals', '29682890')).replace('Equals', 'Equ]]><![CDATA[als')}]]>`,
    ],
    [
      'half escaped, half in CDATA',
      `&lt;queryxml><![CDATA[${queryXml(where('id', 'Equals', '29682890')).replace('<queryxml>', '')}]]>`,
    ],
    [
      'with numeric references',
      queryXml(where('id', 'Equals', '29682890'))
        .replace(/</g, '&#60;')
        .replace(/>/g, '&#x3E;'),
    ],
  ];

  test.each(texts)('sXML %s', async (_title, sXML) => {
    const answer = await postXml(
      emulator.url,
      envelope(`<query xmlns="${NAMESPACE}"><sXML>${sXML}</sXML></query>`),
    );
    expect(textOf(answer.body, 'UserName')).toBe('api.admin');
  });
});

describe('entities as they are sent', () => {
  const create = (entity: string, attributes = ''): string =>
    envelope(`<create xmlns="${NAMESPACE}"${attributes}><Entities>${entity}</Entities></create>`);

  const readable: readonly (readonly [title: string, xml: string])[] = [
    [
      'Resource in the default namespace',
      create('<Entity xsi:type="Resource"><FirstName>A</FirstName><id>1</id></Entity>'),
    ],
    ['ns0:Resource (suds)', create('<Entity xsi:type="ns0:Resource"/>', ` xmlns:ns0="${NAMESPACE}"`)],
    [
      'tns:Resource, declared on the element itself',
      create(`<Entity xmlns:tns="${NAMESPACE}" xsi:type="tns:Resource"/>`),
    ],
    ['white space around the type', create('<Entity xsi:type=" Resource "/>')],
    [
      'nil id and fields, user-defined fields, Fields and foreign elements',
      create(
        '<Entity xsi:type="Resource"><Fields/><id xsi:nil="true"/><FirstName xsi:nil="1"/><LastName/><Title xsi:type="xsd:string"/><x xmlns="urn:x"/><UserDefinedFields><UserDefinedField xsi:nil="true"/></UserDefinedFields></Entity>',
      ),
    ],
  ];

  test.each(readable)('%s is read', async (_title, xml) => {
    const answer = await postXml(emulator.url, xml);
    expect(textOf(answer.body, 'EntityResultType')).toBe('resource');
    expect(textOf(answer.body, 'Message')).toBe('This entity type does not support the create action.');
  });

  const unknown: readonly (readonly [title: string, entity: string, name: string, namespace: string])[] = [
    ['a type nobody declares', '<Entity xsi:type="Spaceship"/>', 'Spaceship', NAMESPACE],
    ['a type in another case', '<Entity xsi:type="resource"/>', 'resource', NAMESPACE],
    ['a type of another namespace', '<Entity xmlns:x="urn:x" xsi:type="x:Resource"/>', 'Resource', 'urn:x'],
    ['a schema type', '<Entity xsi:type="xsd:string"/>', 'string', 'http://www.w3.org/2001/XMLSchema'],
    ['a declared type that is no entity', '<Entity xsi:type="ATWSError"/>', 'ATWSError', NAMESPACE],
    ['a type whose name every object has', '<Entity xsi:type="constructor"/>', 'constructor', NAMESPACE],
    ['an empty type', '<Entity xsi:type=""/>', '', NAMESPACE],
  ];

  test.each(unknown)('%s is not recognized', async (_title, entity, name, namespace) => {
    const answer = await postXml(emulator.url, create(entity));
    expectFault(
      answer,
      'Client',
      /^Server was unable to read request\. ---> There is an error in XML document \(1, \d+\)\. ---> /,
    );
    expect(textOf(answer.body, 'faultstring')).toContain(
      `The specified type was not recognized: name='${name}', namespace='${namespace}', at <Entity xmlns='${NAMESPACE}'>.`,
    );
  });

  test('a type in no namespace at all is not recognized', async () => {
    const xml = envelope(
      `<t:create xmlns:t="${NAMESPACE}"><t:Entities><t:Entity xsi:type="Resource"/></t:Entities></t:create>`,
    );
    expectFault(await postXml(emulator.url, xml), 'Client', /not recognized: name='Resource', namespace='',/);
  });

  test.each([
    ['no xsi:type', '<Entity><id>1</id></Entity>'],
    ['the abstract type itself', '<Entity xsi:type="Entity"><id>1</id></Entity>'],
  ])('%s is abstract', async (_title, entity) => {
    expectFault(
      await postXml(emulator.url, create(entity)),
      'Client',
      new RegExp(
        `---> The specified type is abstract: name='Entity', namespace='${NAMESPACE}', at <Entity xmlns='${NAMESPACE}'>\\.$`,
      ),
    );
  });

  test('a prefix of xsi:type that nobody declares is malformed', async () => {
    expectFault(
      await postXml(emulator.url, create('<Entity xsi:type="q:Resource"/>')),
      'Client',
      /The prefix 'q' is not declared\.$/,
    );
  });

  test('a type nobody knows is a fault even when the log-in may do nothing with it', async () => {
    const answer = await postXml(emulator.url, create('<Entity xsi:type="Spaceship"/>'), {
      login: LOGINS.reader,
    });
    expectFault(answer, 'Client', /Spaceship/);
  });
});
