import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { readPlainXml, type PlainElement } from '../../src/xml/fast-reader';

/** What a parser that knows all of XML reads; undefined where it refuses. */
function readWithSaxes(xml: string): unknown {
  const parser = new SaxesParser({ xmlns: false });
  const open: {
    name: string;
    attributes: string[][];
    children: unknown[];
    text: string;
    end: number;
    before: number;
  }[] = [];
  let root: unknown;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = {
      name,
      attributes: Object.entries(attributes),
      children: [],
      text: '',
      end: parser.position,
      before: open.at(-1)?.text.length ?? 0,
    };
    if (open.length > 0) open.at(-1)!.children.push(element);
    else root = element;
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  const text = (content: string): void => {
    if (open.length > 0) open.at(-1)!.text += content;
  };
  parser.on('text', text);
  parser.on('cdata', text);
  try {
    parser.write(xml).close();
    return root;
  } catch {
    return undefined;
  }
}

const REQUEST =
  '<?xml version="1.0" encoding="utf-8"?>\n<s:Envelope xmlns:s="urn:x">\n  <s:Body a=\'1\'  b = "2">' +
  'x &lt;&amp;&quot;&apos;&gt; y<![CDATA[<raw>&amp;]]>z<c/><c >ö</c ></s:Body></s:Envelope>\n';

test('a usual request is read as a parser reads it', () => {
  const read = readPlainXml(REQUEST);
  expect(read).toBeDefined();
  expect(read).toEqual(readWithSaxes(REQUEST));
});

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
];

test('whatever is read is well-formed, and reads the same with a parser', () => {
  const texts = fc.oneof(
    fc.array(fc.constantFrom(...TOKENS), { maxLength: 12 }).map((tokens) => tokens.join('')),
    fc
      .tuple(fc.nat(REQUEST.length), fc.nat(12), fc.array(fc.constantFrom(...TOKENS), { maxLength: 3 }))
      .map(([at, gone, tokens]) => REQUEST.slice(0, at) + tokens.join('') + REQUEST.slice(at + gone)),
  );
  let read = 0;
  fc.assert(
    fc.property(texts, (xml) => {
      const plain = readPlainXml(xml);
      if (!plain) return;
      read += 1;
      expect(plain).toEqual(readWithSaxes(xml));
    }),
    { numRuns: 20_000 },
  );
  expect(read).toBeGreaterThan(100);
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
])('%s is left to a parser', (_what, xml) => {
  expect(readPlainXml(xml)).toBeUndefined();
});

test('two usual requests do not disturb each other', () => {
  const names = ({ name, children }: PlainElement): string[] => [name, ...children.flatMap(names)];
  expect([readPlainXml('<a><b/></a>'), readPlainXml('<c><d/></c>')].map((root) => names(root!))).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});
