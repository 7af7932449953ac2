import type { ServerResponse } from 'node:http';

/** A whole HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly type: 'text/xml' | 'text/html' | 'text/plain';
  /** Text, or its UTF-8. */
  readonly body: string | Buffer;
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

/** Sends an answer with its length, in UTF-8; clients of the real service rely on the charset. */
export function send(response: ServerResponse, { status, type, body, headers }: HttpAnswer): void {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': bytes.length,
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(bytes);
}
