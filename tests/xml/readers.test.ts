import fc from 'fast-check';
import { placeIn, placeOf, type XmlElement } from '../../src/xml/element';
import { readOrdinaryXml } from '../../src/xml/fast-reader';
import { readAnyXml } from '../../src/xml/full-reader';
import {
  CAPTURE,
  ORDINARY,
  QUERY_XML,
  SOAP_REQUEST,
  type XmlKind,
  type XmlLimits,
} from '../../src/xml/limits';
import { readXml } from '../../src/xml/read';
import { XmlError } from '../../src/xml/xml-error';
import { NAMESPACE } from '../support/emulator';
import { envelope, parse, queryXml, where, type Node } from '../support/soap';

const KINDS = { 'a SOAP request': SOAP_REQUEST, QueryXML: QUERY_XML, 'a capture': CAPTURE };

/** What the full reader reads; undefined where it refuses. */
function readFully(xml: string, kind: XmlKind): XmlElement | undefined {
  try {
    return readAnyXml(xml, kind);
  } catch (error) {
    expect(error).toBeInstanceOf(XmlError);
    return undefined;
  }
}

const REQUEST =
  '<?xml version="1.0" encoding="utf-8"?>\n<s:Envelope xmlns:s="urn:x">\n  <s:Body a=\'1\'  b = "2">' +
  'x &lt;&amp;&quot;&apos;&gt; y<![CDATA[<raw>&amp;]]>z<c/><c >ö</c ></s:Body></s:Envelope>\n';

const XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';

const SEEDS = {
  'what has all that is usual': REQUEST,
  'an update': envelope(
    `<update xmlns="${NAMESPACE}">\n<Entities><Entity xsi:type="Resource"><id>1</id>\n<Gender xsi:nil="true"/><Title xsi:type="xsd:string">A &amp; ö</Title></Entity></Entities></update>`,
  ),
  'prefixes of its own':
    '<a:Envelope xmlns:a="urn:a"><a:Header><b:c xmlns:b="urn:b" a:mustUnderstand="1" d="e"/></a:Header><a:Body/></a:Envelope>',
  'a type with a prefix': `<Envelope xmlns="urn:a" ${XSI}><Body><x xmlns="" xmlns:t="urn:t" i:type=" t:T "/></Body></Envelope>`,
  'a query': queryXml(where('LastName', 'Contains', 'Ü & <')),
  'a query in capitals':
    '<QueryXML Version="1.0"><Entity>Resource</Entity><Query><Field UDF="false">id<Expression OP="IsNull"/></Field></Query></QueryXML>',
};

const TOKENS = [
  ...[
    '<a>',
    '</a>',
    '<b/>',
    '<b c="d">',
    '</b>',
    '<a:b xmlns:a="u">',
    '</a:b>',
    '<',
    '>',
    '/>',
    '</',
    ' ',
    '\n',
    '\r',
    '\t',
  ],
  ...[
    '&lt;',
    '&amp;',
    '&',
    '&#65;',
    '&nope;',
    ';',
    ']]>',
    '<![CDATA[',
    '<!--',
    '-->',
    '<?',
    '?>',
    '<!DOCTYPE a>',
  ],
  ...[
    '"',
    "'",
    '=',
    'x',
    'é',
    '\u00a0',
    '\u0001',
    '\u2028',
    '\ufffe',
    '\ud83d\ude80',
    '\ud800',
    '1',
    '-',
    ':',
    '.',
  ],
  ...[
    '<?xml version="1.0"?>',
    '<?xml version="1.1"?>',
    '<a b="1" b="2">',
    '<a b="<">',
    "<a b='&lt;'>",
    '<a b=1>',
  ],
  ...[
    'soap:',
    ' xmlns=""',
    ' xmlns="urn:y"',
    ' xmlns:xsi="urn:z"',
    ' xmlns:z="urn:z"',
    ' z:b="1"',
    ' xsi:nil="1"',
    ' xsi:type="xsd:int"',
    ' xsi:type=" q:int "',
    ' xml:lang="en"',
  ],
];

describe.each(Object.entries(KINDS))('of %s,', (_name, kind) => {
  test.each(Object.entries(SEEDS))('the fast reader reads %s', (_what, xml) => {
    expect(readOrdinaryXml(xml, kind)).toBeDefined();
    expect(readOrdinaryXml(xml, kind)).toEqual(readFully(xml, kind));
  });

  test('a text that the fast reader reads is read alike by the full reader', () => {
    const tokens = (maxLength: number): fc.Arbitrary<string> =>
      fc.array(fc.constantFrom(...TOKENS), { maxLength }).map((some) => some.join(''));
    const texts = fc.oneof(
      tokens(12),
      fc
        .tuple(fc.constantFrom(...Object.values(SEEDS)), fc.nat(999), fc.nat(12), tokens(3))
        .map(([seed, at, gone, put]) => {
          const place = Math.floor((at / 1000) * seed.length);
          return seed.slice(0, place) + put + seed.slice(place + gone);
        }),
    );
    let read = 0;
    fc.assert(
      fc.property(texts, (xml) => {
        const element = readOrdinaryXml(xml, kind);
        if (!element) return;
        read += 1;
        expect(element).toEqual(readFully(xml, kind));
      }),
      { numRuns: 10_000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  test('no limit is lower than what the fast reader reads', () => {
    for (const limit of Object.keys(ORDINARY) as (keyof XmlLimits)[]) {
      expect(kind[limit]).toBeGreaterThanOrEqual(ORDINARY[limit]);
    }
  });
});

/** An element as the reader of the tests has it. */
function asNode({ namespace, local, children, text }: XmlElement): unknown {
  return { uri: namespace, name: local, text, children: children.map(asNode) };
}

function withoutAttributes({ uri, name, text, children }: Node): unknown {
  return { uri, name, text, children: children.map(withoutAttributes) };
}

test.each(Object.entries(SEEDS))('the full reader reads %s as another one does', (_what, xml) => {
  expect(asNode(readAnyXml(xml, SOAP_REQUEST))).toEqual(withoutAttributes(parse(xml)));
});

test('an element has its type, its attributes without declarations, and its place', () => {
  const xml = `<a xmlns="urn:a"\n${XSI} xmlns:t="urn:t" i:type=" t:T " i:nil="1" b="c" t:b="d">x<t:e/></a>`;
  for (const read of [readOrdinaryXml, readAnyXml]) {
    const element = read(xml, SOAP_REQUEST);
    expect(element).toMatchObject({
      namespace: 'urn:a',
      local: 'a',
      type: { namespace: 'urn:t', local: 'T' },
      nil: true,
      text: 'x',
      children: [{ namespace: 'urn:t', local: 'e', textBefore: 1, type: undefined, nil: false }],
      contentStart: xml.indexOf('x<t:e'),
      contentEnd: xml.indexOf('</a>'),
    });
    expect(element?.attributes.slice(2)).toEqual([
      { namespace: '', local: 'b', value: 'c' },
      { namespace: 'urn:t', local: 'b', value: 'd' },
    ]);
    expect(placeOf(element!)).toEqual({ line: 2, column: xml.indexOf('x<t:e') - xml.indexOf('\n') });
  }
});

test('a place counts characters and lines however they end', () => {
  expect(placeIn('a\r\nb\rc\n😀d', 9)).toEqual({ line: 4, column: 2 });
});

test('a prefix of a type that nobody declared is refused in a request, and stays in a capture', () => {
  const xml = `<a ${XSI} i:type="q:T"/>`;
  expect(() => readXml(xml, SOAP_REQUEST)).toThrow(XmlError);
  expect(readXml(xml, CAPTURE).type).toEqual({ namespace: '', local: 'q:T' });
});

test.each([
  ['nothing', ''],
  ['white space', ' \n'],
  ['text outside', 'x<a/>'],
  ['a second root', '<a/><b/>'],
  ['what is not closed', '<a>'],
  ['what is closed twice', '<a/></a>'],
  ['another end tag', '<a></b>'],
  ['an end tag that goes on', '<a></a b>'],
  ['a CDATA section outside', '<![CDATA[x]]>'],
  ['a CDATA section without end', '<a><![CDATA[x</a>'],
  ['too many attributes', `<a${Array.from({ length: 21 }, (_none, index) => ` a${index}=""`).join('')}/>`],
  [
    'too many attributes in all',
    `<a>${`<b${Array.from({ length: 20 }, (_none, index) => ` a${index}=""`).join('')}/>`.repeat(1001)}</a>`,
  ],
  ['a long value of an attribute', `<a b="${'x'.repeat(1000)}"/>`],
  ['a long name of an attribute', `<a ${'b'.repeat(1001)}=""/>`],
  ['what is nested deeply', `${'<a>'.repeat(60)}${'</a>'.repeat(60)}`],
  ['too many elements', `<a>${'<b/>'.repeat(10_000)}</a>`],
])('%s is left to the full reader', (_what, xml) => {
  expect(readOrdinaryXml(xml, QUERY_XML)).toBeUndefined();
});

test.each([
  ['a prefix nobody declared', '<a:b/>'],
  ['a prefix nobody declared further inside', '<a><b:c/></a>'],
  ['an attribute with such a prefix', '<a b:c="d"/>'],
  ['a type with such a prefix', `<a ${XSI} i:type="b:c"/>`],
  ['a prefix that stands for nothing', '<a xmlns:b=""/>'],
  ['a prefix that XML reserves', '<a xmlns:xmlb="urn:b"/>'],
  ['a namespace with a blank in front', '<a xmlns=" urn:a"/>'],
  ['a namespace with a blank behind', '<a xmlns:b="urn:b "/>'],
  ['the namespace of XML itself', '<a xmlns:b="http://www.w3.org/XML/1998/namespace"/>'],
  ['an attribute twice, by two prefixes', '<a xmlns:b="urn:b" xmlns:c="urn:b" b:d="" c:d=""/>'],
])('%s is left to the full reader where there are namespaces', (_what, xml) => {
  expect(readOrdinaryXml(xml, SOAP_REQUEST)).toBeUndefined();
  expect(readOrdinaryXml(xml, QUERY_XML)).toBeDefined();
});

test('two usual requests do not disturb each other', () => {
  const names = ({ local, children }: XmlElement): string[] => [local, ...children.flatMap(names)];
  const roots = ['<a><b/></a>', '<c><d/></c>'].map((xml) => readOrdinaryXml(xml, SOAP_REQUEST));
  expect(roots.map((root) => names(root!))).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});
