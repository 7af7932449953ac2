// Bounds the pieces of a request's body, which cost time by themselves.
import type { IncomingMessage } from 'node:http';

/** The pieces of a body that are read whatever their size: a client may write its envelope byte by byte. */
const FREE_PIECES = 16_384;

/** The least mean size of further pieces, in bytes: reading one takes as long as reading a few hundred bytes. */
const LEAST_MEAN = 16;

/**
 * Ends the reading of a body that comes in very many pieces of a few bytes, as millions of them hold up all other
 * requests. `refuse` is called then, once.
 */
export function boundPieces(request: IncomingMessage, refuse: () => void): void {
  let pieces = 0;
  let bytes = 0;
  let isRefused = false;
  // Of the request itself, as express gives it another prototype.
  const push = request.push.bind(request);
  const read = request._read.bind(request);
  request.push = (chunk: unknown, encoding) => {
    if (chunk instanceof Uint8Array) {
      if (isRefused) return false;
      pieces += 1;
      bytes += chunk.length;
      if (pieces > FREE_PIECES + bytes / LEAST_MEAN) {
        isRefused = true;
        refuse();
        return false;
      }
    }
    return push(chunk, encoding);
  };
  request._read = (size) => {
    if (!isRefused) read(size);
  };
}
