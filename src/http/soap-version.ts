// The differences between SOAP 1.1 and 1.2.
/** The codes of faults in SOAP 1.1. */
export type FaultCode = 'Client' | 'Server' | 'MustUnderstand' | 'VersionMismatch';

/** The properties in which the versions of SOAP differ. */
export interface SoapVersion {
  /** Of the envelope. */
  readonly namespace: string;
  readonly mediaType: 'text/xml' | 'application/soap+xml';
  /** The attribute that addresses a header block, and its values for this server, which is also the default. */
  readonly actor: 'actor' | 'role';
  readonly ourActors: ReadonlySet<string>;
  /** The refusal of an unknown action. */
  readonly actionUnknown: 'actionUnknown' | 'contentTypeActionUnknown';
  /** The code of each fault, and its HTTP status. */
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

/** The version of a media type. */
export function versionOf(mediaType: string): SoapVersion | undefined {
  return VERSIONS.find((version) => version.mediaType === mediaType);
}
