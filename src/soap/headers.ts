import type { SoapVersion } from '../http/soap-version';
import { sentence } from '../refusals/refusal';
import { attributeOf, isTrue, stringValue, type XmlElement } from '../xml/element';
import type { Contract } from './contract';
import type { Envelope } from './envelope';
import { SoapFault } from './faults';

/** The tracking identifier of the SOAP header AutotaskIntegrations, the only header that is understood. */
export function integrationCode({ header }: Envelope, contract: Contract): string | null {
  const code = header
    .find((block) => isIntegrations(block, contract))
    // The elements of the contract are qualified: one without a namespace does not count.
    ?.children.find(
      ({ local, namespace }) => local === 'IntegrationCode' && namespace === contract.namespace,
    );
  return code && !code.nil ? stringValue(code).trim() : null;
}

/** Throws a SoapFault where another header has mustUnderstand. */
export function requireUnderstood({ header }: Envelope, contract: Contract, version: SoapVersion): void {
  const foreign = header.find(
    (block) => mustBeUnderstood(block, version) && !isIntegrations(block, contract),
  );
  if (foreign)
    throw new SoapFault('MustUnderstand', sentence('headerNotUnderstood', { header: foreign.local }));
}

function isIntegrations(block: XmlElement, { namespace }: Contract): boolean {
  return block.local === 'AutotaskIntegrations' && block.namespace === namespace;
}

function mustBeUnderstood({ attributes }: XmlElement, { namespace }: SoapVersion): boolean {
  return isTrue(attributeOf(attributes, { namespace, local: 'mustUnderstand' }));
}
