import { SaxesParser } from 'saxes';

const XML_SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
const NAMESPACE_DECLARATIONS = 'http://www.w3.org/2000/xmlns/';

/** No SOAP message comes near; comparing goes one call deeper with each level. */
const MAX_DEPTH = 256;

/** One element, without what differs between two ways of writing the same: prefixes, order of attributes, layout. */
export interface XmlNode {
  readonly namespace: string;
  readonly local: string;
  /** By name: `type` or `{namespace}type`; the value of `xsi:type` is such a name, too. No declarations. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** All character data directly inside; empty where it is layout. */
  readonly text: string;
}

/** Text that is not well-formed XML. The message quotes nothing of it, as it may hold a password. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

interface OpenNode extends XmlNode {
  readonly children: OpenNode[];
  text: string;
}

/** The root element of an XML document. Throws an XmlError. */
export function readXml(xml: string): XmlNode {
  const parser = new SaxesParser({ xmlns: true });
  const open: OpenNode[] = [];
  let root: OpenNode | undefined;
  const fail = (problem: string): never => {
    throw new XmlError(
      `not well-formed XML: ${problem} (line ${parser.line}, column ${parser.columnIndex + 1})`,
    );
  };
  parser.on('error', ({ message }) => fail(withoutQuotation(message)));
  parser.on('opentag', (tag) => {
    if (open.length >= MAX_DEPTH) fail(`elements are nested deeper than ${MAX_DEPTH}`);
    const attributes = new Map<string, string>();
    for (const { uri, local, value } of Object.values(tag.attributes)) {
      if (uri === NAMESPACE_DECLARATIONS) continue;
      const isType = uri === XML_SCHEMA_INSTANCE && local === 'type';
      // The parser knows the declarations of the elements around, the tag those of its own.
      const resolve = (prefix: string): string | undefined => tag.ns[prefix] ?? parser.resolve(prefix);
      attributes.set(clarkName(uri, local), isType ? resolvedName(value.trim(), resolve) : value);
    }
    const node: OpenNode = { namespace: tag.uri, local: tag.local, attributes, children: [], text: '' };
    const parent = open.at(-1);
    if (parent) parent.children.push(node);
    else root = node;
    open.push(node);
  });
  const text = (content: string): void => {
    const node = open.at(-1);
    if (node) node.text += content;
  };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('closetag', () => {
    const node = open.pop();
    if (node && isLayout(node)) node.text = '';
  });
  parser.write(xml).close();
  return root ?? fail('there is no element');
}

/** A name with its namespace in one text: `{namespace}local`, or `local` without a namespace. */
export function clarkName(namespace: string, local: string): string {
  return namespace === '' ? local : `{${namespace}}${local}`;
}

/** Blanks between elements are layout, and so are blanks with a line break in an element that holds no others. */
function isLayout({ children, text }: XmlNode): boolean {
  return text.trim() === '' && (children.length > 0 || text.includes('\n'));
}

function resolvedName(qualified: string, resolve: (prefix: string) => string | undefined): string {
  const colon = qualified.indexOf(':');
  const namespace = resolve(qualified.slice(0, Math.max(colon, 0)));
  // A prefix that nobody declared stays as it is: to compare it as text is all that is left.
  if (namespace === undefined) return qualified;
  return clarkName(namespace, qualified.slice(colon + 1));
}

/** The parser's words without place and without what they quote. */
function withoutQuotation(message: string): string {
  return message.replace(/^[^ ]*\d+:\d+: /, '').replace(/\s*[.:"'&<].*$/s, '');
}
