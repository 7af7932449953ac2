import type { ServerResponse } from 'node:http';

/** Text, or its UTF-8 in pieces: a page is not copied into one, as that takes as long as to send it. */
export type Body = string | readonly Buffer[];

/** A whole HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly type: 'text/xml' | 'text/html' | 'text/plain';
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

/** The UTF-8 of a body, in pieces. */
export function piecesOf(body: Body): readonly Buffer[] {
  return typeof body === 'string' ? [Buffer.from(body)] : body;
}

export function sizeOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((size, { length }) => size + length, 0);
}

/** Sends an answer with its length, in UTF-8; clients of the real service rely on the charset. */
export function send(response: ServerResponse, { status, type, body, headers }: HttpAnswer): void {
  // Whoever went away needs no answer.
  if (response.destroyed) return;
  const pieces = piecesOf(body);
  response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': sizeOf(pieces),
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  // The system gets all pieces at once.
  response.cork();
  for (const piece of pieces.slice(0, -1)) response.write(piece);
  response.end(pieces.at(-1));
}
