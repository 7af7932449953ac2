import type { Section } from './entry';

/** Refusals of SOAP messages. */
export const SOAP = {
  malformedRequest: {
    text: 'Server was unable to read request. ---> There is an error in XML document ({line}, {column}). ---> {problem}',
    when: 'The request is not well-formed XML, not a SOAP envelope, past a limit, or has a value that is none of its xsi:type.',
    provenance: 'ASMX',
  },
  numberNotReadable: {
    text: 'Input string was not in a correct format.',
    when: 'A value of a numeric xsi:type, or a char, is no number; the fault that the request cannot be read tells it.',
    provenance: 'ASMX',
  },
  numberOutOfRange: {
    text: 'Value was either too large or too small for {type}.',
    when: 'A value of a numeric xsi:type, or a char, is none that the type can hold; told by the same fault.',
    provenance: 'ASMX',
  },
  booleanNotReadable: {
    text: "The string '{value}' is not a valid Boolean value.",
    when: 'A value of the xsi:type boolean is none of true, false, 1, 0; told by the same fault.',
    provenance: 'ASMX',
  },
  dateTimeNotReadable: {
    text: "The string '{value}' is not a valid AllXsd value.",
    when: 'A value of the xsi:type dateTime has another form; told by the same fault.',
    provenance: 'ASMX',
  },
  dateNotReadable: {
    text: 'String was not recognized as a valid DateTime.',
    when: 'A value of the xsi:type date or time has another form; told by the same fault.',
    provenance: 'ASMX',
  },
  base64NotReadable: {
    text: "'{value}' is not a valid Base64 text sequence.",
    when: 'A value of the xsi:type base64Binary has another form; told by the same fault.',
    provenance: 'ASMX',
  },
  hexadecimalNotReadable: {
    text: "'{value}' is not a valid BinHex text sequence.",
    when: 'A value of the xsi:type hexBinary has another form; told by the same fault.',
    provenance: 'ASMX',
  },
  guidNotReadable: {
    text: 'Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).',
    when: 'A value of the xsi:type guid has another form; told by the same fault.',
    provenance: 'ASMX',
  },
  elementInValue: {
    text: "'Element' is an invalid XmlNodeType.",
    when: 'A value with the xsi:type of a simple type has elements inside; told by the same fault.',
    provenance: 'ASMX',
  },
  typeUnknown: {
    text: "Server was unable to read request. ---> There is an error in XML document ({line}, {column}). ---> The specified type was not recognized: name='{name}', namespace='{namespace}', at <Entity xmlns='{at}'>.",
    when: 'The xsi:type of an Entity names a type the contract does not declare.',
    provenance: 'ASMX',
  },
  typeAbstract: {
    text: "Server was unable to read request. ---> There is an error in XML document ({line}, {column}). ---> The specified type is abstract: name='Entity', namespace='{namespace}', at <Entity xmlns='{namespace}'>.",
    when: 'An Entity comes without xsi:type, or with that of the abstract base.',
    provenance: 'ASMX',
  },
  actionUnknown: {
    text: 'Server did not recognize the value of HTTP Header SOAPAction: {action}.',
    when: 'SOAPAction names no operation of the contract.',
    provenance: 'ASMX',
  },
  contentTypeActionUnknown: {
    text: "Unable to handle request. The action '{action}' was not recognized.",
    when: 'SOAP 1.2: the action of Content-Type, or SOAPAction without one, names no operation of the contract.',
    provenance: 'ASMX',
  },
  requestElementUnknown: {
    text: 'Server was unable to process request. ---> Unable to handle request without a valid action parameter. Please supply a valid soap action.',
    when: 'There is no action, and the first element of the Body names no operation either.',
    provenance: 'ASMX',
  },
  versionMismatch: {
    text: 'Possible SOAP version mismatch: Envelope namespace {namespace} was unexpected. Expecting {expected}.',
    when: 'The Envelope is not of the SOAP version that the media type announces: text/xml 1.1, application/soap+xml 1.2.',
    provenance: 'ASMX',
  },
  headerNotUnderstood: {
    text: 'SOAP header {header} was not understood.',
    when: 'A header with mustUnderstand="1" for this server is not AutotaskIntegrations.',
    provenance: 'ASMX',
  },
  unableToProcess: {
    text: 'Server was unable to process request. ---> {problem}',
    when: 'A refusal of a call whose result has no place for errors.',
    provenance: 'ASMX',
  },
  internalError: {
    text: 'Server was unable to process request. ---> An internal error occurred. Request: {request}.',
    when: 'The emulator itself failed; its log has the details under that request.',
    provenance: 'inferred',
  },
  dataFileUnusable: {
    text: 'The {what} cannot be {done}: {reason}.',
    when: 'The data file is gone, damaged or replaced, the disk takes no more, or the database cannot be reached. Over SOAP a fault of the server; the JSON API answers 503.',
    provenance: 'inferred',
  },
} as const satisfies Section;
