import { refusal, type Refusal } from '../refusals/refusal';
import { placeIn, type Place, type XmlElement } from '../xml/element';
import { QUERY_XML } from '../xml/limits';
import { readXml } from '../xml/read';
import { XmlError } from '../xml/xml-error';

/** The root element of a QueryXML text. Throws a Refusal of a text that is not one well-formed document. */
export function readQueryXml(text: string): XmlElement {
  // A here-document may have a line break before the XML declaration.
  const xml = text.replace(/^[\ufeff\s]+/, '');
  if (xml === '') throw refusal('queryMissing');
  try {
    return readXml(xml, QUERY_XML);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    rejectTextBefore(xml);
    throw refusalOf(xml, error);
  }
}

/** The refusal of a document with a syntax error; common mistakes have sentences of their own. */
function refusalOf(xml: string, { problem, breach }: XmlError): Refusal {
  const { rule, place, offset, element = '', rootEnd } = breach;
  if (rule === 'DTD') return notWellFormed(problem, placeIn(xml, xml.search(/<!DOCTYPE/i)));
  if (rule === 'end tag of another name') {
    const start = xml.lastIndexOf('</', offset - 1);
    const written = xml.slice(start + 2, offset - 1).trim();
    const mismatch = `The end tag </${written}> stands where </${element}> should.`;
    return notWellFormed(mismatch, placeIn(xml, start));
  }
  if (rootEnd !== undefined) rejectBehind(xml, rootEnd);
  rejectAmpersand(xml, offset);
  const unclosed = `The element ${element.toLowerCase()} is not closed.`;
  return notWellFormed(rule === 'element not closed' ? unclosed : problem, place);
}

/** White space, comments and processing instructions, which may surround the root element. */
const MISCELLANEOUS = /(?:\s|<\?[^]*?\?>|<!--[^]*?-->)*/y;

/** The offset behind white space, comments and processing instructions. */
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

/** Text or a second document behind the root element. Its XML declaration would pass for a processing instruction. */
function rejectBehind(xml: string, end: number): void {
  const next = pastMiscellaneous(xml, end);
  const rest = xml.slice(next);
  if (/^<[^!?/]/.test(rest)) {
    const { line, column } = placeIn(xml, next);
    throw refusal('querySecondDocument', { line, position: column });
  }
  if (rest !== '' && !rest.startsWith('<')) throw textOutside('behind', rest);
}

/** An ampersand that is not escaped: the parser would take the text up to a semicolon for the name of an entity. */
function rejectAmpersand(xml: string, end: number): void {
  const markup = xml
    .slice(0, end)
    // Comments, CDATA sections and processing instructions may hold ampersands. An unclosed one extends to the end, so that
    // each is searched once.
    .replace(/<!--[^]*?(?:-->|$)|<!\[CDATA\[[^]*?(?:\]\]>|$)|<\?[^]*?(?:\?>|$)/g, (hidden) =>
      ' '.repeat(hidden.length),
    );
  const found = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)[^\s&;<]*;?/.exec(markup);
  if (!found) return;
  const problem = `${found[0]} is no reference of XML; an ampersand is written as &amp;.`;
  throw notWellFormed(problem, placeIn(xml, found.index));
}

function textOutside(where: 'before' | 'behind', text: string): Refusal {
  return refusal('queryTextOutside', { where, text: text.trim().slice(0, 100) });
}

function notWellFormed(problem: string, { line, column }: Place): Refusal {
  // The parser's sentences begin in lower case, and some have no full stop.
  const told = problem.charAt(0).toUpperCase() + problem.slice(1).replace(/\.?$/, '.');
  return refusal('queryNotWellFormed', { problem: told, line, position: column });
}
