import type { SoapVersion } from './soap-version';

const XML_SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

/** A name with its namespace. */
export interface QName {
  readonly namespace: string;
  readonly local: string;
}

/** One element of a request. */
export interface XmlElement extends QName {
  readonly children: XmlElement[];
  /** All character data directly inside, exactly as sent; CDATA sections and references resolved. */
  text: string;
  /** `xsi:type`, resolved. */
  readonly type: QName | undefined;
  readonly nil: boolean;
  /** `soap:mustUnderstand="1"`. */
  readonly mustUnderstand: boolean;
  /** `soap:actor`, or what another version of SOAP calls it. */
  readonly actor: string;
  /** How much of the text of the element around stands before it. */
  readonly before: number;
  /** Where its start tag ends. */
  readonly place: () => Place;
}

/** A place in a text, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What the attributes of an element say, as far as it matters. */
export interface Marks {
  /** `xsi:type`, as written. */
  typeName: string | undefined;
  nil: boolean;
  mustUnderstand: boolean;
  actor: string;
}

/** The marks of an element without attributes. */
export function noMarks(): Marks {
  return { typeName: undefined, nil: false, mustUnderstand: false, actor: '' };
}

/** Adds to the marks of an element what one of its attributes says. */
export function mark(marks: Marks, { namespace, local }: QName, value: string, soap: SoapVersion): void {
  if (namespace === XML_SCHEMA_INSTANCE) {
    if (local === 'type') marks.typeName = value.trim();
    else if (local === 'nil') marks.nil = isTrue(value);
  } else if (namespace === soap.namespace) {
    if (local === 'mustUnderstand') marks.mustUnderstand = isTrue(value);
    else if (local === soap.actor) marks.actor = value.trim();
  }
}

function isTrue(value: string): boolean {
  return value.trim() === '1' || value.trim() === 'true';
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
    value += unlessLayout(text.slice(read, child.before)) + stringValue(child);
    read = child.before;
  }
  return value + unlessLayout(text.slice(read));
}

function unlessLayout(text: string): string {
  return /[^ \t\r\n]/.test(text) ? text : '';
}

/** A name in its two parts; the prefix is empty where there is none. */
export function splitName(qualified: string): readonly [prefix: string, local: string] {
  const colon = qualified.indexOf(':');
  return [qualified.slice(0, Math.max(0, colon)), qualified.slice(colon + 1)];
}
