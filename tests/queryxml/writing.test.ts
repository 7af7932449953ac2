import { call, atwsResult, query, queryXml, where, type AtwsResult } from '../support/soap';
import { emulated } from './emulated';
import { render, type Style } from './render';

/** The ways in which the sXML argument reaches the service. */
const WRAPPED: Readonly<Record<string, (text: string) => string>> = {
  'a CDATA section': (text) => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`,
  'escaped text': (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
  'escaped text with numbers': (text) =>
    text.replace(/[&<>"']/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`),
  'text and CDATA sections in turn': (text) =>
    `<![CDATA[${text.slice(0, 30)}]]>${WRAPPED['escaped text']!(text.slice(30))}`,
};

const ADA = queryXml(where('FirstName', 'Equals', 'Ada'));

describe('a query may be written', () => {
  const emulator = emulated();

  async function sent(sXML: string): Promise<AtwsResult> {
    return atwsResult(await call(emulator.url, 'query', `<sXML>${sXML}</sXML>`));
  }

  async function names(text: string): Promise<unknown[]> {
    const { errors, entities } = await query(emulator.url, text);
    expect(errors).toEqual([]);
    return entities.map(({ UserName }) => UserName);
  }

  describe.each(Object.entries(WRAPPED))('in %s', (_kind, wrap) => {
    test.each([
      ['as it is', ADA],
      ['with an XML declaration', `<?xml version="1.0" encoding="utf-8"?>${ADA}`],
      [
        'with an XML declaration behind a line break',
        `\r\n  <?xml version='1.0' encoding='utf-16'?>\r\n${ADA}`,
      ],
      ['with a byte order mark', `\ufeff<?xml version="1.0"?>${ADA}`],
      ['with a version', ADA.replace('<queryxml>', '<queryxml version="1.0">')],
      ['with single quotes', ADA.replaceAll('"', "'")],
      [
        'with line breaks around everything',
        ADA.replace(/</g, '\r\n\t<')
          .replace(/>/g, '>\r\n')
          .replace(/\s*Ada\s*/, 'Ada'),
      ],
      [
        'with space inside tags',
        ADA.replaceAll('</', '\n</').replace('\n</expression', '</expression').replaceAll('>', ' >'),
      ],
      ['with comments', `<!-- a -->${ADA.replaceAll('<field>', '<!-- <field>x</field> & -->$&')}<!-- z -->`],
      ['with processing instructions', `<?pi a?>${ADA.replaceAll('<field>', '<?pi b?>$&')}<?pi z?>`],
      ['with a comment inside a name', ADA.replace('FirstName', 'First<!-- x -->Name')],
      ['with a namespace', ADA.replace('<queryxml>', '<queryxml xmlns="urn:x">')],
      [
        'with unknown attributes',
        ADA.replace('<field>', '<field id="1" toString="2">')
          .replace('op=', 'a="1" op=')
          .replace('">A', '" z="2">A'),
      ],
    ])('%s', async (_style, text) => {
      const { errors, entities } = await sent(wrap(text));
      expect(errors).toEqual([]);
      expect(entities.map(({ UserName }) => UserName)).toEqual(['ada.admin']);
    });
  });

  test.each(['declaration', 'upperCase', 'singleQuotes', 'cdata', 'comments', 'indented'] as const)(
    'in the style %s',
    async (style) => {
      const styles: Style = {
        declaration: false,
        upperCase: false,
        singleQuotes: false,
        cdata: false,
        comments: false,
        indented: false,
        [style]: true,
      };
      const expressions = [{ operator: 'Equals', text: 'Ada' }];
      const clauses = [{ kind: 'field', name: 'FirstName', userDefined: false, expressions }] as const;
      expect(await names(render({ entity: 'Resource', clauses }, styles))).toEqual(['ada.admin']);
    },
  );

  test.each([
    ['references by name', 'Founder &amp; CEO', ['harriet.smith']],
    ['references by number', 'Founder &#38; CEO', ['harriet.smith']],
    ['references in hexadecimal', 'Founder &#x26; &#x43;EO', ['harriet.smith']],
    ['references to quotes', 'Field Technician &quot;Tier 2&quot;', ['JSmyth']],
    ['references to apostrophes', 'Project Manager, &apos;Migrations&apos;', ['fiona.obrien']],
    ['a CDATA section', '<![CDATA[Founder & CEO]]>', ['harriet.smith']],
    ['CDATA sections and text', 'Foun<![CDATA[der & ]]>CE<![CDATA[O]]>', ['harriet.smith']],
    ['a reference in a CDATA section, which is none', '<![CDATA[Founder &amp; CEO]]>', []],
    ['a reference to a reference', 'Founder &amp;amp; CEO', []],
    ['a comment between letters', 'Founder <!-- and -->&amp; CEO', ['harriet.smith']],
    ['arrows', 'Backups -> Restores &lt;- always', ['lukasz.lecki']],
    ['the end of a CDATA section', 'Array[0]]]&gt; &amp; Sons &lt;"quoted"&gt;', []],
    ['what looks like the end of a CDATA section', 'Array[0]]&gt; &amp; Sons &lt;"quoted">', ['nora.null']],
    ['a letter behind the BMP', 'Launch Coordinator &#x1F680;', ['ken.yoshino']],
    ['spaces, which count', ' Founder &amp; CEO', []],
  ])('with a value that has %s', async (_kind, value, found) => {
    const text = queryXml(`<field>Title<expression op="Equals">${value}</expression></field>`);
    expect(await names(text)).toEqual(found);
  });

  // Names that every JavaScript object has.
  test.each([
    'constructor',
    'toString',
    '__proto__',
    'hasOwnProperty',
    'AMP',
    'nbsp',
    '#0',
    '#x1F',
    '#xD800',
    '#x110000',
    '#',
  ])('but not with the undefined reference &%s;', async (reference) => {
    for (const content of [
      `<field>Title<expression op="Contains">&${reference};</expression></field>`,
      `<field>&${reference};<expression op="Contains">x</expression></field>`,
      `<field>Title<expression op="&${reference};">x</expression></field>`,
    ]) {
      const { errors } = await query(emulator.url, queryXml(content));
      expect(errors).toHaveLength(1);
      expect(errors[0]?.replace(`&${reference};`, '&x;')).toMatch(
        /^The query XML is not well-formed: (&x; is no reference of XML; an ampersand is written as &amp;\.|Malformed character entity\.) Line 1, position \d+\.$/,
      );
    }
  });

  test.each(['constructor', '__proto__', 'prototype'])(
    'but not with an element or attribute named %s',
    async (name) => {
      for (const content of [`<${name}>id</${name}>`, `<field ${name}="1">id</field>`]) {
        const { returnCode, errors } = await query(emulator.url, queryXml(content));
        expect(returnCode).toBe(-1);
        expect(errors).toHaveLength(1);
      }
    },
  );
});
