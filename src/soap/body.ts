// Reads the body of a SOAP request: decompressed, decoded, limited in size.

import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { sentence } from '../refusals/refusal';
import { decodeXml, EncodingError, isKnownEncoding } from '../xml/decode';
import { malformed, type SoapFault } from './faults';
import { ClientGone, HttpRefusal } from '../http/answer';
import type { MemoryShare } from '../http/request-memory';

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
  const { 'content-encoding': given } = request.headers;
  const encodings = (given?.split(',') ?? [])
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
    // One buffer that grows: a client may send its bytes in chunks of one, and each would take a hundred times as much.
    let bytes: Buffer = Buffer.alloc(0);
    let size = 0;
    const add = (chunk: Buffer): void => {
      const end = size + chunk.length;
      const refused = end > limit ? tooLarge(limit) : refusalOf(chunk.length, share);
      if (refused) {
        // The rest is read and discarded, so that the client can read the answer.
        request.removeAllListeners('data').resume();
        bytes = Buffer.alloc(0);
        reject(refused);
        return;
      }
      if (size === 0) bytes = chunk;
      else {
        if (end > bytes.length) bytes = grown(bytes, size, Math.min(limit, Math.max(end, 2 * bytes.length)));
        chunk.copy(bytes, size);
      }
      size = end;
    };
    // Most bodies came together with their heads: the events of a stream would take longer than all else here. A client
    // that sent Expect must be told to continue before it is answered, or Node ends its connection.
    const { 'content-length': length, expect } = request.headers;
    if (expect === undefined && (request.complete || request.readableLength === Number(length))) {
      const whole = request.read() as Buffer | null;
      if (whole) add(whole);
      request.resume();
      resolve(bytes);
      return;
    }
    request.on('data', add);
    request.on('end', () => {
      resolve(bytes.subarray(0, size));
    });
    const gone = (): void => {
      reject(new ClientGone());
    };
    request.on('error', gone).on('aborted', gone);
  });
}

/** The first `size` bytes of a buffer in a longer one. */
function grown(bytes: Buffer, size: number, length: number): Buffer {
  const longer = Buffer.allocUnsafeSlow(length);
  bytes.copy(longer, 0, 0, size);
  return longer;
}

/** Each piece counts when it comes: many requests are unpacked at once, and to a thousand times their size. */
async function unpack(packed: Buffer, { limit, share }: BodyLimits): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  const unpacking = createGunzip();
  unpacking.end(packed);
  try {
    for await (const piece of unpacking as AsyncIterable<Buffer>) {
      size += piece.length;
      const refused = size > limit ? tooLarge(limit) : refusalOf(piece.length, share);
      if (refused) throw refused;
      pieces.push(piece);
    }
  } catch (error) {
    throw error instanceof HttpRefusal ? error : new HttpRefusal(400, sentence('notGzip'));
  }
  return Buffer.concat(pieces);
}

/** The refusal of further bytes; undefined where they fit into the share. */
function refusalOf(bytes: number, share: MemoryShare | undefined): HttpRefusal | undefined {
  if (!share || share.take(bytes)) return undefined;
  return new HttpRefusal(503, `${sentence('tooMuchUnknown')}\n`, { headers: { 'Retry-After': '2' } });
}

function tooLarge(limit: number): HttpRefusal {
  return new HttpRefusal(413, sentence('requestTooLarge', { limit }));
}
