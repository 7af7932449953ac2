import type { SaxesParser, SaxesTagNS } from 'saxes';
import { sentence } from '../refusals/index';
import { boundedParser } from '../xml/bounded-parser';
import { malformed, SoapFault } from './faults';
import { readPlainTree } from '../xml/tree';
import type { SoapVersion } from '../xml/soap-version';
import { mark, noMarks, splitName, type Place, type QName, type XmlElement } from '../xml/element';

/** Limits that no honest request comes near. */
const MAX_DEPTH = 64;
const MAX_ELEMENTS = 50_000;

/** A SOAP message: its header blocks for this server, and the first element of its body. */
export interface Envelope {
  readonly header: readonly XmlElement[];
  readonly body: XmlElement | undefined;
}

/**
 * Reads an envelope of that version of SOAP. Throws a SoapFault on anything else: XML that is not well-formed, a DOCTYPE or
 * processing instruction (WS-I Basic Profile R1008, R1009), another root, another namespace, or too much.
 */
export function readEnvelope(xml: string, version: SoapVersion): Envelope {
  const root = readPlainTree(xml, version) ?? readTree(xml, version);
  if (root.local !== 'Envelope')
    throw malformed(root.place(), `The root element is ${root.local}, not Envelope.`);
  if (root.namespace !== version.namespace) {
    throw new SoapFault(
      'VersionMismatch',
      sentence('versionMismatch', { namespace: root.namespace, expected: version.namespace }),
    );
  }
  const parts = root.children.filter(({ namespace }) => namespace === version.namespace);
  const body = parts.find(({ local }) => local === 'Body');
  if (!body || body !== root.children.at(-1))
    throw malformed(root.place(), 'The Envelope must end with a Body.');
  if (body.children.length > 1) throw malformed(body.place(), 'The Body must have one element.');
  const blocks = parts.find(({ local }) => local === 'Header')?.children ?? [];
  // What is for another actor is not the receiver's business (WS-I Basic Profile R1027).
  return { header: blocks.filter(({ actor }) => version.ourActors.has(actor)), body: body.children[0] };
}

function readTree(xml: string, version: SoapVersion): XmlElement {
  const parser = boundedParser({ xmlns: true }, (problem, line, column) =>
    malformed({ line, column }, problem),
  );
  const here = (): Place => ({ line: parser.line, column: parser.column + 1 });
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
    const parent = open.at(-1);
    const element = xmlElement(tag, parser, version, parent ? parent.text.length : 0);
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

function xmlElement(
  tag: SaxesTagNS,
  parser: SaxesParser<{ xmlns: true }>,
  soap: SoapVersion,
  before: number,
): XmlElement {
  const at = { line: parser.line, column: parser.column + 1 };
  const marks = noMarks();
  for (const { uri, local, value } of Object.values(tag.attributes)) {
    mark(marks, { namespace: uri, local }, value, soap);
  }
  const { typeName, nil, mustUnderstand, actor } = marks;
  return {
    namespace: tag.uri,
    local: tag.local,
    children: [],
    text: '',
    type: typeName === undefined ? undefined : resolve(typeName, tag, parser, at),
    nil,
    mustUnderstand,
    actor,
    before,
    place: () => at,
  };
}

function resolve(qualified: string, tag: SaxesTagNS, parser: SaxesParser<{ xmlns: true }>, at: Place): QName {
  const [prefix, local] = splitName(qualified);
  const namespace = tag.ns[prefix] ?? parser.resolve(prefix);
  if (namespace === undefined && prefix !== '')
    throw malformed(at, `The prefix '${prefix}' is not declared.`);
  return { namespace: namespace ?? '', local };
}
