import { compare, HIDDEN, type CompareOptions } from '../../src/replay/compare';
import { CAPTURE } from '../../src/xml/limits';
import { readXml } from '../../src/xml/read';
import { XmlError } from '../../src/xml/xml-error';

const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const XSD = 'xmlns:xsd="http://www.w3.org/2001/XMLSchema"';
const DATE = '{http://www.w3.org/2001/XMLSchema}';

function differences(
  captured: string,
  answered: string,
  options: Partial<CompareOptions> = {},
): readonly string[] {
  const all = { ignored: new Set(['id', 'EntityId']), ignoreDates: false, ...options };
  return compare(readXml(captured, CAPTURE), readXml(answered, CAPTURE), all).map(
    (found) => `${found.kind} ${found.path}: ${String(found.captured)} | ${String(found.answered)}`,
  );
}

test.each([
  ['the declaration', '<?xml version="1.0"?><a/>', '<a/>'],
  ['prefixes', '<x:a xmlns:x="urn:n"><x:b/></x:a>', '<a xmlns="urn:n"><y:b xmlns:y="urn:n"/></a>'],
  ['the order of attributes', '<a b="1" c="2"/>', "<a c='2' b='1'/>"],
  ['layout between elements', '<a>\n  <b>1</b>\n\n  <c/>\n</a>', '<a><b>1</b><c></c></a>'],
  ['layout in an element that holds nothing', '<a><Errors>\n  </Errors></a>', '<a><Errors/></a>'],
  ['line ends', '<a>x\r\ny</a>', '<a>x\ny</a>'],
  ['CDATA and references', '<a><![CDATA[<&]]></a>', '<a>&lt;&#38;</a>'],
  ['comments', '<a><!-- x --><b/></a>', '<a><b/></a>'],
  [
    'the prefix in xsi:type',
    `<a ${XSI} ${XSD} xsi:type="xsd:int">1</a>`,
    `<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:s="http://www.w3.org/2001/XMLSchema" i:type=" s:int">1</a>`,
  ],
  [
    'a default namespace in xsi:type',
    `<a xmlns="urn:n" ${XSI} xsi:type="Resource"/>`,
    `<n:a xmlns:n="urn:n" ${XSI} xsi:type="n:Resource"/>`,
  ],
  [
    'the text of ignored elements',
    '<a><id>1</id><EntityId>2</EntityId></a>',
    '<a><id>3</id><EntityId>4</EntityId></a>',
  ],
])('%s makes no difference', (_what, captured, answered) => {
  expect(differences(captured, answered)).toEqual([]);
});

test.each([
  ['a text', '<a><b>1</b></a>', '<a><b>2</b></a>', ['text a/b: 1 | 2']],
  ['blanks in a text', '<a><b> x</b></a>', '<a><b>x</b></a>', ['text a/b:  x | x']],
  ['a text of blanks', '<a><b> </b></a>', '<a><b/></a>', ['text a/b:   | ']],
  ['text beside elements', '<a>x<b/></a>', '<a><b/></a>', ['text a: x | ']],
  ['a missing element', '<a><b>1</b><c>2</c><d/></a>', '<a><b>1</b><d/></a>', ['missing a/c: 2 | null']],
  ['an unexpected element', '<a><c/></a>', '<a><b>1</b><c/></a>', ['unexpected a/b: null | 1']],
  ['a missing element with children', '<a><b><c/><d/></b></a>', '<a/>', ['missing a/b: c: , d:  | null']],
  [
    'a missing element with much inside',
    `<a><b>${'<c><d>1</d></c>'.repeat(6)}</b></a>`,
    '<a/>',
    ['missing a/b: d: 1, d: 1, d: 1, d: 1, and 2 more | null'],
  ],
  ['a missing element with a child', '<a><b><c/></b></a>', '<a/>', ['missing a/b: c:  | null']],
  ['the order', '<a><b>1</b><c>2</c></a>', '<a><c>2</c><b>1</b></a>', ['order a/b: element 1 | element 2']],
  [
    'the order, and a text of what moved',
    '<a><b>1</b><c>2</c></a>',
    '<a><c>2</c><b>3</b></a>',
    ['order a/b: element 1 | element 2', 'text a/b: 1 | 3'],
  ],
  [
    'the second of three namesakes that is missing',
    '<a><e>1</e><e>2</e><e>3</e></a>',
    '<a><e>1</e><e>3</e></a>',
    ['missing a/e[2]: 2 | null'],
  ],
  [
    'one of several namesakes',
    '<a><e><f>1</f></e><e><f>2</f></e></a>',
    '<a><e><f>1</f></e><e><f>x</f></e></a>',
    ['text a/e[2]/f: 2 | x'],
  ],
  ['a namesake too many', '<a><e>1</e></a>', '<a><e>1</e><e>2</e></a>', ['unexpected a/e[2]: null | 2']],
  ['an attribute', '<a b="1"/>', '<a b="2" c="3"/>', ['attribute a/@b: 1 | 2', 'attribute a/@c: null | 3']],
  [
    'a type',
    `<a ${XSI} ${XSD} xsi:type="xsd:int">1</a>`,
    `<a ${XSI} ${XSD} xsi:type="xsd:string">1</a>`,
    [`attribute a/@xsi:type: ${DATE}int | ${DATE}string`],
  ],
  [
    'the namespace that a prefix in xsi:type stands for',
    `<a ${XSI} xmlns:n="urn:1" xsi:type="n:T"/>`,
    `<a ${XSI} xmlns:n="urn:2" xsi:type="n:T"/>`,
    ['attribute a/@xsi:type: {urn:1}T | {urn:2}T'],
  ],
  [
    'a namespace, once where it begins',
    '<a><b xmlns="urn:1"><c/><d/></b></a>',
    '<a><b xmlns="urn:2"><c/><d/></b></a>',
    ['namespace a/b: urn:1 | urn:2'],
  ],
  ['the root', '<a/>', '<b><c/></b>', ['missing a:  | null', 'unexpected b: null | c: ']],
  ['an ignored element that is missing', '<a><id>1</id></a>', '<a/>', ['missing a/id: 1 | null']],
  ['an ignored name in another case', '<a><ID>1</ID></a>', '<a><ID>2</ID></a>', ['text a/ID: 1 | 2']],
])('%s is a difference', (_what, captured, answered, expected) => {
  expect(differences(captured, answered)).toEqual(expected);
});

describe('dates', () => {
  const ignoreDates = { ignoreDates: true };

  test.each([
    '2024-01-02T03:04:05',
    '2024-01-02T03:04:05.5',
    '2024-01-02T03:04:05Z',
    '2024-01-02T03:04:05-05:00',
  ])('%s is ignored on demand only', (date) => {
    const [captured, answered] = [`<a>${date}</a>`, '<a>2030-12-31T00:00:00</a>'];
    expect(differences(captured, answered, ignoreDates)).toEqual([]);
    expect(differences(captured, answered)).toHaveLength(1);
  });

  test.each(['', '2024-01-02', 'never'])('"%s" is no dateTime', (text) => {
    expect(differences(`<a>${text}</a>`, '<a>2030-12-31T00:00:00</a>', ignoreDates)).toHaveLength(1);
  });
});

test('what a Password holds is never shown, on whichever side it is', () => {
  const inside = (text: string): string => `<a><Password>${text}</Password></a>`;
  const found = [
    differences(inside('Secret-1'), inside('Secret-2')),
    differences(inside('Secret-1'), '<a/>'),
    differences('<a/>', inside('Secret-2')),
    differences(inside('<b>Secret-1</b>'), inside('<b>Secret-2</b>')),
    differences(`<x>${inside('Secret-1')}</x>`, '<x/>'),
  ].flat();

  expect(found).toHaveLength(5);
  expect(found.join()).toContain(HIDDEN);
  expect(found.join()).not.toContain('Secret');
});

test('five hundred entities of which one is missing are one difference', () => {
  const entities = Array.from({ length: 500 }, (_value, index) => `<e><n>${index}</n><m/></e>`);
  const answered = entities.toSpliced(250, 1);

  expect(differences(`<a>${entities.join('')}</a>`, `<a>${answered.join('')}</a>`)).toEqual([
    'missing a/e[251]: n: 250, m:  | null',
  ]);
});

test.each([
  ['an open element', '<a>', 'unclosed tag (line 1, column 4)'],
  ['nothing', '', 'document must contain a root element (line 1, column 1)'],
  ['a wrong end', '<a>\n<b></a>', 'unexpected close tag (line 2, column 8)'],
  ['an unknown reference', '<a>&Secret-1;</a>', 'undefined entity (line 1, column 14)'],
  ['an unknown prefix', '<Secret-1:a/>', 'unbound namespace prefix (line 1, column 14)'],
  ['depth without end', '<a>'.repeat(300), 'elements are nested deeper than 256 (line 1, column 772)'],
])('%s cannot be read, and the message quotes nothing', (_what, xml, message) => {
  const read = (): unknown => readXml(xml, CAPTURE);
  expect(read).toThrow(XmlError);
  expect(read).toThrow(new Error(`not well-formed XML: ${message}`));
});
