import { type Refusal, sentence } from '../refusals';
import { escape } from '../xml/escape';

/** The fault codes of SOAP 1.1. */
export type FaultCode = 'Client' | 'Server' | 'MustUnderstand' | 'VersionMismatch';

/** A SOAP fault to be answered. Nothing was done. */
export class SoapFault extends Error {
  override readonly name = 'SoapFault';

  constructor(
    readonly code: FaultCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The fault that says no for a call whose result has no place for errors. The real service wraps what went
 * wrong the way its framework does.
 */
export function faultOf(refused: Refusal): SoapFault {
  return new SoapFault('Server', sentence('unableToProcess', { problem: refused.sentences.join(' ') }));
}

/** Clients of the real service look for this name in the body of a fault. */
const EXCEPTION = 'System.Web.Services.Protocols.SoapException: ';

/** The body element of a fault: its children are unqualified (WS-I Basic Profile R1001). */
export function faultElement(fault: SoapFault): string {
  // A fault about a header has no detail (SOAP 1.1, section 4.4).
  const detail = fault.code === 'MustUnderstand' ? '' : '<detail/>';
  return (
    `<soap:Fault><faultcode>soap:${fault.code}</faultcode>` +
    `<faultstring>${escape(EXCEPTION + fault.message)}</faultstring>${detail}</soap:Fault>`
  );
}
