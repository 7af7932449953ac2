import { SaxesParser } from 'saxes';

/** One element, with namespaces. */
export interface XmlElement {
  readonly uri: string;
  readonly local: string;
  /** By qualified name, as written. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, CDATA included. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
}

/** Reads a document strictly; throws when it is not well-formed. */
export function parseXml(xml: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    const element: OpenElement = {
      uri,
      local,
      attributes: Object.fromEntries(Object.values(attributes).map(({ name, value }) => [name, value])),
      children: [],
      text: '',
    };
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
    open.push(element);
  });
  const text = (content: string): void => {
    const element = open.at(-1);
    if (element) element.text += content;
  };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  if (!root) throw new Error('No root element');
  return root;
}

/** The children of that local name. */
export function childrenOf(element: XmlElement, local: string): readonly XmlElement[] {
  return element.children.filter((child) => child.local === local);
}

/** The one child of that local name. */
export function childOf(element: XmlElement, local: string): XmlElement {
  const [child, second] = childrenOf(element, local);
  if (!child || second) throw new Error(`<${element.local}> must have one <${local}>`);
  return child;
}
