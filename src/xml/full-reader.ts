// Reads any XML with a full parser, and names the place of an error.
import { SaxesParser, type SaxesTag } from 'saxes';
import {
  localOf,
  openElement,
  prefixOf,
  type OpenElement,
  type QName,
  type XmlAttribute,
  type XmlElement,
} from './element';
import type { XmlKind, XmlLimits } from './limits';
import { XmlError, type Breach } from './xml-error';

const NAMESPACE_DECLARATIONS = 'http://www.w3.org/2000/xmlns/';

const EXCEEDED: Readonly<Record<keyof XmlLimits, (most: number) => string>> = {
  depth: (most) => `Elements are nested deeper than ${most}.`,
  elements: (most) => `There are more than ${most} elements.`,
  attributes: (most) => `There are more than ${most} attributes.`,
  attributesOfAnElement: (most) => `An element has more than ${most} attributes.`,
  attributeLength: (most) => `An attribute is longer than ${most} characters.`,
};

/** Reads any XML document with a full parser (saxes) and answers its root element. Throws an XmlError. */
export function readAnyXml(xml: string, kind: XmlKind): XmlElement {
  const parser = new SaxesParser<{ xmlns: boolean }>({ xmlns: kind.namespaces });
  const open: { readonly name: string; readonly element: OpenElement }[] = [];
  let root: XmlElement | undefined;
  let rootEnd: number | undefined;
  let elements = 0;
  let attributes = 0;
  let attributesOfElement = 0;
  let ruleBroken: Breach['rule'] = 'syntax';

  const fail = (rule: Breach['rule'], problem: string): never => {
    const { line, column, position: offset } = parser;
    const element = open.at(-1)?.name;
    throw new XmlError(problem, { rule, place: { line, column: column + 1 }, offset, element, rootEnd });
  };
  const allows = (what: XmlKind['allowed'][number]): boolean => kind.allowed.includes(what);
  const exceed = (limit: keyof XmlLimits): never => fail('limit', EXCEEDED[limit](kind[limit]));
  const resolve = (name: string, { ns = {} }: SaxesTag): QName => {
    const prefix = prefixOf(name);
    // The tag has its own declarations, the parser those of the outer elements.
    const namespace = ns[prefix] ?? parser.resolve(prefix) ?? (prefix === '' ? '' : undefined);
    if (namespace !== undefined) return { namespace, local: localOf(name) };
    if (allows('undeclared type')) return { namespace: '', local: name };
    return fail('syntax', `The prefix '${prefix}' is not declared.`);
  };
  const text = (content: string): void => {
    const parent = open.at(-1);
    if (parent) parent.element.text += content;
  };

  parser.on('error', ({ message }) => fail(ruleBroken, message.replace(/^\d+:\d+: /, '')));
  parser.on('doctype', () => allows('DTD') || fail('DTD', 'A DTD is not allowed.'));
  parser.on(
    'processinginstruction',
    () => allows('PI') || fail('limit', 'Processing instructions are not allowed.'),
  );
  parser.on('opentagstart', () => {
    attributesOfElement = 0;
  });
  parser.on('attribute', ({ name, value }) => {
    attributesOfElement += 1;
    attributes += 1;
    if (attributesOfElement > kind.attributesOfAnElement) exceed('attributesOfAnElement');
    if (attributes > kind.attributes) exceed('attributes');
    if (name.length + value.length > kind.attributeLength) exceed('attributeLength');
  });
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > kind.elements) exceed('elements');
    if (open.length >= kind.depth) exceed('depth');
    const name = { namespace: tag.uri ?? '', local: tag.local ?? tag.name };
    const parent = open.at(-1)?.element;
    const typeOf = (written: string): QName => resolve(written, tag);
    const element = openElement(name, attributesIn(tag), typeOf, parent, xml, parser.position);
    root ??= element;
    open.push({ name: tag.name, element });
  });
  parser.on('closetag', ({ name, isSelfClosing }) => {
    const { position } = parser;
    const element = open.at(-1)?.element;
    if (!isSelfClosing && element) {
      element.contentEnd = xml.lastIndexOf('</', position - 1);
      const written = xml.slice(element.contentEnd + 2, position - 1).trim();
      if (written !== name) fail('end tag of another name', 'unexpected close tag.');
    }
    open.pop();
    if (open.length === 0) rootEnd = position;
  });
  parser.on('text', text);
  parser.on('cdata', text);

  parser.write(xml);
  if (!root) ruleBroken = 'no element';
  else if (open.length > 0) ruleBroken = 'element not closed';
  parser.close();
  return root ?? fail('no element', 'document must contain a root element.');
}

function attributesIn({ attributes }: SaxesTag): readonly XmlAttribute[] {
  const found: XmlAttribute[] = [];
  for (const name in attributes) {
    const attribute = attributes[name];
    if (typeof attribute === 'string') found.push({ namespace: '', local: name, value: attribute });
    else if (attribute && attribute.uri !== NAMESPACE_DECLARATIONS) {
      const { uri, local, value } = attribute;
      found.push({ namespace: uri, local, value });
    }
  }
  return found;
}
