import type { Section } from './entry';

/** Refusals at the level of HTTP. */
export const HTTP = {
  notFound: {
    text: 'Not Found. The SOAP endpoint is {path}.',
    when: 'HTTP 404: there is nothing at that path.',
    provenance: 'inferred',
  },
  methodNotAllowed: {
    text: 'Method Not Allowed. The endpoint takes POST; GET shows its help page.',
    when: 'HTTP 405: the endpoint is called with another method.',
    provenance: 'inferred',
  },
  unsupportedMediaType: {
    text: 'Unsupported Media Type. The request must be text/xml or application/soap+xml in a known charset, plain or gzip.',
    when: 'HTTP 415: content type, charset or content encoding is another one.',
    provenance: 'inferred',
  },
  requestTooLarge: {
    text: 'Content Too Large. A request may have {limit} bytes, unpacked.',
    when: 'HTTP 413: the body is larger than the limit, plain or after gunzip.',
    provenance: 'inferred',
  },
  notGzip: {
    text: 'Bad Request. The body is not the gzip data that Content-Encoding announces.',
    when: 'HTTP 400: the body cannot be unpacked.',
    provenance: 'inferred',
  },
  notInItsCharset: {
    text: 'Bad Request. The body is not text in the charset that it comes in, by its byte order mark, Content-Type or XML declaration.',
    when: 'HTTP 400: the body cannot be decoded.',
    provenance: 'inferred',
  },
  requestNotHttp: {
    text: 'Bad Request. This is no request of HTTP/1.1 that could be read.',
    when: 'HTTP 400: the request line, a header or a chunk of the body is not well-formed. The connection is closed.',
    provenance: 'inferred',
  },
  hostMissing: {
    text: 'Bad Request. The Host header is missing.',
    when: 'HTTP 400: a request of HTTP/1.1 does not say which server it is for.',
    provenance: 'inferred',
  },
  headerRepeated: {
    text: 'Bad Request. The {header} header stands more than once.',
    when: 'HTTP 400: Host or Authorization stands in a request twice.',
    provenance: 'inferred',
  },
  targetNotValid: {
    text: 'Bad Request. A request is for a path, or for an http or https URL.',
    when: 'HTTP 400: the target of the request is something else.',
    provenance: 'inferred',
  },
  noProxy: {
    text: 'Method Not Allowed. This server is no proxy.',
    when: 'HTTP 405: the method is CONNECT. The connection is closed.',
    provenance: 'inferred',
  },
  requestTooSlow: {
    text: 'Request Timeout. The whole request did not arrive in time.',
    when: 'HTTP 408: headers or body are still missing after the time that a request may take. The connection is closed.',
    provenance: 'inferred',
  },
  chunkExtensionsTooLarge: {
    text: 'Content Too Large. The chunks of the body have extensions of more than 16 KB.',
    when: 'HTTP 413: a body in chunks has that much beside its bytes. The connection is closed.',
    provenance: 'inferred',
  },
  bodyCrumbled: {
    text: 'Bad Request. The body comes in very many pieces of a few bytes.',
    when: 'HTTP 400: of more than 16,384 chunks of a body, the others have fewer than 16 bytes each. The connection is closed.',
    provenance: 'inferred',
  },
  expectationUnknown: {
    text: 'Expectation Failed. The Expect header may be 100-continue only.',
    when: 'HTTP 417: a request expects something else.',
    provenance: 'inferred',
  },
  headersTooLarge: {
    text: 'Request Header Fields Too Large. The request line and the headers may have 16 KB together.',
    when: 'HTTP 431: they have more. The connection is closed.',
    provenance: 'inferred',
  },
  tooManyConnections: {
    text: 'Service Unavailable. Too many connections are open; try again later.',
    when: 'HTTP 503: as many connections are open as are served at a time (`--max-connections`). The connection is closed.',
    provenance: 'inferred',
  },
  tooMuchUnknown: {
    text: 'Service Unavailable. Too many requests of callers that are not known yet are under way; try again later, with a SOAPAction and a log-in.',
    when: 'HTTP 503: the bodies of requests that name no operation that needs a log-in take 16 MiB together.',
    provenance: 'inferred',
  },
  unauthorized: {
    text: 'Unauthorized. The user name or password is not valid.',
    when: 'HTTP 401: no credentials, or not those of an active resource.',
    provenance: 'inferred',
  },
  apiOnlyUsers: {
    text: 'Version 1.6 of the API is only accessible to API Only users.',
    when: 'HTTP 500, as the title of an HTML page: the user’s security level is not API-only.',
    provenance: 'recorded',
  },
} as const satisfies Section;
