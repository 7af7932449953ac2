import { readEnvelope } from '../../src/soap/envelope';
import { readPlainTree } from '../../src/xml/tree';
import { SOAP_1_1 as VERSION } from '../../src/xml/soap-version';
import type { XmlElement } from '../../src/xml/element';
import { NAMESPACE } from '../support/emulator';
import { envelope } from '../support/soap';
import { SOAP_1_1 } from '../soap/wire';

function withPlaces({ place, children, ...element }: XmlElement): object {
  return { ...element, place: place(), children: children.map(withPlaces) };
}

/** Comments are unusual: a parser reads what has one. */
function readByParser(xml: string): object {
  expect(readPlainTree(`${xml}<!-- -->`, VERSION)).toBeUndefined();
  const { header, body } = readEnvelope(`${xml}<!-- -->`, VERSION);
  return [...header, body].map((element) => element && withPlaces(element));
}

test.each([
  [
    'an update',
    envelope(
      `<update xmlns="${NAMESPACE}">\n<Entities><Entity xsi:type="Resource"><id>1</id>\n<Gender xsi:nil="true"/><Title xsi:type="xsd:string">A &amp; ö</Title></Entity></Entities></update>`,
    ),
  ],
  [
    'prefixes of its own',
    `<a:Envelope xmlns:a="${SOAP_1_1}"><a:Header><b:c xmlns:b="urn:b" a:mustUnderstand="1" d="e"/></a:Header><a:Body/></a:Envelope>`,
  ],
  [
    'a type with a prefix',
    `<Envelope xmlns="${SOAP_1_1}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Body><x xmlns="" xmlns:t="urn:t" i:type=" t:T "/></Body></Envelope>`,
  ],
])('%s is read as a parser reads it, place by place', (_what, xml) => {
  expect(readPlainTree(xml, VERSION)).toBeDefined();
  const { header, body } = readEnvelope(xml, VERSION);
  expect([...header, body].map((element) => element && withPlaces(element))).toEqual(readByParser(xml));
});

test.each([
  ['a prefix nobody declared', '<a:b/>'],
  ['a prefix nobody declared further inside', '<a><b:c/></a>'],
  ['an attribute with such a prefix', '<a b:c="d"/>'],
  ['a type with such a prefix', '<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="b:c"/>'],
  ['a prefix that stands for nothing', '<a xmlns:b=""/>'],
  ['a prefix that XML reserves', '<a xmlns:xmlb="urn:b"/>'],
  ['the namespace of XML itself', '<a xmlns:b="http://www.w3.org/XML/1998/namespace"/>'],
  ['an attribute twice, by two prefixes', '<a xmlns:b="urn:b" xmlns:c="urn:b" b:d="" c:d=""/>'],
])('%s is left to a parser', (_what, xml) => {
  expect(readPlainTree(xml, VERSION)).toBeUndefined();
});
