// The operation of a captured call.
import type { XmlElement } from '../xml/element';

const ATWS = /^http:\/\/autotask\.net\/ATWS\/v1_[56]\/$/i;

/** The last part of every SOAPAction of the contract. */
export const ACTIONS: readonly string[] = [
  'CreateAttachment',
  'DeleteAttachment',
  'GetAttachment',
  'GetEntityInfo',
  'GetFieldInfo',
  'GetInvoiceMarkup',
  'GetWsdlVersion',
  'IntegrationCodeCheck',
  'create',
  'delete',
  'getThresholdAndUsageInfo',
  'getUDFInfo',
  'getZoneInfo',
  'query',
  'update',
];

/** The first element in the body of an envelope. */
export function calledElement(envelope: XmlElement): XmlElement | undefined {
  return envelope.children.find(({ local }) => local === 'Body')?.children[0];
}

/**
 * The SOAPAction of a request that was captured without one: its namespace and the name of the operation. The name of
 * the element counts in any case, as the service dispatches by the SOAPAction alone, and clients spell it freely.
 */
export function soapActionOf(envelope: XmlElement): string {
  const element = calledElement(envelope);
  if (!element) return '';
  const name = ACTIONS.find((action) => action.toLowerCase() === element.local.toLowerCase());
  return element.namespace + (ATWS.test(element.namespace) ? (name ?? element.local) : element.local);
}
