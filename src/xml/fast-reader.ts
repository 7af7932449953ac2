import {
  localOf,
  openElement,
  prefixOf,
  type OpenElement,
  type QName,
  type XmlAttribute,
  type XmlElement,
} from './element';
import { NOT_IN_XML } from './escape';
import { ORDINARY, type XmlKind } from './limits';

/** The ordinary syntax that programs write; all other syntax is left to the full reader. */
const DECLARATION = /<\?xml version=(["'])1\.0\1(?: encoding=(["'])[A-Za-z][\w.-]*\2)?[ \n]*\?>/y;
const NAME = /[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/y;
const ATTRIBUTE =
  /[ \t\n]+([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)[ \t\n]*=[ \t\n]*(?:"([^"<&\t\n]*)"|'([^'<&\t\n]*)')/y;
const SPACE = /[ \t\n]*/y;
const UNUSUAL = new RegExp(String.raw`[\r\ud800-\udfff${NOT_IN_XML}]`);

const CDATA_START = '<![CDATA[';
const CDATA_END = ']]>';

const NO_ATTRIBUTES: readonly XmlAttribute[] = [];

/** A declared namespace in a list linked to the outer declarations; the default namespace has an empty prefix. */
interface Namespaces {
  readonly prefix: string;
  readonly namespace: string;
  readonly outer: Namespaces | undefined;
}

const NO_NAMESPACE: Namespaces = { prefix: '', namespace: '', outer: undefined };

/** Syntax that is left to the full reader, which reads or refuses it. */
class Unusual extends Error {}

/**
 * Reads a document of ordinary syntax and namespaces in one pass and answers its root element; undefined for every
 * other document, well-formed or not. Most documents are ordinary, and a full XML parser takes ten times as long.
 */
export function readOrdinaryXml(xml: string, kind: Pick<XmlKind, 'namespaces'>): XmlElement | undefined {
  if (UNUSUAL.test(xml)) return undefined;
  try {
    return new FastReader(xml, kind.namespaces).read();
  } catch {
    return undefined;
  }
}

/** An element whose end tag is not reached yet: its name as written, and the namespaces in scope inside it. */
interface Opened {
  readonly name: string;
  readonly element: OpenElement;
  readonly namespaces: Namespaces;
}

class FastReader {
  readonly #xml: string;
  readonly #hasNamespaces: boolean;
  readonly #open: Opened[] = [];
  #position = 0;
  #elements = 0;
  #attributesInAll = 0;
  #root: XmlElement | undefined;

  constructor(xml: string, hasNamespaces: boolean) {
    this.#xml = xml;
    this.#hasNamespaces = hasNamespaces;
  }

  read(): XmlElement | undefined {
    this.#pass(DECLARATION);
    for (;;) {
      const tag = this.#xml.indexOf('<', this.#position);
      if (tag !== this.#position) this.#text(this.#xml.slice(this.#position, tag < 0 ? undefined : tag));
      if (tag < 0) break;
      this.#position = tag;
      if (this.#xml.startsWith('</', tag)) this.#endTag();
      else if (this.#xml.startsWith(CDATA_START, tag)) this.#cdata();
      else this.#startTag();
    }
    return this.#open.length === 0 ? this.#root : undefined;
  }

  #text(text: string): void {
    const parent = this.#open.at(-1);
    if (!parent) {
      if (/[^ \t\n]/.test(text)) throw new Unusual();
    } else if (text.includes(CDATA_END)) {
      throw new Unusual();
    } else {
      parent.element.text += text.includes('&') ? resolveReferences(text) : text;
    }
  }

  #cdata(): void {
    const parent = this.#open.at(-1);
    const end = this.#xml.indexOf(CDATA_END, this.#position);
    if (!parent || end < 0) throw new Unusual();
    parent.element.text += this.#xml.slice(this.#position + CDATA_START.length, end);
    this.#position = end + CDATA_END.length;
  }

  #startTag(): void {
    this.#elements += 1;
    const isTooMuch = this.#elements > ORDINARY.elements || this.#open.length >= ORDINARY.depth;
    const parent = this.#open.at(-1);
    if (isTooMuch || (!parent && this.#root)) throw new Unusual();
    this.#position += 1;
    const start = this.#position;
    if (!this.#pass(NAME)) throw new Unusual();
    const name = this.#xml.slice(start, this.#position);
    const written = this.#attributes();
    this.#space();
    const isEmpty = this.#xml[this.#position] === '/';
    if (isEmpty) this.#position += 1;
    this.#endOfTag();
    const opened = this.#opened(name, written, parent);
    this.#root ??= opened.element;
    if (!isEmpty) this.#open.push(opened);
  }

  #opened(name: string, written: readonly XmlAttribute[], parent: Opened | undefined): Opened {
    const outer = parent ? parent.namespaces : NO_NAMESPACE;
    const namespaces = this.#hasNamespaces ? namespacesInside(written, outer) : outer;
    const attributes = this.#hasNamespaces ? withNamespaces(written, namespaces) : written;
    const qname = this.#hasNamespaces ? resolve(name, namespaces) : { namespace: '', local: name };
    const typeOf = (typeName: string): QName => resolve(typeName, namespaces);
    const element = openElement(qname, attributes, typeOf, parent?.element, this.#xml, this.#position);
    return { name, element, namespaces };
  }

  /** Attributes as written, with the prefix in the local name; each name occurs once. */
  #attributes(): readonly XmlAttribute[] {
    // Most elements have none.
    if (this.#xml[this.#position] === '>') return NO_ATTRIBUTES;
    const attributes: XmlAttribute[] = [];
    for (;;) {
      ATTRIBUTE.lastIndex = this.#position;
      const match = ATTRIBUTE.exec(this.#xml);
      if (!match) return attributes;
      this.#position = ATTRIBUTE.lastIndex;
      const [, local = '', double, single = ''] = match;
      const value = double ?? single;
      this.#attributesInAll += 1;
      const isTooMuch =
        attributes.length === ORDINARY.attributesOfAnElement ||
        this.#attributesInAll > ORDINARY.attributes ||
        local.length + value.length > ORDINARY.attributeLength;
      if (isTooMuch || attributes.some((other) => other.local === local)) throw new Unusual();
      attributes.push({ namespace: '', local, value });
    }
  }

  #endTag(): void {
    const closed = this.#open.pop();
    if (!closed || !this.#xml.startsWith(closed.name, this.#position + 2)) throw new Unusual();
    closed.element.contentEnd = this.#position;
    this.#position += 2 + closed.name.length;
    this.#space();
    this.#endOfTag();
  }

  #endOfTag(): void {
    if (this.#xml[this.#position] !== '>') throw new Unusual();
    this.#position += 1;
  }

  /** Skips white space; most tags have none. */
  #space(): void {
    if (this.#xml[this.#position] !== '>') this.#pass(SPACE);
  }

  /** Moves past a match at the position. Answers whether there was one. */
  #pass(expression: RegExp): boolean {
    expression.lastIndex = this.#position;
    const isThere = expression.test(this.#xml);
    if (isThere) this.#position = expression.lastIndex;
    return isThere;
  }
}

/** One `replaceAll` for each kind of reference is faster than a callback for each reference. */
function resolveReferences(text: string): string {
  const rest = text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'");
  if (!rest.includes('&')) return rest;
  if (/&(?!amp;)/.test(rest)) throw new Unusual();
  return rest.replaceAll('&amp;', '&');
}

function isDeclaration({ local }: XmlAttribute): boolean {
  return local === 'xmlns' || local.startsWith('xmlns:');
}

function namespacesInside(attributes: readonly XmlAttribute[], outer: Namespaces): Namespaces {
  let namespaces = outer;
  for (const attribute of attributes) {
    if (!isDeclaration(attribute)) continue;
    const namespace = attribute.value;
    const prefix = attribute.local.slice('xmlns:'.length);
    // Reserved prefixes and namespaces, white space at an end and an empty namespace are left to the full reader.
    const isReserved = prefix.startsWith('xml') || /XML\/1998|2000\/xmlns|^\s|\s$/.test(namespace);
    if (isReserved || (namespace === '' && prefix !== '')) throw new Unusual();
    namespaces = { prefix, namespace, outer: namespaces };
  }
  return namespaces;
}

function withNamespaces(written: readonly XmlAttribute[], namespaces: Namespaces): readonly XmlAttribute[] {
  if (written.length === 0) return written;
  const attributes: XmlAttribute[] = [];
  for (const attribute of written) {
    if (isDeclaration(attribute)) continue;
    if (!attribute.local.includes(':')) {
      attributes.push(attribute);
      continue;
    }
    const { namespace, local } = resolve(attribute.local, namespaces);
    // With two prefixes of one namespace, an attribute can occur twice.
    const isSame = (other: QName): boolean => other.local === local && other.namespace === namespace;
    if (attributes.some(isSame)) throw new Unusual();
    attributes.push({ namespace, local, value: attribute.value });
  }
  return attributes;
}

function resolve(name: string, namespaces: Namespaces): QName {
  const prefix = prefixOf(name);
  for (let declared: Namespaces | undefined = namespaces; declared; declared = declared.outer) {
    if (declared.prefix === prefix) return { namespace: declared.namespace, local: localOf(name) };
  }
  throw new Unusual();
}
