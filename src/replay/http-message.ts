import { gunzipSync } from 'node:zlib';
import { markedEncoding } from '../xml/charset';
import { readContentType } from '../http/content-type';
import { decodeXml, EncodingError } from '../xml/decode';

/** The limit of a decompressed body, in bytes. */
const MAX_UNPACKED = 268_435_456;

/** A captured HTTP message: a body alone, or with its headers. */
export interface HttpMessage {
  /** The status of an answer with a status line. */
  readonly status: number | undefined;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** A capture that cannot be read; the message completes a sentence that begins with its name. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}

interface Head {
  readonly status: number | undefined;
  readonly headers: ReadonlyMap<string, string>;
  readonly rest: Buffer;
}

/** Parses a message: an XML body alone, or HTTP headers, an empty line and a body. Throws a CaptureError. */
export function readHttpMessage(bytes: Buffer): HttpMessage {
  if (isBody(bytes)) return { status: undefined, headers: new Map(), body: readText(bytes) };
  // Editors may have put a byte order mark before the headers.
  let head = readHead(markedEncoding(bytes) === undefined ? bytes : Buffer.from(readText(bytes), 'utf8'));
  // The answer follows 100 Continue.
  while (head.status !== undefined && head.status < 200) head = readHead(head.rest);
  const { status, headers, rest } = head;
  const isChunked = /\bchunked\b/i.test(headers.get('transfer-encoding') ?? '');
  const body = isChunked ? joinChunks(rest) : rest;
  return { status, headers, body: readText(body, headers.get('content-type')) };
}

/** The text of a body, decompressed, and decoded by its byte order mark, Content-Type or XML declaration. */
export function readText(bytes: Buffer, contentType = ''): string {
  try {
    const charset = readContentType(contentType).parameters.get('charset');
    return decodeXml(isPacked(bytes) ? unpack(bytes) : bytes, charset).trim();
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    throw new CaptureError(
      error.problem === 'unknown encoding'
        ? 'names an encoding that is not known here'
        : `is not in its encoding, ${error.encoding}`,
    );
  }
}

/** Whether bytes begin with an element, a byte order mark or compressed data, and not with headers. */
function isBody(bytes: Buffer): boolean {
  // In UTF-16, every other byte is zero.
  return (
    isPacked(bytes) || /^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*(<|$)/.test(bytes.toString('latin1', 0, 200))
  );
}

function isPacked(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function readHead(bytes: Buffer): Head {
  const text = bytes.toString('latin1');
  const [emptyLine] = /\r?\n\r?\n/.exec(text) ?? [];
  if (emptyLine === undefined) {
    throw new CaptureError('has neither XML at its start nor HTTP headers above an empty line');
  }
  const split = text.indexOf(emptyLine);
  const lines = text.slice(0, split).split(/\r?\n/);
  const [first = ''] = lines;
  const status = /^HTTP\/[\d.]+ +(\d{3})\b/.exec(first)?.[1];
  const isStartLine = status !== undefined || /^[A-Z]+ +\S+( +HTTP\/[\d.]+)?$/.test(first);
  const headers = lines.slice(isStartLine ? 1 : 0).map((line, index) => {
    const [, name, value] = /^([!-9;-~]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new CaptureError(
        `has something other than an HTTP header in line ${index + (isStartLine ? 2 : 1)}`,
      );
    }
    return [name.toLowerCase(), value] as const;
  });
  return {
    status: status === undefined ? undefined : Number(status),
    headers: new Map(headers),
    rest: bytes.subarray(split + emptyLine.length),
  };
}

/** Joins the chunks of a body. Most tools save it joined already, but keep the Transfer-Encoding header. */
function joinChunks(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let rest = bytes;
  for (;;) {
    const [line, digits] =
      /^([\da-f]+)[ \t]*(?:;[^\r\n]*)?\r?\n/i.exec(rest.toString('latin1', 0, 200)) ?? [];
    if (line === undefined || digits === undefined) break;
    const size = Number.parseInt(digits, 16);
    if (size === 0) return Buffer.concat(parts);
    parts.push(rest.subarray(line.length, line.length + size));
    rest = rest.subarray(line.length + size);
    rest = rest.subarray(/^\r?\n/.exec(rest.toString('latin1', 0, 2))?.[0].length ?? 0);
  }
  if (parts.length > 0) throw new CaptureError('ends in the middle of a chunk');
  return bytes;
}

function unpack(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED });
  } catch {
    throw new CaptureError('is packed with gzip but cannot be unpacked');
  }
}
