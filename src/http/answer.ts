import type { ServerResponse } from 'node:http';
import { piecesOf, sizeOf, type Body } from '../runtime/text-pieces';

/** A whole HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly type: 'text/xml' | 'application/soap+xml' | 'text/html' | 'text/plain';
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is refused in terms of HTTP, without SOAP. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly answer: HttpAnswer;

  constructor(status: number, body: string, more: Partial<Pick<HttpAnswer, 'type' | 'headers'>> = {}) {
    super(body);
    this.answer = { status, type: 'text/plain', body, ...more };
  }
}

/** The client went away before it had sent all of its request: nobody is there to be answered. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';

  constructor() {
    super('The client went away in the middle of its request');
  }
}

/** To join pieces of so few bytes takes less than to send each by itself. */
const MAX_JOINED = 16_384;

/** Sends an answer with its length, in UTF-8; clients of the real service rely on the charset. */
export function send(response: ServerResponse, { status, type, body, headers }: HttpAnswer): void {
  // Whoever went away needs no answer.
  if (response.destroyed) return;
  const pieces = piecesOf(body);
  const size = sizeOf(pieces);
  response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': size,
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  if (size <= MAX_JOINED) {
    response.end(joined(pieces, size));
    return;
  }
  // The system gets all pieces at once.
  response.cork();
  for (const piece of pieces.slice(0, -1)) response.write(piece);
  response.end(pieces.at(-1));
}

/** `Buffer.concat` takes its bytes from a block that others have parts of, which the journal would keep for theirs. */
function joined(pieces: readonly Buffer[], size: number): Buffer {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const bytes = Buffer.allocUnsafeSlow(size);
  let end = 0;
  for (const piece of pieces) end += piece.copy(bytes, end);
  return bytes;
}
