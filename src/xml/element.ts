/** An element of an XML document, as both readers build it. Without namespaces, the local name has the prefix. */
export interface XmlElement extends QName {
  /** In the order of the document; where namespaces are read, without their declarations. */
  readonly attributes: readonly XmlAttribute[];
  /** `xsi:type`, resolved. */
  readonly type: QName | undefined;
  /** `xsi:nil`. */
  readonly nil: boolean;
  readonly children: readonly XmlElement[];
  /** All character data directly inside, exactly as sent; CDATA sections and references resolved. */
  readonly text: string;
  /** The length of the parent's text before this element. */
  readonly textBefore: number;
  /** The whole document, and the offsets in it at which the content of the element starts and ends. */
  readonly document: string;
  readonly contentStart: number;
  readonly contentEnd: number;
}

/** A qualified name; the namespace is empty for none. */
export interface QName {
  readonly namespace: string;
  readonly local: string;
}

export interface XmlAttribute extends QName {
  readonly value: string;
}

/** An element while its content is read. */
export type OpenElement = XmlElement & { readonly children: XmlElement[]; text: string; contentEnd: number };

/** A place in a text, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export const XML_SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

/** Opens an element inside its parent, or the root element. `resolve` qualifies the value of `xsi:type`. */
export function openElement(
  { namespace, local }: QName,
  attributes: readonly XmlAttribute[],
  resolve: (typeName: string) => QName,
  parent: OpenElement | undefined,
  document: string,
  contentStart: number,
): OpenElement {
  let type: QName | undefined;
  let nil = false;
  for (const attribute of attributes) {
    if (attribute.namespace !== XML_SCHEMA_INSTANCE) continue;
    if (attribute.local === 'type') type = resolve(attribute.value.trim());
    else if (attribute.local === 'nil') nil = isTrue(attribute.value);
  }
  const element = {
    namespace,
    local,
    attributes,
    type,
    nil,
    children: [],
    text: '',
    textBefore: parent ? parent.text.length : 0,
    document,
    contentStart,
    contentEnd: contentStart,
  };
  parent?.children.push(element);
  return element;
}

/** The value of an attribute. */
export function attributeOf(attributes: readonly XmlAttribute[], name: QName): string | undefined {
  return attributes.find(({ namespace, local }) => local === name.local && namespace === name.namespace)
    ?.value;
}

/** Whether the value of an attribute is true by XML Schema; a missing one is not. */
export function isTrue(value = ''): boolean {
  return /^\s*(?:1|true)\s*$/.test(value);
}

/** The place at which the start tag of an element ends. */
export function placeOf({ document, contentStart }: XmlElement): Place {
  return placeIn(document, contentStart);
}

/** The line and column of an offset, in characters. */
export function placeIn(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  const last = lines.at(-1) ?? '';
  // Two units are one character where they are a surrogate pair.
  const pairs = last.match(/[\ud800-\udbff]/g)?.length ?? 0;
  return { line: lines.length, column: last.length - pairs + 1 };
}

/** The elements with a local name: the element itself, or else the outermost ones inside it. */
export function descendants(element: XmlElement, local: string): readonly XmlElement[] {
  return element.local === local ? [element] : element.children.flatMap((child) => descendants(child, local));
}

/** The text of an element and all inside it, in order; white space between tags is dropped, as .NET's reader does. */
export function stringValue({ text, children }: XmlElement): string {
  if (children.length === 0) return text;
  let value = '';
  let read = 0;
  for (const child of children) {
    value += unlessBlank(text.slice(read, child.textBefore)) + stringValue(child);
    read = child.textBefore;
  }
  return value + unlessBlank(text.slice(read));
}

function unlessBlank(text: string): string {
  return /[^ \t\r\n]/.test(text) ? text : '';
}

/**
 * The text directly inside an element of an indented message: white space between child elements is dropped, as is
 * white space with a line break in an element without other content.
 */
export function textOf({ text, children }: XmlElement): string {
  return text.trim() === '' && (children.length > 0 || text.includes('\n')) ? '' : text;
}

/** The prefix of a name, empty where there is none. */
export function prefixOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf(':')));
}

/** A name without its prefix. */
export function localOf(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
