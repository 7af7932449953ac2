import type { ServerResponse } from 'node:http';
import { piecesOf, sizeOf, type Body } from '../runtime/answer-body';

/** An HTTP answer before it is sent. */
export interface HttpAnswer {
  readonly status: number;
  readonly type: 'text/xml' | 'application/soap+xml' | 'text/html' | 'text/plain';
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is refused with an HTTP status instead of a SOAP fault. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly answer: HttpAnswer;

  /** `sentence`: what the body says, where it is no plain text. */
  constructor(
    status: number,
    body: string,
    {
      sentence = body.trim(),
      ...more
    }: Partial<Pick<HttpAnswer, 'type' | 'headers'>> & { readonly sentence?: string } = {},
  ) {
    super(sentence);
    this.answer = { status, type: 'text/plain', body, ...more };
  }
}

/** The client closed the connection before its request was complete: there is nobody to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';

  constructor() {
    super('The client went away in the middle of its request');
  }
}

/** The headers of an answer of so many bytes. */
export function headersOf(
  { type, headers }: Pick<HttpAnswer, 'type' | 'headers'>,
  size: number,
): Readonly<Record<string, string>> {
  return {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': String(size),
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  };
}

/** The bytes up to which joining the pieces is faster than sending each by itself. */
const MAX_JOINED = 16_384;

/** Sends an answer with its length, in UTF-8; clients of the real service rely on the charset. */
export function send(response: ServerResponse, answer: HttpAnswer): void {
  // The client closed the connection.
  if (response.destroyed) return;
  const pieces = piecesOf(answer.body);
  const size = sizeOf(pieces);
  response.writeHead(answer.status, headersOf(answer, size));
  if (size <= MAX_JOINED) {
    response.end(joined(pieces, size));
    return;
  }
  // All pieces go to the system in one call.
  response.cork();
  for (const piece of pieces.slice(0, -1)) response.write(piece);
  response.end(pieces.at(-1));
}

/** In a buffer of its own: `Buffer.concat` uses a shared block, which the journal would keep in memory. */
function joined(pieces: readonly Buffer[], size: number): Buffer {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const bytes = Buffer.allocUnsafeSlow(size);
  let end = 0;
  for (const piece of pieces) end += piece.copy(bytes, end);
  return bytes;
}
