import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { sentence } from '../refusals/refusal';
import { decodeXml, EncodingError, isKnownEncoding } from '../xml/decode';
import { malformed, type SoapFault } from './faults';
import { ClientGone, HttpRefusal } from '../http/answer';

const unzip = promisify(gunzip);

/** Content encodings that change nothing; ASP.NET ignores this header, so that clients may send a charset in it. */
const PLAIN: ReadonlySet<string> = new Set(['', 'identity', 'utf-8']);
const GZIP: ReadonlySet<string> = new Set(['gzip', 'x-gzip']);

/**
 * The text of a request body, decompressed and decoded; a fault where its XML declaration has a wrong encoding. Throws
 * an HttpRefusal for an unknown charset or content encoding, or more than `limit` bytes, compressed or not, and a
 * ClientGone for an incomplete body.
 */
export async function readBody(
  request: IncomingMessage,
  charset: string | undefined,
  limit: number,
): Promise<string | SoapFault> {
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
  const sent = await collect(request, limit);
  return decode(isPacked ? await unpack(sent, limit) : sent, charset);
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

function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        // The rest is read and discarded, so that the client can read the answer.
        request.removeAllListeners('data').resume();
        reject(tooLarge(limit));
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

async function unpack(packed: Buffer, limit: number): Promise<Buffer> {
  try {
    return await unzip(packed, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new HttpRefusal(400, sentence('notGzip'));
  }
}

function tooLarge(limit: number): HttpRefusal {
  return new HttpRefusal(413, sentence('requestTooLarge', { limit }));
}
