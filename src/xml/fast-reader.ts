/** One element of an XML text. */
export interface PlainElement {
  /** As written, with its prefix. */
  readonly name: string;
  /** Names as written, in order; no name stands twice. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly PlainElement[];
  /** All character data directly inside; CDATA sections and references resolved. */
  readonly text: string;
  /** Where its start tag ends in the document. */
  readonly end: number;
  /** How much of the text of the element around stands before it. */
  readonly before: number;
}

/** What programs write where nothing is unusual; everything past these is left to a real parser. */
const DECLARATION = /<\?xml version=(["'])1\.0\1(?: encoding=(["'])[A-Za-z][\w.-]*\2)?[ \n]*\?>/y;
const NAME = /[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/y;
const ATTRIBUTE =
  /[ \t\n]+([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)[ \t\n]*=[ \t\n]*(?:"([^"<&\t\n]*)"|'([^'<&\t\n]*)')/y;
const SPACE = /[ \t\n]*/y;
const UNUSUAL =
  // eslint-disable-next-line no-control-regex -- the control characters are the point
  /[\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]/;

const CDATA_START = '<![CDATA[';
const CDATA_END = ']]>';

const MAX_DEPTH = 50;
const MAX_ELEMENTS = 10_000;
const MAX_ATTRIBUTES_OF_AN_ELEMENT = 20;
const MAX_ATTRIBUTES = 20_000;
const MAX_ATTRIBUTE_LENGTH = 1000;

const NO_ATTRIBUTES: PlainElement['attributes'] = [];

/** Something that only a real parser knows how to read, or to refuse. */
class Unusual extends Error {}

/**
 * The root element of a text that has nothing unusual about it, in one pass; undefined for all others, well-formed
 * or not. Most requests are like that, and a parser that knows all of XML takes ten times as long.
 */
export function readPlainXml(xml: string): PlainElement | undefined {
  if (UNUSUAL.test(xml)) return undefined;
  try {
    return new Reader(xml).read();
  } catch {
    return undefined;
  }
}

/** An element while its content is read. */
interface OpenElement extends PlainElement {
  readonly children: PlainElement[];
  text: string;
}

class Reader {
  readonly #xml: string;
  readonly #open: OpenElement[] = [];
  #position = 0;
  #elements = 0;
  #attributesInAll = 0;
  #root: OpenElement | undefined;

  constructor(xml: string) {
    this.#xml = xml;
  }

  read(): PlainElement | undefined {
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
    const element = this.#open.at(-1);
    if (!element) {
      if (/[^ \t\n]/.test(text)) throw new Unusual();
    } else if (text.includes(CDATA_END)) {
      throw new Unusual();
    } else {
      element.text += text.includes('&') ? resolveReferences(text) : text;
    }
  }

  #cdata(): void {
    const element = this.#open.at(-1);
    const end = this.#xml.indexOf(CDATA_END, this.#position);
    if (!element || end < 0) throw new Unusual();
    element.text += this.#xml.slice(this.#position + CDATA_START.length, end);
    this.#position = end + CDATA_END.length;
  }

  #startTag(): void {
    this.#elements += 1;
    const isFirst = this.#elements === 1;
    const isTooMuch = this.#elements > MAX_ELEMENTS || this.#open.length > MAX_DEPTH;
    const parent = this.#open.at(-1);
    if (isTooMuch || (!parent && !isFirst)) throw new Unusual();
    this.#position += 1;
    const start = this.#position;
    if (!this.#pass(NAME)) throw new Unusual();
    const name = this.#xml.slice(start, this.#position);
    const attributes = this.#attributes();
    this.#pass(SPACE);
    const isEmpty = this.#xml[this.#position] === '/';
    if (isEmpty) this.#position += 1;
    this.#endOfTag();
    const before = parent ? parent.text.length : 0;
    const element = { name, attributes, children: [], text: '', end: this.#position, before };
    if (parent) parent.children.push(element);
    else this.#root = element;
    if (!isEmpty) this.#open.push(element);
  }

  #attributes(): PlainElement['attributes'] {
    // Most elements have none.
    if (this.#xml[this.#position] === '>') return NO_ATTRIBUTES;
    const attributes: [string, string][] = [];
    for (;;) {
      ATTRIBUTE.lastIndex = this.#position;
      const match = ATTRIBUTE.exec(this.#xml);
      if (!match) return attributes;
      this.#position = ATTRIBUTE.lastIndex;
      const [, name = '', double, single = ''] = match;
      const value = double ?? single;
      this.#attributesInAll += 1;
      const isTooMuch =
        attributes.length === MAX_ATTRIBUTES_OF_AN_ELEMENT ||
        this.#attributesInAll > MAX_ATTRIBUTES ||
        name.length + value.length > MAX_ATTRIBUTE_LENGTH;
      if (isTooMuch || attributes.some(([other]) => other === name)) throw new Unusual();
      attributes.push([name, value]);
    }
  }

  #endTag(): void {
    const name = this.#open.pop()?.name;
    if (name === undefined || !this.#xml.startsWith(name, this.#position + 2)) throw new Unusual();
    this.#position += 2 + name.length;
    this.#pass(SPACE);
    this.#endOfTag();
  }

  #endOfTag(): void {
    if (this.#xml[this.#position] !== '>') throw new Unusual();
    this.#position += 1;
  }

  /** Passes over what is there; whether it was. */
  #pass(expression: RegExp): boolean {
    expression.lastIndex = this.#position;
    const isThere = expression.test(this.#xml);
    if (isThere) this.#position = expression.lastIndex;
    return isThere;
  }
}

/** Whole passes are faster than a look at each reference. */
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
