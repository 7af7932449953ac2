import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { sentence } from '../refusals/refusal';
import { decodeXml, EncodingError, isKnownEncoding } from '../xml/decode';
import { malformed, type SoapFault } from './faults';
import { ClientGone, HttpRefusal } from '../http/answer';
import type { MemoryShare } from '../http/shared-memory';

const unzip = promisify(gunzip);

/** Content encodings that change nothing; ASP.NET ignores this header, so that clients may send a charset in it. */
const PLAIN: ReadonlySet<string> = new Set(['', 'identity', 'utf-8']);
const GZIP: ReadonlySet<string> = new Set(['gzip', 'x-gzip']);

/** The encoding of a body, by the headers of its request. */
export interface BodyForm {
  readonly charset: string | undefined;
  readonly isPacked: boolean;
}

/** The limits on a body. */
export interface BodyLimits {
  /** Bytes, packed or unpacked. */
  readonly limit: number;
  /** The memory for bodies of clients without a log-in; undefined for a body of an authenticated caller. */
  readonly share: MemoryShare | undefined;
}

/** The form of a body. Throws an HttpRefusal for an unknown charset or content encoding, or more than `limit` bytes. */
export function bodyForm(request: IncomingMessage, charset: string | undefined, limit: number): BodyForm {
  const encodings = (request.headers['content-encoding'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => !PLAIN.has(name));
  const [encoding, ...others] = encodings;
  const isPacked = encoding !== undefined;
  if ((isPacked && !GZIP.has(encoding)) || others.length > 0 || (charset && !isKnownEncoding(charset))) {
    throw unsupportedMediaType();
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  return { charset, isPacked };
}

/**
 * The text of a request body, unpacked and decoded; a fault where the XML declaration names a wrong encoding. Throws an
 * HttpRefusal for a body above the limits, and a ClientGone where the connection ends before the body.
 */
export async function readBody(
  request: IncomingMessage,
  { charset, isPacked }: BodyForm,
  limits: BodyLimits,
): Promise<string | SoapFault> {
  const sent = await collect(request, limits);
  return decode(isPacked ? await unpack(sent, limits) : sent, charset);
}

/** The refusal of a content type, charset or content encoding. */
export function unsupportedMediaType(): HttpRefusal {
  return new HttpRefusal(415, sentence('unsupportedMediaType'));
}

function decode(bytes: Buffer, charset: string | undefined): string | SoapFault {
  try {
    return decodeXml(bytes, charset);
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    const { problem, encoding, declaredAt } = error;
    if (declaredAt === undefined) throw new HttpRefusal(400, sentence('notInItsCharset'));
    return malformed(
      { line: 1, column: declaredAt + 1 },
      problem === 'unknown encoding'
        ? `System does not support '${encoding}' encoding.`
        : 'There is no Unicode byte order mark. Cannot switch to Unicode.',
    );
  }
}

function collect(request: IncomingMessage, { limit, share }: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // It may have gone while the caller was looked up.
    if (request.destroyed) throw new ClientGone();
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      const refused = size > limit ? tooLarge(limit) : refusalOf(chunk.length, share);
      if (refused) {
        // The rest is read and discarded, so that the client can read the answer.
        request.removeAllListeners('data').resume();
        chunks.length = 0;
        reject(refused);
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    const gone = (): void => {
      reject(new ClientGone());
    };
    request.on('error', gone).on('aborted', gone);
  });
}

async function unpack(packed: Buffer, { limit, share }: BodyLimits): Promise<Buffer> {
  const unpacked = await unzip(packed, { maxOutputLength: limit }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new HttpRefusal(400, sentence('notGzip'));
  });
  const refused = refusalOf(unpacked.length, share);
  if (refused) throw refused;
  return unpacked;
}

/** The refusal of further bytes; undefined where they fit into the share. */
function refusalOf(bytes: number, share: MemoryShare | undefined): HttpRefusal | undefined {
  if (!share || share.take(bytes)) return undefined;
  return new HttpRefusal(503, `${sentence('tooMuchUnknown')}\n`, { headers: { 'Retry-After': '2' } });
}

function tooLarge(limit: number): HttpRefusal {
  return new HttpRefusal(413, sentence('requestTooLarge', { limit }));
}
