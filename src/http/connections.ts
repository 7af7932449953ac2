import {
  STATUS_CODES,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { sentence } from '../refusals/refusal';
import { send, type HttpAnswer } from './answer';

/** Connections beyond those that are served, which get to read why they are not. The system closes others at once. */
const SPARE_CONNECTIONS = 100;

/** So long one of them may stay without asking for anything. */
const SPARE_MS = 5000;

/** A client that is still sending gets this long to read the answer: closing at once would take it back. */
const LINGER_MS = 1000;

/** What is answered to a request that is none, by the code of the error. */
const UNREADABLE: Readonly<Record<string, () => HttpAnswer>> = {
  HPE_HEADER_OVERFLOW: () => plain(431, sentence('headersTooLarge')),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: () => plain(413, sentence('chunkExtensionsTooLarge')),
  ERR_HTTP_REQUEST_TIMEOUT: () => plain(408, sentence('requestTooSlow')),
};

/**
 * Answers requests with `app`, and in HTTP what never gets there: connections beyond `most`, and requests that cannot
 * be read. `connected`: the event of a connection that requests come on.
 */
export function serve(
  server: Server,
  app: RequestListener,
  most: number,
  connected: 'connection' | 'secureConnection',
): void {
  const latecomers = new WeakSet<Socket>();
  const answers = new WeakMap<Duplex, ServerResponse>();
  let open = 0;

  server.maxConnections = most + SPARE_CONNECTIONS;
  server.on(connected, (socket: Socket) => {
    open += 1;
    socket.once('close', () => (open -= 1));
    if (open <= most) return;
    latecomers.add(socket);
    socket.setTimeout(SPARE_MS);
  });

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    const before = answers.get(socket);
    answers.set(socket, response);
    inTurn(before, () => {
      // A client that went away meanwhile is not heard any more.
      if (socket.destroyed) return;
      const refused = open > most && latecomers.has(socket) ? tooManyConnections() : problemOf(request);
      if (refused) send(response, refused);
      else app(request, response);
    });
  };
  server.on('request', answer);
  server.on('checkContinue', (request, response) => {
    // A client that waits before it sends a body is told to go on when somebody reads it.
    request.once('resume', () => {
      if (!response.headersSent) response.writeContinue();
    });
    answer(request, response);
  });
  server.on('checkExpectation', (_request, response) => {
    send(response, plain(417, sentence('expectationUnknown')));
  });
  server.on('connect', (_request, socket) => {
    end(socket, plain(405, sentence('noProxy')));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const isAnswered = answers.get(socket)?.headersSent === true && !answers.get(socket)?.writableFinished;
    if (error.code === 'ECONNRESET' || isAnswered) socket.destroy();
    else end(socket, UNREADABLE[error.code ?? '']?.() ?? plain(400, sentence('requestNotHttp')));
  });
}

/**
 * Requests that a client sends before it was answered are worked off one by one, with others between: thousands of them
 * come in one piece. `before`: the answer to the last one on the connection.
 */
function inTurn(before: ServerResponse | undefined, work: () => void): void {
  if (!before || before.writableFinished) work();
  else before.once('close', () => setImmediate(work));
}

/** What is wrong with a request before its path is looked at. Proxies may send the whole URL as the target. */
function problemOf(request: IncomingMessage): HttpAnswer | undefined {
  const { headers, httpVersion, url = '' } = request;
  if (headers.host === undefined && httpVersion !== '1.0') return plain(400, sentence('hostMissing'));
  const header = repeatedHeader(request);
  if (header !== undefined) return plain(400, sentence('headerRepeated', { header }));
  if (url.startsWith('/')) return undefined;
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (!target || !/^https?:$/.test(target.protocol)) return plain(400, sentence('targetNotValid'));
  request.url = target.pathname + target.search;
  return undefined;
}

/** Headers that stand once: of two, a proxy may believe the other one (RFC 9112, section 3.2; RFC 9110, section 5.3). */
const ONCE = ['Host', 'Authorization'] as const;

/** The name of such a header that stands more than once. */
function repeatedHeader({ rawHeaders }: IncomingMessage): string | undefined {
  return ONCE.find((name) => {
    const isIt = (header: string, index: number): boolean =>
      index % 2 === 0 && header.length === name.length && header.toLowerCase() === name.toLowerCase();
    const first = rawHeaders.findIndex(isIt);
    return first >= 0 && rawHeaders.findLastIndex(isIt) !== first;
  });
}

function tooManyConnections(): HttpAnswer {
  return {
    ...plain(503, sentence('tooManyConnections')),
    headers: { Connection: 'close', 'Retry-After': '1' },
  };
}

function plain(status: number, text: string): HttpAnswer {
  return { status, type: 'text/plain', body: `${text}\n` };
}

/** The last answer on a connection that holds no request to answer. */
function end(socket: Duplex, { status, type, body }: HttpAnswer): void {
  // What comes in after the first error is an error again.
  if (!socket.writable) return;
  const text = String(body);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: ${type}; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
  socket.resume();
  const cut = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => {
    clearTimeout(cut);
  });
}
