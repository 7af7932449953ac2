/** No server answered, or not as one of ours; the message says what to do. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** How long a server may take for what it has at hand. */
const PROBE_MS = 10_000;

const HINT = 'Start one with atws serve, or name one with --url.';

/** What `fetch` says of ports that browsers do not use, such as 6000. */
const BAD_PORT = 'bad port';

/** Why a request got no answer, by the code of the error. Each goes on after "The server at ORIGIN". */
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

/** What to do about a certificate of an unknown authority. */
const NOT_TRUSTED =
  'has a certificate that this machine does not trust. ' +
  'Name the file of it, or of its authority: NODE_EXTRA_CA_CERTS=ca.pem atws ...';

const TRUST =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_(UNTRUSTED|REJECTED|SIGNATURE_FAILURE)|INVALID_CA)$/;

/** Asks a server for a page that costs it nothing, to know it is there. Throws an Unreachable. */
export async function probe(url: string): Promise<{ readonly status: number; readonly text: string }> {
  try {
    // Another server may send us anywhere.
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PROBE_MS) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw unreachable(error, new URL(url).origin);
  }
}

/** What to say of a request to a server that was not answered. */
export function unreachable(error: unknown, origin: string): Unreachable {
  const code = codeOf(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new Unreachable(`There is no machine of the name ${new URL(origin).hostname}. ${HINT}`);
  }
  if (TRUST.test(code)) return new Unreachable(`The server at ${origin} ${NOT_TRUSTED}`);
  // The parser of HTTP.
  if (code.startsWith('HPE_')) return notOurs(origin, 'it does not speak HTTP');
  const known = NO_ANSWER[code];
  return new Unreachable(
    known === undefined ? `There is no server at ${origin}. ${HINT}` : `The server at ${origin} ${known}.`,
  );
}

/** What to say of a server that answers otherwise than ours. */
export function notOurs(origin: string, why: string): Unreachable {
  return new Unreachable(`The server at ${origin} is not atws-emulator: ${why}.`);
}

/** The code of an error, or of what it was caused by; its name where nothing has a code. */
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
  // The attempts at several addresses of one name.
  const inner = cause ?? errors?.[0];
  return inner === undefined ? (name ?? '') : codeOf(inner);
}
