import { refusal, type Refusal } from '../refusals/index';
import { boundedParser } from '../xml/bounded-parser';
import { readPlainXml, type PlainElement } from '../xml/fast-reader';

/** One element of a QueryXML text. Names are in lower case: clients write them in any. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** The character data directly inside, references resolved, CDATA sections as they are. */
  readonly text: string;
}

/** A query of 700 expressions has 3000; reading more than this would hold up everybody else. */
const MAX_ELEMENTS = 10_000;
const MAX_DEPTH = 100;

/** The root element of an XML text. Throws a Refusal where the text is not one well-formed document. */
export function readXml(text: string): Element {
  // A declaration may stand behind the line break that a here-document starts with.
  const xml = text.replace(/^[\ufeff\s]+/, '');
  if (xml === '') throw refusal('queryMissing');
  const plain = readPlainXml(xml);
  return plain ? lowerCased(plain) : readWithParser(xml);
}

const NO_ATTRIBUTES = {};

function lowerCased({ name, attributes, children, text }: PlainElement): Element {
  return {
    name: name.toLowerCase(),
    attributes: attributes.length === 0 ? NO_ATTRIBUTES : inLowerCase(attributes),
    children: children.map(lowerCased),
    text,
  };
}

function inLowerCase(attributes: PlainElement['attributes']): Element['attributes'] {
  return Object.fromEntries(attributes.map(([name, value]) => [name.toLowerCase(), value]));
}

/** An element while its content is read. */
interface OpenElement extends Element {
  readonly children: Element[];
  text: string;
}

function readWithParser(xml: string): Element {
  rejectTextBefore(xml);
  const parser = boundedParser({ xmlns: false }, notWellFormed);
  const here = (problem: string): Refusal => notWellFormed(problem, parser.line, parser.column + 1);
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  let end = 0;
  let elements = 0;

  parser.on('error', ({ message }) => {
    if (root && open.length === 0) rejectBehind(xml, end);
    rejectAmpersand(xml, parser.position);
    throw here(message.replace(/^\d+:\d+: /, ''));
  });
  parser.on('doctype', () => {
    throw at(xml, xml.search(/<!DOCTYPE/i), 'A DTD is not allowed.');
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    if (elements > MAX_ELEMENTS) throw here(`There are more than ${MAX_ELEMENTS} elements.`);
    if (open.length >= MAX_DEPTH) throw here(`Elements are nested deeper than ${MAX_DEPTH}.`);
    const element: OpenElement = {
      name: name.toLowerCase(),
      attributes: inLowerCase(Object.entries(attributes)),
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', ({ name, isSelfClosing }) => {
    open.pop();
    end = parser.position;
    if (isSelfClosing) return;
    const start = xml.lastIndexOf('</', end - 1);
    const written = xml.slice(start + 2, end - 1).trim();
    if (written !== name) throw at(xml, start, `The end tag </${written}> stands where </${name}> should.`);
  });
  const content = (more: string): void => {
    const element = open.at(-1);
    if (element) element.text += more;
  };
  parser.on('text', content);
  parser.on('cdata', content);

  parser.write(xml);
  const unclosed = open.at(-1);
  if (unclosed) {
    rejectAmpersand(xml, xml.length);
    throw here(`The element ${unclosed.name} is not closed.`);
  }
  parser.close();
  if (!root) throw here('Root element is missing.');
  return root;
}

/** What may stand around the root element. */
const MISCELLANEOUS = /(?:\s|<\?[^]*?\?>|<!--[^]*?-->)*/y;

/** Where the next thing is that is neither white space nor a comment or processing instruction. */
function pastMiscellaneous(xml: string, from: number): number {
  MISCELLANEOUS.lastIndex = from;
  MISCELLANEOUS.test(xml);
  return MISCELLANEOUS.lastIndex;
}

function rejectTextBefore(xml: string): void {
  const text = xml.slice(pastMiscellaneous(xml, 0));
  const [escaped] = /^&(?:amp;)*(?:lt|#0*60|#x0*3c);/i.exec(text) ?? [];
  if (escaped !== undefined) throw refusal('queryEscapedTwice', { text: escaped });
  if (text !== '' && !text.startsWith('<')) throw textOutside('before', text);
}

/** A second document may have a declaration of its own, which passes for a processing instruction. */
function rejectBehind(xml: string, end: number): void {
  const next = pastMiscellaneous(xml, end);
  const rest = xml.slice(next);
  if (/^<[^!?/]/.test(rest)) throw refusal('querySecondDocument', placeIn(xml, next));
  if (rest !== '' && !rest.startsWith('<')) throw textOutside('behind', rest);
}

/** The parser takes all that follows an ampersand for the name of an entity, up to a semicolon. */
function rejectAmpersand(xml: string, end: number): void {
  const markup = xml
    .slice(0, end)
    // What is not closed hides all the rest: to look for its end once is enough.
    .replace(/<!--[^]*?(?:-->|$)|<!\[CDATA\[[^]*?(?:\]\]>|$)/g, (hidden) => ' '.repeat(hidden.length));
  const found = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)[^\s&;<]*;?/.exec(markup);
  if (found)
    throw at(xml, found.index, `${found[0]} is no reference of XML; an ampersand is written as &amp;.`);
}

function textOutside(where: 'before' | 'behind', text: string): Refusal {
  return refusal('queryTextOutside', { where, text: text.trim().slice(0, 100) });
}

function at(xml: string, offset: number, problem: string): Refusal {
  const { line, position } = placeIn(xml, offset);
  return notWellFormed(problem, line, position);
}

function placeIn(xml: string, offset: number): { readonly line: number; readonly position: number } {
  const before = xml.slice(0, offset);
  return { line: before.split('\n').length, position: offset - before.lastIndexOf('\n') };
}

function notWellFormed(problem: string, line: number, position: number): Refusal {
  // Some problems come from the parser, in lower case and not all with a full stop.
  const told = problem.charAt(0).toUpperCase() + problem.slice(1).replace(/\.?$/, '.');
  return refusal('queryNotWellFormed', { problem: told, line, position });
}
