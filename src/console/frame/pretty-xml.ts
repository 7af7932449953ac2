// Indents XML for reading.
import { SaxesParser } from 'saxes';
import { escape, escapeAttribute } from '../../xml/escape';

/** No SOAP message comes near; with each level, lines would only grow. */
const DEEPEST_INDENT = 32;

/** The content of an element so far. Where there is text, every blank is part of it. */
type Content = 'nothing' | 'elements' | 'text';

/** XML with an element a line, for people to read. Text that is no XML, or was cut, stays as it is. */
export function prettyXml(xml: string): string {
  const parser = new SaxesParser({ xmlns: false, position: false });
  /** The contents of the elements that are open, the document first. */
  const open: Content[] = ['elements'];
  let pretty = '';
  /** Layout, unless it turns out to be all that an element has. */
  let blanks = '';
  const breakLine = (content: Content): void => {
    blanks = '';
    if (content === 'text' || pretty === '') return;
    pretty += `\n${'  '.repeat(Math.min(open.length - 1, DEEPEST_INDENT))}`;
  };
  const markup = (written: string): void => {
    const content = open.pop() === 'text' ? 'text' : 'elements';
    open.push(content);
    breakLine(content);
    pretty += written;
  };
  const text = (written: string): void => {
    pretty += blanks + written;
    blanks = '';
    open.splice(-1, 1, 'text');
  };
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('xmldecl', (declaration) => {
    const pairs = Object.entries({ version: '1.0', ...declaration });
    markup(`<?xml${attributes(pairs)}?>`);
  });
  parser.on('doctype', (declaration) => {
    markup(`<!DOCTYPE${declaration}>`);
  });
  parser.on('processinginstruction', ({ target, body }) => {
    markup(`<?${target} ${body}?>`);
  });
  parser.on('comment', (comment) => {
    markup(`<!--${comment}-->`);
  });
  parser.on('opentag', (tag) => {
    markup(`<${tag.name}${attributes(Object.entries(tag.attributes))}${tag.isSelfClosing ? '/>' : '>'}`);
    open.push('nothing');
  });
  parser.on('text', (content) => {
    if (content.trim() === '' && open.at(-1) !== 'text') blanks += escape(content);
    else text(escape(content));
  });
  parser.on('cdata', (content) => {
    text(`<![CDATA[${content}]]>`);
  });
  parser.on('closetag', (tag) => {
    if (open.pop() === 'elements') breakLine('elements');
    if (!tag.isSelfClosing) pretty += `${blanks}</${tag.name}>`;
    blanks = '';
  });
  try {
    parser.write(xml).close();
    return pretty;
  } catch {
    return xml;
  }
}

function attributes(pairs: readonly (readonly [name: string, value: string | undefined])[]): string {
  return pairs
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeAttribute(value)}"`))
    .join('');
}
