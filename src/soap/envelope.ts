import { sentence } from '../refusals/refusal';
import type { SoapVersion } from '../http/soap-version';
import { attributeOf, placeOf, type XmlElement } from '../xml/element';
import { SOAP_REQUEST } from '../xml/limits';
import { readXml } from '../xml/read';
import { XmlError } from '../xml/xml-error';
import { malformed, SoapFault } from './faults';

/** A parsed SOAP message: its header blocks for this server, and the first element of its body. */
export interface Envelope {
  readonly root: XmlElement;
  readonly header: readonly XmlElement[];
  readonly body: XmlElement | undefined;
}

/**
 * Reads an envelope of a version of SOAP. Throws a SoapFault for XML that is not well-formed or exceeds the limits of a
 * request, and for another root element or namespace.
 */
export function readEnvelope(xml: string, version: SoapVersion): Envelope {
  const root = readRoot(xml);
  if (root.local !== 'Envelope')
    throw malformed(placeOf(root), `The root element is ${root.local}, not Envelope.`);
  if (root.namespace !== version.namespace) {
    throw new SoapFault(
      'VersionMismatch',
      sentence('versionMismatch', { namespace: root.namespace, expected: version.namespace }),
    );
  }
  const parts = root.children.filter(({ namespace }) => namespace === version.namespace);
  const body = parts.find(({ local }) => local === 'Body');
  if (!body || body !== root.children.at(-1))
    throw malformed(placeOf(root), 'The Envelope must end with a Body.');
  if (body.children.length > 1) throw malformed(placeOf(body), 'The Body must have one element.');
  const blocks = parts.find(({ local }) => local === 'Header')?.children ?? [];
  // Blocks for other actors are ignored (WS-I Basic Profile R1027).
  return {
    root,
    header: blocks.filter((block) => isForThisServer(block, version)),
    body: body.children[0],
  };
}

function isForThisServer({ attributes }: XmlElement, { namespace, actor, ourActors }: SoapVersion): boolean {
  return ourActors.has((attributeOf(attributes, { namespace, local: actor }) ?? '').trim());
}

function readRoot(xml: string): XmlElement {
  try {
    return readXml(xml, SOAP_REQUEST);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const { rule, place } = error.breach;
    throw malformed(place, rule === 'no element' ? 'Root element is missing.' : error.problem);
  }
}
