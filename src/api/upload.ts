import type { IncomingMessage } from 'node:http';
import { PassThrough, Transform, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { refusal } from '../refusals/refusal';
import { Problem, UNREADABLE } from '../http/problem';

/** What unpacks a body, by its Content-Encoding. */
const UNPACK: ReadonlyMap<string, () => Transform> = new Map([
  ['identity', () => new PassThrough()],
  ['gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/**
 * The bytes of a body, unpacked, as they come in: none of them is kept. They end with a Refusal where there are more
 * than `limit`, and with a Problem where they are cut off or cannot be unpacked; the request can be answered then.
 */
export function uploadOf(request: IncomingMessage, limit: number): Readable {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const unpack = UNPACK.get(encoding)?.();
  if (!unpack) throw new Problem(415, 'request', UNREADABLE['encoding.unsupported']);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw refusal('snapshotTooLarge', { limit });
  let size = 0;
  const upload = new Transform({
    transform: (bytes: Buffer, _encoding, done) => {
      size += bytes.length;
      if (size > limit) done(refusal('snapshotTooLarge', { limit }));
      else done(null, bytes);
    },
  });
  // It may break before anybody reads it, who gets to know then.
  upload.on('error', () => undefined);
  unpack.once('error', () => upload.destroy(new Problem(400, 'request', UNREADABLE['packing.invalid'])));
  request.once('close', () => {
    if (!request.complete) upload.destroy(new Problem(400, 'request', UNREADABLE['request.size.invalid']));
  });
  upload.once('close', () => {
    // The rest is read and dropped, so that the client gets to read the answer.
    request.unpipe(unpack);
    request.resume();
    unpack.destroy();
  });
  request.pipe(unpack).pipe(upload);
  return upload;
}
