/** No server answered, or not as one of ours; the message has a hint. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The time limit of a call, longer than any answer takes with delays of fault rules. */
export const ANSWER_TIMEOUT_MS = 120_000;

/** The time limit of a probe. */
const PROBE_MS = 10_000;

const HINT = 'Start one with atws serve, or name one with --url.';

/** The error of `fetch` for ports that browsers block, such as 6000. */
const BAD_PORT = 'bad port';

/** The reasons of a missing answer, by the code of the error. Each continues "The server at ORIGIN". */
const NO_ANSWER: Readonly<Record<string, string>> = {
  [BAD_PORT]:
    'cannot be reached: its port is one that only other services use, as in browsers; take another one',
  UND_ERR_CONNECT_TIMEOUT: 'cannot be reached: nothing answers at that address',
  ETIMEDOUT: 'cannot be reached: nothing answers at that address',
  EHOSTUNREACH: 'cannot be reached: there is no way to that address',
  ENETUNREACH: 'cannot be reached: there is no way to that address',
  ENETDOWN: 'cannot be reached: there is no way to that address',
  EADDRNOTAVAIL: 'cannot be reached: there is no way to that address',
  UND_ERR_HEADERS_TIMEOUT: 'took the request and never answered',
  UND_ERR_BODY_TIMEOUT: 'stopped in the middle of its answer',
  ECONNABORTED: 'took the request and never answered',
  TimeoutError: 'took the request and never answered: it is not atws-emulator, or it hangs',
  UND_ERR_SOCKET: 'hung up without an answer: it is not atws-emulator, or it takes https only',
  ECONNRESET: 'hung up without an answer: it is not atws-emulator, or it takes https only',
  EPIPE: 'hung up without an answer: it is not atws-emulator, or it takes https only',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not speak TLS: begin its address with http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'does not speak TLS: begin its address with http://',
  EPROTO: 'does not speak TLS as it should: begin its address with http:// if it takes that',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet: is the clock of this machine right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name: take one of its names in the address',
};

/** The hint about a certificate of an unknown authority. */
const NOT_TRUSTED =
  'has a certificate that this machine does not trust. ' +
  'Name the file of it, or of its authority: NODE_EXTRA_CA_CERTS=ca.pem atws ...';

const TRUST =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_(UNTRUSTED|REJECTED|SIGNATURE_FAILURE)|INVALID_CA)$/;

/** Requests a cheap page of a server, to see whether it runs. Throws an Unreachable. */
export async function probe(url: string): Promise<{ readonly status: number; readonly text: string }> {
  try {
    // Another server may redirect.
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PROBE_MS) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw unreachable(error, new URL(url).origin);
  }
}

/** The error of a request without an answer. */
export function unreachable(error: unknown, origin: string): Unreachable {
  const code = codeOf(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new Unreachable(`There is no machine of the name ${new URL(origin).hostname}. ${HINT}`);
  }
  if (TRUST.test(code)) return new Unreachable(`The server at ${origin} ${NOT_TRUSTED}`);
  // A code of the HTTP parser.
  if (code.startsWith('HPE_')) return notOurs(origin, 'it does not speak HTTP');
  const known = NO_ANSWER[code];
  return new Unreachable(
    known === undefined ? `There is no server at ${origin}. ${HINT}` : `The server at ${origin} ${known}.`,
  );
}

/** The error of an answer by another program. */
export function notOurs(origin: string, why: string): Unreachable {
  return new Unreachable(`The server at ${origin} is not atws-emulator: ${why}.`);
}

/** The code of an error or of its causes, or else its name. */
function codeOf(error: unknown): string {
  const { code, message, name, cause, errors } = error as {
    readonly code?: unknown;
    readonly message?: string;
    readonly name?: string;
    readonly cause?: unknown;
    readonly errors?: readonly unknown[];
  };
  if (typeof code === 'string') return code;
  if (message === BAD_PORT) return BAD_PORT;
  // The errors of several addresses of a name.
  const inner = cause ?? errors?.[0];
  return inner === undefined ? (name ?? '') : codeOf(inner);
}
