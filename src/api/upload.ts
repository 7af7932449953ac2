// Reads an uploaded snapshot as a stream, decompressed and limited in size.

import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { refusal } from '../refusals/refusal';
import { Problem, UNREADABLE } from '../http/problem';
import { sizeLimit } from '../http/size-limit';

/** The decompression of a body, by its Content-Encoding. */
const UNPACK: ReadonlyMap<string, () => Transform> = new Map([
  ['identity', () => new PassThrough()],
  ['gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/**
 * The decompressed body of a request as a stream. It fails with a Refusal above `limit` bytes, and with a Problem where
 * the body is incomplete or cannot be decompressed; the request can still be answered then.
 */
export function uploadOf(request: IncomingMessage, limit: number): Readable {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const unpack = UNPACK.get(encoding)?.();
  if (!unpack) throw new Problem(415, 'request', UNREADABLE['encoding.unsupported']);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw refusal('snapshotTooLarge', { limit });
  const upload = sizeLimit(limit, () => refusal('snapshotTooLarge', { limit }));
  unpack.once('error', () => upload.destroy(new Problem(400, 'request', UNREADABLE['packing.invalid'])));
  request.once('close', () => {
    if (!request.complete) upload.destroy(new Problem(400, 'request', UNREADABLE['request.size.invalid']));
  });
  upload.once('close', () => {
    // The rest is read and discarded, so that the client can read the answer.
    request.unpipe(unpack);
    request.resume();
    unpack.destroy();
  });
  request.pipe(unpack).pipe(upload);
  return upload;
}
