import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { refusal, type Refusal } from '../refusals';
import { readPlainXml, type PlainElement } from '../xml/plain';

/** One element of a QueryXML text. Names are in lower case: clients write them in any. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** The character data directly inside, references resolved, CDATA sections as they are. */
  readonly text: string;
}

/** A query of 700 expressions has 3000; reading more than this would hold up everybody else. */
const MAX_TAGS = 10_000;

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';

/**
 * References are resolved here, by the five names that XML knows: the parser would resolve those of HTML
 * too, and count them against a limit that honest values reach.
 */
const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: CDATA,
  maxNestedTags: 100,
});

/** What the parser makes of one node: its only key is the name, except for the attributes. */
interface Node {
  readonly [TEXT]?: string;
  readonly [CDATA]?: readonly { readonly [TEXT]: string }[];
  readonly [ATTRIBUTES]?: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

/** The root element of an XML text. Throws a Refusal where the text is not well-formed. */
export function readXml(text: string): Element {
  // A declaration may stand behind the line break that a here-document starts with.
  const xml = text.replace(/^[\ufeff\s]+/, '');
  if (xml === '') throw refusal('queryMissing');
  if (xml.split('<', MAX_TAGS + 1).length > MAX_TAGS) throw notWellFormed('There are too many tags.', 1, 1);
  const plain = readPlainXml(xml);
  if (plain) return lowerCased(plain);
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw notWellFormed(valid.err.msg, valid.err.line, valid.err.col || 1);
  if (/<!DOCTYPE/i.test(xml)) throw at(xml, xml.search(/<!DOCTYPE/i), 'A DTD is not allowed.');
  rejectIllegalCharacters(xml);
  rejectTextBehindRoot(xml);
  const roots = parse(xml).filter((node) => !nameOf(node).startsWith('?') && nameOf(node) !== TEXT);
  const [root, ...others] = roots;
  if (!root || others.length > 0) throw notWellFormed('There are multiple root elements.', 1, 1);
  return element(root);
}

const NO_ATTRIBUTES = {};

function lowerCased({ name, attributes, children, text }: PlainElement): Element {
  return {
    name: name.toLowerCase(),
    attributes:
      attributes.length === 0
        ? NO_ATTRIBUTES
        : Object.fromEntries(attributes.map(([key, value]) => [key.toLowerCase(), value])),
    children: children.map(lowerCased),
    text,
  };
}

function parse(xml: string): readonly Node[] {
  try {
    return PARSER.parse(xml) as readonly Node[];
  } catch (error) {
    throw notWellFormed((error as Error).message, 1, 1);
  }
}

function element(node: Node): Element {
  const name = nameOf(node);
  const children: Element[] = [];
  let text = '';
  for (const child of node[name] as readonly Node[]) {
    const childName = nameOf(child);
    if (childName === TEXT) text += resolveReferences(String(child[TEXT]));
    else if (childName === CDATA)
      text += (child[CDATA] as readonly Node[]).map((part) => part[TEXT]).join('');
    else if (!childName.startsWith('?')) children.push(element(child));
  }
  const attributes: Record<string, string> = {};
  for (const [key, value] of Object.entries(node[ATTRIBUTES] ?? {})) {
    attributes[key.toLowerCase()] = resolveReferences(value);
  }
  return { name: name.toLowerCase(), attributes, children, text };
}

function nameOf(node: Node): string {
  return String(Object.keys(node).find((key) => key !== ATTRIBUTES));
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function resolveReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[\da-f]+|#\d+|[^;&\s]*);?/gi, (reference, body: string) => {
    const resolved = body.startsWith('#') ? character(body) : NAMED.get(body);
    if (resolved === undefined || !reference.endsWith(';')) {
      throw notWellFormed(`Reference to undeclared entity '${body}'.`, 1, 1);
    }
    return resolved;
  });
}

function character(reference: string): string | undefined {
  const hexadecimal = /^#x/i.test(reference);
  const code = parseInt(reference.slice(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
  if (!(code <= 0x10ffff)) return undefined;
  const resolved = String.fromCodePoint(code);
  return ILLEGAL.test(resolved) ? undefined : resolved;
}

/** Characters that XML 1.0 has no place for, lone surrogates among them. */
const ILLEGAL =
  // eslint-disable-next-line no-control-regex -- the control characters are the point
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function rejectIllegalCharacters(xml: string): void {
  const position = xml.search(ILLEGAL);
  if (position >= 0) throw at(xml, position, 'There is a character that XML does not allow.');
}

/** The parser passes over text behind the root element, where there may only be comments and the like. */
function rejectTextBehindRoot(xml: string): void {
  let rest = xml.trimEnd();
  while (/(--|\?)>$/.test(rest)) {
    rest = rest.slice(0, rest.lastIndexOf(rest.endsWith('-->') ? '<!--' : '<?')).trimEnd();
  }
  if (!rest.endsWith('>')) throw at(xml, rest.lastIndexOf('>') + 1, 'There is text behind the root element.');
}

function at(xml: string, offset: number, problem: string): Refusal {
  const before = xml.slice(0, offset);
  return notWellFormed(problem, before.split('\n').length, offset - before.lastIndexOf('\n'));
}

function notWellFormed(problem: string, line: number, position: number): Refusal {
  // Some problems come from the parser, not all with a full stop.
  return refusal('queryNotWellFormed', { problem: problem.replace(/\.?$/, '.'), line, position });
}
