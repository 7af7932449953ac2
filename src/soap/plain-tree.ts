import { readPlainXml, type PlainElement } from '../xml/plain';
import {
  isTrue,
  SOAP_1_1,
  splitName,
  XML_SCHEMA_INSTANCE,
  type Place,
  type QName,
  type XmlElement,
} from './xml-element';

/** What a prefix stands for, and those that were declared before it; the prefix of names without one is empty. */
interface Namespaces {
  readonly prefix: string;
  readonly namespace: string;
  readonly outer: Namespaces | undefined;
}

const NO_NAMESPACE: Namespaces = { prefix: '', namespace: '', outer: undefined };

/** The root element of a text that has nothing unusual about it, nor about its namespaces; undefined for others. */
export function readPlainTree(xml: string): XmlElement | undefined {
  const root = readPlainXml(xml);
  return root && qualify(xml, root, NO_NAMESPACE);
}

function qualify(
  xml: string,
  { name, attributes, children, text, end }: PlainElement,
  outer: Namespaces,
): XmlElement | undefined {
  const namespaces = withDeclared(attributes, outer);
  const own = namespaces && resolve(name, namespaces);
  const marks = namespaces && readMarks(attributes, namespaces);
  if (!own || !marks) return undefined;
  const qualified: XmlElement[] = [];
  for (const child of children) {
    const element = qualify(xml, child, namespaces);
    if (!element) return undefined;
    qualified.push(element);
  }
  const { namespace, local } = own;
  const { type, nil, mustUnderstand } = marks;
  const place = (): Place => placeOf(xml, end);
  return { namespace, local, children: qualified, text, type, nil, mustUnderstand, place };
}

function withDeclared(attributes: PlainElement['attributes'], outer: Namespaces): Namespaces | undefined {
  let namespaces = outer;
  for (const [name, namespace] of attributes) {
    const [prefix, local] = name === 'xmlns' ? ['xmlns', ''] : splitName(name);
    if (prefix !== 'xmlns') continue;
    // What XML itself reserves has rules of its own, and a prefix stands for something.
    const isReserved = /^xml/.test(local) || /XML\/1998|2000\/xmlns/.test(namespace);
    if (isReserved || (namespace === '' && local !== '')) return undefined;
    namespaces = { prefix: local, namespace, outer: namespaces };
  }
  return namespaces;
}

type Marks = Pick<XmlElement, 'type' | 'nil' | 'mustUnderstand'>;

const NO_MARKS: Marks = { type: undefined, nil: false, mustUnderstand: false };

function readMarks(attributes: PlainElement['attributes'], namespaces: Namespaces): Marks | undefined {
  if (attributes.length === 0) return NO_MARKS;
  const prefixed = attributes.filter(([name]) => name.includes(':') && !name.startsWith('xmlns:'));
  let { type, nil, mustUnderstand } = NO_MARKS;
  const seen = new Set<string>();
  for (const [name, value] of prefixed) {
    const attribute = resolve(name, namespaces);
    // Two prefixes may stand for one namespace, and then it is one attribute twice.
    if (!attribute || seen.has(attribute.local)) return undefined;
    seen.add(attribute.local);
    if (attribute.namespace === XML_SCHEMA_INSTANCE && attribute.local === 'type') {
      type = resolve(value.trim(), namespaces);
      if (!type) return undefined;
    } else if (attribute.namespace === XML_SCHEMA_INSTANCE && attribute.local === 'nil') nil = isTrue(value);
    else if (attribute.namespace === SOAP_1_1 && attribute.local === 'mustUnderstand')
      mustUnderstand = isTrue(value);
  }
  return { type, nil, mustUnderstand };
}

function resolve(qualified: string, namespaces: Namespaces): QName | undefined {
  const [prefix, local] = splitName(qualified);
  for (let declared: Namespaces | undefined = namespaces; declared; declared = declared.outer) {
    if (declared.prefix === prefix) return { namespace: declared.namespace, local };
  }
  return undefined;
}

/** Nothing unusual: one unit of the text is one character. */
function placeOf(xml: string, end: number): Place {
  const before = xml.slice(0, end);
  return { line: before.split('\n').length, column: end - before.lastIndexOf('\n') };
}
