import { SaxesParser, type SaxesTagNS } from 'saxes';
import { sentence } from '../refusals';
import { SoapFault } from './faults';

const SOAP_1_1 = 'http://schemas.xmlsoap.org/soap/envelope/';
const XML_SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

/** Limits that no honest request comes near. */
const MAX_DEPTH = 64;
const MAX_ELEMENTS = 50_000;
const MAX_ATTRIBUTES = 64;

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
  /** Where its start tag ends, counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** A SOAP 1.1 message: its header blocks, and the first element of its body. */
export interface Envelope {
  readonly header: readonly XmlElement[];
  readonly body: XmlElement | undefined;
}

/**
 * Reads a SOAP 1.1 envelope. Throws a SoapFault on anything else: XML that is not well-formed, a DOCTYPE or
 * processing instruction (WS-I Basic Profile R1008, R1009), another root, another namespace, or too much.
 */
export function readEnvelope(xml: string): Envelope {
  const root = readTree(xml);
  if (root.local !== 'Envelope') throw malformed(root, `The root element is ${root.local}, not Envelope.`);
  if (root.namespace !== SOAP_1_1) {
    throw new SoapFault('VersionMismatch', sentence('versionMismatch', { namespace: root.namespace }));
  }
  const parts = root.children.filter(({ namespace }) => namespace === SOAP_1_1);
  const body = parts.find(({ local }) => local === 'Body');
  if (!body || body !== root.children.at(-1)) throw malformed(root, 'The Envelope must end with a Body.');
  if (body.children.length > 1) throw malformed(body, 'The Body must have one element.');
  return { header: parts.find(({ local }) => local === 'Header')?.children ?? [], body: body.children[0] };
}

/** The fault about XML that cannot be read, at that place. */
function malformed(at: { readonly line: number; readonly column: number }, problem: string): SoapFault {
  return new SoapFault('Client', sentence('malformedRequest', { line: at.line, column: at.column, problem }));
}

function readTree(xml: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true });
  const here = (): { line: number; column: number } => ({ line: parser.line, column: parser.column + 1 });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;

  parser.on('error', ({ message }) => {
    throw malformed(here(), message.replace(/^\d+:\d+: /, ''));
  });
  parser.on('doctype', () => {
    throw malformed(here(), 'A DTD is not allowed.');
  });
  parser.on('processinginstruction', () => {
    throw malformed(here(), 'Processing instructions are not allowed.');
  });
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > MAX_ELEMENTS) throw malformed(here(), `There are more than ${MAX_ELEMENTS} elements.`);
    if (open.length >= MAX_DEPTH) throw malformed(here(), `Elements are nested deeper than ${MAX_DEPTH}.`);
    const element = xmlElement(tag, parser);
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const text = (content: string): void => {
    const element = open.at(-1);
    if (element) element.text += content;
  };
  parser.on('text', text);
  parser.on('cdata', text);

  parser.write(xml);
  if (!root) throw malformed(here(), 'Root element is missing.');
  parser.close();
  return root;
}

function xmlElement(tag: SaxesTagNS, parser: SaxesParser<{ xmlns: true }>): XmlElement {
  const at = { line: parser.line, column: parser.column + 1 };
  const attributes = Object.values(tag.attributes);
  if (attributes.length > MAX_ATTRIBUTES) {
    throw malformed(at, `An element has more than ${MAX_ATTRIBUTES} attributes.`);
  }
  let type: QName | undefined;
  let nil = false;
  let mustUnderstand = false;
  for (const { uri, local, value } of attributes) {
    if (uri === XML_SCHEMA_INSTANCE && local === 'type') type = resolve(value.trim(), tag, parser, at);
    else if (uri === XML_SCHEMA_INSTANCE && local === 'nil') nil = isTrue(value);
    else if (uri === SOAP_1_1 && local === 'mustUnderstand') mustUnderstand = isTrue(value);
  }
  return { namespace: tag.uri, local: tag.local, children: [], text: '', type, nil, mustUnderstand, ...at };
}

function isTrue(value: string): boolean {
  return value.trim() === '1' || value.trim() === 'true';
}

function resolve(
  qualified: string,
  tag: SaxesTagNS,
  parser: SaxesParser<{ xmlns: true }>,
  at: { readonly line: number; readonly column: number },
): QName {
  const colon = qualified.indexOf(':');
  const prefix = colon < 0 ? '' : qualified.slice(0, colon);
  const namespace = tag.ns[prefix] ?? parser.resolve(prefix);
  if (namespace === undefined && prefix !== '')
    throw malformed(at, `The prefix '${prefix}' is not declared.`);
  return { namespace: namespace ?? '', local: qualified.slice(colon + 1) };
}
