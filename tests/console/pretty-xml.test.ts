import fc from 'fast-check';
import { prettyXml } from '../../src/console/frame/pretty-xml';
import { parse, type Node } from '../support/soap';

test.each([
  ['elements stand a line each', '<a><b>1</b><c/></a>', '<a>\n  <b>1</b>\n  <c/>\n</a>'],
  ['layout is made anew', '<a>\n\n<b>\n  <c>1</c></b>\n</a>\n', '<a>\n  <b>\n    <c>1</c>\n  </b>\n</a>'],
  [
    'text and elements side by side stay in one line',
    '<a><field>Name<x op="1">S</x> <y/></field></a>',
    '<a>\n  <field>Name<x op="1">S</x> <y/></field>\n</a>',
  ],
  [
    'blanks that are all an element has stay',
    '<a><b> \n </b><c></c></a>',
    '<a>\n  <b> \n </b>\n  <c></c>\n</a>',
  ],
  [
    'what is escaped stays so',
    '<a b="&quot;&lt;&amp;">&lt;&amp;&gt;<![CDATA[<&>]]></a>',
    '<a b="&quot;&lt;&amp;">&lt;&amp;&gt;<![CDATA[<&>]]></a>',
  ],
  [
    'a declaration and comments have lines of their own',
    '<?xml version="1.0" encoding="utf-8"?><!-- one --><a><!-- two --><b/></a>',
    '<?xml version="1.0" encoding="utf-8"?>\n<!-- one -->\n<a>\n  <!-- two -->\n  <b/>\n</a>',
  ],
  ['prefixes need no declaration', '<s:a><s:b/></s:a>', '<s:a>\n  <s:b/>\n</s:a>'],
])('%s', (_title, xml, pretty) => {
  expect(prettyXml(xml)).toBe(pretty);
});

test.each([
  ['nothing', ''],
  ['no XML', 'no XML'],
  ['a page', '<html><hr width=100% size=1></html>'],
  ['text that was cut', '<a><b>1</b><b>…'],
  ['an end without a start', '<a></b></a>'],
  ['an entity that nobody declared', '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
  ['two roots', '<a/><b/>'],
])('%s stays as it is', (_title, text) => {
  expect(prettyXml(text)).toBe(text);
});

test('whatever the text, there is an answer', () => {
  const piece = fc.constantFrom('<a>', '</a>', '<b/>', ' ', '&amp;', '&', '<', 'x', '<![CDATA[', ']]>', '"');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      expect(typeof prettyXml(pieces.join(''))).toBe('string');
    }),
  );
});

/** What XML says, without layout. */
function meaning({ name, attributes, children, text }: Node): unknown {
  const content = children.length > 0 ? text.trim() : text;
  return { name, attributes, content, children: children.map(meaning) };
}

test('what it says does not change, and to print it again changes nothing', () => {
  const { element } = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .tuple(
        fc.constantFrom('a', 'b'),
        fc.array(fc.oneof({ maxDepth: 4 }, fc.constantFrom('1', ' ', '&lt;', ''), tie('element')), {
          maxLength: 3,
        }),
      )
      .map(([name, inside]) => `<${name} n="&amp;&quot;">${inside.join('')}</${name}>`),
  }));
  fc.assert(
    fc.property(element, (xml) => {
      const pretty = prettyXml(xml);
      expect(meaning(parse(pretty))).toEqual(meaning(parse(xml)));
      expect(prettyXml(pretty)).toBe(pretty);
    }),
  );
});

test('elements that are nested as deep as a call can be are still printed', () => {
  const deep = '<a>'.repeat(4600) + '</a>'.repeat(4600);
  expect(prettyXml(deep).length).toBeLessThan(1_000_000);
});
