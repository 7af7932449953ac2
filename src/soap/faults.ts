import { type Refusal, sentence } from '../refusals/refusal';
import { escape } from '../xml/escape';
import type { Place } from '../xml/element';
import { SOAP_1_1, SOAP_1_2, type FaultCode, type SoapVersion } from '../http/soap-version';

/** An error that is answered as a SOAP fault. Nothing was changed. */
export class SoapFault extends Error {
  override readonly name = 'SoapFault';

  constructor(
    readonly code: FaultCode,
    message: string,
  ) {
    super(message);
  }
}

/** The fault about XML that cannot be read, with the place of the problem. */
export function malformed({ line, column }: Place, problem: string): SoapFault {
  return new SoapFault('Client', sentence('malformedRequest', { line, column, problem }));
}

/** The fault of a refusal, for operations whose result has no Errors, worded as by the service's framework. */
export function faultOf(refused: Refusal): SoapFault {
  return new SoapFault('Server', sentence('unableToProcess', { problem: refused.sentences.join(' ') }));
}

/** Clients of the real service search the body of a fault for this name. */
const EXCEPTION = 'System.Web.Services.Protocols.SoapException: ';

/** The body element of a fault. */
export function faultElement(fault: SoapFault, version: SoapVersion): string {
  const { code } = version.faults[fault.code];
  const text = escape(EXCEPTION + fault.message);
  // A fault about a header has no detail (SOAP 1.1, section 4.4).
  const hasDetail = fault.code !== 'MustUnderstand';
  if (version === SOAP_1_2) {
    return (
      `<soap:Fault><soap:Code><soap:Value>soap:${code}</soap:Value></soap:Code>` +
      `<soap:Reason><soap:Text xml:lang="en">${text}</soap:Text></soap:Reason>` +
      `${hasDetail ? '<soap:Detail/>' : ''}</soap:Fault>`
    );
  }
  // The children are unqualified (WS-I Basic Profile R1001).
  return (
    `<soap:Fault><faultcode>soap:${code}</faultcode>` +
    `<faultstring>${text}</faultstring>${hasDetail ? '<detail/>' : ''}</soap:Fault>`
  );
}

/** The header of a fault: in SOAP 1.2, the supported versions for a client of another one. */
export function faultHeader({ code }: SoapFault, version: SoapVersion): string {
  if (version !== SOAP_1_2 || code !== 'VersionMismatch') return '';
  return (
    '<soap:Header><soap:Upgrade><soap:SupportedEnvelope qname="soap:Envelope"/>' +
    `<soap:SupportedEnvelope xmlns:soap11="${SOAP_1_1.namespace}" qname="soap11:Envelope"/></soap:Upgrade></soap:Header>`
  );
}
