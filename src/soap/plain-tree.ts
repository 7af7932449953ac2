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

/** By prefix; that of names without one is empty. */
type Namespaces = ReadonlyMap<string, string>;

/** The root element of a text that has nothing unusual about it, nor about its namespaces; undefined for others. */
export function readPlainTree(xml: string): XmlElement | undefined {
  const root = readPlainXml(xml);
  return root && qualify(xml, root, new Map([['', '']]));
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
  return { ...own, ...marks, children: qualified, text, place: () => placeOf(xml, end) };
}

function withDeclared(attributes: PlainElement['attributes'], outer: Namespaces): Namespaces | undefined {
  let namespaces: Map<string, string> | undefined;
  for (const [name, namespace] of attributes) {
    const [prefix, local] = name === 'xmlns' ? ['xmlns', ''] : splitName(name);
    if (prefix !== 'xmlns') continue;
    // What XML itself reserves has rules of its own, and a prefix stands for something.
    const isReserved = /^xml/.test(local) || /XML\/1998|2000\/xmlns/.test(namespace);
    if (isReserved || (namespace === '' && local !== '')) return undefined;
    namespaces ??= new Map(outer);
    namespaces.set(local, namespace);
  }
  return namespaces ?? outer;
}

type Marks = Pick<XmlElement, 'type' | 'nil' | 'mustUnderstand'>;

const NO_MARKS: Marks = { type: undefined, nil: false, mustUnderstand: false };

function readMarks(attributes: PlainElement['attributes'], namespaces: Namespaces): Marks | undefined {
  const prefixed = attributes.filter(([name]) => name.includes(':') && !name.startsWith('xmlns:'));
  if (prefixed.length === 0) return NO_MARKS;
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
  const namespace = namespaces.get(prefix);
  return namespace === undefined ? undefined : { namespace, local };
}

/** Nothing unusual: one unit of the text is one character. */
function placeOf(xml: string, end: number): Place {
  const before = xml.slice(0, end);
  return { line: before.split('\n').length, column: end - before.lastIndexOf('\n') };
}
