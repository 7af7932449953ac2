/** One element of an XML text. */
export interface PlainElement {
  /** As written, with its prefix. */
  readonly name: string;
  /** Names as written, in order; no name stands twice. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly PlainElement[];
  /** All character data directly inside; CDATA sections and references resolved. */
  readonly text: string;
  /** Where its start tag ends in the text. */
  readonly end: number;
}

/** What programs write where nothing is unusual; everything past these is left to a real parser. */
const DECLARATION = /<\?xml version=(["'])1\.0\1(?: encoding=(["'])[A-Za-z][\w.-]*\2)?[ \n]*\?>/y;
const START_TAG =
  /<([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)((?:[ \t\n]+[\w.:-]+[ \t\n]*=[ \t\n]*(?:"[^"]*"|'[^']*'))*)[ \t\n]*(\/?)>/y;
const ATTRIBUTE =
  /[ \t\n]+([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)[ \t\n]*=[ \t\n]*(?:"([^"<&\t\n]*)"|'([^'<&\t\n]*)')/y;
const END_OF_TAG = /[ \t\n]*>/y;
const UNUSUAL =
  // eslint-disable-next-line no-control-regex -- the control characters are the point
  /[\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]/;

const CDATA_START = '<![CDATA[';
const CDATA_END = ']]>';

const MAX_DEPTH = 50;
const MAX_ELEMENTS = 10_000;
const MAX_ATTRIBUTES = 20;

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
  #root: OpenElement | undefined;

  constructor(xml: string) {
    this.#xml = xml;
  }

  read(): PlainElement | undefined {
    this.#take(DECLARATION);
    for (;;) {
      const tag = this.#xml.indexOf('<', this.#position);
      this.#text(this.#xml.slice(this.#position, tag < 0 ? undefined : tag));
      if (tag < 0) break;
      this.#position = tag;
      if (this.#xml.startsWith('</', tag)) this.#endTag();
      else if (this.#xml.startsWith(CDATA_START, tag)) this.#cdata();
      else this.#startTag();
    }
    return this.#open.length === 0 ? this.#root : undefined;
  }

  #text(text: string): void {
    if (text === '') return;
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
    const [, name = '', attributes = '', empty] = this.#take(START_TAG) ?? [];
    this.#elements += 1;
    const isFirst = this.#elements === 1;
    const isTooMuch = this.#elements > MAX_ELEMENTS || this.#open.length > MAX_DEPTH;
    const parent = this.#open.at(-1);
    if (name === '' || isTooMuch || (!parent && !isFirst)) throw new Unusual();
    const element = {
      name,
      attributes: readAttributes(attributes),
      children: [],
      text: '',
      end: this.#position,
    };
    if (parent) parent.children.push(element);
    else this.#root = element;
    if (empty === '') this.#open.push(element);
  }

  #endTag(): void {
    const name = this.#open.pop()?.name;
    if (name === undefined || !this.#xml.startsWith(name, this.#position + 2)) throw new Unusual();
    this.#position += 2 + name.length;
    if (!this.#take(END_OF_TAG)) throw new Unusual();
  }

  #take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#position;
    const match = expression.exec(this.#xml);
    if (match) this.#position = expression.lastIndex;
    return match;
  }
}

function readAttributes(text: string): [name: string, value: string][] {
  const attributes: [string, string][] = [];
  ATTRIBUTE.lastIndex = 0;
  while (ATTRIBUTE.lastIndex < text.length) {
    const [, name, double, single = ''] = ATTRIBUTE.exec(text) ?? [];
    if (name === undefined || attributes.some(([other]) => other === name)) throw new Unusual();
    attributes.push([name, double ?? single]);
  }
  if (attributes.length > MAX_ATTRIBUTES) throw new Unusual();
  return attributes;
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
