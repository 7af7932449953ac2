import type { IncomingMessage } from 'node:http';
import { promisify, TextDecoder } from 'node:util';
import { gunzip } from 'node:zlib';
import { sentence } from '../refusals';
import { HttpRefusal } from './http-answer';

const unzip = promisify(gunzip);

/**
 * The text of a request body, unpacked and decoded. Throws an HttpRefusal for another content type, an
 * unknown charset or encoding, or more than `limit` bytes, packed or unpacked.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const decoder = decoderOf(request.headers['content-type']);
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (!decoder || !['identity', 'gzip', 'x-gzip'].includes(encoding)) {
    throw new HttpRefusal(415, sentence('unsupportedMediaType'));
  }
  const sent = await collect(request, limit);
  const bytes = encoding === 'identity' ? sent : await unpack(sent, limit);
  try {
    return decoder(bytes);
  } catch {
    throw new HttpRefusal(400, sentence('notInItsCharset'));
  }
}

/** Two bytes of order tell UTF-16 apart, whatever the header says. */
function decoderOf(contentType: string | undefined): ((bytes: Buffer) => string) | undefined {
  const [mediaType, ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  if (String(mediaType).toLowerCase() !== 'text/xml') return undefined;
  const charset = parameters
    .map((parameter) => /^charset\s*=\s*"?([^"]*)"?$/i.exec(parameter)?.[1])
    .find((name) => name !== undefined);
  const decoder = decoderFor(charset?.toLowerCase() ?? 'utf-8');
  if (!decoder) return undefined;
  return (bytes) => {
    if (bytes[0] === 0xfe && bytes[1] === 0xff)
      return new TextDecoder('utf-16be', { fatal: true }).decode(bytes);
    if (bytes[0] === 0xff && bytes[1] === 0xfe)
      return new TextDecoder('utf-16le', { fatal: true }).decode(bytes);
    return decoder.decode(bytes);
  };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function decoderFor(charset: string): TextDecoder | undefined {
  // Nearly all text is, and making a decoder takes longer than decoding.
  if (charset === 'utf-8') return UTF8;
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return undefined;
  }
}

function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        // The rest is read and dropped, so that the client gets to read the answer.
        request.removeAllListeners('data').resume();
        reject(tooLarge(limit));
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    request.on('error', reject);
    request.on('aborted', () => {
      reject(new Error('The client went away'));
    });
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
