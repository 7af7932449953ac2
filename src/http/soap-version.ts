/** What a fault is about, by the codes of SOAP 1.1. */
export type FaultCode = 'Client' | 'Server' | 'MustUnderstand' | 'VersionMismatch';

/** A version of SOAP, by what it does in its own way. */
export interface SoapVersion {
  /** Of the envelope. */
  readonly namespace: string;
  readonly mediaType: 'text/xml' | 'application/soap+xml';
  /** The attribute that says whom a header block is for, and the values that mean this server, as none does. */
  readonly actor: 'actor' | 'role';
  readonly ourActors: ReadonlySet<string>;
  /** The refusal of an action that no operation has. */
  readonly actionUnknown: 'actionUnknown' | 'contentTypeActionUnknown';
  /** How a fault is called, and the HTTP status it comes with. */
  readonly faults: Readonly<Record<FaultCode, { readonly code: string; readonly status: number }>>;
}

const NAMESPACE_1_2 = 'http://www.w3.org/2003/05/soap-envelope';

export const SOAP_1_1: SoapVersion = {
  namespace: 'http://schemas.xmlsoap.org/soap/envelope/',
  mediaType: 'text/xml',
  actor: 'actor',
  ourActors: new Set(['', 'http://schemas.xmlsoap.org/soap/actor/next']),
  actionUnknown: 'actionUnknown',
  // WS-I Basic Profile R1126.
  faults: {
    Client: { code: 'Client', status: 500 },
    Server: { code: 'Server', status: 500 },
    MustUnderstand: { code: 'MustUnderstand', status: 500 },
    VersionMismatch: { code: 'VersionMismatch', status: 500 },
  },
};

export const SOAP_1_2: SoapVersion = {
  namespace: NAMESPACE_1_2,
  mediaType: 'application/soap+xml',
  actor: 'role',
  ourActors: new Set(['', `${NAMESPACE_1_2}/role/next`, `${NAMESPACE_1_2}/role/ultimateReceiver`]),
  actionUnknown: 'contentTypeActionUnknown',
  // SOAP 1.2 part 2, table 20.
  faults: {
    Client: { code: 'Sender', status: 400 },
    Server: { code: 'Receiver', status: 500 },
    MustUnderstand: { code: 'MustUnderstand', status: 500 },
    VersionMismatch: { code: 'VersionMismatch', status: 500 },
  },
};

const VERSIONS = [SOAP_1_1, SOAP_1_2];

/** The version whose messages are of that media type. */
export function versionOf(mediaType: string): SoapVersion | undefined {
  return VERSIONS.find((version) => version.mediaType === mediaType);
}
