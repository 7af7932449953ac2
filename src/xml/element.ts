/** One element of an XML text, as both readers make it. Where namespaces are not read, a prefix is part of the local name. */
export interface XmlElement extends QName {
  /** In the order of the text; without declarations of namespaces, where these are read. */
  readonly attributes: readonly XmlAttribute[];
  /** `xsi:type`, resolved. */
  readonly type: QName | undefined;
  /** `xsi:nil`. */
  readonly nil: boolean;
  readonly children: readonly XmlElement[];
  /** All character data directly inside, exactly as sent; CDATA sections and references resolved. */
  readonly text: string;
  /** How much of the text of the element around stands before it. */
  readonly before: number;
  /** The whole XML text, and where in it the content of the element starts and ends. */
  readonly document: string;
  readonly contentStart: number;
  readonly contentEnd: number;
}

/** A name with its namespace, which is empty for none. */
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

/** Opens an element inside another one, or the root element. `resolve` finds what the value of `xsi:type` stands for. */
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
    before: parent ? parent.text.length : 0,
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

/** Whether an attribute is there and true by XML Schema. */
export function isTrue(value = ''): boolean {
  return /^\s*(?:1|true)\s*$/.test(value);
}

/** Where the start tag of an element ends. */
export function placeOf({ document, contentStart }: XmlElement): Place {
  return placeIn(document, contentStart);
}

/** The line, and the character in it, at an offset. */
export function placeIn(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  const last = lines.at(-1) ?? '';
  // Two units are one character where they are a surrogate pair.
  const pairs = last.match(/[\ud800-\udbff]/g)?.length ?? 0;
  return { line: lines.length, column: last.length - pairs + 1 };
}

/** All elements of that name: the element itself, or those inside. */
export function descendants(element: XmlElement, local: string): readonly XmlElement[] {
  return element.local === local ? [element] : element.children.flatMap((child) => descendants(child, local));
}

/**
 * All text inside an element in its order, that of elements inside included. White space between tags is layout, as
 * for the reader of .NET.
 */
export function stringValue({ text, children }: XmlElement): string {
  if (children.length === 0) return text;
  let value = '';
  let read = 0;
  for (const child of children) {
    value += unlessBlank(text.slice(read, child.before)) + stringValue(child);
    read = child.before;
  }
  return value + unlessBlank(text.slice(read));
}

function unlessBlank(text: string): string {
  return /[^ \t\r\n]/.test(text) ? text : '';
}

/**
 * The text directly inside an element, as messages that were laid out for people have it: blanks between elements are
 * layout, and so are blanks with a line break in an element that holds nothing else.
 */
export function textOf({ text, children }: XmlElement): string {
  return text.trim() === '' && (children.length > 0 || text.includes('\n')) ? '' : text;
}

/** The prefix of a name as it is written, empty where there is none. */
export function prefixOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf(':')));
}

/** A name without its prefix. */
export function localOf(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
