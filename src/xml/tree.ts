import { readPlainXml, type PlainElement } from './fast-reader';
import type { SoapVersion } from './soap-version';
import { mark, noMarks, splitName, type Place, type QName, type XmlElement } from './element';

/** What a prefix stands for, and those that were declared before it; the prefix of names without one is empty. */
interface Namespaces {
  readonly prefix: string;
  readonly namespace: string;
  readonly outer: Namespaces | undefined;
}

const NO_NAMESPACE: Namespaces = { prefix: '', namespace: '', outer: undefined };

/** The root element of a text that has nothing unusual about it, nor about its namespaces; undefined for others. */
export function readPlainTree(xml: string, version: SoapVersion): XmlElement | undefined {
  const root = readPlainXml(xml);
  return root && qualify(xml, version, root, NO_NAMESPACE);
}

function qualify(
  xml: string,
  version: SoapVersion,
  { name, attributes, children, text, end, before }: PlainElement,
  outer: Namespaces,
): XmlElement | undefined {
  const namespaces = withDeclared(attributes, outer);
  const own = namespaces && resolve(name, namespaces);
  const marks = namespaces && readMarks(attributes, namespaces, version);
  if (!own || !marks) return undefined;
  const qualified: XmlElement[] = [];
  for (const child of children) {
    const element = qualify(xml, version, child, namespaces);
    if (!element) return undefined;
    qualified.push(element);
  }
  const { namespace, local } = own;
  const { type, nil, mustUnderstand, actor } = marks;
  const place = (): Place => placeOf(xml, end);
  return { namespace, local, children: qualified, text, type, nil, mustUnderstand, actor, before, place };
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

type Marked = Pick<XmlElement, 'type' | 'nil' | 'mustUnderstand' | 'actor'>;

const UNMARKED: Marked = { type: undefined, nil: false, mustUnderstand: false, actor: '' };

function readMarks(
  attributes: PlainElement['attributes'],
  namespaces: Namespaces,
  soap: SoapVersion,
): Marked | undefined {
  // Most elements have no attributes, or only declare namespaces.
  if (attributes.length === 0) return UNMARKED;
  const prefixed = attributes.filter(([name]) => name.includes(':') && !name.startsWith('xmlns:'));
  if (prefixed.length === 0) return UNMARKED;
  const marks = noMarks();
  const seen = new Set<string>();
  for (const [name, value] of prefixed) {
    const attribute = resolve(name, namespaces);
    // Two prefixes may stand for one namespace, and then it is one attribute twice.
    if (!attribute || seen.has(attribute.local)) return undefined;
    seen.add(attribute.local);
    mark(marks, attribute, value, soap);
  }
  const { typeName, nil, mustUnderstand, actor } = marks;
  const type = typeName === undefined ? undefined : resolve(typeName, namespaces);
  return typeName !== undefined && !type ? undefined : { type, nil, mustUnderstand, actor };
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
