import { maskedRequest } from '../../src/runtime/masking';

/** Secrets whose field is named beside them: in user-defined fields, and in clauses that no client should write. */

const field = (inner: string): string => `<UserDefinedField>${inner}</UserDefinedField>`;
const clause = (inner: string): string => `<queryxml><query>${inner}</query></queryxml>`;

test.each([
  ['behind its name', field('<Name>Password</Name><Value>secret-1</Value>')],
  ['before its name', field('<Value>secret-1</Value><Name>Password</Name>')],
  ['behind a name in pieces', field('<Name>Pass<!-- -->word</Name><Value>secret-1</Value>')],
  ['behind a name in another case', field('<Name> passWORD </Name><Value>secret-1</Value>')],
  ['in elements of a value', field('<Name>Password</Name><Value><a>secret-1</a></Value>')],
  ['in an attribute', field('<Name>Password</Name><Value of="secret-1"/>')],
  ['in attributes alone', '<UserDefinedField Name="Password" Value="secret-1"/>'],
  ['in a condition', clause('<field>Password<expression op="equals">secret-1</expression></field>')],
  [
    'in a condition whose field has its name in an element',
    clause('<field><name>Password</name><expression op="equals">secret-1</expression></field>'),
  ],
  [
    'in an expression beside its field',
    clause('<condition><field>Password</field><expression op="equals">secret-1</expression></condition>'),
  ],
])('a secret %s is masked', (_where, xml) => {
  for (const text of [xml, `<sXML>${xml.replaceAll('<', '&lt;')}</sXML>`]) {
    const { withCosts, withoutCosts } = maskedRequest(`<Envelope>${text}</Envelope>`);
    expect(withCosts).not.toContain('secret-1');
    expect(withoutCosts).not.toContain('secret-1');
  }
});

test('what stands beside other names is not masked', () => {
  const xml = `<Envelope>${field('<Name>Badge</Name><Value>42</Value>')}</Envelope>`;
  expect(maskedRequest(xml).withCosts).toBe(xml);
});

test.each([
  ['a reference', 'P&#97;ssword'],
  ['a comment', 'Pass<!-- -->word'],
  ['a CDATA section', 'Pass<![CDATA[word]]>'],
])('a secret is masked in a query that was escaped twice, its name in pieces with %s', (_how, name) => {
  const query = clause(`<field>${name}<expression op="equals">secret-1</expression></field>`);
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const { withCosts } = maskedRequest(`<Envelope><sXML>${escaped(escaped(query))}</sXML></Envelope>`);
  expect(withCosts).not.toContain('secret-1');
});
