import { Refusal } from '../../src/refusals/refusal';
import { parseQueryXml } from '../../src/queryxml/parse';
import { readQueryXml } from '../../src/queryxml/xml';
import { queryXml, where } from '../support/soap';

/** The name, the attributes and the text of an element that has nothing else. */
function read(xml: string): unknown {
  const { local, attributes, children, text } = readQueryXml(xml);
  expect(children).toEqual([]);
  return [local, Object.fromEntries(attributes.map((attribute) => [attribute.local, attribute.value])), text];
}

const element = (text: string, attributes = {}): unknown => ['a', attributes, text];

test.each([
  ['<a/>', element('')],
  ['<a>x</a>', element('x')],
  ['<a>x</a >\n<!-- </a> -->', element('x')],
  ['<a>&lt;&gt;&amp;&quot;&apos;</a>', element(`<>&"'`)],
  ['<a>&#65;&#x42;&#X1f600;</a>'.replace('X', 'x'), element('AB😀')],
  ['<a>\r\nx\ry\n</a>', element('\nx\ny\n')],
  ['<a>&#13;</a>', element('\r')],
  ['<a B="&lt;1&gt;" c=\'"\'/>', element('', { B: '<1>', c: '"' })],
  ['<a>x<![CDATA[<&amp;]]>y<![CDATA[]]></a>', element('x<&amp;y')],
  ['<a>1<?pi 2?>3<!-- 4 -->5</a>', element('135')],
  ['<?xml version="1.0"?><a> </a>', element(' ')],
])('%j is read as XML means it', (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test.each([
  '<a>',
  '</a>',
  '<a></b>',
  '<a><b></a></b>',
  '<a>x',
  'x<a/>',
  '<a>x</a>&amp;',
  '<a>x</a><!-- </a> -->&amp;<?pi?>\n<!-- -->',
  '<a/>x',
  '<a>x</a><![CDATA[y]]>',
  '<a/><b/>',
  '<a b=c/>',
  '<a b/>',
  '<a b="1" b="2"/>',
  '<a b="1/>',
  '<1/>',
  '< a/>',
  '<a>&</a>',
  '<a>&amp</a>',
  '<a>&#xG;</a>',
  '<a><!-- </a>',
  '<a><![CDATA[ </a>',
  '<a>\0</a>',
  '<a>\u0008</a>',
  '<a>\uffff</a>',
  '<a>\ud800</a>',
  '<a>\udc00x</a>',
  '<a>&#55296;</a>',
  '<a>&#x110000;</a>',
  '<a>&#xFFFE;</a>',
  '<?xml version="1.0"?>',
  '<!DOCTYPE a><a/>',
  '<a><!DOCTYPE a></a>',
])('%j is refused as not one well-formed document', (text) => {
  expect(() => readQueryXml(text)).toThrow(Refusal);
  expect(() => readQueryXml(text)).toThrow(
    /^The query XML (is not well-formed: [^{}]+\. Line \d+, position \d+\.|has (text|a second document) [^{}]+)$/,
  );
});

test('a megabyte of entity references, attributes or depth costs no time and no memory', () => {
  const size = 200_000;
  expect(readQueryXml(`<a>${'&lt;'.repeat(size)}</a>`).text).toHaveLength(size);
  expect(() => readQueryXml(`<a>${'<b>'.repeat(size)}`)).toThrow(Refusal);
  expect(() => readQueryXml(`<a ${'b="1" '.repeat(size)}/>`)).toThrow(Refusal);
  expect(() => readQueryXml('<'.repeat(size))).toThrow(Refusal);
});

test.each(['<![CDATA[', '<!--', '<?a ', '<!', '&#', '&a', 'x '])(
  'a long text of %j within and behind a document is refused quickly',
  (piece) => {
    // Work that grows with the square of such a text takes more than the minute a test may have.
    for (const around of ['<a>', '<a/>', '']) {
      expect(() => readQueryXml(around + piece.repeat(500_000 / piece.length))).toThrow(Refusal);
    }
  },
);

test('a query that is not there is refused', () => {
  expect(() => parseQueryXml(null)).toThrow('Root element is missing.');
});

test.each(['true', 'TRUE', 'True'])('udf="%s" asks for a user-defined field', (udf) => {
  const text = queryXml(`<field udf="${udf}">x<expression op="Equals"/></field>`);
  expect(parseQueryXml(text).clauses).toMatchObject([{ userDefined: true }]);
});

test.each(['false', '1', ''])('udf="%s" does not', (udf) => {
  const text = queryXml(where('x', 'Equals').replace('<field>', `<field udf="${udf}">`));
  expect(parseQueryXml(text).clauses).toMatchObject([{ userDefined: false }]);
});

test.each([
  [' or ', 'OR'],
  ['And', 'AND'],
])('a condition is joined by operator="%s"', (operator, joinedBy) => {
  const text = queryXml(`<condition operator="${operator}">${where('x', 'Equals')}</condition>`);
  expect(parseQueryXml(text).clauses).toMatchObject([{ joinedBy }]);
});
